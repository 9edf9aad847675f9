"""Marks of teams added up by the database: how many, their sum and their squares, from which means follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from qa_app.store.blind_queries import blind_interactions
from qa_app.store.interactions import Interaction, SuggestedMark
from qa_app.store.people import Agent
from qa_app.store.reviews import Review, ReviewMark, ReviewState
from scoring.sums import Sums

# A conversation without a time of its own counts when it was brought in.
AT = func.coalesce(Interaction.started_at, Interaction.created_at)


@dataclass(frozen=True, slots=True)
class Scope:
    """Conversations of the agents in some teams (None: of all agents), of the time between the first and last edge.

    `edges` are the moments at which weeks begin, and the end of the last. What `reader_id` is to grade without its
    suggestion is left out.
    """

    teams: frozenset[int] | None
    edges: tuple[datetime, ...]
    reader_id: int


@dataclass(frozen=True, slots=True)
class Kind:
    """What conversations are alike in; `week` is the place of the week among those of the scope."""

    channel: str
    language: str | None
    market: str | None
    week: int


def totals_by_kind(session: Session, scope: Scope, human: bool) -> Sequence[tuple[Kind, Sums]]:
    """The totals that people gave (those in force), or that were suggested, of the conversations of each kind."""
    kind = (Interaction.channel, Interaction.language, Interaction.market, week_of(scope.edges))
    return [(Kind(*row[:4]), Sums(*row[4:])) for row in _added(session, _totals(scope, human, *kind))]


def totals_by_agent(session: Session, scope: Scope, human: bool) -> Sequence[tuple[int, int, Sums]]:
    """Agent, week and totals, as `totals_by_kind`."""
    found = _added(session, _totals(scope, human, Interaction.agent_id, week_of(scope.edges)))
    return [(agent, week, Sums(*sums)) for agent, week, *sums in found]


def marks_by_criterion(session: Session, scope: Scope, human: bool) -> Sequence[tuple[str, Sums]]:
    """The marks that people gave and that are in force, or that were suggested, of each criterion."""
    found = _added(session, _marks(scope, human, _criterion(human)))
    return [(criterion, Sums(*sums)) for criterion, *sums in found]


def marks_by_agent(session: Session, scope: Scope, human: bool) -> Sequence[tuple[int, str, Sums]]:
    """Agent, criterion and marks, as `marks_by_criterion`."""
    found = _added(session, _marks(scope, human, Interaction.agent_id, _criterion(human)))
    return [(agent, criterion, Sums(*sums)) for agent, criterion, *sums in found]


def _totals(scope: Scope, human: bool, *by: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    if not human:
        return _named(Interaction.suggested, by).where(Interaction.suggested.is_not(None), *within(scope))
    return (
        _named(Review.total, by)
        .select_from(Interaction)
        .join(Review, Review.interaction_id == Interaction.id)
        .where(Review.state == ReviewState.RELEASED, Review.total.is_not(None), *within(scope))
    )


def _marks(scope: Scope, human: bool, *by: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    if not human:
        return (
            _named(SuggestedMark.score, by)
            .select_from(Interaction)
            .join(SuggestedMark, SuggestedMark.interaction_id == Interaction.id)
            .where(SuggestedMark.score.is_not(None), *within(scope))
        )
    return (
        _named(in_force(), by)
        .select_from(Interaction)
        .join(Review, Review.interaction_id == Interaction.id)
        .join(ReviewMark, ReviewMark.review_id == Review.id)
        .where(Review.state == ReviewState.RELEASED, in_force().is_not(None), *within(scope))
    )


def _criterion(human: bool) -> InstrumentedAttribute[str]:
    return ReviewMark.criterion if human else SuggestedMark.criterion


def in_force() -> ColumnElement[float]:
    """The score of a person's mark that counts, as `ReviewMark.in_force`."""
    return func.coalesce(ReviewMark.decided, ReviewMark.score)


def _named(score: ColumnElement[Any] | InstrumentedAttribute[Any], by: Sequence[Any]) -> Select[Any]:
    return select(*(column.label(f"by_{place}") for place, column in enumerate(by)), score.label("score"))


def _added(session: Session, scores: Select[Any]) -> Sequence[Any]:
    """The rows of `scores` grouped by all columns but the last, which is added up."""
    rows = scores.subquery()
    *by, score = rows.columns
    sums = (func.count(), func.sum(score), func.sum(score * score), func.min(score), func.max(score))
    # Thousands of rows: the session's way of loading objects would take as long again as the database.
    return session.connection().execute(select(*by, *sums).group_by(*by)).all()


def week_of(edges: Sequence[datetime]) -> ColumnElement[int]:
    """The place of the week that a conversation is of, found by halves: a year has many weeks."""
    return _between(edges, 0, len(edges) - 1)


def _between(edges: Sequence[datetime], first: int, end: int) -> ColumnElement[int]:
    if end - first == 1:
        return cast(literal(first), Integer)
    middle = (first + end) // 2
    return case((edges[middle] > AT, _between(edges, first, middle)), else_=_between(edges, middle, end))


def within(scope: Scope) -> list[ColumnElement[bool]]:
    """What holds of the conversations of a scope."""
    since, until = scope.edges[0], scope.edges[-1]
    started = and_(Interaction.started_at >= since, Interaction.started_at < until)
    brought = and_(Interaction.started_at.is_(None), Interaction.created_at >= since, Interaction.created_at < until)
    return [
        agents_of(scope.teams, Interaction.agent_id),
        or_(started, brought),
        Interaction.id.not_in(blind_interactions(scope.reader_id)),
    ]


def agents_of(teams: frozenset[int] | None, agent_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """That an agent is known, and of one of the teams (None: of any, or of none)."""
    if teams is None:
        return agent_id.is_not(None)
    return agent_id.in_(select(Agent.id).where(Agent.team_id.in_(teams)))
