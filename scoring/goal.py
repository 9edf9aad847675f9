"""Whether a goal was reached: the mean of marks since it was agreed, against the mark that was to be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from scoring.intervals import mean_interval


class Reached(StrEnum):
    """CANNOT_SAY where the interval holds the target: the true mean may lie on either side of it."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    CANNOT_SAY = "cannot_say"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Mean:
    """Marks 0..1 of one criterion taken together: `low` and `high` as `scoring.intervals.mean_interval` has them."""

    n: int
    mean: float | None
    low: float | None
    high: float | None


def mean_of(scores: Sequence[float]) -> Mean:
    """The mean of marks with its interval; without a mean when there are none."""
    low, high = mean_interval(scores) or (None, None)
    return Mean(len(scores), round(fmean(scores), 4) if scores else None, low, high)


def reached(found: Mean, target: float) -> Reached:
    """What can be said of a target 0..1 with a certainty of 95 %."""
    if found.low is None or found.high is None:
        return Reached.TOO_FEW
    if found.low >= target:
        return Reached.REACHED
    return Reached.NOT_REACHED if found.high < target else Reached.CANNOT_SAY
