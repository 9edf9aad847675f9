"""Queues: what is open for whom, and how far everybody is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, Role, RoleName, User, user_roles
from qa_app.store.reviews import Assignment, AssignmentState, Review, ReviewState


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a queue is narrowed to; `due_before` for what is overdue, `due_on` for one day."""

    due_before: date | None = None
    due_on: date | None = None
    channel: str | None = None
    language: str | None = None
    why: str | None = None


def queue(session: Session, reviewer_id: int, narrowed: QueueFilter, page: int, size: int) -> Sequence[Assignment]:
    """A page (from 0) of a reviewer's open assignments, the first due first, and one more when there is a next page."""
    wanted = (
        select(Assignment)
        .join(Assignment.interaction)
        .where(Assignment.reviewer_id == reviewer_id, Assignment.state == AssignmentState.OPEN, *_narrowed(narrowed))
        .order_by(Assignment.due_on, Assignment.id)
        .options(contains_eager(Assignment.interaction).joinedload(Interaction.agent))
    )
    return session.scalars(wanted.limit(size + 1).offset(page * size)).all()


def _narrowed(narrowed: QueueFilter) -> list[ColumnElement[bool]]:
    wanted = []
    if narrowed.due_before:
        wanted.append(Assignment.due_on < narrowed.due_before)
    for column, value in (
        (Assignment.due_on, narrowed.due_on),
        (Interaction.channel, narrowed.channel),
        (Interaction.language, narrowed.language),
        (Assignment.why, narrowed.why),
    ):
        if value is not None:
            wanted.append(column == value)
    return wanted


@dataclass(frozen=True, slots=True)
class OpenKind:
    """Open assignments with the same values, and how many they are."""

    channel: str
    language: str | None
    why: str
    due_on: date
    count: int


def open_kinds(session: Session, reviewer_id: int) -> Sequence[OpenKind]:
    """A reviewer's open assignments, counted by what they can be narrowed to."""
    kinds = (Interaction.channel, Interaction.language, Assignment.why, Assignment.due_on)
    rows = session.execute(
        select(*kinds, func.count())
        .select_from(Assignment)
        .join(Assignment.interaction)
        .where(Assignment.reviewer_id == reviewer_id, Assignment.state == AssignmentState.OPEN)
        .group_by(*kinds)
    )
    return [OpenKind(*row) for row in rows]


def released_since(session: Session, reviewer_id: int, since: datetime) -> int:
    """How many reviews someone released since a moment."""
    return (
        session.scalar(
            select(func.count()).where(
                Review.reviewer_id == reviewer_id, Review.state == ReviewState.RELEASED, Review.released_at >= since
            )
        )
        or 0
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a reviewer is; `next_due` is None when nothing is open."""

    reviewer: User
    open: int
    overdue: int
    next_due: date | None
    released: int


def coverage(session: Session, teams: Collection[int] | None, today: date, since: datetime) -> Sequence[Coverage]:
    """How far each reviewer is with the conversations of teams (None: of all): open, overdue, released since."""
    waiting = session.execute(
        select(
            Assignment.reviewer_id,
            func.count(),
            func.sum(cast(Assignment.due_on < today, Integer)),
            func.min(Assignment.due_on),
        )
        .join(Assignment.interaction)
        .where(Assignment.state == AssignmentState.OPEN, *_of_teams(teams))
        .group_by(Assignment.reviewer_id)
    )
    still = {reviewer: (count, overdue, due) for reviewer, count, overdue, due in waiting}
    released = session.execute(
        select(Review.reviewer_id, func.count())
        .join(Review.interaction)
        .where(Review.state == ReviewState.RELEASED, Review.released_at >= since, *_of_teams(teams))
        .group_by(Review.reviewer_id)
    )
    done = {row[0]: row[1] for row in released}
    found = []
    for reviewer in active_reviewers(session):
        count, overdue, due = still.get(reviewer.id, (0, 0, None))
        found.append(Coverage(reviewer, count, overdue, due, done.get(reviewer.id, 0)))
    return found


def _of_teams(teams: Collection[int] | None) -> list[ColumnElement[bool]]:
    if teams is None:
        return []
    return [Interaction.agent_id.in_(select(Agent.id).where(Agent.team_id.in_(teams)))]


def active_reviewers(session: Session) -> Sequence[User]:
    """Everybody who grades, by name."""
    grading = select(user_roles.c.user_id).join(Role).where(Role.name == RoleName.REVIEWER)
    return session.scalars(select(User).where(User.active, User.id.in_(grading)).order_by(User.name, User.id)).all()


def with_agents(session: Session, ids: Collection[int]) -> dict[int, Interaction]:
    """Interactions with their agents, by id; those that do not exist are left out."""
    rows = session.scalars(select(Interaction).where(Interaction.id.in_(ids)).options(joinedload(Interaction.agent)))
    return {row.id: row for row in rows}


def busy_with(session: Session, reviewer_id: int, ids: Collection[int]) -> frozenset[int]:
    """Those of some interactions that someone has open in the queue or has begun or finished grading."""
    waiting = select(Assignment.interaction_id).where(
        Assignment.reviewer_id == reviewer_id,
        Assignment.state == AssignmentState.OPEN,
        Assignment.interaction_id.in_(ids),
    )
    graded = select(Review.interaction_id).where(
        Review.reviewer_id == reviewer_id, Review.calibration_id.is_(None), Review.interaction_id.in_(ids)
    )
    return frozenset(session.scalars(waiting.union(graded)))


def drafts_of(session: Session, reviewer_id: int, ids: Collection[int]) -> frozenset[int]:
    """Those of some interactions that someone has begun to grade."""
    return frozenset(
        session.scalars(
            select(Review.interaction_id).where(
                Review.reviewer_id == reviewer_id,
                Review.state == ReviewState.DRAFT,
                Review.calibration_id.is_(None),
                Review.interaction_id.in_(ids),
            )
        )
    )


def who_has(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    """Names of the reviewers who have some interactions in their queues, by interaction."""
    rows = session.execute(
        select(Assignment.interaction_id, User.name)
        .join(User, User.id == Assignment.reviewer_id)
        .where(Assignment.state == AssignmentState.OPEN, Assignment.interaction_id.in_(ids))
        .order_by(Assignment.id)
    )
    names: dict[int, list[str]] = {}
    for key, name in rows:
        names.setdefault(key, []).append(name)
    return names


def released_of(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Those of some interactions that have a released review."""
    return frozenset(
        session.scalars(
            select(Review.interaction_id).where(Review.state == ReviewState.RELEASED, Review.interaction_id.in_(ids))
        )
    )
