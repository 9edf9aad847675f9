"""Comments about a conversation or at one turn of it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Comment, SuggestedScorecard
from qa_app.store.people import User
from qa_app.store.reviews import Review
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, sign_in

COMMENTS = "/interactions/1/comments"


def _comments(workplace: Workplace) -> list[Comment]:
    with workplace.database.reading() as session:
        return list(session.scalars(select(Comment)))


@pytest.mark.parametrize("who", ["Ines", "Rita", "Tara", "Mara"])
def test_who_sees_a_conversation_may_say_something_at_a_turn(app: Flask, workplace: Workplace, who: str) -> None:
    client = sign_in(app, who)
    answer = client.post(COMMENTS, data={"turn": "2", "text": " That was kind.\r\nReally. "})
    assert answer.status_code == 303
    assert answer.location == "/interactions/1#comment-1"
    (comment,) = _comments(workplace)
    assert (comment.turn, comment.text) == (2, "That was kind.\nReally.")
    page = client.get("/interactions/1").text
    turn = page[page.index('id="turn-2"') : page.index('id="turn-3"')]
    assert "That was kind." in turn
    assert who in turn


@pytest.mark.parametrize(("who", "status"), [("Otto", 404), ("Uwe", 404), ("Ada", 403)])
def test_others_may_not(app: Flask, workplace: Workplace, who: str, status: int) -> None:
    assert sign_in(app, who).post(COMMENTS, data={"turn": "2", "text": "Hello"}).status_code == status
    assert _comments(workplace) == []


def test_a_comment_on_the_whole_conversation_stands_beside_it(app: Flask) -> None:
    client = sign_in(app, "Rita")
    client.post(COMMENTS, data={"text": "A model of a call."})
    page = client.get("/interactions/1").text
    assert "A model of a call." in page[page.index('id="comments"') :]


@pytest.mark.parametrize(("turn", "text"), [("2", "   "), ("", ""), ("2", "x" * 5001)])
def test_what_is_typed_is_kept_when_it_cannot_be_saved(app: Flask, workplace: Workplace, turn: str, text: str) -> None:
    answer = sign_in(app, "Rita").post(COMMENTS, data={"turn": turn, "text": text})
    assert answer.status_code == 422
    assert "is-invalid" in answer.text
    assert answer.text.count("is-invalid") == 1
    assert text in answer.text
    assert _comments(workplace) == []


@pytest.mark.parametrize("turn", ["9", "-1", "99999999999999999999", "abc"])
def test_a_turn_that_is_not_there(app: Flask, workplace: Workplace, turn: str) -> None:
    assert sign_in(app, "Rita").post(COMMENTS, data={"turn": turn, "text": "Hello"}).status_code == 422
    assert _comments(workplace) == []


def test_hostile_words_come_out_as_words(app: Flask) -> None:
    client = sign_in(app, "Ines")
    evil = "</textarea><script>alert(1)</script>{{ 7*7 }} <a href='javascript:x'>"
    assert client.post(COMMENTS, data={"turn": "0", "text": evil}).status_code == 303
    page = client.get("/interactions/1").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize(
    ("back", "location"),
    [
        ("/reviews/5/edit", "/reviews/5/edit#comment-1"),
        ("//evil.example", "/interactions/1#comment-1"),
        ("https://evil.example", "/interactions/1#comment-1"),
        ("/\\evil.example", "/interactions/1#comment-1"),
        ("/a\r\nSet-Cookie: x=1", "/interactions/1#comment-1"),
    ],
)
def test_it_goes_back_to_the_page_of_ours_that_the_form_was_on(app: Flask, back: str, location: str) -> None:
    answer = sign_in(app, "Rita").post(COMMENTS, data={"turn": "0", "text": "Hello", "back": back})
    assert answer.location == location


def test_only_the_author_deletes_a_comment(app: Flask, workplace: Workplace) -> None:
    sign_in(app, "Rita").post(COMMENTS, data={"turn": "1", "text": "Hello"})
    assert "Delete this comment" not in sign_in(app, "Ines").get("/interactions/1").text
    assert sign_in(app, "Ines").post(f"{COMMENTS}/1/delete").status_code == 403
    assert sign_in(app, "Uwe").post(f"{COMMENTS}/1/delete").status_code == 404
    assert sign_in(app, "Rita").post("/interactions/2/comments/1/delete").status_code == 404
    client = sign_in(app, "Rita")
    assert "Delete this comment" in client.get("/interactions/1").text
    answer = client.post(f"{COMMENTS}/1/delete")
    assert (answer.status_code, answer.location) == (303, "/interactions/1#turn-1")
    assert _comments(workplace) == []
    assert client.post(f"{COMMENTS}/1/delete").status_code == 404


def test_the_trail_names_the_comment_and_never_its_words(app: Flask, workplace: Workplace) -> None:
    client = sign_in(app, "Rita")
    client.post(COMMENTS, data={"turn": "1", "text": "Secret words"})
    client.post(f"{COMMENTS}/1/delete")
    with workplace.database.reading() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action.like("comment.%"))).all()
    assert [(row.action, row.interaction_id, row.fields["comment"]) for row in rows] == [
        ("comment.added", 1, 1),
        ("comment.deleted", 1, 1),
    ]
    assert all("Secret" not in str(row.fields) + row.why for row in rows)


def test_comments_of_a_draft_are_only_for_whoever_writes_it(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        version = session.scalars(select(SuggestedScorecard.rubric_version_id)).first()
        review = Review(
            interaction_id=1, reviewer_id=rita.id, rubric_version_id=version, started_at=NOW, changed_at=NOW
        )
        session.add(review)
        session.flush()
        session.add(
            Comment(
                interaction_id=1, review_id=review.id, turn=0, author_id=rita.id, text="Not yet said", created_at=NOW
            )
        )
    assert "Not yet said" in sign_in(app, "Rita").get("/interactions/1").text
    assert "Not yet said" not in sign_in(app, "Ines").get("/interactions/1").text
