"""Jobs that are free, lapsed, or were never delivered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from qa_app.store.work import Job, JobState


def take_if_free(
    session: Session, job_id: int, holder: str, now: datetime, lease_until: datetime, most_tries: int
) -> Job | None:
    """The job, held now, if it was waiting or its lease had passed; one statement, so that only one worker gets it."""
    free = or_(Job.state == JobState.WAITING, and_(Job.state == JobState.RUNNING, Job.lease_until < now))
    taken = session.execute(
        update(Job)
        .where(Job.id == job_id, free, Job.tries < most_tries)
        .values(state=JobState.RUNNING, holder=holder, lease_until=lease_until, tries=Job.tries + 1)
        .returning(Job.id)
    ).scalar()
    return session.get(Job, job_id, populate_existing=True) if taken else None


def lapsed(session: Session, now: datetime) -> Sequence[Job]:
    """Jobs that someone held whose lease has passed."""
    return session.scalars(select(Job).where(Job.state == JobState.RUNNING, Job.lease_until < now)).all()


def held_by(session: Session, holders: str) -> Sequence[Job]:
    """Jobs being worked on by holders whose names begin so."""
    begins = Job.holder.startswith(holders, autoescape=True)
    return session.scalars(select(Job).where(Job.state == JobState.RUNNING, begins)).all()


def undelivered(session: Session, before: datetime) -> Sequence[Job]:
    """Jobs that have been waiting since before a moment."""
    return session.scalars(select(Job).where(Job.state == JobState.WAITING, Job.created_at < before)).all()


def waiting(session: Session) -> Sequence[Job]:
    """All jobs that wait, the oldest first."""
    return session.scalars(select(Job).where(Job.state == JobState.WAITING).order_by(Job.id)).all()


def jobs_by_state(session: Session) -> Sequence[tuple[str, str, int]]:
    """How many jobs there are of each kind in each state."""
    rows = session.execute(select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state))
    return [(kind.value, state.value, count) for kind, state, count in rows]
