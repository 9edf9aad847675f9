"""Spotlight: a list over all interactions, sorted and cut into pages that take the same time wherever they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from qa_app.store.interaction_filters import InteractionFilter, Seen, conditions, suggestion_seen
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent


@dataclass(frozen=True, slots=True)
class Order:
    """By a column of interactions; those without a value come last."""

    column: InstrumentedAttribute[datetime | None] | InstrumentedAttribute[float | None]
    down: bool


ORDERS = {
    "newest": Order(Interaction.started_at, down=True),
    "mark": Order(Interaction.suggested, down=False),
    "silence": Order(Interaction.longest_silence, down=True),
    "mood": Order(Interaction.mood_end, down=False),
}


@dataclass(frozen=True, slots=True)
class After:
    """Where a page begins: behind the interaction with this value of the column sorted by and this id."""

    value: datetime | float | None
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Interaction]
    next: After | None


def spotlight(
    session: Session, seen: Seen, narrowed: InteractionFilter, order: str, after: After | None, size: int
) -> Page:
    """One page of the interactions that someone sees and narrowed down, with their agents; `order` is one of ORDERS."""
    by = ORDERS[order]
    wanted = (
        select(Interaction)
        .where(*conditions(seen, narrowed))
        .options(joinedload(Interaction.agent).joinedload(Agent.team))
        .limit(size + 1)
    )
    rows: list[Interaction] = []
    if order == "mark":
        wanted = wanted.where(suggestion_seen(seen))
    if after is None or after.value is not None:
        rows += session.scalars(_with_value(wanted, by, after))
    if len(rows) <= size:
        behind = after.id if after and after.value is None else None
        rows += session.scalars(_without_value(wanted, by, behind).limit(size + 1 - len(rows)))
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], After(getattr(last, by.column.key), last.id) if last else None)


def _with_value(wanted: Select[Any], by: Order, after: After | None) -> Select[Any]:
    wanted = wanted.where(by.column.is_not(None))
    if after:
        here, there = tuple_(by.column, Interaction.id), tuple_(literal(after.value, by.column.type), literal(after.id))
        wanted = wanted.where(here < there if by.down else here > there)
    return wanted.order_by(*((by.column.desc(), Interaction.id.desc()) if by.down else (by.column, Interaction.id)))


def _without_value(wanted: Select[Any], by: Order, behind: int | None) -> Select[Any]:
    wanted = wanted.where(by.column.is_(None))
    if behind is not None:
        wanted = wanted.where(Interaction.id < behind)
    return wanted.order_by(Interaction.id.desc())
