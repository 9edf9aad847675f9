"""Agreement within a session against independent libraries and sums worked out by hand."""

from __future__ import annotations

from itertools import combinations
from statistics import fmean

import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import interval_distance
from sklearn.metrics import cohen_kappa_score

from scoring.agreement import Figure, Missing
from scoring.session_agreement import Difference, Ratings, difference, session_agreement, spread, turns_apart

TOO_FEW = Figure(None, missing=Missing.TOO_FEW)
# Ten interactions, three raters.
BY_HAND = [(4, 4, 3), (3, 3, 3), (2, 1, 2), (0, 0, 1), (1, 2, 3), (4, 4, 4), (3, 2, 2), (0, 0, 0), (2, 2, 4), (1, 1, 1)]


def invented(interactions: int, raters: int, seed: int) -> list[list[int | None]]:
    chance = np.random.default_rng(seed)
    truth = chance.uniform(0, 4, interactions)
    given = np.clip(np.rint(truth[:, None] + chance.normal(0, 0.8, (interactions, raters))), 0, 4)
    return [[int(level) for level in row] for row in given]


def columns(ratings: Ratings) -> list[list[int]]:
    return [list(column) for column in zip(*ratings, strict=True)]


def kappa(first: list[int], second: list[int]) -> float:
    return float(cohen_kappa_score(first, second, weights="quadratic", labels=range(5)))


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_independent_libraries(seed: int) -> None:
    ratings = invented(12 + seed, 4, seed)
    found = session_agreement(ratings)
    raters = columns(ratings)
    expected = fmean(kappa(one, other) for one, other in combinations(raters, 2))
    data = [(rater, item, level) for item, row in enumerate(ratings) for rater, level in enumerate(row)]
    assert found.kappa.value == pytest.approx(expected, abs=1e-4)
    assert found.alpha.value == pytest.approx(AnnotationTask(data, distance=interval_distance).alpha(), abs=1e-4)
    assert found.pairs == 6 * len(ratings)


@pytest.mark.parametrize("seed", range(3))
def test_with_a_benchmark_each_is_compared_with_it_alone(seed: int) -> None:
    ratings = invented(15, 4, seed)
    raters = columns(ratings)
    expected = fmean(kappa(raters[2], raters[other]) for other in (0, 1, 3))
    found = session_agreement(ratings, benchmark=2)
    assert found.kappa.value == pytest.approx(expected, abs=1e-4)
    assert found.pairs == 3 * 15


def test_shares_are_those_counted_by_hand() -> None:
    """Three pairs a row; equal are 1, 3, 1, 1, 0, 3, 1, 3, 1, 3, more than one apart 0, 0, 0, 0, 1, 0, 0, 0, 2, 0."""
    found = session_agreement(BY_HAND)
    assert found.equal.value == round(17 / 30, 4)
    assert found.within_one.value == round(27 / 30, 4)
    assert found.interactions == 10
    assert found.equal.interval is not None
    assert found.equal.interval[0] < 17 / 30 < found.equal.interval[1]


def test_under_ten_interactions_it_is_too_few_to_say() -> None:
    found = session_agreement(BY_HAND[:9])
    assert (found.alpha, found.kappa, found.equal, found.within_one) == (TOO_FEW,) * 4
    assert found.interactions == 9


def test_what_only_one_rated_counts_for_nothing() -> None:
    assert session_agreement([*BY_HAND, (4, None, None)]) == session_agreement(BY_HAND)


def test_what_the_benchmark_did_not_rate_is_compared_with_nothing() -> None:
    found = session_agreement([*BY_HAND, (None, 0, 4)], benchmark=0)
    assert found.kappa == session_agreement(BY_HAND, benchmark=0).kappa
    assert found.interactions == 11


def test_who_gives_one_level_only_has_no_kappa_and_the_others_keep_theirs() -> None:
    ratings = [(*row, 2) for row in BY_HAND]
    assert session_agreement(ratings).kappa.value == session_agreement(BY_HAND).kappa.value
    same = session_agreement([(3, 3)] * 12)
    assert same.kappa == Figure(None, missing=Missing.NO_VARIATION)
    assert same.equal.value == 1


def test_with_nobody_or_one_there_is_nothing_to_say() -> None:
    assert session_agreement([]).pairs == 0
    assert session_agreement([(3,)] * 12).kappa == TOO_FEW


def test_a_level_out_of_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 4"):
        session_agreement([(5, 1)])


def test_the_difference_to_the_others_is_that_worked_out_by_hand() -> None:
    """Third rater less the mean of the first two: -1, 0, 0.5, 1, 1.5, 0, -0.5, 0, 2, 0: 3.5 in ten."""
    found = difference(BY_HAND, 2)
    assert (found.n, found.value) == (10, 0.35)
    assert found.interval is not None
    assert not found.clear
    # Against the first alone: -1, 0, 0, 1, 2, 0, -1, 0, 2, 0.
    assert difference(BY_HAND, 2, benchmark=0).value == 0.3


def test_whoever_is_always_stricter_is_so_clearly() -> None:
    ratings = [(level, level, max(level - 2, 0)) for level in (4, 3, 2, 4, 3, 2, 4, 3, 2, 3)]
    assert difference(ratings, 2) == Difference(10, -2.0, (-2.0, -2.0))
    ratings[0] = (4, 4, 3)
    found = difference(ratings, 2)
    assert found.clear
    assert found.value == -1.9


def test_a_difference_needs_something_in_common() -> None:
    assert difference([(1, None), (None, 2)], 0) == Difference(0, None, None)
    assert difference(BY_HAND, 0, benchmark=0) == Difference(0, None, None)
    assert difference(BY_HAND[:3], 0).interval is None


def test_the_spread_is_from_the_lowest_to_the_highest() -> None:
    assert spread((4, None, 1, 2)) == 3
    assert spread((4, None)) is None


def test_turns_are_apart_by_the_criteria_and_by_what_some_struck() -> None:
    evidence = [("empathy", 2), ("empathy", 2), ("clarity", 2), ("clarity", 5), ("jargon", 7)]
    found = turns_apart({"empathy": 3, "clarity": 1, "jargon": None}, evidence, {3: 2})
    assert found == {2: 4, 5: 3}
