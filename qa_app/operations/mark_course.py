"""Marks of one kind over time, month by month, with how many there are and how sure their mean is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.coaching_report import Trend
from scoring.goal import Mean, mean_of
from scoring.intervals import trend

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Course:
    """The marks on one criterion (or `total`): all together, month by month (the first days of the months of the
    page, None where there are no marks), and whether the later half lies above the earlier."""

    criterion: str
    whole: Mean
    months: tuple[Mean | None, ...]
    trend: Trend


def months_until(last: date) -> tuple[date, ...]:
    """The first days of the six months that end with the one of `last`."""
    count = last.year * 12 + last.month - 1
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(count - MONTHS + 1, count + 1))


def courses(marks: Iterable[tuple[str, int, float]], order: Sequence[str]) -> tuple[Course, ...]:
    """One course for each criterion that has marks, in the order given, then the others by name.

    `marks` are criterion, place of the month (0..5) and score 0..1, in order of time.
    """
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for criterion, month, score in marks:
        found[criterion].append((month, score))
    rank = {criterion: place for place, criterion in enumerate(order)}
    criteria = sorted(found, key=lambda criterion: (rank.get(criterion, len(rank)), criterion))
    return tuple(_course(criterion, found[criterion]) for criterion in criteria)


def _course(criterion: str, marks: Sequence[tuple[int, float]]) -> Course:
    by_month: list[list[float]] = [[] for _ in range(MONTHS)]
    for month, score in marks:
        by_month[month].append(score)
    scores = [score for _, score in marks]
    return Course(
        criterion, mean_of(scores), tuple(mean_of(month) if month else None for month in by_month), trend(scores)
    )
