"""Agents as their coaches list them, and what there is for one of them: released reviews and what waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.coaching import GivenReport, Talk, TalkState
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent
from qa_app.store.reviews import Dispute, DisputeState, Review, ReviewState


def agents_listed(session: Session, teams: Collection[int] | None, words: str, page: int, size: int) -> Sequence[Agent]:
    """A page (from 0) of agents by name, of the teams (None for all), and one more when there is a next page."""
    wanted = select(Agent).options(joinedload(Agent.team)).order_by(Agent.name, Agent.id)
    if teams is not None:
        wanted = wanted.where(Agent.team_id.in_(teams))
    if words.strip():
        wanted = wanted.where(Agent.name.icontains(words.strip(), autoescape=True))
    return session.scalars(wanted.limit(size + 1).offset(page * size)).all()


def released_reviews(session: Session, agent_id: int, page: int, size: int) -> Sequence[Review]:
    """A page (from 0) of an agent's released reviews, the latest first, and one more when there is a next page."""
    return session.scalars(
        select(Review)
        .join(Interaction, Interaction.id == Review.interaction_id)
        .where(Interaction.agent_id == agent_id, Review.state == ReviewState.RELEASED)
        .options(joinedload(Review.interaction), joinedload(Review.reviewer), selectinload(Review.disputes))
        .order_by(Review.released_at.desc(), Review.id.desc())
        .limit(size + 1)
        .offset(page * size)
    ).all()


def to_acknowledge(session: Session, agent_id: int, most: int) -> Sequence[Review]:
    """Released reviews that an agent has not acknowledged yet, the oldest first."""
    return session.scalars(
        select(Review)
        .join(Interaction, Interaction.id == Review.interaction_id)
        .where(Interaction.agent_id == agent_id, Review.state == ReviewState.RELEASED, Review.acknowledged_at.is_(None))
        .options(joinedload(Review.interaction), joinedload(Review.reviewer))
        .order_by(Review.released_at, Review.id)
        .limit(most)
    ).all()


def disputes_of(session: Session, agent_id: int, since: datetime) -> Sequence[Dispute]:
    """An agent's disputes that are open or were decided since a moment, the latest first."""
    decided = Dispute.decided_at >= since
    return session.scalars(
        select(Dispute)
        .join(Review, Review.id == Dispute.review_id)
        .join(Interaction, Interaction.id == Review.interaction_id)
        .where(Interaction.agent_id == agent_id, decided | (Dispute.state == DisputeState.OPEN))
        .options(joinedload(Dispute.review).joinedload(Review.interaction), joinedload(Dispute.decider))
        .order_by(Dispute.created_at.desc(), Dispute.id.desc())
    ).all()


def planned_talks(session: Session, agent_id: int) -> Sequence[Talk]:
    """The talks with an agent that are still to be held, the next one first."""
    return session.scalars(
        select(Talk)
        .where(Talk.agent_id == agent_id, Talk.state == TalkState.PLANNED)
        .options(joinedload(Talk.coach))
        .order_by(Talk.planned_at, Talk.id)
    ).all()


def reports_to_acknowledge(session: Session, agent_id: int) -> Sequence[GivenReport]:
    """The coaching reports that an agent has not acknowledged yet, the oldest first."""
    return session.scalars(
        select(GivenReport)
        .where(GivenReport.agent_id == agent_id, GivenReport.acknowledged_at.is_(None))
        .options(joinedload(GivenReport.maker))
        .order_by(GivenReport.created_at, GivenReport.id)
    ).all()
