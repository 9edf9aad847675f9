"""The agent acknowledges a released review: read, not agreed to."""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.access import is_self
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, NotFoundError
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.reviews import Review, ReviewState


def acknowledge_review(session: Session, actor: User, review: Review, now: datetime) -> None:
    """Note that the agent has read a review; the first time counts. Raises NotAllowedError for anybody else."""
    if review.state is not ReviewState.RELEASED:
        raise NotFoundError("review")
    if not is_self(actor, review.interaction.agent):
        raise NotAllowedError
    if review.acknowledged_at is None:
        review.acknowledged_at = now
        audit(session, actor, now, "review.acknowledged", review)
