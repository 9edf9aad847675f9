"""What is kept about an agent, counted, and who looked at it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from qa_app.store.audit import AuditEvent
from qa_app.store.coaching import GivenReport, Goal, Talk
from qa_app.store.interactions import Comment, Interaction, SuggestedScorecard, Transcript
from qa_app.store.people import User
from qa_app.store.reviews import Dispute, Review, ReviewState
from qa_app.store.training import Enrolment


@dataclass(frozen=True, slots=True)
class Kept:
    """How many rows of a kind there are about an agent, and the earliest of them."""

    kind: str
    count: int
    since: datetime | None


def kept_about(session: Session, agent_id: int) -> tuple[Kept, ...]:
    """Everything that is kept about an agent, by kind."""
    own = Interaction.agent_id == agent_id
    released = (own, Review.state == ReviewState.RELEASED)
    of_interaction = Interaction.id
    asked: tuple[tuple[str, Select[Any]], ...] = (
        ("conversations", _counted(Interaction.created_at).where(own)),
        ("recordings", _counted(Interaction.created_at).where(own, Interaction.media_key.is_not(None))),
        ("transcripts", _counted(Interaction.created_at).join(Transcript).where(own)),
        (
            "suggestions",
            _counted(SuggestedScorecard.created_at)
            .join(Interaction, of_interaction == SuggestedScorecard.interaction_id)
            .where(own),
        ),
        (
            "reviews",
            _counted(Review.released_at).join(Interaction, of_interaction == Review.interaction_id).where(*released),
        ),
        (
            "disputes",
            _counted(Dispute.created_at)
            .join(Review, Review.id == Dispute.review_id)
            .join(Interaction, of_interaction == Review.interaction_id)
            .where(own),
        ),
        (
            "comments",
            _counted(Comment.created_at).join(Interaction, of_interaction == Comment.interaction_id).where(own),
        ),
        ("reports", _counted(GivenReport.created_at).where(GivenReport.agent_id == agent_id)),
        ("talks", _counted(Talk.created_at).where(Talk.agent_id == agent_id)),
        ("goals", _counted(Goal.agreed_at).join(Talk, Talk.id == Goal.talk_id).where(Talk.agent_id == agent_id)),
        ("training", _counted(Enrolment.created_at).where(Enrolment.agent_id == agent_id)),
        ("trail", _counted(AuditEvent.at).where(AuditEvent.agent_id == agent_id)),
    )
    kept = []
    for kind, query in asked:
        count, since = session.execute(query).one()
        kept.append(Kept(kind, count, since))
    return tuple(kept)


def trail_about(
    session: Session, agent_id: int, others_than: User | None, page: int, size: int
) -> Sequence[AuditEvent]:
    """A page (from 0) of who looked at or changed what about an agent, the latest first, and one more if there is one.

    With `others_than` what that person did is left out.
    """
    wanted = (
        select(AuditEvent)
        .where(AuditEvent.agent_id == agent_id)
        .options(joinedload(AuditEvent.user))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )
    if others_than is not None:
        wanted = wanted.where(AuditEvent.user_id.is_distinct_from(others_than.id))
    return session.scalars(wanted.limit(size + 1).offset(page * size)).all()


def conversations_named(session: Session, ids: Collection[int]) -> dict[int, Interaction]:
    """Some interactions by id, without those that are gone."""
    return {row.id: row for row in session.scalars(select(Interaction).where(Interaction.id.in_(ids)))}


def _counted(moment: Any) -> Select[Any]:
    """Count and earliest of rows by a moment of theirs."""
    return select(func.count(), func.min(moment))
