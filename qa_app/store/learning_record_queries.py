"""Learning records: of an enrolment, of a module, and those that a learning record store has not got yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from qa_app.store.people import Agent
from qa_app.store.training import Enrolment, LearningRecord
from qa_app.store.work import Job, JobKind, JobState

REFUSED = "refused"
"""The problem of a record that the store will never take."""


def records_of(session: Session, enrolment_id: int) -> Sequence[LearningRecord]:
    """The records of an enrolment in the order of what happened."""
    mine = LearningRecord.enrolment_id == enrolment_id
    return session.scalars(select(LearningRecord).where(mine).order_by(LearningRecord.at, LearningRecord.id)).all()


def records_of_module(session: Session, module_id: int, teams: Collection[int] | None) -> Sequence[LearningRecord]:
    """The records of everybody who takes a module, of those teams only unless None; in the order of what happened."""
    wanted = select(LearningRecord).join(Enrolment).where(Enrolment.module_id == module_id)
    if teams is not None:
        wanted = wanted.join(Agent, Agent.id == Enrolment.agent_id).where(Agent.team_id.in_(teams))
    return session.scalars(wanted.order_by(LearningRecord.at, LearningRecord.id)).all()


def unsent(session: Session, most: int) -> Sequence[LearningRecord]:
    """Records that are still to be sent, the oldest first."""
    wanted = select(LearningRecord).where(*_to_send()).order_by(LearningRecord.at, LearningRecord.id)
    return session.scalars(wanted.limit(most)).all()


def wants_sending(session: Session, failed_since: datetime) -> bool:
    """Whether there are records to send and nobody is at it; a job that failed since a moment counts as being at it."""
    at_it = exists().where(
        Job.kind == JobKind.SEND_RECORDS,
        or_(
            Job.state.in_((JobState.WAITING, JobState.RUNNING)),
            and_(Job.state == JobState.FAILED, Job.finished_at > failed_since),
        ),
    )
    found = session.scalar(select(LearningRecord.id).where(*_to_send(), ~at_it).limit(1))
    return found is not None


def put_back_refused(session: Session) -> int:
    """What the store refused is to be sent like the rest; how many records that is."""
    refused = (LearningRecord.sent_at.is_(None), LearningRecord.problem == REFUSED)
    put_back = session.execute(
        update(LearningRecord).where(*refused).values(problem=None, status=None).returning(LearningRecord.id)
    )
    return len(put_back.all())


@dataclass(frozen=True, slots=True)
class Standing:
    """How many records the store has, how many are still to be sent, and how many it refused."""

    sent: int
    to_send: int
    refused: int


def standing(session: Session) -> Standing:
    unsent = LearningRecord.sent_at.is_(None)
    sent, refused, whole = session.execute(
        select(
            func.count(LearningRecord.sent_at),
            func.count().filter(unsent, LearningRecord.problem == REFUSED),
            func.count(LearningRecord.id),
        )
    ).one()
    return Standing(sent, whole - sent - refused, refused)


def refused(session: Session, page: int, size: int) -> Sequence[LearningRecord]:
    """A page (from 0) of the records that the store refused, the latest first, and one more when there is a next."""
    wanted = (
        select(LearningRecord)
        .where(LearningRecord.sent_at.is_(None), LearningRecord.problem == REFUSED)
        .options(joinedload(LearningRecord.enrolment).joinedload(Enrolment.agent))
        .options(joinedload(LearningRecord.enrolment).selectinload(Enrolment.version))
        .order_by(LearningRecord.at.desc(), LearningRecord.id)
    )
    return session.scalars(wanted.limit(size + 1).offset(page * size)).all()


def last_sending(session: Session) -> Job | None:
    """The latest attempt to send records."""
    wanted = select(Job).where(Job.kind == JobKind.SEND_RECORDS).order_by(Job.id.desc()).limit(1)
    return session.scalars(wanted).first()


def _to_send() -> tuple[ColumnElement[bool], ...]:
    return (
        LearningRecord.sent_at.is_(None),
        or_(LearningRecord.problem.is_(None), LearningRecord.problem != REFUSED),
    )
