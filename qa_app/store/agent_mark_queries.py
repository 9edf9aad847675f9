"""The marks of one agent in order of time, and what their latest conversations were given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.interactions import Interaction, SuggestedMark, SuggestedScorecard
from qa_app.store.reviews import Review, ReviewMark, ReviewState

# A conversation without a time of its own counts when it was brought in.
_AT = func.coalesce(Interaction.started_at, Interaction.created_at)
Scored = tuple[str, int, float]
"""Criterion (or `total`), place of the month of the conversation among those asked for, score 0..1."""


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
    score, month = func.coalesce(ReviewMark.decided, ReviewMark.score), _month(months)
    marks = (
        select(ReviewMark.criterion, month, score)
        .join(Review, Review.id == ReviewMark.review_id)
        .join(Interaction, Interaction.id == Review.interaction_id)
        .where(*released, score.is_not(None))
        .order_by(_AT, Interaction.id)
    )
    totals = (
        select(literal("total"), month, Review.total)
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
    month = _month(months)
    marks = (
        select(SuggestedMark.criterion, month, SuggestedMark.score)
        .join(Interaction, Interaction.id == SuggestedMark.interaction_id)
        .where(*theirs, SuggestedMark.score.is_not(None))
        .order_by(_AT, Interaction.id)
    )
    totals = (
        select(literal("total"), month, Interaction.suggested)
        .where(*theirs, Interaction.suggested.is_not(None))
        .order_by(_AT, Interaction.id)
    )
    return _scored(session, marks, totals)


def _month(months: Sequence[datetime]) -> ColumnElement[int]:
    """The place of the month that a conversation is of; the last one has no end."""
    return case(*((end > _AT, place) for place, end in enumerate(months[1:])), else_=len(months) - 1)


def _scored(session: Session, *queries: Select[*tuple[Any, ...]]) -> list[Scored]:
    # Thousands of rows: the session's way of loading objects would take as long again as the database.
    connection = session.connection()
    return [(criterion, month, score) for query in queries for criterion, month, score in connection.execute(query)]


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


def released_versions(session: Session, interactions: Collection[int]) -> Sequence[tuple[int, int, datetime]]:
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
