"""Who may give whom which module, and when not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.operations.enrolling import enrol
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.modules import retire
from qa_app.store.audit import AuditEvent
from qa_app.store.database import Session
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.training import Enrolment, EnrolmentState, TrainingModule
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
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
