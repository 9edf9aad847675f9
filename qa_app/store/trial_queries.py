"""Trials: the work of one, and the latest ones of a person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.store.word_lists import Trial, TrialKind
from qa_app.store.work import Job, JobKind


def trial_job(session: Session, trial_id: int) -> Job | None:
    """The latest work on a trial."""
    wanted = select(Job).where(Job.kind == JobKind.TRY, Job.subject_id == trial_id)
    return session.scalars(wanted.order_by(Job.id.desc()).limit(1)).first()


def trials_of(session: Session, user_id: int, kind: TrialKind, most: int) -> Sequence[Trial]:
    """The latest trials of a kind that a person asked for, the newest first."""
    wanted = select(Trial).where(Trial.kind == kind, Trial.asked_by == user_id)
    return session.scalars(wanted.order_by(Trial.created_at.desc(), Trial.id.desc()).limit(most)).all()
