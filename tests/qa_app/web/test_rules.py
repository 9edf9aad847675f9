"""Rules as pages: who keeps which, and what a draw shows."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from qa_app.store.interactions import Interaction
from qa_app.store.people import Team, User
from qa_app.store.reviews import Assignment, AssignmentRule
from qa_app.workplace import Workplace
from tests.qa_app.workplace import sign_in

RULE = {"name": "Calls", "per_agent": "2", "channel": "call", "language": "", "due_days": "5", "blind": "y"}


def form(workplace: Workplace, team: str | None, *reviewers: str, **changes: str) -> dict[str, object]:
    with workplace.database.transaction() as session:
        keys = [session.scalars(select(User.id).where(User.name == name)).one() for name in reviewers]
        team_id = session.scalars(select(Team.id).where(Team.name == team)).one() if team else ""
    return {**RULE, "team_id": str(team_id), "reviewer_ids": [str(key) for key in keys], **changes}


def just_came_in(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        for row in session.scalars(select(Interaction)):
            row.created_at = datetime.now(UTC)


def test_without_rules_the_page_says_so(app: Flask) -> None:
    assert "There is no rule yet" in sign_in(app, "Ada").get("/rules").text


def test_an_administrator_makes_a_rule_and_draws(app: Flask, workplace: Workplace) -> None:
    just_came_in(workplace)
    ada = sign_in(app, "Ada")
    answer = ada.post("/rules/new", data=form(workplace, None, "Rita", "Rolf"))
    assert (answer.status_code, answer.location) == (303, "/rules/1")
    assert "Draw now" in ada.get("/rules/1").text
    assert ada.post("/rules/1/draw").status_code == 303
    page = ada.get("/rules/1").text
    assert "2 conversations were drawn this week" in page
    assert "Draw now" not in page
    with workplace.database.transaction() as session:
        rule = session.get_one(AssignmentRule, 1)
        assert str(rule.seed) in page
        given = session.scalars(select(Assignment)).all()
        assert {one.reviewer.name for one in given} == {"Rita", "Rolf"}
        assert all(one.blind and one.draw_id == 1 for one in given)
    ada.post("/rules/1/draw")
    with workplace.database.transaction() as session:
        assert len(session.scalars(select(Assignment)).all()) == 2, "once a week"
    assert "2 conversations" in ada.get("/rules").text


def test_nothing_to_draw_from_is_said(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    ada.post("/rules/new", data=form(workplace, "South", "Rita", channel="email"))
    ada.post("/rules/1/draw")
    assert "nothing to draw from" in ada.get("/rules/1").text


def test_managers_keep_rules_of_own_teams_only(app: Flask, workplace: Workplace) -> None:
    mara, ada = sign_in(app, "Mara"), sign_in(app, "Ada")
    assert mara.post("/rules/new", data=form(workplace, "North", "Rita")).status_code == 303
    assert mara.post("/rules/new", data=form(workplace, "South", "Rita")).status_code == 422
    assert mara.post("/rules/new", data=form(workplace, None, "Rita")).status_code == 422
    ada.post("/rules/new", data=form(workplace, "South", "Rita", name="Of the South"))
    assert "Of the South" not in mara.get("/rules").text
    assert "Of the South" in ada.get("/rules").text
    for answer in (mara.get("/rules/2"), mara.post("/rules/2/draw"), mara.post("/rules/2/switch")):
        assert answer.status_code == 404
    assert sign_in(app, "Rita").get("/rules").status_code == 403


def test_a_rule_is_stopped_not_deleted(app: Flask, workplace: Workplace) -> None:
    just_came_in(workplace)
    ada = sign_in(app, "Ada")
    ada.post("/rules/new", data=form(workplace, None, "Rita"))
    ada.post("/rules/1/switch")
    assert "stopped" in ada.get("/rules").text
    ada.post("/rules/1/draw")
    assert "This rule is stopped" in ada.get("/rules/1").text
    with workplace.database.transaction() as session:
        assert session.scalars(select(Assignment)).all() == []
    ada.post("/rules/1/switch")
    assert "Draw now" in ada.get("/rules/1").text


def test_mistakes_are_told_and_what_was_typed_stays(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    answer = ada.post("/rules/new", data=form(workplace, None, name="My rule", per_agent="500"))
    assert answer.status_code == 422
    assert 'value="My rule"' in answer.text
    assert 'value="500"' in answer.text
    assert "Choose at least one reviewer" in answer.text


def test_a_changed_rule_keeps_its_seed(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    ada.post("/rules/new", data=form(workplace, None, "Rita"))
    with workplace.database.transaction() as session:
        seed = session.get_one(AssignmentRule, 1).seed
    assert (
        ada.post("/rules/1", data=form(workplace, "South", "Rolf", name="New name", per_agent="4")).status_code == 303
    )
    with workplace.database.transaction() as session:
        rule = session.get_one(AssignmentRule, 1)
        assert (rule.name, rule.per_agent, rule.seed) == ("New name", 4, seed)
        assert [person.name for person in rule.reviewers] == ["Rolf"]
