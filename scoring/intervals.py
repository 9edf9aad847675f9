"""How sure a mean of marks is, and whether marks have changed."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt
from statistics import NormalDist, fmean

from scoring.coaching_report import Trend

_CONFIDENCE = 0.95
FEWEST_FOR_INTERVAL = 3
"""With two marks a 95 % interval of the mean nearly always spans the whole scale; it would tell nothing."""
FEWEST_FOR_TREND = 6
"""Three marks in each half, so that each half has a spread of its own."""


def mean_interval(scores: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % interval of the mean of scores 0..1, None for fewer than three.

    Student's t, cut off at 0 and 1. Where all scores are equal there is no spread to reckon with; then the
    Wilson interval (1927), which never has zero width, stands in for it.
    """
    n = len(scores)
    if n < FEWEST_FOR_INTERVAL:
        return None
    mean = fmean(scores)
    if max(scores) == min(scores):
        return _wilson(mean, n)
    half = _t(n - 1) * sqrt(_variance(scores) / n)
    return round(max(0.0, mean - half), 4), round(min(1.0, mean + half), 4)


def trend(scores: Sequence[float]) -> Trend:
    """Whether the later half of the scores, in order of time, lies above or below the earlier half.

    Welch's t-test at 5 %: a change is only called one when chance would seldom make it.
    """
    if len(scores) < FEWEST_FOR_TREND:
        return Trend.TOO_FEW
    middle = len(scores) // 2
    early, late = scores[:middle], scores[-middle:]
    change = fmean(late) - fmean(early)
    parts = [_variance(half) / len(half) for half in (early, late)]
    error = sqrt(sum(parts))
    if error == 0:
        return Trend.NO_CLEAR_CHANGE if change == 0 else (Trend.UP if change > 0 else Trend.DOWN)
    freedom = sum(parts) ** 2 / sum(part**2 / (middle - 1) for part in parts)
    if abs(change) < _t(freedom) * error:
        return Trend.NO_CLEAR_CHANGE
    return Trend.UP if change > 0 else Trend.DOWN


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
