"""Enrolments: who is to take which module, the ones that are open, and those of a module with how far they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from qa_app.store.people import Agent
from qa_app.store.training import Enrolment, EnrolmentState, ExerciseAttempt

OPEN = (EnrolmentState.ASSIGNED, EnrolmentState.STARTED)


def hold_agents(session: Session, ids: Collection[int]) -> None:
    """Hold agents against others who enrol them; always in the same order, so that no two are both stuck.

    Rows that point to them can be written meanwhile: whoever does that takes them in any order.
    """
    session.execute(select(Agent.id).where(Agent.id.in_(ids)).order_by(Agent.id).with_for_update(key_share=True))


def is_taken(session: Session, module_id: int, agent_id: int) -> bool:
    """Whether an agent takes a module or took it; not when somebody withdrew them."""
    mine = (Enrolment.module_id == module_id, Enrolment.agent_id == agent_id)
    wanted = select(Enrolment.id).where(*mine, Enrolment.state != EnrolmentState.WITHDRAWN)
    return session.scalars(wanted.limit(1)).first() is not None


def open_enrolments(session: Session, agent_id: int, most: int) -> Sequence[Enrolment]:
    """What an agent is to take or is at, the one that is due first first."""
    wanted = _of(agent_id).where(Enrolment.state.in_(OPEN)).order_by(Enrolment.due_on, Enrolment.id)
    return session.scalars(wanted.limit(most)).all()


def passed_enrolments(session: Session, agent_id: int, most: int) -> Sequence[Enrolment]:
    """What an agent has passed, the latest first."""
    wanted = _of(agent_id).where(Enrolment.state == EnrolmentState.PASSED)
    return session.scalars(wanted.order_by(Enrolment.passed_at.desc(), Enrolment.id.desc()).limit(most)).all()


def languages_begun(session: Session) -> Collection[str]:
    """The languages in which somebody is at a module."""
    begun = select(Enrolment.language).where(Enrolment.state == EnrolmentState.STARTED)
    return frozenset(one for one in session.scalars(begun.distinct()) if one)


def _of(agent_id: int) -> Select[Enrolment]:
    known = (joinedload(Enrolment.version), selectinload(Enrolment.exercises))
    return select(Enrolment).where(Enrolment.agent_id == agent_id).options(*known)


def agents_with_open(session: Session, module_id: int) -> frozenset[int]:
    """The agents (ids) who have a module to do."""
    wanted = select(Enrolment.agent_id).where(Enrolment.module_id == module_id, Enrolment.state.in_(OPEN))
    return frozenset(session.scalars(wanted))


def agents_passed(session: Session, version_id: int) -> frozenset[int]:
    """The agents (ids) who passed a version of a module."""
    passed = (Enrolment.version_id == version_id, Enrolment.state == EnrolmentState.PASSED)
    return frozenset(session.scalars(select(Enrolment.agent_id).where(*passed)))


STANDINGS = ("assigned", "started", "overdue", "passed", "withdrawn")


@dataclass(frozen=True, slots=True)
class Takers:
    """Enrolments in a module of the agents of some teams (None: of all), those of one standing (None: of each)."""

    module_id: int
    teams: frozenset[int] | None
    standing: str | None
    today: date


def enrolments_in(session: Session, takers: Takers, page: int, size: int | None) -> Sequence[Enrolment]:
    """A page (from 0) of them and one more if there is, or all: open ones first, what is due first before the rest."""
    place = case((Enrolment.state.in_(OPEN), 0), (Enrolment.state == EnrolmentState.PASSED, 1), else_=2)
    wanted = _in(takers).order_by(place, Enrolment.due_on, func.lower(Agent.name), Enrolment.id)
    if size is not None:
        wanted = wanted.limit(size + 1).offset(page * size)
    return session.scalars(
        wanted.options(
            joinedload(Enrolment.agent).joinedload(Agent.team),
            joinedload(Enrolment.assigner),
            selectinload(Enrolment.version),  # one document for all who take it
        )
    ).all()


def standings(session: Session, takers: Takers) -> Mapping[str, int]:
    """How many there are of each of STANDINGS; who is overdue is counted twice."""
    columns = [func.coalesce(func.sum(cast(_stands(name, takers.today), Integer)), 0) for name in STANDINGS]
    theirs = _theirs(takers)
    row = session.execute(select(*columns).select_from(Enrolment).join(Agent).where(*theirs)).one()
    return dict(zip(STANDINGS, row, strict=True))


def exercise_tries(session: Session, enrolments: Collection[int]) -> Mapping[int, Mapping[str, tuple[int, bool]]]:
    """Of enrolments (ids), exercise by exercise: how often it was tried, and whether it was reached."""
    reached = func.max(cast(ExerciseAttempt.reached, Integer))
    found: dict[int, dict[str, tuple[int, bool]]] = {}
    known = sorted(enrolments)
    for first in range(0, len(known), 5000):
        rows = session.execute(
            select(ExerciseAttempt.enrolment_id, ExerciseAttempt.exercise, func.count(), reached)
            .where(ExerciseAttempt.enrolment_id.in_(known[first : first + 5000]))
            .group_by(ExerciseAttempt.enrolment_id, ExerciseAttempt.exercise)
        )
        for enrolment, exercise, tries, best in rows:
            found.setdefault(enrolment, {})[exercise] = (tries, bool(best))
    return found


def read_whole(session: Session, tries: Collection[ExerciseAttempt]) -> None:
    """Read what was written in some tries and what the scorer made of it."""
    wanted = select(ExerciseAttempt).where(ExerciseAttempt.id.in_([one.id for one in tries]))
    session.scalars(wanted.options(undefer(ExerciseAttempt.answer), undefer(ExerciseAttempt.body))).all()


def _in(takers: Takers) -> Select[Any]:
    wanted = select(Enrolment).join(Agent, Agent.id == Enrolment.agent_id).where(*_theirs(takers))
    return wanted.where(_stands(takers.standing, takers.today)) if takers.standing else wanted


def _theirs(takers: Takers) -> list[ColumnElement[bool]]:
    theirs: list[ColumnElement[bool]] = [Enrolment.module_id == takers.module_id]
    if takers.teams is not None:
        theirs.append(Agent.team_id.in_(takers.teams))
    return theirs


def _stands(standing: str, today: date) -> ColumnElement[bool]:
    if standing == "overdue":
        return and_(Enrolment.state.in_(OPEN), Enrolment.due_on < today)
    return Enrolment.state == EnrolmentState(standing)
