"""What belongs to one interaction: its suggestion, its reviews, what was said about it, and who looked at it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, exists, false, or_, select
from sqlalchemy.orm import Session, joinedload

from qa_app.store.audit import AuditEvent
from qa_app.store.blind_queries import is_blind, is_to_calibrate
from qa_app.store.interactions import Comment, Interaction, SuggestedScorecard
from qa_app.store.reviews import Review, ReviewState

LOOKS = ("interaction.viewed", "recording.played", "review.viewed", "report.viewed", "transcript.viewed")


def held(session: Session, ids: Collection[int] | Select[int]) -> Sequence[Interaction]:
    """Interactions as they are now, held against others until the transaction ends; in the order of their ids.

    Rows that point to them can be written meanwhile: whoever does that takes them in any order.
    """
    wanted = select(Interaction).where(Interaction.id.in_(ids)).order_by(Interaction.id)
    wanted = wanted.with_for_update(key_share=True)
    return session.scalars(wanted, execution_options={"populate_existing": True}).all()


def current_suggestion(session: Session, interaction_id: int) -> SuggestedScorecard | None:
    """What is suggested for an interaction now, with its rubric."""
    return session.scalars(
        select(SuggestedScorecard)
        .where(SuggestedScorecard.interaction_id == interaction_id)
        .order_by(SuggestedScorecard.id.desc())
        .limit(1)
        .options(joinedload(SuggestedScorecard.rubric_version))
    ).first()


def reviews_of(session: Session, interaction_id: int) -> Sequence[Review]:
    """All reviews of an interaction but those of calibration, drafts too, the oldest first, with their reviewers."""
    return session.scalars(
        select(Review)
        .where(Review.interaction_id == interaction_id, Review.calibration_id.is_(None))
        .order_by(Review.id)
        .options(joinedload(Review.reviewer))
    ).all()


def comments_of(session: Session, interaction_id: int, reader_id: int) -> Sequence[Comment]:
    """The comments that a reader may see, the oldest first, with authors.

    Not those of a draft of someone else's; and none of others' reviews before one's own that is blind. Who is yet to
    grade it within a calibration session sees none but their own.
    """
    of_reviews = false() if is_blind(session, interaction_id, reader_id) else Review.state == ReviewState.RELEASED
    of_all = false() if is_to_calibrate(session, interaction_id, reader_id) else Comment.review_id.is_(None)
    return session.scalars(
        select(Comment)
        .outerjoin(Review, Review.id == Comment.review_id)
        .where(
            Comment.interaction_id == interaction_id,
            or_(of_all, of_reviews, Comment.author_id == reader_id),
        )
        .order_by(Comment.id)
        .options(joinedload(Comment.author))
    ).all()


def comments_at_turns(session: Session, interaction_id: int) -> Sequence[Comment]:
    """All comments at a turn of an interaction, whosever they are."""
    return session.scalars(
        select(Comment).where(Comment.interaction_id == interaction_id, Comment.turn.is_not(None))
    ).all()


def looks_at(session: Session, interaction_id: int, most: int) -> Sequence[AuditEvent]:
    """The last looks at an interaction or what was made of it, the newest first, with who looked."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.interaction_id == interaction_id, AuditEvent.action.in_(LOOKS))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(most)
        .options(joinedload(AuditEvent.user))
    ).all()


def looked_since(session: Session, interaction_id: int, user_id: int, action: str, since: datetime) -> bool:
    """Whether someone is noted to have done that with an interaction since a moment."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    AuditEvent.interaction_id == interaction_id,
                    AuditEvent.at >= since,
                    AuditEvent.user_id == user_id,
                    AuditEvent.action == action,
                )
            )
        )
    )
