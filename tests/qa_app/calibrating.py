"""A calibration session with its marks, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from qa_app.operations.calibrating_sessions import start_in_session
from qa_app.operations.calibrations import SessionFields, make_session
from qa_app.operations.grading import Grading, How, grade
from qa_app.operations.reviewing import submit
from qa_app.operations.suggesting import rubric_of
from qa_app.store.calibrations import CalibrationSession
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.reviews import Review


def calibration(
    session: Session,
    trainer: User,
    reviewers: Sequence[User],
    interactions: Sequence[int],
    now: datetime,
    name: str = "November",
) -> CalibrationSession:
    """An open session, due in a week."""
    due = (now + timedelta(days=7)).date()
    return make_session(session, trainer, now, SessionFields(name, interactions, reviewers, due))


def handed_in(
    session: Session,
    made: CalibrationSession,
    reviewer: User,
    interaction_id: int,
    now: datetime,
    levels: Mapping[str, int] | None = None,
) -> Review:
    """A reviewer's marks for an interaction of a session, handed in: level 2 for each criterion, or the one given."""
    review = start_in_session(session, reviewer, made, interaction_id, now)
    for criterion in rubric_of(review.rubric_version).criteria:
        level = (levels or {}).get(criterion.id, 2)
        grade(session, reviewer, review, criterion.id, Grading(How.LEVEL, level, f"{reviewer.name} says so"), now)
    submit(session, reviewer, review, now)
    return review
