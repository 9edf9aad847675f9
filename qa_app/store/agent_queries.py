"""What there is about one agent: marks in order of time, latest scorecards, released reviews, what waits for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.coaching import GivenReport, Talk, TalkState
from qa_app.store.interactions import Interaction, SuggestedMark, SuggestedScorecard
from qa_app.store.people import Agent
from qa_app.store.reviews import Assignment, AssignmentState, Dispute, DisputeState, Review, ReviewMark, ReviewState

# A conversation without a time of its own counts when it was brought in.
_AT = func.coalesce(Interaction.started_at, Interaction.created_at)
Scored = tuple[str, int, float]
"""Criterion (or `total`), place of the month of the conversation among those asked for, score 0..1."""


def agents_seen(session: Session, teams: Collection[int] | None, words: str, page: int, size: int) -> Sequence[Agent]:
    """A page (from 0) of agents by name, of the teams (None for all), and one more when there is a next page."""
    wanted = select(Agent).options(joinedload(Agent.team)).order_by(Agent.name, Agent.id)
    if teams is not None:
        wanted = wanted.where(Agent.team_id.in_(teams))
    if words.strip():
        wanted = wanted.where(Agent.name.icontains(words.strip(), autoescape=True))
    return session.scalars(wanted.limit(size + 1).offset(page * size)).all()


def latest_conversation(session: Session, agent_id: int) -> datetime | None:
    """When the latest conversation of an agent began."""
    return session.scalar(
        select(Interaction.started_at)
        .where(Interaction.agent_id == agent_id, Interaction.started_at.is_not(None))
        .order_by(Interaction.started_at.desc())
        .limit(1)
    )


def human_scores(
    session: Session, agent_id: int, months: Sequence[datetime], without: Collection[int]
) -> Sequence[Scored]:
    """The marks that people gave an agent and that are in force, with the totals, in order of time.

    `months` are the moments at which months begin; what was before the first is left out, as are the interactions
    `without`.
    """
    released = (
        Interaction.agent_id == agent_id,
        Interaction.id.not_in(without),
        Review.state == ReviewState.RELEASED,
        months[0] <= _AT,
    )
    score = func.coalesce(ReviewMark.decided, ReviewMark.score)
    marks = (
        select(ReviewMark.criterion, _month(months), score)
        .join(Review, Review.id == ReviewMark.review_id)
        .join(Interaction, Interaction.id == Review.interaction_id)
        .where(*released, score.is_not(None))
        .order_by(_AT, Interaction.id)
    )
    totals = (
        select(literal("total"), _month(months), Review.total)
        .join(Interaction, Interaction.id == Review.interaction_id)
        .where(*released, Review.total.is_not(None))
        .order_by(_AT, Interaction.id)
    )
    return _scored(session, marks, totals)


def suggested_scores(
    session: Session, agent_id: int, months: Sequence[datetime], without: Collection[int]
) -> Sequence[Scored]:
    """The marks that were suggested automatically for an agent, with the totals, as in `human_scores`."""
    theirs = (Interaction.agent_id == agent_id, Interaction.id.not_in(without), months[0] <= _AT)
    marks = (
        select(SuggestedMark.criterion, _month(months), SuggestedMark.score)
        .join(Interaction, Interaction.id == SuggestedMark.interaction_id)
        .where(*theirs, SuggestedMark.score.is_not(None))
        .order_by(_AT, Interaction.id)
    )
    totals = (
        select(literal("total"), _month(months), Interaction.suggested)
        .where(*theirs, Interaction.suggested.is_not(None))
        .order_by(_AT, Interaction.id)
    )
    return _scored(session, marks, totals)


def _month(months: Sequence[datetime]) -> ColumnElement[int]:
    """The place of the month that a conversation is of; the last one has no end."""
    return case(*((end > _AT, place) for place, end in enumerate(months[1:])), else_=len(months) - 1)


def _scored(session: Session, *queries: Select[*tuple[Any, ...]]) -> list[Scored]:
    return [(criterion, month, score) for query in queries for criterion, month, score in session.execute(query)]


def latest_scorecards(
    session: Session, agent_id: int, since: datetime, most: int, without: Collection[int]
) -> Sequence[tuple[int, datetime, int]]:
    """Interaction, when it began, and current scorecard (ids) of an agent's latest scored conversations."""
    latest = (
        select(Interaction.id, Interaction.started_at)
        .where(
            Interaction.agent_id == agent_id,
            Interaction.started_at >= since,
            Interaction.suggested.is_not(None),
            Interaction.id.not_in(without),
        )
        .order_by(Interaction.started_at.desc(), Interaction.id.desc())
        .limit(most)
        .subquery()
    )
    rows = session.execute(
        select(latest.c.id, latest.c.started_at, func.max(SuggestedScorecard.id))
        .join(SuggestedScorecard, SuggestedScorecard.interaction_id == latest.c.id)
        .group_by(latest.c.id, latest.c.started_at)
        .order_by(latest.c.started_at, latest.c.id)
    )
    return [(interaction, at, card) for interaction, at, card in rows]


def scorecards_by_id(session: Session, ids: Collection[int]) -> dict[int, SuggestedScorecard]:
    found = session.scalars(select(SuggestedScorecard).where(SuggestedScorecard.id.in_(ids)))
    return {card.id: card for card in found}


def released_of(session: Session, interactions: Collection[int]) -> Sequence[tuple[int, int, datetime]]:
    """Interaction, review (ids) and when it was changed last, of released reviews in order of release."""
    rows = session.execute(
        select(Review.interaction_id, Review.id, Review.changed_at)
        .where(Review.interaction_id.in_(interactions), Review.state == ReviewState.RELEASED)
        .order_by(Review.released_at, Review.id)
    )
    return [(interaction, review, at) for interaction, review, at in rows]


def reviews_by_interaction(session: Session, interactions: Collection[int]) -> dict[int, list[Review]]:
    """The released reviews of some interactions with all that is in them, in order of release."""
    found = session.scalars(
        select(Review)
        .where(Review.interaction_id.in_(interactions), Review.state == ReviewState.RELEASED)
        .options(
            selectinload(Review.marks),
            selectinload(Review.struck),
            joinedload(Review.scorecard),
            joinedload(Review.rubric_version),
        )
        .order_by(Review.released_at, Review.id)
    )
    reviews: dict[int, list[Review]] = {}
    for review in found:
        reviews.setdefault(review.interaction_id, []).append(review)
    return reviews


def to_grade_blind(session: Session, user_id: int, agent_id: int) -> frozenset[int]:
    """Interactions of an agent whose suggestion someone must not see yet, since they grade them blind."""
    assigned = (
        select(Assignment.interaction_id)
        .join(Interaction, Interaction.id == Assignment.interaction_id)
        .where(
            Assignment.reviewer_id == user_id,
            Assignment.blind,
            Assignment.state == AssignmentState.OPEN,
            Interaction.agent_id == agent_id,
        )
    )
    begun = (
        select(Review.interaction_id)
        .join(Interaction, Interaction.id == Review.interaction_id)
        .where(
            Review.reviewer_id == user_id,
            Review.blind,
            Review.state == ReviewState.DRAFT,
            Interaction.agent_id == agent_id,
        )
    )
    return frozenset(session.scalars(assigned.union(begun)))


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
