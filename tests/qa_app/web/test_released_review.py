"""A released review as its agent and others read it; acknowledging, commenting, disputing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.operations.reviewing import start_review
from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.store.reviews import Dispute, DisputeState, Review, StruckEvidence
from qa_app.workplace import Workplace
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW, sign_in

PAGE = "/reviews/1"


@pytest.fixture
def review(app: Flask, workplace: Workplace) -> int:
    """Rita's review of Ines' conversation, released a minute ago."""
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        at = datetime.now(UTC) - timedelta(minutes=1)
        found = released_review(session, session.get_one(Interaction, 1), rita, at, empathy=3)
        session.add(
            StruckEvidence(review_id=found.id, criterion="active_listening", number=0, reason="She only asked.")
        )
        return found.id


def _criterion(page: str, name: str) -> str:
    return page.split(f'id="criterion-{name}"')[1].split('<div class="review-criterion">', maxsplit=1)[0]


def test_the_agent_reads_both_marks_reasons_and_what_was_struck(app: Flask, review: int) -> None:
    page = sign_in(app, "Ines").get(PAGE).text
    empathy = _criterion(page, "empathy")
    assert "suggested" in empathy
    assert "75 R" in empathy
    assert "empathy by the book" in empathy
    assert "Takes up most of the feelings" in empathy
    assert "Not agreed with: She only asked." in _criterion(page, "active_listening")
    assert "A calm talk with a clear end." in page
    assert 'id="turn-2"' in page
    assert "data-evidence=" in page


@pytest.mark.parametrize(
    ("name", "status"),
    [("Ines", 200), ("Rolf", 200), ("Tara", 200), ("Mara", 200), ("Otto", 404), ("Uwe", 404), ("Ada", 403)],
)
def test_who_reads_it_and_that_it_is_noted(
    app: Flask, workplace: Workplace, review: int, name: str, status: int
) -> None:
    assert sign_in(app, name).get(PAGE).status_code == status
    with workplace.database.reading() as session:
        seen = session.scalars(select(AuditEvent).where(AuditEvent.action == "review.viewed")).all()
    assert len(seen) == (status == 200)


def test_a_draft_is_no_page_for_anybody_but_its_reviewer(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        start_review(session, rita, session.get_one(Interaction, 1), NOW)
    assert sign_in(app, "Ines").get(PAGE).status_code == 404
    assert sign_in(app, "Rita").get(PAGE).location.endswith("/reviews/1/edit")


def test_the_agent_acknowledges_and_others_cannot(app: Flask, workplace: Workplace, review: int) -> None:
    assert sign_in(app, "Mara").post(f"{PAGE}/acknowledge").status_code == 403
    ines = sign_in(app, "Ines")
    assert ines.post(f"{PAGE}/acknowledge").status_code == 303
    assert "you have read it" in ines.get(PAGE).text
    with workplace.database.reading() as session:
        assert session.get_one(Review, review).acknowledged_at


def test_a_comment_is_seen_by_the_reviewer(app: Flask, review: int) -> None:
    ines = sign_in(app, "Ines")
    answer = ines.post("/interactions/1/comments", data={"text": "The line was bad here.", "back": PAGE})
    assert answer.status_code == 303
    assert PAGE in answer.location
    assert "The line was bad here." in sign_in(app, "Rita").get(PAGE).text


def test_an_agent_disputes_a_mark_and_withdraws(app: Flask, workplace: Workplace, review: int) -> None:
    ines = sign_in(app, "Ines")
    sent = ines.post(f"{PAGE}/marks/empathy/dispute", data={"level": "4", "reason": "I named her worry."})
    assert sent.status_code == 303
    empathy = _criterion(ines.get(PAGE).text, "empathy")
    assert "waits for a decision" in empathy
    assert "I named her worry." in empathy
    assert "Names every feeling" in empathy
    assert ines.post("/disputes/1/withdraw").status_code == 303
    assert "I see this mark differently" in _criterion(ines.get(PAGE).text, "empathy")
    with workplace.database.reading() as session:
        assert session.get_one(Dispute, 1).state is DisputeState.WITHDRAWN


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"level": "4", "reason": ""}, "Say why you see it differently."),
        ({"reason": "I named her worry."}, "Choose the level that you think is right."),
        ({"level": "3", "reason": "I named her worry."}, "This is the mark that already counts."),
        ({"level": "9", "reason": "I named her worry."}, "Choose the level that you think is right."),
    ],
)
def test_what_was_typed_stays_when_a_dispute_cannot_be_taken(
    app: Flask, review: int, typed: dict[str, str], told: str
) -> None:
    answer = sign_in(app, "Ines").post(f"{PAGE}/marks/empathy/dispute", data=typed)
    assert answer.status_code == 422
    empathy = _criterion(answer.text, "empathy")
    assert told in empathy
    assert typed["reason"] in empathy
    assert '<details class="dispute" open>' in empathy


def test_after_the_deadline_there_is_no_form_but_still_comments(app: Flask, workplace: Workplace, review: int) -> None:
    with workplace.database.transaction() as session:
        found = session.get_one(Review, review)
        assert found.released_at
        found.released_at -= timedelta(days=workplace.config.dispute_days + 2)
    ines = sign_in(app, "Ines")
    page = ines.get(PAGE).text
    assert "I see this mark differently" not in page
    assert "Marks could be disputed until" in page
    late = ines.post(f"{PAGE}/marks/empathy/dispute", data={"level": "4", "reason": "I named her worry."})
    assert late.status_code == 422
    assert "I named her worry." in late.text


def test_others_cannot_dispute(app: Flask, review: int) -> None:
    data = {"level": "4", "reason": "For her."}
    assert sign_in(app, "Rolf").post(f"{PAGE}/marks/empathy/dispute", data=data).status_code == 403
    assert sign_in(app, "Otto").post(f"{PAGE}/marks/empathy/dispute", data=data).status_code == 404
    assert sign_in(app, "Ines").post(f"{PAGE}/marks/nonsense/dispute", data=data).status_code == 404


def test_hostile_words_come_out_as_words(app: Flask, review: int) -> None:
    ines = sign_in(app, "Ines")
    ines.post(f"{PAGE}/marks/empathy/dispute", data={"level": "4", "reason": "<script>alert(1)</script>"})
    page = ines.get(PAGE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
