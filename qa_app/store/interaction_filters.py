"""Which interactions a list is about: whose the reader may see, and what they narrowed it to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import Session

from qa_app.store.blind_queries import blind_interactions
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import Agent, Team
from qa_app.store.reviews import Dispute, DisputeState, Review, ReviewState


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose conversations someone sees: of everybody, or of the agents in some teams and of one agent, themselves.

    `reader_id` is the person, from whom lists must hide what is suggested for conversations that they grade blind.
    """

    everybody: bool
    teams: frozenset[int] = frozenset()
    agent_id: int | None = None
    reader_id: int | None = None


@dataclass(frozen=True, slots=True)
class InteractionFilter:
    """What a list is narrowed to; `since` and `before` bound the start. `spotlight` is one of SPOTLIGHTS."""

    spotlight: str | None = None
    unreviewed: bool = False
    agent_id: int | None = None
    team_id: int | None = None
    channel: str | None = None
    language: str | None = None
    market: str | None = None
    since: datetime | None = None
    before: datetime | None = None


def _spotlights() -> dict[str, ColumnElement[bool]]:
    # Open disputes are few: found first, they spare looking through all interactions.
    disputed = select(Review.interaction_id).join(Dispute).where(Dispute.state == DisputeState.OPEN)
    return {
        "lowest": Interaction.suggested.is_not(None),
        "critical": Interaction.critical.is_(True),
        "silence": Interaction.longest_silence.is_not(None),
        "unhappy": Interaction.mood_end < 0,
        "disputed": Interaction.id.in_(disputed),
        "uncertain": or_(Interaction.unsure > 0, Interaction.not_scored.is_not(None)),
    }


SPOTLIGHTS = _spotlights()
"""What is worth a look, by key, as conditions on an interaction."""
_BY_SUGGESTION = ("lowest", "critical", "uncertain")


def conditions(seen: Seen, narrowed: InteractionFilter) -> list[ColumnElement[bool]]:
    """What holds of the interactions that someone may see and narrowed a list to; work must be over."""
    wanted = [Interaction.stage == Stage.DONE]
    if not seen.everybody:
        wanted.append(_agents_seen(seen))
    if narrowed.spotlight:
        wanted.append(SPOTLIGHTS[narrowed.spotlight])
    if narrowed.spotlight in _BY_SUGGESTION:
        wanted.append(suggestion_seen(seen))
    if narrowed.unreviewed:
        released = exists().where(Review.interaction_id == Interaction.id, Review.state == ReviewState.RELEASED)
        wanted.append(~released)
    if narrowed.team_id is not None:
        wanted.append(Interaction.agent_id.in_(select(Agent.id).where(Agent.team_id == narrowed.team_id)))
    for column, value in (
        (Interaction.agent_id, narrowed.agent_id),
        (Interaction.channel, narrowed.channel),
        (Interaction.language, narrowed.language),
        (Interaction.market, narrowed.market),
    ):
        if value is not None:
            wanted.append(column == value)
    if narrowed.since:
        wanted.append(Interaction.started_at >= narrowed.since)
    if narrowed.before:
        wanted.append(Interaction.started_at < narrowed.before)
    return wanted


def suggestion_seen(seen: Seen) -> ColumnElement[bool]:
    """That the reader is not to grade an interaction without its suggestion: its place in a list would tell it."""
    return Interaction.id.not_in(blind_interactions(seen.reader_id))


def _agents_seen(seen: Seen) -> ColumnElement[bool]:
    own = Interaction.agent_id == seen.agent_id if seen.agent_id is not None else false()
    return or_(Interaction.agent_id.in_(select(Agent.id).where(Agent.team_id.in_(seen.teams))), own)


def agents_seen(session: Session, seen: Seen) -> Sequence[Agent]:
    """The agents whose conversations someone sees, by name."""
    agents = select(Agent).order_by(Agent.name, Agent.id)
    if not seen.everybody:
        agents = agents.where(or_(Agent.team_id.in_(seen.teams), Agent.id == seen.agent_id))
    return session.scalars(agents).all()


def teams_seen(session: Session, seen: Seen) -> Sequence[Team]:
    """The teams whose conversations someone sees, by name."""
    teams = select(Team).order_by(Team.name)
    return session.scalars(teams if seen.everybody else teams.where(Team.id.in_(seen.teams))).all()
