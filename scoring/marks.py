"""Marks and totals: arithmetic over counted evidence that anyone can repeat by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rubrics.model import Criterion
from scoring.evidence import Evidence

LEVELS = 4
"""Highest level of a criterion; levels run from 0 to 4 and a mark is (level - 0) / (4 - 0) (domain, section 7)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one criterion.

    `score` is 0..1, None when it was not judged; then `not_judged` is the key of the reason.
    `n` is the base it was counted against: moments, or the measure named in `per`.
    `arithmetic` is the sum as it would be written on paper, in digits and signs only.
    `critical` names the class (customer, business, compliance) when the criterion is critical, and
    `failed` tells a person to look: nothing fails by itself.
    `automatic` is the score before it was corrected or withheld, None where it was neither; `knots` are the correction,
    people's mark at automatic marks (see `scoring.adjusted`), () where it was not corrected.
    """

    criterion: str
    weight: float
    score: float | None
    n: float = 0
    per: str = "moment"
    arithmetic: str = ""
    evidence: tuple[Evidence, ...] = ()
    not_judged: str | None = None
    critical: str | None = None
    failed: bool = False
    automatic: float | None = None
    knots: tuple[tuple[float, float], ...] = ()


def unjudged(criterion: Criterion, reason: str) -> Mark:
    """The mark of a criterion that was not judged, with the key of the reason."""
    return Mark(criterion.id, criterion.weight, None, not_judged=reason, critical=criterion.critical)


def judged(criterion: Criterion, result: tuple[float, str], base: tuple[float, str], found: Iterable[Evidence]) -> Mark:
    """The mark of a criterion: `result` is score and arithmetic, `base` what it was counted against."""
    score, arithmetic = result
    n, per = base
    return Mark(
        criterion=criterion.id,
        weight=criterion.weight,
        score=score,
        n=n,
        per=per,
        arithmetic=arithmetic,
        evidence=tuple(sorted(found, key=lambda evidence: (evidence.turn, evidence.reason))),
        critical=criterion.critical,
        failed=criterion.critical is not None and score < criterion.critical_below,
    )


def number(value: float) -> str:
    """A number in digits, as short as it can be written; what binary fractions add behind the tenth is left out."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


def mean_of_points(counted: Sequence[tuple[float, float]], good: float, bad: float) -> tuple[float, str]:
    """The mark of an occasion criterion: the weighed mean of points (levels 0..4), 1 at `good` or above, 0 at `bad`.

    `counted` are pairs of weight (above 0) and points. Where all weights are 1 the sum is written without them.
    """
    weights = [weight for weight, _ in counted]
    mean = sum(weight * points for weight, points in counted) / sum(weights)
    if all(weight == 1 for weight in weights):
        sum_, many = " + ".join(number(points) for _, points in counted), str(len(counted))
    else:
        sum_ = " + ".join(f"{number(weight)} × {number(points)}" for weight, points in counted)
        many = f"({' + '.join(map(number, weights))})"
    if bad == 0:
        return _clipped(mean / good, f"({sum_}) / ({number(good)} × {many})")
    anchors = f"({number(good)} - {number(bad)})"
    return _clipped((mean - bad) / (good - bad), f"(({sum_}) / {many} - {number(bad)}) / {anchors}")


def between_anchors(counted: float, base: float, good: float, bad: float) -> tuple[float, str]:
    """The mark of a density: 1 at the anchor `good` or better, 0 at `bad` or worse, linear between.

    `counted` / `base` is the density that the anchors speak of; `base` is above zero.
    """
    score = (bad - counted / base) / (bad - good)
    sum_ = number(counted) if counted >= 0 else f"({number(counted)})"
    written = f"({number(bad)} - {sum_} / {number(base)}) / ({number(bad)} - {number(good)})"
    return _clipped(score, written)


def share(found: int, expected: int) -> tuple[float, str]:
    """The mark of a presence criterion: how many of the expected things occur."""
    return found / expected, f"{found} / {expected}"


def total(marks: Iterable[Mark]) -> float | None:
    """Σ weight · score / Σ weight over the criteria that were judged; None when none was or the weights are zero."""
    judged = [(mark.weight, mark.score) for mark in marks if mark.score is not None]
    weight = sum(weight for weight, _ in judged)
    if not weight:
        return None
    return round(sum(weight * score for weight, score in judged) / weight, 4)


def _clipped(score: float, written: str) -> tuple[float, str]:
    """The score between 0 and 1, rounded to four decimals; where it was cut off, the sum says so."""
    if 0 <= score <= 1:
        return round(score, 4), written
    return (1.0, f"min(1, {written})") if score > 1 else (0.0, f"max(0, {written})")
