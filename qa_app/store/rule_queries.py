"""Rules: what they may draw from, when they drew, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, cast, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import Agent
from qa_app.store.reviews import Assignment, AssignmentRule, AssignmentState, Draw, Review


def _untouched() -> list[ColumnElement[bool]]:
    """Of interactions that were scored and that nobody was given or began to grade, but in calibration."""
    return [
        Interaction.stage == Stage.DONE,
        ~exists().where(Assignment.interaction_id == Interaction.id),
        ~exists().where(Review.interaction_id == Interaction.id, Review.calibration_id.is_(None)),
    ]


def candidates(session: Session, rule: AssignmentRule, since: datetime) -> Sequence[tuple[int, int, str, str | None]]:
    """What a rule can draw from, of what came in since a moment: interaction, agent, channel, language; by id."""
    wanted = select(Interaction.id, Interaction.agent_id, Interaction.channel, Interaction.language).where(
        Interaction.created_at >= since, *_untouched()
    )
    if rule.team_id is not None:
        wanted = wanted.where(Interaction.agent_id.in_(select(Agent.id).where(Agent.team_id == rule.team_id)))
    if rule.channel is not None:
        wanted = wanted.where(Interaction.channel == rule.channel)
    if rule.language is not None:
        wanted = wanted.where(Interaction.language == rule.language)
    rows = session.execute(wanted.order_by(Interaction.id))
    return [(key, agent, channel, language) for key, agent, channel, language in rows if agent is not None]


def untouched_of(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Those of some interactions that nobody was given or began to grade."""
    return frozenset(session.scalars(select(Interaction.id).where(Interaction.id.in_(ids), *_untouched())))


def rules(session: Session, teams: Collection[int] | None) -> Sequence[AssignmentRule]:
    """The rules of teams, or all of them; active ones first."""
    wanted = select(AssignmentRule).options(joinedload(AssignmentRule.team), selectinload(AssignmentRule.reviewers))
    if teams is not None:
        wanted = wanted.where(AssignmentRule.team_id.in_(teams))
    return session.scalars(wanted.order_by(AssignmentRule.active.desc(), AssignmentRule.name, AssignmentRule.id)).all()


def rules_to_draw(session: Session, week: str) -> Sequence[AssignmentRule]:
    """The active rules that did not draw in a week."""
    done = exists().where(Draw.rule_id == AssignmentRule.id, Draw.week == week)
    return session.scalars(select(AssignmentRule).where(AssignmentRule.active, ~done).order_by(AssignmentRule.id)).all()


def draw_of(session: Session, rule_id: int, week: str) -> Draw | None:
    return session.scalar(select(Draw).where(Draw.rule_id == rule_id, Draw.week == week))


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw as lists show it."""

    id: int
    week: str
    seed: int
    per_agent: int
    at: datetime
    drawn: int
    open: int


def draws(session: Session, rule_id: int, most: int) -> Sequence[DrawRow]:
    """The latest draws of a rule, without their candidates: how many they gave out, how many of those are open."""
    rows = session.execute(
        select(
            Draw.id,
            Draw.week,
            Draw.seed,
            Draw.per_agent,
            Draw.created_at,
            func.count(Assignment.id),
            func.coalesce(func.sum(cast(Assignment.state == AssignmentState.OPEN, Integer)), 0),
        )
        .outerjoin(Assignment, Assignment.draw_id == Draw.id)
        .where(Draw.rule_id == rule_id)
        .group_by(Draw.id, Draw.week, Draw.seed, Draw.per_agent, Draw.created_at)
        .order_by(Draw.week.desc())
        .limit(most)
    )
    return [DrawRow(*row) for row in rows]
