"""Automatic marks beside people's, where suggestions are stopped, and corrections learned from people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from qa_app.store.calibrations import AgreementRun, LearnedCorrection, RunKind, StoppedSuggestion
from qa_app.store.interaction_queries import held
from qa_app.store.interactions import Interaction
from qa_app.store.reviews import Assignment, AssignmentState, Review, ReviewMark, ReviewState
from qa_app.store.work import Job, JobKind

JOB_OF = {RunKind.CHECK: JobKind.CHECK_AGREEMENT, RunKind.LEARN: JobKind.LEARN_CORRECTIONS}


@dataclass(frozen=True, slots=True)
class Pair:
    """A criterion of a released review: the automatic mark before any correction, and the one of a person in force.

    Marks are 0..1, None for not judged. It is `blind` where the person saw no suggestion when they gave theirs.
    """

    interaction: int
    criterion: str
    language: str
    automatic: float | None
    human: float | None
    blind: bool
    at: datetime


def pairs_since(session: Session, since: datetime | None) -> list[Pair]:
    """All pairs that were released since a moment, or ever, in the order of their release."""
    unseen = ReviewMark.suggested.is_(None) & ReviewMark.automatic.is_not(None)
    wanted = (
        select(
            Review.interaction_id,
            ReviewMark.criterion,
            Interaction.language,
            func.coalesce(ReviewMark.automatic, ReviewMark.suggested),
            func.coalesce(ReviewMark.decided, ReviewMark.score),
            or_(Review.blind, unseen),
            Review.released_at,
        )
        .join(ReviewMark, ReviewMark.review_id == Review.id)
        .join(Interaction, Interaction.id == Review.interaction_id)
        .where(Review.state == ReviewState.RELEASED, Interaction.language.is_not(None))
        .order_by(Review.released_at, Review.id)
    )
    if since is not None:
        wanted = wanted.where(Review.released_at >= since)
    # Hundreds of thousands of rows: the session's way of loading objects would take as long again as the database.
    rows: Iterable[Any] = session.connection().execute(wanted)
    return [
        Pair(interaction, criterion, language, automatic, human, bool(blind), at)
        for interaction, criterion, language, automatic, human, blind, at in rows
    ]


def has_reviews(session: Session) -> bool:
    """Whether anything was released yet."""
    return session.scalar(select(Review.id).where(Review.state == ReviewState.RELEASED).limit(1)) is not None


def stops(session: Session) -> Sequence[StoppedSuggestion]:
    """Where suggestions are or were stopped, the latest first."""
    wanted = select(StoppedSuggestion).options(
        joinedload(StoppedSuggestion.stopper), joinedload(StoppedSuggestion.resumer)
    )
    return session.scalars(wanted.order_by(StoppedSuggestion.stopped_at.desc(), StoppedSuggestion.id.desc())).all()


def stopped(session: Session) -> Sequence[StoppedSuggestion]:
    """Where suggestions are stopped now."""
    wanted = select(StoppedSuggestion).where(StoppedSuggestion.resumed_at.is_(None))
    return session.scalars(wanted.order_by(StoppedSuggestion.criterion, StoppedSuggestion.language)).all()


def stopped_in(session: Session, language: str) -> Sequence[StoppedSuggestion]:
    """The criteria that are not suggested now in a language."""
    now = StoppedSuggestion.resumed_at.is_(None)
    return session.scalars(select(StoppedSuggestion).where(now, StoppedSuggestion.language == language)).all()


def last_stop(session: Session, criterion: str, language: str) -> StoppedSuggestion | None:
    """The latest stop of a criterion in a language, over or not."""
    here = (StoppedSuggestion.criterion == criterion, StoppedSuggestion.language == language)
    return session.scalars(
        select(StoppedSuggestion).where(*here).order_by(StoppedSuggestion.id.desc()).limit(1)
    ).first()


def held_in_queues(session: Session, language: str) -> Sequence[Interaction]:
    """The interactions in a language that have words and wait in somebody's queue, held as `held` does."""
    waits = exists().where(Assignment.interaction_id == Interaction.id, Assignment.state == AssignmentState.OPEN)
    said = Interaction.transcript.has()
    return held(session, select(Interaction.id).where(Interaction.language == language, said, waits))


def corrections(session: Session) -> Sequence[LearnedCorrection]:
    """All that was learned last, by criterion."""
    wanted = select(LearnedCorrection).options(joinedload(LearnedCorrection.switcher))
    return session.scalars(wanted.order_by(LearnedCorrection.criterion, LearnedCorrection.id)).all()


def corrections_in_use(session: Session) -> Sequence[LearnedCorrection]:
    """Those that are on; they have a body."""
    return session.scalars(select(LearnedCorrection).where(LearnedCorrection.on)).all()


def latest_run(session: Session, kind: RunKind, done: bool = False) -> AgreementRun | None:
    """The latest run of a kind, or the latest that is done."""
    wanted = select(AgreementRun).where(AgreementRun.kind == kind)
    if done:
        wanted = wanted.where(AgreementRun.done_at.is_not(None))
    return session.scalars(wanted.order_by(AgreementRun.created_at.desc(), AgreementRun.id.desc()).limit(1)).first()


def run_job(session: Session, run: AgreementRun) -> Job | None:
    """The latest work on a run."""
    wanted = select(Job).where(Job.kind == JOB_OF[run.kind], Job.subject_id == run.id)
    return session.scalars(wanted.order_by(Job.id.desc()).limit(1)).first()
