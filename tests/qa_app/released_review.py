"""A review that was graded and released, for tests of what comes after."""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.grading import Grading, How, grade
from qa_app.operations.reviewing import start_review, submit, write_summary
from qa_app.operations.suggesting import rubric_of
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.store.reviews import Review
from tests.qa_app.workplace import NOW


def released_review(
    session: Session, interaction: Interaction, reviewer: User, at: datetime = NOW, **levels: int
) -> Review:
    """A review with level 2 for each criterion, or the level given, each with a reason."""
    review = start_review(session, reviewer, interaction, at)
    for criterion in rubric_of(review.rubric_version).criteria:
        level = levels.get(criterion.id, 2)
        reason = f"{criterion.id} by the book"
        grade(session, reviewer, review, criterion.id, Grading(How.LEVEL, level, reason), at)
    write_summary(session, reviewer, review, "A calm talk with a clear end.", at)
    submit(session, reviewer, review, at)
    session.flush()
    return review
