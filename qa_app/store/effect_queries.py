"""Who took a module and who did not, and their marks around a day of their own, added up for each agent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, Integer, Select, and_, case, column, exists, func, select, union_all, values
from sqlalchemy.orm import InstrumentedAttribute, Session

from qa_app.store.interactions import Interaction, SuggestedMark
from qa_app.store.people import Agent
from qa_app.store.reviews import Review, ReviewMark, ReviewState
from qa_app.store.schema import Moment
from qa_app.store.team_queries import in_force
from qa_app.store.training import Enrolment, EnrolmentState
from teaching.effect import Around

# Four values each; SQLite takes 32,766 in one statement.
_AT_ONCE = 1000


def passed_days(session: Session, module_id: int) -> Mapping[int, datetime]:
    """When each agent (id) passed a module for the first time."""
    rows = session.execute(
        select(Enrolment.agent_id, func.min(Enrolment.passed_at))
        .where(Enrolment.module_id == module_id, Enrolment.state == EnrolmentState.PASSED)
        .group_by(Enrolment.agent_id)
    )
    return {agent: at for agent, at in rows if at is not None}


def untaught(session: Session, module_id: int) -> Collection[int]:
    """The agents (ids) who never began a module."""
    begun = exists().where(
        Enrolment.agent_id == Agent.id, Enrolment.module_id == module_id, Enrolment.started_at.is_not(None)
    )
    return session.scalars(select(Agent.id).where(~begun)).all()


def marks_around(
    session: Session, criteria: Collection[str], human: bool, days: Mapping[int, datetime], window: timedelta
) -> Sequence[tuple[int, str, Around]]:
    """Of agents (ids) with a day each: their marks on criteria in the window before it and behind it.

    Agent, criterion and marks that people gave and that are in force, or that were suggested; nobody without any.
    """
    found: list[tuple[int, str, Around]] = []
    known = sorted(days.items())
    for first in range(0, len(known), _AT_ONCE):
        wanted = _around(criteria, human, known[first : first + _AT_ONCE], window)
        # Thousands of rows: the session's way of loading objects would take as long again as the database.
        found += [(agent, name, Around(*sums)) for agent, name, *sums in session.connection().execute(wanted)]
    return found


def _around(
    criteria: Collection[str], human: bool, days: Sequence[tuple[int, datetime]], window: timedelta
) -> Select[Any]:
    given = values(
        column("agent_id", Integer),
        column("since", Moment()),
        column("day", Moment()),
        column("until", Moment()),
        name="given",
    ).data([(agent, day - window, day, day + window) for agent, day in days])
    windows = given.cte("windows")
    chosen = union_all(
        _within(windows, Interaction.started_at),
        _within(windows, Interaction.created_at).where(Interaction.started_at.is_(None)),
    ).cte("chosen")
    # Found once and kept: SQLite would else go through the marks of all time to know which it need not look up.
    chosen = chosen.prefix_with("MATERIALIZED")
    score: Any = in_force() if human else SuggestedMark.score
    name = ReviewMark.criterion if human else SuggestedMark.criterion
    late = chosen.c.late
    wanted = (
        select(
            chosen.c.agent_id,
            name,
            func.sum(case((late, 0), else_=1)),
            func.sum(case((late, 0.0), else_=score)),
            func.sum(case((late, 1), else_=0)),
            func.sum(case((late, score), else_=0.0)),
        )
        .select_from(chosen)
        .where(name.in_(criteria), score.is_not(None))
        .group_by(chosen.c.agent_id, name)
    )
    if not human:
        return wanted.join(SuggestedMark, SuggestedMark.interaction_id == chosen.c.id)
    # Asked for by its own name, SQLite would go through all released reviews for each agent again.
    released = func.lower(Review.state) == ReviewState.RELEASED.value
    return wanted.join(Review, and_(Review.interaction_id == chosen.c.id, released)).join(
        ReviewMark, ReviewMark.review_id == Review.id
    )


def _within(windows: CTE, at: InstrumentedAttribute[Any]) -> Select[Any]:
    """The agents' conversations in their windows: id, agent, and whether it lies behind the day."""
    return (
        select(Interaction.id, windows.c.agent_id, (windows.c.day <= at).label("late"))
        .select_from(windows)
        .join(Interaction, Interaction.agent_id == windows.c.agent_id)
        .where(at >= windows.c.since, at < windows.c.until)
    )
