"""How far teams' work is: what was reviewed, what waits at the moment, and when agents were spoken with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, cast, exists, func, literal, select
from sqlalchemy.orm import Session, joinedload

from qa_app.store.coaching import GivenReport, Goal, GoalState, Talk, TalkState
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent
from qa_app.store.reviews import Assignment, AssignmentState, Dispute, DisputeState, Review, ReviewState
from qa_app.store.team_queries import Scope, agents_of, week_of, within
from qa_app.store.training import Enrolment, EnrolmentState

WAITING = ("disputes", "reviews", "talks", "reports", "training")
"""What waits: for an answer, for a grade, to be held, to be read, to be finished."""


def agents_in(session: Session, teams: frozenset[int] | None) -> Sequence[Agent]:
    """The agents of some teams (None: all agents), by name, with their teams."""
    found = select(Agent).where(agents_of(teams, Agent.id)).options(joinedload(Agent.team))
    return session.scalars(found.order_by(Agent.name, Agent.id)).all()


def reviewed(session: Session, scope: Scope) -> Sequence[tuple[int, int, int, int]]:
    """Agent, week, conversations that could be scored, and how many of these a person reviewed."""
    released = exists().where(Review.interaction_id == Interaction.id, Review.state == ReviewState.RELEASED)
    rows = (
        select(
            Interaction.agent_id,
            week_of(scope.edges).label("week"),
            cast(released, Integer).label("done"),
        )
        .where(Interaction.suggested.is_not(None), *within(scope))
        .subquery()
    )
    agent, week, done = rows.columns
    found = session.execute(select(agent, week, func.count(), func.sum(done)).group_by(agent, week))
    return [(agent, week, scored, graded) for agent, week, scored, graded in found]


def drawn(session: Session, scope: Scope) -> dict[AssignmentState, int]:
    """How many conversations of the scope the rules drew, by what became of them."""
    rows = session.execute(
        select(Assignment.state, func.count())
        .join(Interaction, Interaction.id == Assignment.interaction_id)
        .where(Assignment.why == "drawn", *within(scope))
        .group_by(Assignment.state)
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class Waits:
    """How many there are, how many of them are late, and the day or moment of the oldest (None without any)."""

    many: int
    late: int
    oldest: date | datetime | None


def waits(session: Session, teams: frozenset[int] | None, now: datetime, today: date) -> dict[str, Waits]:
    """What waits at the moment, by one of WAITING. Disputes and reports are never late, they have an age."""
    late = {
        "reviews": Assignment.due_on < today,
        "talks": Talk.planned_at < now,
        "training": Enrolment.due_on < today,
    }
    found = {}
    for kind, (rows, since) in _waiting(teams).items():
        late_ones = func.sum(cast(late[kind], Integer)) if kind in late else literal(0)
        many, behind, oldest = session.execute(
            rows.with_only_columns(func.count(), late_ones, func.min(since), maintain_column_froms=True).order_by(None)
        ).one()
        found[kind] = Waits(many, behind or 0, oldest)
    return found


def waiting(session: Session, teams: frozenset[int] | None, kind: str, page: int, size: int) -> Sequence[Any]:
    """A page (from 0) of what waits, one of WAITING, the oldest first, and one more when there is a next page.

    Gives rows of Dispute, Assignment, Talk, GivenReport or Enrolment.
    """
    rows, since = _waiting(teams)[kind]
    told = {
        "disputes": (joinedload(Dispute.review).joinedload(Review.interaction).joinedload(Interaction.agent),),
        "reviews": (joinedload(Assignment.reviewer), joinedload(Assignment.interaction).joinedload(Interaction.agent)),
        "talks": (joinedload(Talk.agent), joinedload(Talk.coach)),
        "reports": (joinedload(GivenReport.agent), joinedload(GivenReport.maker)),
        "training": (joinedload(Enrolment.agent), joinedload(Enrolment.version)),
    }[kind]
    return session.scalars(rows.options(*told).order_by(since).limit(size + 1).offset(page * size)).all()


def _waiting(teams: frozenset[int] | None) -> dict[str, tuple[Select[Any], Any]]:
    """Rows that wait, by kind, with the column that tells since when, or until when."""
    of_interaction = agents_of(teams, Interaction.agent_id)
    disputes = (
        select(Dispute)
        .join(Review, Review.id == Dispute.review_id)
        .join(Interaction)
        .where(Dispute.state == DisputeState.OPEN, of_interaction)
    )
    reviews = select(Assignment).join(Interaction).where(Assignment.state == AssignmentState.OPEN, of_interaction)
    talks = select(Talk).where(Talk.state == TalkState.PLANNED, agents_of(teams, Talk.agent_id))
    reports = select(GivenReport).where(GivenReport.acknowledged_at.is_(None), agents_of(teams, GivenReport.agent_id))
    unfinished = (EnrolmentState.ASSIGNED, EnrolmentState.STARTED)
    training = select(Enrolment).where(Enrolment.state.in_(unfinished), agents_of(teams, Enrolment.agent_id))
    return {
        "disputes": (disputes, Dispute.created_at),
        "reviews": (reviews, Assignment.due_on),
        "talks": (talks, Talk.planned_at),
        "reports": (reports, GivenReport.created_at),
        "training": (training, Enrolment.due_on),
    }


def agents_working(session: Session, scope: Scope) -> frozenset[int]:
    """The agents who have conversations in the scope (ids)."""
    return frozenset(session.scalars(select(Interaction.agent_id).where(*within(scope)).distinct()))


def last_talks(session: Session, teams: frozenset[int] | None) -> dict[int, datetime]:
    """When agents were spoken with last, or will be: the latest talk that was not called off, by agent."""
    rows = session.execute(
        select(Talk.agent_id, func.max(Talk.planned_at))
        .where(Talk.state != TalkState.CANCELLED, agents_of(teams, Talk.agent_id))
        .group_by(Talk.agent_id)
    )
    return dict(rows.all())


def goals_over(session: Session, teams: frozenset[int] | None, since: date, until: date, most: int) -> Sequence[Goal]:
    """Agreed goals with a mark to reach whose follow-up lies in `since` … `until`, the latest first."""
    return session.scalars(
        select(Goal)
        .join(Talk, Talk.id == Goal.talk_id)
        .where(
            Goal.state == GoalState.AGREED,
            Goal.criterion.is_not(None),
            Goal.follow_up >= since,
            Goal.follow_up <= until,
            agents_of(teams, Talk.agent_id),
        )
        .options(joinedload(Goal.talk))
        .order_by(Goal.follow_up.desc(), Goal.id)
        .limit(most)
    ).all()
