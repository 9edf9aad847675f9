"""How alike several people grade the same interactions: of one criterion, its figures, its differences, its turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from scoring.agreement import (
    FEWEST_IN_SESSION,
    Figure,
    Missing,
    Numbers,
    drawn_sums,
    figure_of,
    kappas,
    raters_alpha,
)
from scoring.marks import LEVELS

Ratings = Sequence[Sequence[int | None]]
"""Levels 0..4 of one criterion: one row an interaction, one column a rater; None where a rater gave none."""

_CELLS = (LEVELS + 1) ** 2
_APART = np.abs(np.subtract.outer(np.arange(LEVELS + 1), np.arange(LEVELS + 1))).ravel()


@dataclass(frozen=True, slots=True)
class SessionAgreement:
    """How well raters agree on a criterion; `interactions` were rated by at least two, `pairs` are pairs of levels.

    `alpha` is that of all raters (`raters_alpha`). `kappa` is the mean of the quadratic weighted kappas of each two
    raters (Light 1971), or of each with the benchmark where there is one; raters who gave one level only have none, and
    are left out of it. `equal` and `within_one` are shares 0..1 of the same pairs. All are too few to say under
    FEWEST_IN_SESSION interactions.
    """

    interactions: int
    pairs: int
    alpha: Figure
    kappa: Figure
    equal: Figure
    within_one: Figure


@dataclass(frozen=True, slots=True)
class Difference:
    """How many levels someone's marks lie above (below: negative) the others' or the benchmark's, in the mean.

    `value` is None without an interaction that they have in common, `interval` under FEWEST_IN_SESSION.
    """

    n: int
    value: float | None
    interval: tuple[float, float] | None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves no doubt on which side it lies."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


def session_agreement(ratings: Ratings, benchmark: int | None = None) -> SessionAgreement:
    """The figures of one criterion; `benchmark` is the column that the others are compared with.

    Raises ValueError for levels outside 0..4 and IndexError for a benchmark that there is not.
    """
    rows = [row for row in ratings if _has_pair(row, benchmark)]
    rated = sum(sum(level is not None for level in row) > 1 for row in ratings)
    pairs = _pairs(max(map(len, ratings), default=0), benchmark)
    counts = np.array([_cells(row, pairs) for row in rows]).reshape(len(rows), len(pairs), _CELLS)
    many = int(counts.sum())
    alpha = raters_alpha(ratings)
    if len(rows) < FEWEST_IN_SESSION:
        few = Figure(None, missing=Missing.TOO_FEW)
        return SessionAgreement(rated, many, alpha, few, few, few)
    # An interaction is drawn with all its pairs.
    whole = counts.sum(axis=0, keepdims=True)
    draws = drawn_sums(counts.reshape(len(rows), -1)).reshape(-1, len(pairs), _CELLS)

    def figure(of: Callable[[Numbers], Numbers]) -> Figure:
        return figure_of(float(of(whole)[0]), of(draws))

    return SessionAgreement(
        rated,
        many,
        alpha,
        figure(_mean_kappas),
        figure(lambda sums: _share(sums, _APART == 0)),
        figure(lambda sums: _share(sums, _APART <= 1)),
    )


def difference(ratings: Ratings, rater: int, benchmark: int | None = None) -> Difference:
    """How much more or less a rater gives than the mean of the others, or than the benchmark, on the same interactions.

    The interval is a 95 % percentile bootstrap over interactions. For the benchmark itself nothing is in common.
    """
    apart = []
    for row in ratings:
        own = row[rater]
        if benchmark is None:
            others = [level for place, level in enumerate(row) if place != rater and level is not None]
        else:
            others = [level for level in (row[benchmark],) if level is not None and benchmark != rater]
        if own is not None and others:
            apart.append(own - fmean(others))
    if not apart:
        return Difference(0, None, None)
    value = round(fmean(apart), 4)
    if len(apart) < FEWEST_IN_SESSION:
        return Difference(len(apart), value, None)
    sums = drawn_sums(np.array([[distance] for distance in apart]))
    # Where all differences are the same, every draw gives that one.
    return Difference(len(apart), value, figure_of(value, sums[:, 0] / len(apart)).interval or (value, value))


def spread(levels: Sequence[int | None]) -> int | None:
    """How many levels lie between the lowest and the highest of an interaction; None with fewer than two."""
    given = [level for level in levels if level is not None]
    return max(given) - min(given) if len(given) > 1 else None


def turns_apart(
    spreads: Mapping[str, int | None], evidence: Sequence[tuple[str, int]], struck: Mapping[int, int]
) -> dict[int, int]:
    """How much the raters differ about each turn of an interaction; turns about which they agree are left out.

    `spreads` are those of the criteria, `evidence` the criterion and turn of each moment found, `struck` how many
    raters struck it while others let it count, by its place in `evidence`. A turn has the sum of the spreads of the
    criteria that have a moment there, each once, and what was struck besides.
    """
    criteria: dict[int, set[str]] = {}
    found: dict[int, int] = {}
    for place, (criterion, turn) in enumerate(evidence):
        if criterion not in criteria.setdefault(turn, set()):
            criteria[turn].add(criterion)
            found[turn] = found.get(turn, 0) + (spreads.get(criterion) or 0)
        found[turn] += struck.get(place, 0)
    return {turn: apart for turn, apart in sorted(found.items()) if apart}


def _has_pair(row: Sequence[int | None], benchmark: int | None) -> bool:
    given = sum(level is not None for level in row)
    return given > 1 and (benchmark is None or row[benchmark] is not None)


def _pairs(raters: int, benchmark: int | None) -> list[tuple[int, int]]:
    if benchmark is None:
        return list(combinations(range(raters), 2))
    return [(benchmark, rater) for rater in range(raters) if rater != benchmark]


def _cells(row: Sequence[int | None], pairs: Sequence[tuple[int, int]]) -> Numbers:
    """For each pair of raters 1 in the one of the 25 cells that holds their two levels: pairs × 25."""
    cells = np.zeros((len(pairs), _CELLS))
    for place, (one, other) in enumerate(pairs):
        first, second = row[one], row[other]
        if first is not None and second is not None:
            if not (0 <= first <= LEVELS and 0 <= second <= LEVELS):
                raise ValueError(f"a level lies between 0 and {LEVELS}")
            cells[place, first * (LEVELS + 1) + second] = 1
    return cells


def _mean_kappas(sums: Numbers) -> Numbers:
    """The mean kappa of the pairs in each draw (draws × pairs × 25), not a number where no pair has one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        each = kappas(sums.reshape(-1, _CELLS)).reshape(sums.shape[:2])
    known = ~np.isnan(each)
    total, many = np.where(known, each, 0.0).sum(axis=1), known.sum(axis=1)
    return np.asarray(np.divide(total, many, out=np.full(len(sums), np.nan), where=many > 0))


def _share(sums: Numbers, cells: NDArray[np.bool_]) -> Numbers:
    """The share of all pairs of levels that lie in some of the cells, in each draw."""
    return np.asarray(sums[:, :, cells].sum(axis=(1, 2)) / sums.sum(axis=(1, 2)))
