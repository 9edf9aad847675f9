"""With whom a talk may be worth it, and what speaks for it; never an order of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qa_app.operations.access import sees_talk
from qa_app.operations.goals import result
from qa_app.operations.settings import Settings
from qa_app.operations.team_figures import cell, course, figure
from qa_app.store.coaching import Goal
from qa_app.store.database import Session
from qa_app.store.people import Agent, User
from qa_app.store.team_queries import Scope, marks_by_agent, totals_by_agent
from qa_app.store.team_work_queries import agents_in, agents_working, goals_over, last_talks
from scoring.coaching_report import Trend
from scoring.goal import Mean, Reached
from scoring.sums import NOTHING, Sums

# A goal that was to be reached longer ago than that is no news.
_GOALS_OVER = timedelta(weeks=8)
_MOST_GOALS = 60


@dataclass(frozen=True, slots=True)
class LowMark:
    """A criterion on which an agent's whole interval lies under the mean of their team."""

    criterion: str
    found: Mean
    team: Mean


@dataclass(frozen=True, slots=True)
class MissedGoal:
    goal: Goal
    found: Mean


@dataclass(frozen=True, slots=True)
class Falling:
    """Totals of the earlier half of the weeks and of the later, which lie lower."""

    early: Mean
    late: Mean


@dataclass(frozen=True, slots=True)
class WorthATalk:
    """What speaks for a talk with an agent; `last_talk` is the last one held or planned, None where there is none."""

    agent: Agent
    low: tuple[LowMark, ...]
    goals: tuple[MissedGoal, ...]
    falling: Falling | None
    last_talk: datetime | None

    @property
    def stands_out(self) -> bool:
        return bool(self.low or self.goals or self.falling)


def worth_a_talk(
    session: Session, actor: User, scope: Scope, now: datetime, settings: Settings
) -> Sequence[WorthATalk]:
    """The agents of the scope for whom something speaks for a talk, by name.

    Something in their marks or goals, or that none was held or planned in as many weeks as the setting
    `talk_weeks` says though they have conversations. Only people's marks count, and only goals of talks that the actor
    may read.
    """
    agents = agents_in(session, scope.teams)
    marks = marks_by_agent(session, scope, human=True)
    low = low_marks(marks, {agent.id: agent.team_id for agent in agents}, settings.min_reviews)
    falling = falling_totals(totals_by_agent(session, scope, human=True), len(scope.edges) - 1, settings.min_reviews)
    goals = _missed_goals(session, actor, scope, now.date())
    talks = last_talks(session, scope.teams)
    working = agents_working(session, scope)
    found = [
        WorthATalk(
            agent,
            low.get(agent.id, ()),
            tuple(goals.get(agent.id, ())),
            falling.get(agent.id),
            talks.get(agent.id),
        )
        for agent in agents
    ]
    long_ago = now - timedelta(weeks=settings.talk_weeks)
    return [
        one
        for one in found
        if one.stands_out or (one.agent.id in working and (one.last_talk is None or one.last_talk < long_ago))
    ]


def low_marks(
    marks: Iterable[tuple[int, str, Sums]], team_of: Mapping[int, int | None], fewest: int
) -> Mapping[int, tuple[LowMark, ...]]:
    """The low marks of each agent (ids), by criterion. `marks` are agent, criterion and sums of one time."""
    known = [(agent, criterion, sums) for agent, criterion, sums in marks if team_of.get(agent) is not None]
    teams: dict[tuple[int | None, str], Sums] = {}
    for agent, criterion, sums in known:
        key = (team_of[agent], criterion)
        teams[key] = teams.get(key, NOTHING) + sums
    means = {key: figure(sums, fewest) for key, sums in teams.items()}
    found: dict[int, list[LowMark]] = defaultdict(list)
    for agent, criterion, sums in sorted(known, key=lambda mark: mark[:2]):
        team = means[team_of[agent], criterion]
        held = cell(sums, team, fewest)
        if held.side < 0:
            found[agent].append(LowMark(criterion, held.found, team))
    return {agent: tuple(low) for agent, low in found.items()}


def falling_totals(totals: Iterable[tuple[int, int, Sums]], weeks: int, fewest: int) -> Mapping[int, Falling]:
    """The agents whose totals fell. `totals` are agent, week (0 … weeks-1) and sums."""
    by_agent: dict[int, list[Sums]] = defaultdict(lambda: [NOTHING] * weeks)
    for agent, week, sums in totals:
        by_agent[agent][week] = sums
    courses = {agent: course(found, fewest) for agent, found in by_agent.items()}
    return {agent: Falling(one.early, one.late) for agent, one in courses.items() if one.trend is Trend.DOWN}


def _missed_goals(session: Session, actor: User, scope: Scope, today: date) -> Mapping[int, Sequence[MissedGoal]]:
    found: dict[int, list[MissedGoal]] = defaultdict(list)
    yesterday = today - timedelta(days=1)
    for goal in goals_over(session, scope.teams, yesterday - _GOALS_OVER, yesterday, _MOST_GOALS):
        outcome = result(session, goal) if sees_talk(actor, goal.talk) else None
        if outcome is not None and outcome[1] is Reached.NOT_REACHED:
            found[goal.talk.agent_id].append(MissedGoal(goal, outcome[0]))
    return found
