"""Figures of teams from sums: people's marks (IQS) and automatic ones (AQS), which are never mixed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from qa_app.store.team_queries import Kind
from scoring.coaching_report import Trend
from scoring.goal import Mean
from scoring.sums import NOTHING, Sums, mean_of_sums, together, trend_of_sums

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class WeekCourse:
    """A score over some weeks, all of them together, and the earlier half of the weeks against the later half.

    Means are None where there are too few marks to show one.
    """

    whole: Mean
    weeks: tuple[Mean, ...]
    early: Mean
    late: Mean
    trend: Trend


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure; `side` is 1 or -1 where its whole interval lies above or below the mean it is held against, else 0."""

    found: Mean
    side: int


def figure(sums: Sums, fewest: int) -> Mean:
    """The mean with its interval; how many there are and nothing else when they are too few."""
    return mean_of_sums(sums) if sums.n >= fewest else Mean(sums.n, None, None, None)


def grouped(found: Iterable[tuple[Kind, Sums]], of: Callable[[Kind], Key]) -> Mapping[Key, Sums]:
    """Sums by what conversations are asked to be alike in."""
    groups: dict[Key, Sums] = {}
    for kind, sums in found:
        key = of(kind)
        groups[key] = groups.get(key, NOTHING) + sums
    return groups


def course(weeks: Sequence[Sums], fewest: int) -> WeekCourse:
    """A score week by week. Of an odd number of weeks the middle one belongs to neither half."""
    half = len(weeks) // 2
    early, late = together(weeks[:half]), together(weeks[len(weeks) - half :])
    return WeekCourse(
        figure(together(weeks), fewest),
        tuple(figure(week, fewest) for week in weeks),
        figure(early, fewest),
        figure(late, fewest),
        trend_of_sums(early, late) if min(early.n, late.n) >= fewest else Trend.TOO_FEW,
    )


def cell(sums: Sums, against: Mean, fewest: int) -> Cell:
    """A figure held against a mean; without a side where either is not known."""
    found = figure(sums, fewest)
    if found.low is None or found.high is None or against.mean is None:
        return Cell(found, 0)
    return Cell(found, (found.low > against.mean) - (found.high < against.mean))
