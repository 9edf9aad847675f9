"""Enrolments: who is to take which module, the ones that are open, and the records about them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.training import Enrolment, EnrolmentState

OPEN = (EnrolmentState.ASSIGNED, EnrolmentState.STARTED)


def open_enrolment(session: Session, module_id: int, agent_id: int) -> Enrolment | None:
    """An agent's enrolment in a module that is not over; there is one at most."""
    mine = (Enrolment.module_id == module_id, Enrolment.agent_id == agent_id)
    return session.scalars(select(Enrolment).where(*mine, Enrolment.state.in_(OPEN))).first()


def is_taken(session: Session, module_id: int, agent_id: int) -> bool:
    """Whether an agent takes a module or took it; not when somebody withdrew them."""
    mine = (Enrolment.module_id == module_id, Enrolment.agent_id == agent_id)
    wanted = select(Enrolment.id).where(*mine, Enrolment.state != EnrolmentState.WITHDRAWN)
    return session.scalars(wanted.limit(1)).first() is not None


def open_enrolments(session: Session, agent_id: int, most: int) -> Sequence[Enrolment]:
    """What an agent is to take or is at, the one that is due first first."""
    wanted = _of(agent_id).where(Enrolment.state.in_(OPEN)).order_by(Enrolment.due_on, Enrolment.id)
    return session.scalars(wanted.limit(most)).all()


def passed_enrolments(session: Session, agent_id: int, most: int) -> Sequence[Enrolment]:
    """What an agent has passed, the latest first."""
    wanted = _of(agent_id).where(Enrolment.state == EnrolmentState.PASSED)
    return session.scalars(wanted.order_by(Enrolment.passed_at.desc(), Enrolment.id.desc()).limit(most)).all()


def _of(agent_id: int) -> Select[Enrolment]:
    return (
        select(Enrolment)
        .where(Enrolment.agent_id == agent_id)
        .options(joinedload(Enrolment.version), selectinload(Enrolment.exercises))
    )
