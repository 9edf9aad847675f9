"""Grading within a calibration session: the same page as always, blind, and what follows when one is handed in."""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.access import grades, takes_part
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.store.calibration_queries import scorecard_in, states_of
from qa_app.store.calibrations import CalibrationSession, SessionState
from qa_app.store.database import Session
from qa_app.store.interaction_queries import current_suggestion
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import User
from qa_app.store.review_queries import keep_first, review_of
from qa_app.store.reviews import Review, ReviewState


def start_in_session(
    session: Session, actor: User, calibration: CalibrationSession, interaction_id: int, now: datetime
) -> Review:
    """The person's review of an interaction of a session, begun now if it was not; apart from any other of theirs.

    All are graded by the rubric of the session and go with the same suggestion, which stays hidden. Raises
    NotFoundError for an interaction that is not in it, NotAllowedError, OperationError `calibration_closed` and
    `not_ready` while there is no transcript.
    """
    if not any(one.interaction_id == interaction_id for one in calibration.interactions):
        raise NotFoundError("interaction")
    interaction = session.get_one(Interaction, interaction_id)
    if not takes_part(actor, calibration) or not grades(actor, interaction):
        raise NotAllowedError
    known = review_of(session, interaction_id, actor.id, calibration.id)
    if known:
        return known
    if calibration.state is SessionState.CLOSED:
        raise OperationError("calibration_closed")
    if interaction.transcript is None or interaction.stage is not Stage.DONE:
        raise OperationError("not_ready")
    card = scorecard_in(session, calibration.id, interaction_id) or current_suggestion(session, interaction_id)
    review = keep_first(
        session,
        Review(
            interaction_id=interaction_id,
            reviewer_id=actor.id,
            calibration_id=calibration.id,
            scorecard_id=card.id if card else None,
            rubric_version_id=calibration.rubric_version_id,
            blind=True,
            started_at=now,
            changed_at=now,
        ),
    )
    audit(session, actor, now, "review.started", review, blind=True, calibration=calibration.id)
    return review


def next_in_session(
    session: Session, reviewer: User, calibration: CalibrationSession, after: int | None = None
) -> int | None:
    """The interaction that a reviewer is to grade next in an open session, round and round after the one given."""
    if calibration.state is SessionState.CLOSED:
        return None
    states = states_of(session, calibration.id, reviewer.id)
    order = [one.interaction_id for one in calibration.interactions]
    begin = order.index(after) + 1 if after in order else 0
    left = [key for key in order[begin:] + order[:begin] if states.get(key) is not ReviewState.CALIBRATION]
    return next((key for key in left if key != after), None)
