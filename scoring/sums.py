"""Scores that a database added up: their mean with its interval, and whether they changed, without the scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.coaching_report import Trend
from scoring.goal import Mean
from scoring.intervals import Spread, change_between, interval_of


@dataclass(frozen=True, slots=True)
class Sums:
    """`n` scores 0..1: their sum, the sum of their squares, the lowest and the highest."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0
    lowest: float = 1.0
    highest: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            min(self.lowest, other.lowest),
            max(self.highest, other.highest),
        )


NOTHING = Sums()


def together(parts: Iterable[Sums]) -> Sums:
    """All of them as one."""
    return sum(parts, NOTHING)


def mean_of_sums(sums: Sums) -> Mean:
    """What `scoring.goal.mean_of` gives for the scores themselves."""
    if not sums.n:
        return Mean(0, None, None, None)
    low, high = interval_of(_spread(sums)) or (None, None)
    return Mean(sums.n, round(sums.total / sums.n, 4), low, high)


def trend_of_sums(early: Sums, late: Sums) -> Trend:
    """Whether the later scores lie above or below the earlier ones, as `scoring.intervals.trend` says it."""
    if not early.n or not late.n:
        return Trend.TOO_FEW
    return change_between(_spread(early), _spread(late))


def _spread(sums: Sums) -> Spread:
    mean = sums.total / sums.n
    if sums.n < 2 or sums.lowest == sums.highest:
        return Spread(sums.n, mean, 0.0)
    # What is left of two large sums can fall below zero by a rounding.
    return Spread(sums.n, mean, max(0.0, sums.squares - sums.n * mean * mean) / (sums.n - 1))
