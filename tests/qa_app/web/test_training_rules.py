"""Rules propose training where a criterion stays low, and a person decides about each proposal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qa_app.operations.proposing import check_due, propose, would_propose
from qa_app.store.audit import AuditEvent
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.people_queries import move_to_agent
from qa_app.store.reviews import ReviewState
from qa_app.store.training import (
    Enrolment,
    EnrolmentState,
    ProposalState,
    TrainingModule,
    TrainingProposal,
    TrainingRule,
)
from qa_app.worker import Queue
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.learning import taken
from tests.qa_app.marks import marked, reviewed
from tests.qa_app.statements import statements
from tests.qa_app.teaching_modules import published, small_module
from tests.qa_app.workplace import sign_in

NOW = datetime.now(UTC)
RULE = {"criterion": "empathy", "below": "60", "weeks": "8", "fewest": "5", "module_id": "1", "due_days": "14"}
LOW = (0.25, 0.5, 0.25, 0.25, 0.5, 0.25)


@pytest.fixture
def module(app: Flask, workplace: Workplace) -> int:
    with workplace.database.transaction() as session:
        toni = building.person(session, app, "Toni", RoleName.TRAINER)
        return published(session, _user(session, "Tara"), toni, now=NOW).id


@pytest.fixture
def tara(app: Flask, module: int) -> FlaskClient:
    return sign_in(app, "Tara")


@pytest.fixture
def mara(app: Flask, module: int) -> FlaskClient:
    return sign_in(app, "Mara")


def _user(session: building.Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def _agent(session: building.Session, name: str) -> Agent:
    return session.scalars(select(Agent).where(Agent.name == name)).one()


def grade(
    workplace: Workplace, name: str, *scores: float, days: int = 3, state: ReviewState = ReviewState.RELEASED
) -> None:
    """Rita gave an agent these marks on empathy, some days ago; what is suggested is 0."""
    with workplace.database.transaction() as session:
        for score in scores:
            talk = marked(session, _agent(session, name), NOW - timedelta(days=days), 0.0, {"empathy": 0.0})
            reviewed(session, talk, _user(session, "Rita"), score, {"empathy": score}, state)


def proposals(workplace: Workplace) -> list[tuple[str, ProposalState]]:
    with workplace.database.reading() as session:
        rows = session.scalars(select(TrainingProposal).order_by(TrainingProposal.id)).all()
        return [(one.agent.name, one.state) for one in rows]


def check(client: FlaskClient) -> str:
    return client.post("/modules/rules/check", follow_redirects=True).text


def test_a_rule_says_what_it_does_and_how_many_it_is_about(
    tara: FlaskClient, mara: FlaskClient, workplace: Workplace
) -> None:
    grade(workplace, "Ines", *LOW)
    grade(workplace, "Uwe", *LOW)
    assert "There is no rule yet." in tara.get("/modules/rules").text
    page = tara.post("/modules/rules/new", data=RULE, follow_redirects=True).text
    assert "Proposes “Refunds” to agents whose mean mark on Empathy in the last 8 weeks lies under 60" in page
    assert "Now it would be proposed to 2 agents." in page
    told = mara.get("/modules/rules").text
    assert "Now it would be proposed to 1 agent." in told
    assert "Change" not in told
    assert proposals(workplace) == []


def test_a_rule_of_a_retired_module_is_not_moved_to_another_one_unseen(
    tara: FlaskClient, workplace: Workplace, module: int
) -> None:
    tara.post("/modules/rules/new", data=RULE)
    with workplace.database.transaction() as session:
        people = (_user(session, "Tara"), _user(session, "Toni"))
        published(session, *people, small_module("another"), NOW)
        session.get_one(TrainingModule, module).retired_at = NOW
    page = tara.get("/modules/rules/1").text
    assert f'<option selected value="{module}">' in page
    answer = tara.post("/modules/rules/1", data=RULE | {"below": "50"})
    assert answer.status_code == 422
    assert "retired" in answer.text
    with workplace.database.reading() as session:
        assert session.get_one(TrainingRule, 1).below == 0.6


def test_what_is_wrong_with_a_rule_is_said_at_its_form(tara: FlaskClient) -> None:
    for wrong in (
        {"below": "0"},
        {"below": "101"},
        {"fewest": "2"},
        {"weeks": "x"},
        {"module_id": "7"},
        {"criterion": "x"},
    ):
        answer = tara.post("/modules/rules/new", data=RULE | wrong)
        assert answer.status_code == 422, wrong
    assert "There is no rule yet." in tara.get("/modules/rules").text


def test_only_people_whose_whole_interval_lies_under_the_limit_are_proposed(
    tara: FlaskClient, workplace: Workplace
) -> None:
    grade(workplace, "Ines", *LOW)
    grade(workplace, "Otto", 0.25, 0.25, 0.25, 0.25)  # one too few
    grade(workplace, "Uwe", 0.0, 1.0, 0.0, 1.0, 0.25, 0.25)  # the mean is low, but not surely
    tara.post("/modules/rules/new", data=RULE)
    page = check(tara)
    assert "1 new proposal." in page
    assert "Empathy at 33 (20–47, n 6)" in page
    assert proposals(workplace) == [("Ines", ProposalState.OPEN)]


def test_drafts_old_marks_and_automatic_ones_do_not_count(tara: FlaskClient, workplace: Workplace) -> None:
    grade(workplace, "Ines", *LOW, days=60)
    grade(workplace, "Otto", *LOW, state=ReviewState.DRAFT)
    tara.post("/modules/rules/new", data=RULE)
    assert "nothing new to propose" in check(tara)


def test_nothing_is_proposed_twice_or_while_it_is_to_do(tara: FlaskClient, workplace: Workplace) -> None:
    grade(workplace, "Ines", *LOW)
    grade(workplace, "Uwe", *LOW)
    with workplace.database.transaction() as session:
        taken(session, session.get_one(TrainingModule, 1), _agent(session, "Uwe"), _user(session, "Tara"), NOW)
    tara.post("/modules/rules/new", data=RULE)
    tara.post("/modules/rules/new", data=RULE | {"below": "70"})
    check(tara)
    check(tara)
    assert proposals(workplace) == [("Ines", ProposalState.OPEN)]


@pytest.mark.parametrize(("days", "expected"), [(89, 0), (91, 1)])
def test_who_passed_it_lately_is_left_alone(tara: FlaskClient, workplace: Workplace, days: int, expected: int) -> None:
    grade(workplace, "Uwe", *LOW)
    with workplace.database.transaction() as session:
        made = taken(session, session.get_one(TrainingModule, 1), _agent(session, "Uwe"), _user(session, "Tara"), NOW)
        made.state, made.passed_at = EnrolmentState.PASSED, NOW - timedelta(days=days)
    tara.post("/modules/rules/new", data=RULE)
    check(tara)
    assert len(proposals(workplace)) == expected


@pytest.mark.parametrize(("days", "expected"), [(29, 1), (31, 2)])
def test_what_was_dismissed_lately_is_not_proposed(
    tara: FlaskClient, workplace: Workplace, days: int, expected: int
) -> None:
    grade(workplace, "Uwe", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    check(tara)
    answer = tara.post("/modules/proposals/1/dismiss", data={"reason": "She was new then"}, follow_redirects=True)
    assert "Dismissed." in answer.text
    with workplace.database.transaction() as session:
        session.get_one(TrainingProposal, 1).decided_at = NOW - timedelta(days=days)
    check(tara)
    assert len(proposals(workplace)) == expected


def test_a_confirmed_proposal_is_a_training_and_the_agent_reads_why(
    app: Flask, tara: FlaskClient, mara: FlaskClient, workplace: Workplace
) -> None:
    grade(workplace, "Ines", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    check(tara)
    assert "Training is proposed: Empathy at 33" in mara.get("/agents/1").text
    assert "Training is proposed" not in sign_in(app, "Rita").get("/agents/1").text
    assert "Given to Ines." in mara.post("/modules/proposals/1/confirm", follow_redirects=True).text
    with workplace.database.reading() as session:
        made = session.scalars(select(Enrolment)).one()
        assert (made.why, made.proposal_id, made.assigner.name) == ("low_criterion", 1, "Mara")
        assert made.due_on == building.today() + timedelta(days=14)
    assert "Empathy left room to grow: 33 on average" in sign_in(app, "Ines").get("/training/1").text
    assert "proposed by a rule, confirmed by Mara" in tara.get("/modules/1/people").text
    assert "Proposed since Empathy was at 33 (20–47, n 6); confirmed by Mara." in tara.get("/modules/1/people/1").text
    again = tara.post("/modules/proposals/1/confirm", follow_redirects=True)
    assert "Somebody else decided about this proposal meanwhile." in again.text
    late = tara.post("/modules/proposals/1/dismiss", data={"reason": "No"})
    assert (late.status_code, "Somebody else decided" in late.text) == (422, True)


def test_dismissing_asks_for_a_reason_and_keeps_it(tara: FlaskClient, workplace: Workplace) -> None:
    grade(workplace, "Ines", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    check(tara)
    for reason in ("", "  ", "x" * 501):
        answer = tara.post("/modules/proposals/1/dismiss", data={"reason": reason})
        assert answer.status_code == 422
        assert "Say why not" in answer.text
        assert f'value="{reason}"' in answer.text
    tara.post("/modules/proposals/1/dismiss", data={"reason": " A talk comes first "})
    with workplace.database.reading() as session:
        row = session.get_one(TrainingProposal, 1)
        assert (row.state, row.reason) == (ProposalState.DISMISSED, "A talk comes first")
        assert session.scalar(select(func.count()).where(AuditEvent.action == "proposal.dismissed")) == 1
    assert "Nothing is proposed at the moment." in tara.get("/modules/proposals").text


def test_managers_see_and_decide_about_their_own_people_only(
    tara: FlaskClient, mara: FlaskClient, workplace: Workplace
) -> None:
    grade(workplace, "Ines", *LOW)
    grade(workplace, "Uwe", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    assert "1 new proposal." in check(mara)
    assert [name for name, _ in proposals(workplace)] == ["Ines", "Uwe"]
    page = mara.get("/modules/proposals").text
    assert "Ines" in page
    assert "Uwe" not in page
    assert "Uwe" in tara.get("/modules/proposals").text
    for act in ("confirm", "dismiss"):
        assert mara.post(f"/modules/proposals/2/{act}", data={"reason": "No"}).status_code == 404


def test_a_stopped_rule_proposes_nothing(tara: FlaskClient, workplace: Workplace) -> None:
    grade(workplace, "Ines", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    assert "The rule proposes no more." in tara.post("/modules/rules/1/switch", follow_redirects=True).text
    assert "nothing new to propose" in check(tara)
    tara.post("/modules/rules/1/switch")
    assert "1 new proposal." in check(tara)


def test_a_rule_is_changed(tara: FlaskClient, workplace: Workplace) -> None:
    grade(workplace, "Ines", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    assert 'value="60"' in tara.get("/modules/rules/1").text
    page = tara.post("/modules/rules/1", data=RULE | {"below": "45"}, follow_redirects=True).text
    assert "lies under 45" in page
    assert "Now it would be proposed to 0 agents." in page


def test_criterion_and_module_stay_once_something_was_proposed(tara: FlaskClient, workplace: Workplace) -> None:
    grade(workplace, "Ines", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    assert tara.post("/modules/rules/1", data=RULE | {"criterion": "clarity"}).status_code == 303
    tara.post("/modules/rules/1", data=RULE)
    check(tara)
    answer = tara.post("/modules/rules/1", data=RULE | {"criterion": "clarity"})
    assert answer.status_code == 422
    assert "its criterion and module stay" in answer.text
    assert tara.post("/modules/rules/1", data=RULE | {"weeks": "4"}).status_code == 303


def test_who_is_given_the_module_by_choice_is_proposed_no_more(tara: FlaskClient, workplace: Workplace) -> None:
    grade(workplace, "Ines", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    check(tara)
    due = (building.today() + timedelta(days=9)).isoformat()
    tara.post("/modules/1/people/new", data={"do": "assign", "due_on": due, "agents": "1"})
    assert proposals(workplace) == [("Ines", ProposalState.CONFIRMED)]
    with workplace.database.reading() as session:
        assert session.scalars(select(Enrolment)).one().why == "chosen"


def test_a_retired_module_is_not_proposed(tara: FlaskClient, workplace: Workplace) -> None:
    grade(workplace, "Ines", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    with workplace.database.transaction() as session:
        session.get_one(TrainingModule, 1).retired_at = NOW
    assert "This module is retired" in tara.get("/modules/rules").text
    assert "nothing new to propose" in check(tara)


def test_the_worker_checks_once_a_day(tara: FlaskClient, workplace: Workplace) -> None:
    tara.post("/modules/rules/new", data=RULE)
    queue = Queue(workplace)
    queue.sweep()
    grade(workplace, "Ines", *LOW)
    queue.sweep()
    queue.close()
    assert proposals(workplace) == []
    with workplace.database.reading() as session:
        first = session.get_one(TrainingRule, 1).checked_at
    check_due(workplace.database, NOW + timedelta(days=1))
    assert proposals(workplace) == [("Ines", ProposalState.OPEN)]
    with workplace.database.reading() as session:
        rule = session.get_one(TrainingRule, 1)
        assert first is not None
        assert rule.checked_at == NOW + timedelta(days=1)
        made = session.scalars(select(AuditEvent).where(AuditEvent.action == "proposal.made")).one()
        assert (made.user_id, made.agent_id) == (None, 1)


def test_marks_are_added_up_once_and_before_anybody_has_to_wait(tara: FlaskClient, workplace: Workplace) -> None:
    grade(workplace, "Ines", *LOW)
    grade(workplace, "Uwe", *LOW)
    for criterion in ("empathy", "clarity"):
        tara.post("/modules/rules/new", data=RULE | {"criterion": criterion})
    with statements(workplace.database) as seen:
        assert "2 new proposals." in check(tara)
    assert [one.writes for one in seen if "review_marks" in one.sql] == [False]
    with statements(workplace.database) as seen:
        check_due(workplace.database, NOW + timedelta(days=1))
    assert [one.writes for one in seen if "review_marks" in one.sql] == [False]


def test_marks_are_not_added_up_again_and_again_for_a_module_that_nobody_can_take(
    tara: FlaskClient, workplace: Workplace
) -> None:
    grade(workplace, "Ines", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    with workplace.database.transaction() as session:
        session.get_one(TrainingModule, 1).retired_at = NOW
    check_due(workplace.database, NOW)
    with statements(workplace.database) as seen:
        check_due(workplace.database, NOW + timedelta(minutes=1))
    assert [one.sql for one in seen if "review_marks" in one.sql] == []
    assert proposals(workplace) == []


def test_whom_nothing_is_proposed_to_any_more_is_seen_once_more_before_it_is_written(
    tara: FlaskClient, workplace: Workplace
) -> None:
    for name in ("Ines", "Otto", "Uwe"):
        grade(workplace, name, *LOW)
    tara.post("/modules/rules/new", data=RULE)
    tara.post("/modules/rules/new", data=RULE | {"below": "70"})
    with workplace.database.reading() as session:
        found = would_propose(session, session.scalars(select(TrainingRule)).all(), NOW)
    assert [len(one.lows) for one in found.values()] == [3, 3]
    with workplace.database.transaction() as session:
        taken(session, session.get_one(TrainingModule, 1), _agent(session, "Uwe"), _user(session, "Tara"), NOW)
        move_to_agent(session, _agent(session, "Otto"), _agent(session, "Uwe"))
        session.get_one(TrainingRule, 1).below = 0.2
    with workplace.database.transaction() as session:
        made = propose(session, None, NOW, found)
        assert [(one.rule_id, one.agent.name) for one in made] == [(2, "Ines")]
    with workplace.database.reading() as session:
        looked = [rule.checked_at for rule in session.scalars(select(TrainingRule).order_by(TrainingRule.id))]
    assert looked == [None, NOW], "what was changed meanwhile is looked at again"


def test_pages_ask_no_more_often_the_more_rules_and_proposals_there_are(
    tara: FlaskClient, workplace: Workplace
) -> None:
    grade(workplace, "Ines", *LOW)
    tara.post("/modules/rules/new", data=RULE)
    check(tara)
    with workplace.database.transaction() as session:
        people = (_user(session, "Tara"), _user(session, "Toni"))
        others = [published(session, *people, small_module(f"module_{one}"), NOW).id for one in range(4)]

    def asked(address: str) -> int:
        with statements(workplace.database) as seen:
            assert tara.get(address).status_code == 200
        return len(seen)

    pages = ("/modules/rules", "/modules/proposals")
    few = [asked(page) for page in pages]
    for module in others:
        tara.post("/modules/rules/new", data=RULE | {"module_id": str(module)})
    rules = asked(pages[0])
    check(tara)
    assert tara.get(pages[1]).text.count("Refunds</a>") == 5
    assert asked(pages[1]) <= few[1]
    assert rules - few[0] <= 4, "of each rule, who has its module to do, and nothing else"
