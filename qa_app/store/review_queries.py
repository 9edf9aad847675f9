"""A reviewer's work: what is assigned, what was begun, and the suggestion that it is graded against."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from qa_app.store.calibrations import CalibrationSession, SessionState
from qa_app.store.interactions import SuggestedScorecard
from qa_app.store.people import User
from qa_app.store.reviews import Assignment, AssignmentState, Review, ReviewState


def current_scorecard_id(session: Session, interaction_id: int) -> int | None:
    """Which suggestion is the one of now, without reading it."""
    return session.scalar(
        select(func.max(SuggestedScorecard.id)).where(SuggestedScorecard.interaction_id == interaction_id)
    )


def review_of(
    session: Session, interaction_id: int, reviewer_id: int, calibration_id: int | None = None
) -> Review | None:
    """The one review of an interaction that a person began or released; of a calibration session, the one in it."""
    return session.scalar(
        select(Review).where(
            Review.interaction_id == interaction_id,
            Review.reviewer_id == reviewer_id,
            Review.calibration_id.is_(None) if calibration_id is None else Review.calibration_id == calibration_id,
        )
    )


def drafts_of_interaction(session: Session, interaction_id: int, reviewer_id: int) -> Sequence[Review]:
    """What a person is grading of an interaction now: at most one review, and one in each open calibration session."""
    return session.scalars(
        select(Review)
        .outerjoin(CalibrationSession, CalibrationSession.id == Review.calibration_id)
        .where(
            Review.interaction_id == interaction_id,
            Review.reviewer_id == reviewer_id,
            Review.state == ReviewState.DRAFT,
            or_(Review.calibration_id.is_(None), CalibrationSession.state == SessionState.OPEN),
        )
        .order_by(Review.id)
    ).all()


def keep_first(session: Session, review: Review) -> Review:
    """The review, kept; or the one of the same person that another request kept first."""
    try:
        with session.begin_nested():
            session.add(review)
    except IntegrityError:
        first = review_of(session, review.interaction_id, review.reviewer_id, review.calibration_id)
        if first is None:
            raise
        return first
    return review


def open_assignment(session: Session, interaction_id: int, reviewer_id: int) -> Assignment | None:
    """What brought an interaction into a reviewer's queue; of several the most urgent."""
    return session.scalar(
        _open(reviewer_id)
        .where(Assignment.interaction_id == interaction_id)
        .order_by(Assignment.due_on, Assignment.id)
        .limit(1)
    )


def open_assignments_of(session: Session, interaction_id: int, reviewer_id: int) -> list[Assignment]:
    """All that a reviewer has open for an interaction."""
    return list(session.scalars(_open(reviewer_id).where(Assignment.interaction_id == interaction_id)))


def next_assignment(session: Session, reviewer: User, after: Assignment | None = None) -> Assignment | None:
    """The most urgent open assignment of a reviewer; with `after`, the next behind it in the order of the queue."""
    wanted = _open(reviewer.id).options(joinedload(Assignment.interaction))
    if after is not None:
        wanted = wanted.where(
            or_(
                Assignment.due_on > after.due_on,
                (Assignment.due_on == after.due_on) & (Assignment.id > after.id),
            )
        )
    return session.scalar(wanted.order_by(Assignment.due_on, Assignment.id).limit(1))


def place_in_queue(session: Session, assignment: Assignment) -> tuple[int, int]:
    """Where an open assignment stands among its reviewer's open ones, from 1, and how many these are."""
    before = or_(
        Assignment.due_on < assignment.due_on,
        (Assignment.due_on == assignment.due_on) & (Assignment.id < assignment.id),
    )
    mine = select(func.count(), func.count().filter(before)).where(
        Assignment.reviewer_id == assignment.reviewer_id, Assignment.state == AssignmentState.OPEN
    )
    many, earlier = session.execute(mine).one()
    return earlier + 1, many


def _open(reviewer_id: int) -> Select[Assignment]:
    return select(Assignment).where(Assignment.reviewer_id == reviewer_id, Assignment.state == AssignmentState.OPEN)
