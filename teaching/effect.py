"""Whether a module moved a criterion: the change of those who took it against that of colleagues who did not.

Difference in differences over people: each counts once, with the change of their mean mark from the weeks before their
day to the weeks behind it. Those who took the module have the day on which they passed it; colleagues are given the
same days, so that whatever the time of year did to marks is on both sides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scoring.goal import Mean, mean_of
from scoring.intervals import difference_interval, spread_of

WINDOW = timedelta(weeks=8)
"""How long before and behind a day marks count."""
FEWEST_PEOPLE = 5
"""On each side; under it nothing is said, and no means are shown either: they would be those of known persons."""
FEWEST_MARKS = 3
"""Before the day and behind it; a person with fewer is not counted."""


class Said(StrEnum):
    """What can be said: MORE and LESS only where the whole interval lies on one side of 0."""

    MORE = "more"
    LESS = "less"
    NOT_CLEAR = "not_clear"
    TOO_FEW = "too_few"
    NO_SPREAD = "no_spread"


@dataclass(frozen=True, slots=True)
class Around:
    """One person's marks around a day: how many before it and behind it, and what they add up to (each 0..1)."""

    before: int
    before_sum: float
    after: int
    after_sum: float


@dataclass(frozen=True, slots=True)
class Side:
    """`people` of `all` have enough marks, `marks` together; means over people, None under FEWEST_PEOPLE."""

    all: int
    people: int
    marks: int
    before: Mean
    after: Mean
    change: float | None

    @property
    def missing(self) -> int:
        """How many people more it would take."""
        return max(0, FEWEST_PEOPLE - self.people)


@dataclass(frozen=True, slots=True)
class Effect:
    """Both sides, and by how much (-1..1) marks of those who took it changed more, with its 95 % interval."""

    taken: Side
    others: Side
    said: Said
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def stood_lower(self) -> bool:
        """Whether those who took it had lower marks before, so that some of their rise would have come anyway."""
        first, second = self.taken.before.mean, self.others.before.mean
        return first is not None and second is not None and first < second


def days_of_others(days: Collection[datetime], others: Collection[int]) -> Mapping[int, datetime]:
    """A day for each colleague (ids): those on which the module was passed, shared out evenly, always alike.

    Where colleagues are fewer than days, the days are cut into as many equal stretches, and each has a stretch's middle
    one: else none of them would stand for the later time of year.
    """
    known = sorted(days)
    if len(others) < len(known):
        known = [known[(2 * place + 1) * len(known) // (2 * len(others))] for place in range(len(others))]
    return {other: known[place % len(known)] for place, other in enumerate(sorted(others))} if known else {}


def effect(taken: Sequence[Around], others: Sequence[Around]) -> Effect:
    """What the marks of those who took a module, and of those who did not, tell about it."""
    (first, changes), (second, changes_of_others) = _side(taken), _side(others)
    if first.missing or second.missing:
        return Effect(first, second, Said.TOO_FEW)
    one, other = spread_of(changes), spread_of(changes_of_others)
    difference = one.mean - other.mean
    found = difference_interval(other, one)
    if found is None:
        return Effect(first, second, Said.NO_SPREAD, difference)
    low, high = found
    said = Said.MORE if low > 0 else Said.LESS if high < 0 else Said.NOT_CLEAR
    return Effect(first, second, said, difference, low, high)


def _side(people: Sequence[Around]) -> tuple[Side, Sequence[float]]:
    enough = [one for one in people if min(one.before, one.after) >= FEWEST_MARKS]
    before = [one.before_sum / one.before for one in enough]
    after = [one.after_sum / one.after for one in enough]
    changes = [late - early for early, late in zip(before, after, strict=True)]
    shown = len(enough) >= FEWEST_PEOPLE
    unknown = Mean(len(enough), None, None, None)
    side = Side(
        all=len(people),
        people=len(enough),
        marks=sum(one.before + one.after for one in enough),
        before=mean_of(before) if shown else unknown,
        after=mean_of(after) if shown else unknown,
        change=sum(changes) / len(changes) if shown else None,
    )
    return side, changes
