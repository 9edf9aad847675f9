"""Who is to grade a conversation blind learns nowhere what the library or another reviewer made of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from qa_app.operations.assigning import Order, assign
from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Comment, Interaction
from qa_app.store.people_queries import user_by_email
from qa_app.store.reviews import Assignment, Decision, Dispute, Review, ReviewMark, ReviewState
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, sign_in

SAID = "This is where empathy was lost"


@pytest.fixture
def graded(app: Flask, workplace: Workplace) -> Workplace:
    """Rolf released a review of interaction 1 (38 in all), said something in it, and Ines disputes a mark of it; Rita
    has the same conversation to grade blind."""
    with workplace.database.transaction() as session:
        people = {name: user_by_email(session, f"{name}@example.com") for name in ("rita", "rolf", "ines")}
        rita, rolf, ines = people["rita"], people["rolf"], people["ines"]
        assert rita is not None
        assert rolf is not None
        assert ines is not None
        interaction = session.get_one(Interaction, 1)
        interaction.critical, interaction.unsure, interaction.suggested = True, 2, 0.41
        review = Review(
            interaction_id=1,
            reviewer=rolf,
            rubric_version_id=1,
            scorecard_id=1,
            state=ReviewState.RELEASED,
            total=0.38,
            graded_total=0.38,
            started_at=NOW,
            changed_at=NOW,
            released_at=NOW,
            marks=[ReviewMark(criterion="empathy", decision=Decision.OWN, score=0.25, level=1)],
        )
        session.add(review)
        session.flush()
        session.add_all(
            [
                Comment(interaction_id=1, review_id=review.id, turn=2, author=rolf, text=SAID, created_at=NOW),
                Dispute(
                    review=review,
                    criterion="empathy",
                    proposed_level=3,
                    reason="I did say it",
                    created_by=ines.id,
                    created_at=NOW,
                ),
                Assignment(
                    interaction_id=1,
                    reviewer=rita,
                    why="chosen",
                    blind=True,
                    due_on=(NOW + timedelta(days=60)).date(),
                    created_at=NOW,
                ),
            ]
        )
    return workplace


@pytest.mark.usefixtures("graded")
def test_a_conversation_shows_neither_the_mark_nor_the_remarks_of_others(app: Flask) -> None:
    others, blind = (sign_in(app, name).get("/interactions/1").text for name in ("Tara", "Rita"))
    assert 'pill-person">38<' in others
    assert SAID in others
    assert "pill-person" not in blind
    assert SAID not in blind


@pytest.mark.usefixtures("graded")
def test_the_page_of_the_review_has_no_remarks_of_others(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    page = rita.get(rita.post("/reviews/start/1").location).text
    assert "waiting for my refund" in page
    assert SAID not in page


@pytest.mark.parametrize("asked", ["show=lowest", "show=critical", "show=uncertain", "sort=mark"])
@pytest.mark.usefixtures("graded")
def test_spotlight_neither_picks_nor_sorts_it_by_what_is_hidden(app: Flask, asked: str) -> None:
    link = 'href="/interactions/1"'
    assert link in sign_in(app, "Tara").get(f"/spotlight?{asked}").text
    assert link not in sign_in(app, "Rita").get(f"/spotlight?{asked}").text


@pytest.mark.parametrize("asked", ["", "show=silence", "sort=silence", "unreviewed="])
@pytest.mark.usefixtures("graded")
def test_spotlight_has_it_among_all_the_others(app: Flask, asked: str) -> None:
    assert 'href="/interactions/1"' in sign_in(app, "Rita").get(f"/spotlight?{asked}").text


@pytest.mark.usefixtures("graded")
def test_the_list_of_disputes_hides_the_mark(app: Flask) -> None:
    mark = '<td class="number">25</td>'
    assert mark in sign_in(app, "Mara").get("/disputes").text
    assert mark not in sign_in(app, "Rita").get("/disputes").text


@pytest.mark.usefixtures("graded")
def test_marks_over_time_leave_it_out(app: Flask) -> None:
    others, blind = (sign_in(app, name).get("/agents/1").text for name in ("Tara", "Rita"))
    assert others.count("mark-courses") == 2
    assert "mark-courses" not in blind


def test_the_queue_does_not_say_what_a_blind_one_stood_out_by(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rita, mara = (user_by_email(session, f"{name}@example.com") for name in ("rita", "mara"))
        assert rita is not None
        assert mara is not None
        assign(session, mara, NOW, [1], Order(rita, "critical", (NOW + timedelta(days=60)).date(), blind=True))
    page = sign_in(app, "Rita").get("/queue").text
    assert "Critical failures" not in page
    assert "Chosen for you" in page
    with workplace.database.reading() as session:
        made = session.query(AuditEvent).filter_by(action="assignment.made").one()
        assert made.why == "critical"
