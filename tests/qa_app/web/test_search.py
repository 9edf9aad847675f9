"""The search page: results with the place where it was said, for those who may see them, with a trace."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.store.audit import AuditEvent
from qa_app.store.people import User
from qa_app.store.people_queries import agent_by_key
from qa_app.store.reviews import Assignment
from qa_app.store.search_queries import terms_in
from qa_app.web.snippets import snippet
from qa_app.workplace import Workplace
from tests.qa_app.store.test_search import HOSTILE
from tests.qa_app.workplace import conversation, interaction, sign_in
from transcripts.conversation import Speaker


def test_before_a_question_the_page_says_what_it_is_for(app: Flask) -> None:
    page = sign_in(app, "Rita").get("/search").text
    assert "Here you find conversations by what was said" in page


def test_a_result_shows_the_words_and_leads_to_their_turn(app: Flask) -> None:
    page = sign_in(app, "Rita").get("/search?q=parcel+refund").text
    assert "2 conversations" in page
    assert '<a href="/interactions/1#turn-4">' in page
    assert "So you sent the <mark>parcel</mark> back three weeks ago and the <mark>refund</mark>" in page


def test_a_manager_finds_own_teams_only(app: Flask) -> None:
    page = sign_in(app, "Mara").get("/search?q=parcel").text
    assert "1 conversation" in page
    assert "/interactions/2#" not in page
    assert sign_in(app, "Ines").get("/search?q=parcel").status_code == 403


def test_who_reads_results_leaves_a_trace(app: Flask, workplace: Workplace) -> None:
    sign_in(app, "Mara").get("/search?q=parcel")
    with workplace.database.transaction() as session:
        (noted,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "interaction.found"))
        assert noted.interaction_id == 1
        assert "parcel" not in str(noted.fields) + noted.why, "no words of a conversation in the trail"


def test_nothing_found_says_what_to_try(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    assert "Try fewer words" in rita.get("/search?q=helicopter").text
    assert "at least one word" in rita.get("/search?q=-refund").text
    assert "Remove all filters" in rita.get("/search?q=refund&channel=chat").text


def test_results_come_in_pages(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        otto = agent_by_key(session, "otto")
        for _ in range(25):
            interaction(session, otto)
    rita = sign_in(app, "Rita")
    first, second = rita.get("/search?q=parcel&sort=newest").text, rita.get("/search?q=parcel&sort=newest&page=2").text
    assert "27 conversations" in first
    assert 'href="/search?q=parcel&amp;sort=newest&amp;page=2"' in first
    assert (first.count('class="result"'), second.count('class="result"')) == (20, 7)


def test_results_can_be_put_into_a_queue(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User.id).where(User.name == "Rita")).one()
    answer = sign_in(app, "Rita").post(
        "/search?q=parcel", data={"chosen": ["2"], "due_on": "2100-01-01", "reviewer": str(rita)}
    )
    assert (answer.status_code, answer.location) == (303, "/search?q=parcel")
    with workplace.database.transaction() as session:
        (given,) = session.scalars(select(Assignment))
        assert (given.interaction_id, given.why) == (2, "chosen")


def test_whatever_is_typed_gives_a_page(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    for typed in HOSTILE:
        if "\ud800" not in typed and "\x00" not in typed:
            assert rita.get("/search", query_string={"q": typed}).status_code == 200, typed


def test_words_of_a_conversation_come_out_inert(app: Flask, workplace: Workplace) -> None:
    said = "<script>alert(1)</script> refund <b>bold</b>"
    with workplace.database.transaction() as session:
        interaction(session, agent_by_key(session, "otto"), conversation("x", [(Speaker.CUSTOMER, said)]))
    page = sign_in(app, "Rita").get("/search", query_string={"q": 'bold "<script>'}).text
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;<mark>bold</mark>" in page


@pytest.mark.parametrize(
    ("said", "typed", "marked"),
    [
        ("Vă rog să aşteptaţi puțin.", "asteptati", ["aşteptaţi"]),
        ("Die Straße, die STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("un cafe\u0301 noir", "café", ["cafe\u0301"]),
        ("a refund, refunds and refunding", "refund*", ["refund", "refunds", "refunding"]),
        ("not is refund but refund is", '"refund is"', ["refund is"]),
        ("x " * 200 + "needle" + " y" * 200, "needle", ["needle"]),
        ("half ½ a pound", "1 half", ["half", "½"]),
    ],
)
def test_the_words_are_marked_as_they_were_written(said: str, typed: str, marked: list[str]) -> None:
    found = snippet(
        {"turns": [{"speaker": "agent", "text": "nothing"}, {"speaker": "agent", "text": said}]}, terms_in(typed)
    )
    assert found is not None
    assert found.turn == 1
    assert [words for words, is_marked in found.pieces if is_marked] == marked
    assert "".join(words for words, _ in found.pieces) in said
    assert len("".join(words for words, _ in found.pieces)) < 260
