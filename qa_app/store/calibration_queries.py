"""Calibration sessions: which there are, how far everybody is, and what was graded in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.calibrations import (
    CalibrationDecision,
    CalibrationInteraction,
    CalibrationSession,
    SessionState,
    calibration_reviewers,
)
from qa_app.store.interactions import Comment, Interaction, Stage, SuggestedScorecard
from qa_app.store.reviews import Review, ReviewMark, ReviewState


def calibrations(session: Session, reviewer_id: int | None, page: int, size: int) -> Sequence[CalibrationSession]:
    """A page (from 0) of the sessions of a reviewer, None for all; open ones first, and one more if there is a next."""
    wanted = select(CalibrationSession).options(
        selectinload(CalibrationSession.reviewers), selectinload(CalibrationSession.interactions)
    )
    if reviewer_id is not None:
        wanted = wanted.where(_of(reviewer_id))
    order = (CalibrationSession.state.desc(), CalibrationSession.due_on.desc(), CalibrationSession.id.desc())
    return session.scalars(wanted.order_by(*order).limit(size + 1).offset(page * size)).all()


def open_calibrations(session: Session, reviewer_id: int) -> Sequence[CalibrationSession]:
    """The open sessions that a reviewer takes part in, the first due first."""
    return session.scalars(
        select(CalibrationSession)
        .where(CalibrationSession.state == SessionState.OPEN, _of(reviewer_id))
        .order_by(CalibrationSession.due_on, CalibrationSession.id)
        .options(selectinload(CalibrationSession.interactions))
    ).all()


def _of(reviewer_id: int) -> ColumnElement[bool]:
    takes_part = calibration_reviewers
    return exists().where(takes_part.c.session_id == CalibrationSession.id, takes_part.c.user_id == reviewer_id)


def handed_in(session: Session, ids: Collection[int]) -> dict[tuple[int, int], int]:
    """How many reviews each reviewer handed in in each of some sessions, by session and reviewer."""
    rows = session.execute(
        select(Review.calibration_id, Review.reviewer_id, func.count())
        .where(Review.calibration_id.in_(ids), Review.state == ReviewState.CALIBRATION)
        .group_by(Review.calibration_id, Review.reviewer_id)
    )
    return {(key, reviewer): many for key, reviewer, many in rows if key is not None}


def states_of(session: Session, calibration_id: int, reviewer_id: int) -> dict[int, ReviewState]:
    """How far a reviewer is with each interaction of a session that they began."""
    rows = session.execute(
        select(Review.interaction_id, Review.state).where(
            Review.calibration_id == calibration_id, Review.reviewer_id == reviewer_id
        )
    )
    return {row[0]: row[1] for row in rows}


def is_begun(session: Session, calibration_id: int) -> bool:
    """Whether anybody began to grade in a session."""
    return bool(session.scalar(select(exists().where(Review.calibration_id == calibration_id))))


def scorecard_in(session: Session, calibration_id: int, interaction_id: int) -> SuggestedScorecard | None:
    """The suggestion that the first review of an interaction in a session goes with; None when there is none."""
    return session.scalar(
        select(SuggestedScorecard)
        .join(Review, Review.scorecard_id == SuggestedScorecard.id)
        .where(Review.calibration_id == calibration_id, Review.interaction_id == interaction_id)
        .order_by(Review.id)
        .limit(1)
    )


def reviews_in(session: Session, calibration_id: int, interaction_id: int | None = None) -> Sequence[Review]:
    """What was handed in in a session, or of one interaction of it, with marks and what was struck."""
    wanted = select(Review).where(Review.calibration_id == calibration_id, Review.state == ReviewState.CALIBRATION)
    if interaction_id is not None:
        wanted = wanted.where(Review.interaction_id == interaction_id)
    loaded = (selectinload(Review.marks), selectinload(Review.struck), joinedload(Review.reviewer))
    return session.scalars(wanted.order_by(Review.id).options(*loaded)).all()


def comments_in(session: Session, calibration_id: int, interaction_id: int) -> Sequence[Comment]:
    """What reviewers said about an interaction while they graded it in a session, with authors."""
    return session.scalars(
        select(Comment)
        .join(Review, Review.id == Comment.review_id)
        .where(Review.calibration_id == calibration_id, Comment.interaction_id == interaction_id)
        .order_by(Comment.id)
        .options(joinedload(Comment.author))
    ).all()


def decisions_of(session: Session, calibration_id: int) -> Sequence[CalibrationDecision]:
    """What was decided in a session, the oldest first, with authors."""
    return session.scalars(
        select(CalibrationDecision)
        .where(CalibrationDecision.session_id == calibration_id)
        .order_by(CalibrationDecision.id)
        .options(joinedload(CalibrationDecision.author))
    ).all()


def graded_already(session: Session, reviewers: Collection[int], ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who of some reviewers graded or began which of some interactions outside calibration: interaction, reviewer."""
    rows = session.execute(
        select(Review.interaction_id, Review.reviewer_id).where(
            Review.interaction_id.in_(ids), Review.reviewer_id.in_(reviewers), Review.calibration_id.is_(None)
        )
    )
    return frozenset((interaction, reviewer) for interaction, reviewer in rows)


def to_draw_from(
    session: Session, channel: str, language: str | None, since: datetime, before: datetime
) -> Sequence[tuple[int, int, str, str | None]]:
    """What a session can be drawn from, of what took place between two moments: interaction, agent, channel, language.

    By id; `language` is None for all.
    """
    wanted = select(Interaction.id, Interaction.agent_id, Interaction.channel, Interaction.language).where(
        Interaction.stage == Stage.DONE,
        Interaction.channel == channel,
        Interaction.started_at >= since,
        Interaction.started_at < before,
    )
    if language is not None:
        wanted = wanted.where(Interaction.language == language)
    rows = session.execute(wanted.order_by(Interaction.id))
    return [(key, agent, channel, language) for key, agent, channel, language in rows if agent is not None]


def placed(session: Session, calibration_id: int) -> Sequence[CalibrationInteraction]:
    """The interactions of a session in their order, with their agents."""
    return session.scalars(
        select(CalibrationInteraction)
        .where(CalibrationInteraction.session_id == calibration_id)
        .order_by(CalibrationInteraction.place)
        .options(joinedload(CalibrationInteraction.interaction).joinedload(Interaction.agent))
    ).all()


def levels_in(session: Session, ids: Collection[int]) -> dict[int, dict[tuple[int, int, str], int | None]]:
    """The levels handed in in some sessions: by session, then by interaction, reviewer and criterion."""
    rows = session.execute(
        select(Review.calibration_id, Review.interaction_id, Review.reviewer_id, ReviewMark.criterion, ReviewMark.level)
        .join(ReviewMark, ReviewMark.review_id == Review.id)
        .where(Review.calibration_id.in_(ids), Review.state == ReviewState.CALIBRATION)
    )
    found: dict[int, dict[tuple[int, int, str], int | None]] = {key: {} for key in ids}
    for calibration, interaction, reviewer, criterion, level in rows:
        found[calibration or 0][interaction, reviewer, criterion] = level
    return found
