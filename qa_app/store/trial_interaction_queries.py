"""The conversations that trials look at, the newest first, and what may be shown or done about them afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from qa_app.store.interaction_filters import InteractionFilter, Seen, conditions, suggestion_seen
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, Team
from qa_app.store.reviews import Review


def latest_of(session: Session, seen: Seen, language: str, sector: str, most: int) -> Sequence[int]:
    """Ids of the latest interactions in a language that someone may see with their suggestions; of agents of teams in a
    sector, of all for ""."""
    wanted = select(Interaction.id).where(
        *conditions(seen, InteractionFilter(language=language)), suggestion_seen(seen)
    )
    if sector:
        theirs = select(Agent.id).join(Team, Agent.team_id == Team.id).where(Team.sector == sector)
        wanted = wanted.where(Interaction.agent_id.in_(theirs))
    return session.scalars(wanted.order_by(Interaction.id.desc()).limit(most)).all()


def with_what_was_said(session: Session, ids: Collection[int]) -> Sequence[Interaction]:
    """Interactions with their transcripts, agents and teams, the newest first."""
    return session.scalars(
        select(Interaction)
        .where(Interaction.id.in_(ids))
        .options(joinedload(Interaction.transcript), joinedload(Interaction.agent).joinedload(Agent.team))
        .order_by(Interaction.id.desc())
    ).all()


def shown_of(session: Session, seen: Seen, ids: Collection[int]) -> dict[int, Interaction]:
    """Those of some interactions that someone may see with their suggestions, with their agents, by id."""
    rows = session.scalars(
        select(Interaction)
        .where(Interaction.id.in_(ids), *conditions(seen, InteractionFilter()), suggestion_seen(seen))
        .options(joinedload(Interaction.agent))
    )
    return {row.id: row for row in rows}


def never_graded(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Those of some interactions that nobody graded or began to grade."""
    graded = exists().where(Review.interaction_id == Interaction.id)
    return frozenset(session.scalars(select(Interaction.id).where(Interaction.id.in_(ids), ~graded)))


def scored_in(session: Session, language: str) -> int:
    """How many interactions in a language have been scored."""
    wanted = select(func.count()).where(Interaction.language == language, Interaction.suggested.is_not(None))
    return session.scalar(wanted) or 0
