"""What someone must not see yet: suggestions for interactions that they are to grade, or are grading, without them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, object_session

from qa_app.store.calibrations import (
    CalibrationInteraction,
    CalibrationSession,
    SessionState,
    calibration_reviewers,
)
from qa_app.store.interactions import Interaction
from qa_app.store.reviews import Assignment, AssignmentState, Review, ReviewState

_Which = Callable[[InstrumentedAttribute[int]], ColumnElement[bool]]


def blind_interactions(reader_id: int | None, which: _Which = lambda _: true()) -> CompoundSelect[Any]:
    """The ids of all of them; `which` narrows the interactions by their id, where not all are asked for."""
    assigned = select(Assignment.interaction_id).where(
        Assignment.reviewer_id == reader_id,
        Assignment.state == AssignmentState.OPEN,
        Assignment.blind,
        which(Assignment.interaction_id),
    )
    begun = select(Review.interaction_id).where(
        Review.reviewer_id == reader_id,
        Review.state == ReviewState.DRAFT,
        Review.blind,
        Review.calibration_id.is_(None),
        which(Review.interaction_id),
    )
    return assigned.union(begun, _to_calibrate(reader_id, which))


def _to_calibrate(reader_id: int | None, which: _Which) -> Select[Any]:
    """The ids of those that a reader has yet to hand in within an open calibration session, begun or not."""
    placed = CalibrationInteraction
    handed_in = exists().where(
        Review.calibration_id == placed.session_id,
        Review.interaction_id == placed.interaction_id,
        Review.reviewer_id == reader_id,
        Review.state == ReviewState.CALIBRATION,
    )
    return (
        select(placed.interaction_id)
        .join(CalibrationSession, CalibrationSession.id == placed.session_id)
        .join(calibration_reviewers, calibration_reviewers.c.session_id == placed.session_id)
        .where(
            calibration_reviewers.c.user_id == reader_id,
            CalibrationSession.state == SessionState.OPEN,
            ~handed_in,
            which(placed.interaction_id),
        )
    )


def is_to_calibrate(session: Session, interaction_id: int, reader_id: int) -> bool:
    """Whether a reader has yet to grade this interaction within a calibration session."""
    wanted = _to_calibrate(reader_id, lambda interaction: interaction == interaction_id)
    return session.scalar(wanted.limit(1)) is not None


def waits_for_calibration(review: Review) -> bool:
    """Whether the reviewer of a review that is kept has yet to grade its interaction within a calibration session."""
    session = object_session(review)
    return session is not None and is_to_calibrate(session, review.interaction_id, review.reviewer_id)


def is_blind(session: Session, interaction_id: int, reader_id: int) -> bool:
    """Whether a reader has this interaction to grade without its suggestion."""
    return bool(blind_for(session, reader_id, (interaction_id,)))


def blind_for(session: Session, reader_id: int, ids: Collection[int]) -> frozenset[int]:
    """Those of some interactions that a reader has to grade without their suggestion."""
    return frozenset(session.scalars(blind_interactions(reader_id, lambda interaction: interaction.in_(ids))))


def blind_of_agent(session: Session, reader_id: int, agent_id: int) -> frozenset[int]:
    """The interactions of an agent that a reader has to grade without their suggestion."""
    theirs = select(Interaction.id).where(Interaction.agent_id == agent_id)
    return frozenset(session.scalars(blind_interactions(reader_id, lambda interaction: interaction.in_(theirs))))
