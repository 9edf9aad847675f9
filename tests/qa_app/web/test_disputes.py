"""Disputes as those who decide them see them, and what everybody concerned sees of the decision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.operations.disputing import Proposal, dispute
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.store.reviews import Assignment, Dispute
from qa_app.workplace import Workplace
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import sign_in

PAGE = "/disputes/1"


@pytest.fixture
def objection(app: Flask, workplace: Workplace) -> int:
    """Ines disputes the level 2 that Rita gave for empathy, and proposes 4."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    with workplace.database.transaction() as session:
        people = {user.name: user for user in session.scalars(select(User))}
        review = released_review(session, session.get_one(Interaction, 1), people["Rita"], now)
        mark = next(mark for mark in review.marks if mark.criterion == "empathy")
        return dispute(session, people["Ines"], mark, Proposal(4, "I named her worry."), now, 14).id


def test_who_finds_it_in_the_list(app: Flask, objection: int) -> None:
    assert f'href="{PAGE}"' in sign_in(app, "Rolf").get("/disputes").text
    assert f'href="{PAGE}"' in sign_in(app, "Mara").get("/disputes").text
    rita = sign_in(app, "Rita")
    assert "No dispute waits for you." in rita.get("/disputes").text
    assert f'href="{PAGE}"' in rita.get("/disputes?show=own_reviews").text
    assert sign_in(app, "Ines").get("/disputes").status_code == 403
    assert rita.get("/disputes?show=%3Cx%3E&page=-1").status_code == 200


@pytest.mark.parametrize(
    ("name", "form"), [("Rolf", True), ("Mara", True), ("Rita", False), ("Tara", False), ("Ines", False)]
)
def test_all_concerned_read_it_and_some_may_decide(app: Flask, objection: int, name: str, form: bool) -> None:
    page = sign_in(app, name).get(PAGE).text
    assert "I named her worry." in page
    assert "I am really worried" in page
    assert ("Your decision" in page) is form


@pytest.mark.parametrize(("name", "status"), [("Otto", 404), ("Uwe", 404), ("Ada", 403)])
def test_others_do_not_read_it(app: Flask, objection: int, name: str, status: int) -> None:
    assert sign_in(app, name).get(PAGE).status_code == status


def test_a_decision_in_part_shows_both_marks_to_all_concerned(app: Flask, objection: int) -> None:
    answer = sign_in(app, "Rolf").post(
        f"{PAGE}/decide", data={"how": "partly", "level": "3", "answer": "You named it once of two times."}
    )
    assert answer.status_code == 303
    for name in ("Ines", "Rita", "Rolf"):
        page = sign_in(app, name).get("/reviews/1").text
        assert "50 R" in page, name
        assert "after dispute 75" in page, name
        assert "granted in part" in page, name
        assert "You named it once of two times." in page, name
        assert "before the dispute" in page, name
    assert "Dispute about Empathy: answered" in sign_in(app, "Ines").get("/me").text
    assert "granted in part" in sign_in(app, "Rolf").get("/disputes?show=decided").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"answer": "Yes."}, "Choose how you decide."),
        ({"how": "granted", "answer": ""}, "Write an answer"),
        ({"how": "partly", "answer": "Half."}, "To grant in part, choose a mark"),
        ({"how": "partly", "level": "4", "answer": "Half."}, "To grant in part, choose a mark"),
    ],
)
def test_an_unfinished_decision_keeps_what_was_typed(
    app: Flask, workplace: Workplace, objection: int, typed: dict[str, str], told: str
) -> None:
    answer = sign_in(app, "Rolf").post(f"{PAGE}/decide", data=typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert typed["answer"] in answer.text
    with workplace.database.reading() as session:
        assert session.get_one(Dispute, objection).decided_at is None


@pytest.mark.parametrize(("name", "status"), [("Rita", 403), ("Tara", 403), ("Ines", 403), ("Otto", 403)])
def test_whoever_may_not_decide_cannot(app: Flask, objection: int, name: str, status: int) -> None:
    data = {"how": "granted", "answer": "Yes."}
    assert sign_in(app, name).post(f"{PAGE}/decide", data=data).status_code == status


def test_only_the_agent_withdraws(app: Flask, objection: int) -> None:
    assert sign_in(app, "Rolf").post(f"{PAGE}/withdraw").status_code == 403
    assert sign_in(app, "Otto").post(f"{PAGE}/withdraw").status_code == 404
    assert sign_in(app, "Ines").post(f"{PAGE}/withdraw").status_code == 303


def test_who_is_to_grade_the_talk_blind_grades_it_first(app: Flask, workplace: Workplace, objection: int) -> None:
    now = datetime.now(UTC)
    with workplace.database.transaction() as session:
        rolf = session.scalars(select(User).where(User.name == "Rolf")).one()
        session.add(
            Assignment(
                interaction_id=1, reviewer_id=rolf.id, why="drawn", blind=True, due_on=now.date(), created_at=now
            )
        )
    rolf_at_work = sign_in(app, "Rolf")
    for page in (PAGE, "/reviews/1"):
        answer = rolf_at_work.get(page)
        assert answer.status_code == 403
        assert "Grade it first" in answer.text
        assert "I named her worry." not in answer.text
