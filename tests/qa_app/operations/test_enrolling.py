"""Who may give whom which module, and when not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.operations.enrolling import assign, enrol
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.modules import retire
from qa_app.operations.training_rules import TrainingRuleFields, add_rule
from qa_app.store.audit import AuditEvent
from qa_app.store.database import Session
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.training import (
    Enrolment,
    EnrolmentState,
    ProposalState,
    TrainingModule,
    TrainingProposal,
)
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.statements import statements
from tests.qa_app.teaching_modules import drafted, published, small_module
from tests.qa_app.workplace import NOW

DUE = (NOW + timedelta(days=14)).date()


@pytest.fixture
def session(workplace: Workplace) -> Iterator[Session]:
    """Ines is of team North, which Mara manages; Uwe of South. Tara and Toni train, Rita reviews."""
    app: Flask = building.make_app(workplace)
    with workplace.database.transaction() as session:
        people = {
            name: building.person(session, app, name, role)
            for name, role in (
                ("Ines", RoleName.AGENT),
                ("Uwe", RoleName.AGENT),
                ("Tara", RoleName.TRAINER),
                ("Toni", RoleName.TRAINER),
                ("Mara", RoleName.MANAGER),
                ("Rita", RoleName.REVIEWER),
            )
        }
        north = building.agent(session, "Ines", "North", people["Ines"]).team
        building.agent(session, "Uwe", "South", people["Uwe"])
        assert north is not None
        people["Mara"].managed_teams.append(north)
        published(session, people["Tara"], people["Toni"])
    with workplace.database.writing() as opened:
        yield opened


def user(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def give(session: Session, by: str, to: str, module: TrainingModule | None = None) -> Enrolment:
    agent = session.scalars(select(Agent).where(Agent.name == to)).one()
    module = module or session.scalars(select(TrainingModule)).one()
    return enrol(session, user(session, by), NOW, module, agent, DUE)


def test_a_trainer_gives_a_module_to_anybody(session: Session) -> None:
    enrolment = give(session, "Tara", "Uwe")
    assert (enrolment.state, enrolment.due_on, enrolment.version.number) == (EnrolmentState.ASSIGNED, DUE, 1)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "enrolment.added")).one()
    assert (event.why, event.agent_id) == ("chosen", enrolment.agent_id)


def test_a_manager_gives_it_to_their_own_team_only(session: Session) -> None:
    give(session, "Mara", "Ines")
    with pytest.raises(NotAllowedError):
        give(session, "Mara", "Uwe")


@pytest.mark.parametrize("name", ["Rita", "Ines"])
def test_others_give_nothing_to_anybody(session: Session, name: str) -> None:
    with pytest.raises(NotAllowedError):
        give(session, name, "Ines")


def test_nobody_has_the_same_module_open_twice(session: Session) -> None:
    first = give(session, "Tara", "Ines")
    with pytest.raises(OperationError) as again:
        give(session, "Mara", "Ines")
    assert again.value.code == "already_enrolled"
    first.state = EnrolmentState.PASSED
    second = give(session, "Mara", "Ines")
    assert second.registration != first.registration


def test_what_is_not_published_or_retired_is_not_given(session: Session) -> None:
    draft = drafted(session, user(session, "Tara"), small_module("other"))
    with pytest.raises(OperationError) as unpublished:
        give(session, "Tara", "Ines", draft)
    assert unpublished.value.code == "module_not_published"
    module = session.scalars(select(TrainingModule).where(TrainingModule.key == "refunds")).one()
    retire(session, user(session, "Tara"), NOW, module)
    with pytest.raises(OperationError) as retired:
        give(session, "Tara", "Ines", module)
    assert retired.value.code == "module_retired"


def test_a_day_that_has_passed_is_no_due_day(session: Session) -> None:
    module, agent = session.scalars(select(TrainingModule)).one(), session.scalars(select(Agent)).first()
    assert agent is not None
    with pytest.raises(OperationError) as late:
        enrol(session, user(session, "Tara"), NOW, module, agent, (NOW - timedelta(days=1)).date())
    assert late.value.code == "due_in_the_past"


def test_a_whole_team_is_given_a_module_with_a_handful_of_questions(session: Session, workplace: Workplace) -> None:
    tara, module = user(session, "Tara"), session.scalars(select(TrainingModule)).one()
    everybody = [building.agent(session, f"Agent {number}", "West") for number in range(200)]
    rule = add_rule(session, tara, NOW, TrainingRuleFields("empathy", 0.6, 5, 8, module, 14))
    of = {"mean": 0.3, "low": 0.2, "high": 0.4, "n": 6, "created_at": NOW}
    proposed = [TrainingProposal(rule=rule, agent_id=agent.id, **of) for agent in everybody[:100]]
    session.add_all(proposed)
    had_it = enrol(session, tara, NOW, module, everybody[-1], DUE)
    session.flush()
    with statements(workplace.database) as seen:
        done = assign(session, tara, NOW, module, everybody[::-1], DUE)
        session.flush()
    # New rows go into SQLite one by one, as their ids are asked for.
    asked = [one.sql for one in seen if not one.sql.startswith("INSERT")]
    assert len(asked) <= 6, asked
    assert [one.agent for one in done.given] == everybody[:-1]
    assert (done.have_it, done.passed_it) == ((had_it.agent,), ())
    assert {(one.state, one.decided_by) for one in proposed} == {(ProposalState.CONFIRMED, tara.id)}
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    first = [event.action for event in events if event.agent_id == everybody[0].id][-2:]
    assert first == ["enrolment.added", "proposal.confirmed"]
    assert sum(event.action == "enrolment.added" for event in events) == 200
    assert sum(event.action == "proposal.confirmed" for event in events) == 100


def test_nobody_of_several_is_given_it_when_one_is_not_theirs(session: Session) -> None:
    everybody = session.scalars(select(Agent)).all()
    with pytest.raises(NotAllowedError):
        assign(session, user(session, "Mara"), NOW, session.scalars(select(TrainingModule)).one(), everybody, DUE)
    assert session.scalars(select(Enrolment)).all() == []
