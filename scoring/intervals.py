"""How sure a mean of marks is, and whether marks have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import NormalDist, fmean

from scoring.coaching_report import Trend

_CONFIDENCE = 0.95
FEWEST_FOR_INTERVAL = 3
"""With two marks a 95 % interval of the mean nearly always spans the whole scale; it would tell nothing."""
FEWEST_FOR_TREND = 6
"""Three marks in each half, so that each half has a spread of its own."""
# What roundings leave of a spread that is none.
_NO_SPREAD = 1e-9


@dataclass(frozen=True, slots=True)
class Spread:
    """How many scores there are, their mean, and their variance (over n - 1; 0 where all are equal)."""

    n: int
    mean: float
    variance: float


def mean_interval(scores: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % interval of the mean of scores 0..1, None for fewer than three.

    Student's t, cut off at 0 and 1. Where all scores are equal there is no spread to reckon with; then the
    Wilson interval (1927), which never has zero width, stands in for it.
    """
    if len(scores) < FEWEST_FOR_INTERVAL:
        return None
    equal = max(scores) == min(scores)
    return interval_of(Spread(len(scores), fmean(scores), 0.0 if equal else _variance(scores)))


def interval_of(found: Spread) -> tuple[float, float] | None:
    """As `mean_interval`, of scores that were added up elsewhere."""
    if found.n < FEWEST_FOR_INTERVAL:
        return None
    if found.variance == 0:
        return _wilson(found.mean, found.n)
    half = _t(found.n - 1) * sqrt(found.variance / found.n)
    return round(max(0.0, found.mean - half), 4), round(min(1.0, found.mean + half), 4)


def trend(scores: Sequence[float]) -> Trend:
    """Whether the later half of the scores, in order of time, lies above or below the earlier half.

    Welch's t-test at 5 %: a change is only called one when chance would seldom make it.
    """
    if len(scores) < FEWEST_FOR_TREND:
        return Trend.TOO_FEW
    middle = len(scores) // 2
    early, late = (Spread(middle, fmean(half), _variance(half)) for half in (scores[:middle], scores[-middle:]))
    return change_between(early, late)


def change_between(early: Spread, late: Spread) -> Trend:
    """As `trend`, of two halves that were added up elsewhere; each needs three scores."""
    if min(early.n, late.n) * 2 < FEWEST_FOR_TREND:
        return Trend.TOO_FEW
    change = late.mean - early.mean
    error, freedom = _welch(early, late)
    if error == 0:
        return Trend.NO_CLEAR_CHANGE if change == 0 else (Trend.UP if change > 0 else Trend.DOWN)
    if abs(change) < _t(freedom) * error:
        return Trend.NO_CLEAR_CHANGE
    return Trend.UP if change > 0 else Trend.DOWN


def difference_interval(first: Spread, second: Spread) -> tuple[float, float] | None:
    """The 95 % interval of how far the second mean lies above the first, after Welch; each needs two values.

    None where neither has a spread to reckon with.
    """
    error, freedom = _welch(first, second)
    if error < _NO_SPREAD:
        return None
    difference, half = second.mean - first.mean, _t(freedom) * error
    return difference - half, difference + half


def spread_of(values: Sequence[float]) -> Spread:
    """How many values there are, their mean and their variance; two are needed."""
    return Spread(len(values), fmean(values), _variance(values))


def _welch(first: Spread, second: Spread) -> tuple[float, float]:
    """The standard error of a difference of means, and its degrees of freedom (0 without any spread)."""
    parts = [one.variance / one.n for one in (first, second)]
    error = sqrt(sum(parts))
    if error == 0:
        return 0.0, 0.0
    return error, sum(parts) ** 2 / sum(part**2 / (one.n - 1) for part, one in zip(parts, (first, second), strict=True))


def _variance(scores: Sequence[float]) -> float:
    """As `statistics.variance`, which reckons in fractions and takes thirty times as long."""
    mean = fmean(scores)
    return fsum((score - mean) ** 2 for score in scores) / (len(scores) - 1)


def _t(freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + _CONFIDENCE / 2))


def _wilson(share: float, n: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.5 + _CONFIDENCE / 2)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4)
