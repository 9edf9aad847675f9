"""How far suggestions agree with people, by criterion and language: now, over time, in blind reviews and in open ones.

People who see a suggestion lean to it, so open reviews make it look better than it is: where there are enough blind
ones, figures and verdicts rest on them alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from qa_app.operations.mark_course import months_until
from qa_app.store.agreement_queries import Pair
from scoring.agreement import FEWEST, Agreement, Figure, agreement

WINDOW = timedelta(days=180)
"""How far back figures and the daily check look."""
MONTH_WINDOW = timedelta(days=90)
"""A point of the course over time is made of the pairs of so many days before the end of its month."""


@dataclass(frozen=True, slots=True)
class Based:
    """Agreement, and whether it rests on `blind` reviews alone."""

    blind: bool
    found: Agreement


@dataclass(frozen=True, slots=True)
class Point:
    """Alpha at the end of a month, with how many interactions it is from."""

    alpha: Figure
    interactions: int
    blind: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A criterion in a language: the figures that count, blind and open reviews apart, and alpha month by month."""

    criterion: str
    language: str
    now: Based
    blind: Agreement
    open: Agreement
    months: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a check reckoned; `limit` is the alpha below which a criterion is not suggested, `months` their first days.

    `since` is the beginning of the window.
    """

    limit: float
    since: datetime
    months: tuple[date, ...]
    rows: tuple[Measured, ...]


def grouped(pairs: Iterable[Pair]) -> Mapping[tuple[str, str], list[Pair]]:
    """The pairs of each criterion and language, sorted by these."""
    groups: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        groups.setdefault((pair.criterion, pair.language), []).append(pair)
    return {key: groups[key] for key in sorted(groups)}


def based(pairs: Sequence[Pair]) -> Based:
    """Agreement of the blind pairs where there are enough for a figure, else of all."""
    blind = [pair for pair in pairs if pair.blind]
    enough = len({pair.interaction for pair in blind if _is_whole(pair)}) >= FEWEST
    return Based(enough, measured(blind if enough else pairs))


def _is_whole(pair: Pair) -> bool:
    return pair.automatic is not None and pair.human is not None


def measured(pairs: Sequence[Pair]) -> Agreement:
    """The library's agreement of some pairs."""
    return agreement(
        [str(pair.interaction) for pair in pairs],
        [pair.automatic for pair in pairs],
        [pair.human for pair in pairs],
    )


def first_moment(now: datetime) -> datetime:
    """Since when pairs are needed for `figures`."""
    return min(now - WINDOW, datetime.combine(months_until(now.date())[0], time(), now.tzinfo) - MONTH_WINDOW)


def rows_of(groups: Mapping[tuple[str, str], Sequence[Pair]], now: datetime) -> Iterator[Measured]:
    """The figures of each group, one after the other, as they take a while; months are those of the clock of `now`."""
    ends = _month_ends(now)
    for (criterion, language), pairs in groups.items():
        recent = [pair for pair in pairs if pair.at > now - WINDOW]
        if recent:
            yield Measured(
                criterion,
                language,
                based(recent),
                measured([pair for pair in recent if pair.blind]),
                measured([pair for pair in recent if not pair.blind]),
                tuple(_point(pairs, end) for end in ends),
            )


def _month_ends(now: datetime) -> list[datetime]:
    """The end of each month of the course; of this month, which is not over, the present."""
    months = months_until(now.date())
    return [datetime.combine(month, time(), now.tzinfo) for month in months[1:]] + [now]


def _point(pairs: Sequence[Pair], end: datetime) -> Point:
    found = based([pair for pair in pairs if end - MONTH_WINDOW < pair.at <= end])
    return Point(found.found.alpha, found.found.interactions, found.blind)


def figures_to_json(figures: Figures) -> dict[str, Any]:
    """The figures as JSON data."""
    data: dict[str, Any] = _adapter().dump_python(figures, mode="json")
    return data


def figures_from_json(data: object) -> Figures:
    """The figures that `figures_to_json` wrote."""
    return _adapter().validate_python(data)


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Figures]:
    return TypeAdapter(Figures)
