"""Agreement of raters against an independent library, published values and sums worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import interval_distance
from sklearn.metrics import cohen_kappa_score

from scoring.agreement import (
    FEWEST,
    FEWEST_IN_SESSION,
    Agreement,
    Figure,
    Missing,
    NotJudged,
    agreement,
    kappa_change,
    level,
    raters_alpha,
)

TOO_FEW = Figure(None, missing=Missing.TOO_FEW)
NO_VARIATION = Figure(None, missing=Missing.NO_VARIATION)


def agreed(pairs: Sequence[tuple[float | None, float | None]]) -> Agreement:
    """Agreement of (automatic, human) pairs, each of an interaction of its own."""
    names = [f"talk-{number}" for number in range(len(pairs))]
    return agreement(names, [automatic for automatic, _ in pairs], [human for _, human in pairs])


def noisy(n: int, seed: int, noise: float = 0.2) -> list[tuple[float, float]]:
    chance = np.random.default_rng(seed)
    marks = chance.random(n)
    return list(zip(marks.tolist(), np.clip(marks + chance.normal(0, noise, n), 0, 1).tolist(), strict=True))


@pytest.mark.parametrize(
    ("mark", "expected"), [(0, 0), (0.12, 0), (0.13, 1), (0.625, 2), (0.63, 3), (0.87, 3), (0.88, 4), (1, 4)]
)
def test_a_level_is_the_nearest_of_five_and_halves_go_to_the_even_one(mark: float, expected: int) -> None:
    assert level(mark) == expected


@pytest.mark.parametrize("mark", [-0.01, 1.01, float("nan")])
def test_what_is_no_mark_is_refused(mark: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        agreed([(mark, 0.5)] * FEWEST)


@pytest.mark.parametrize("seed", range(6))
def test_kappa_is_that_of_an_independent_library(seed: int) -> None:
    pairs = noisy(40 + 20 * seed, seed, noise=0.1 * (seed + 1))
    automatic, human = ([round(mark * 4) for mark in side] for side in zip(*pairs, strict=True))
    expected = cohen_kappa_score(automatic, human, weights="quadratic", labels=range(5))
    assert agreed(pairs).kappa.value == pytest.approx(expected, abs=1e-4)


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: four observers, twelve units.
PUBLISHED = [
    (1, 1, None, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (None, 5, 5, 5),
    (None, None, 1, 1),
    (None, 3, None, None),
]


def test_alpha_of_several_raters_with_gaps_is_the_published_one() -> None:
    figure = raters_alpha(PUBLISHED)
    assert figure.value == pytest.approx(0.849, abs=5e-4)
    assert figure.interval is not None
    assert figure.interval[0] < 0.849 < figure.interval[1]


def test_alpha_of_pairs_is_that_of_two_raters_on_levels() -> None:
    pairs = noisy(60, seed=3)
    of_pairs, of_raters = agreed(pairs).alpha, raters_alpha([(level(a), level(h)) for a, h in pairs])
    assert of_pairs.value == of_raters.value
    # Both draw other samples, as alpha of raters does not tell who gave which rating.
    assert of_pairs.interval == pytest.approx(of_raters.interval, abs=0.02)


def test_alpha_by_hand() -> None:
    # Ten units of two ratings, one unit apart: eleven 0 and nine 4 among n = 20.
    # Do = 2 · 16 / 20 = 1.6; De = 2 · 11 · 9 · 16 / (20 · 19) = 8.3368; alpha = 1 - 1.6 / 8.3368 = 0.8081
    units = [(0, 0)] * 5 + [(4, 4)] * 4 + [(0, 4)]
    assert raters_alpha(units).value == pytest.approx(0.8081, abs=1e-4)


def test_shares_by_hand() -> None:
    found = agreed([(0.5, 0.5)] * 20 + [(0.5, 0.75)] * 10 + [(0.0, 0.5)] * 6 + [(1.0, 0.0)] * 4)
    assert found.equal.value == 0.5
    assert found.within_one.value == 0.75
    assert (found.pairs, found.interactions) == (40, 40)


def test_the_interval_of_a_share_is_that_of_a_binomial_draw() -> None:
    equal = agreed([(0.5, 0.5)] * 30 + [(0.0, 1.0)] * 10).equal
    # Of 1,000 draws of 40 with a share of 0.75, the binomial quantiles at 2.5 % and 97.5 % are 24 and 35 of 40.
    assert equal.interval == pytest.approx((24 / 40, 35 / 40), abs=1 / 40)


def test_intervals_are_those_of_drawing_pairs_one_by_one() -> None:
    pairs = [(level(a), level(h)) for a, h in noisy(60, seed=5, noise=0.5)]
    places = np.random.default_rng(1).integers(len(pairs), size=(200, len(pairs)))
    drawn = [[pairs[place] for place in row] for row in places]
    kappas = sorted(cohen_kappa_score(*zip(*draw, strict=True), weights="quadratic") for draw in drawn)
    rated = [
        AnnotationTask([(r, i, v) for i, row in enumerate(d) for r, v in enumerate(row)], interval_distance)
        for d in drawn
    ]
    alphas = sorted(task.alpha() for task in rated)
    found = agreed([(a / 4, h / 4) for a, h in pairs])
    # The end of an interval of 200 draws is itself unsure by about 0.02 here; a wrong formula is off by far more.
    assert found.kappa.interval == pytest.approx((kappas[4], kappas[194]), abs=0.05)
    assert found.alpha.interval == pytest.approx((alphas[4], alphas[194]), abs=0.05)


def test_the_same_marks_give_the_same_figures() -> None:
    pairs = noisy(50, seed=8)
    assert agreed(pairs) == agreed(pairs)


def test_more_interactions_make_the_interval_narrower() -> None:
    few, many = (agreed(noisy(n, seed=2)).kappa.interval for n in (40, 400))
    assert few is not None
    assert many is not None
    assert many[1] - many[0] < 0.6 * (few[1] - few[0])


def test_repeated_reviews_of_one_interaction_do_not_make_it_surer() -> None:
    pairs = noisy(40, seed=4)
    names = [f"talk-{number}" for number in range(40)]
    once = agreement(names, [a for a, _ in pairs], [h for _, h in pairs])
    four_times = agreement(names * 4, [a for a, _ in pairs] * 4, [h for _, h in pairs] * 4)
    assert (four_times.pairs, four_times.interactions) == (160, 40)
    assert four_times.kappa == once.kappa
    assert four_times.equal == once.equal


# --- what cannot be known


@pytest.mark.parametrize("n", [0, 1, 2, FEWEST - 1])
def test_too_few_have_no_figure(n: int) -> None:
    found = agreed(noisy(n, seed=1))
    assert (found.pairs, found.interactions) == (n, n)
    assert [found.kappa, found.alpha, found.equal, found.within_one] == [TOO_FEW] * 4


def test_many_pairs_of_few_interactions_are_too_few() -> None:
    marks = [mark for mark, _ in noisy(90, seed=1)]
    names = [f"talk-{number % 20}" for number in range(90)]
    found = agreement(names, marks, marks)
    assert (found.pairs, found.interactions, found.kappa) == (90, 20, TOO_FEW)


def test_equal_marks_have_neither_kappa_nor_alpha() -> None:
    found = agreed([(0.75, 0.75)] * FEWEST)
    assert (found.kappa, found.alpha) == (NO_VARIATION, NO_VARIATION)
    # All are equal, but no draw could be otherwise: an interval from 1 to 1 would claim a certainty there is not.
    assert found.equal == Figure(1.0)


@pytest.mark.parametrize("human", [[1.0] * 29 + [0.5], [0.0, 0.25, 0.5, 0.75, 1.0] * 6])
def test_kappa_is_not_zero_by_accident_when_one_rater_gives_one_level_only(human: list[float]) -> None:
    assert agreed([(1.0, mark) for mark in human]).kappa == NO_VARIATION
    assert agreed([(mark, 1.0) for mark in human]).kappa == NO_VARIATION


def test_raters_that_part_have_an_alpha_that_says_so() -> None:
    found = agreed([(1.0, mark) for mark in [0.0, 0.25, 0.5, 0.75, 1.0] * 6])
    assert found.alpha.value is not None
    assert found.alpha.value < 0.1


def test_raters_that_seldom_vary_have_no_coefficient_but_their_shares() -> None:
    # Two pairs in forty differ from the rest; 0.95 ** 40 = 13 % of the draws are without them and have no kappa.
    found = agreed([(1.0, 1.0)] * 38 + [(0.0, 0.0), (0.0, 0.25)])
    assert (found.kappa, found.alpha) == (NO_VARIATION, NO_VARIATION)
    # One pair is not equal: alpha would be 0, as if nobody agreed.
    assert agreed([(1.0, 1.0)] * 39 + [(1.0, 0.75)]).alpha == NO_VARIATION
    assert found.equal.value == 0.975


def test_what_was_not_judged_is_counted_apart() -> None:
    found = agreed([*noisy(FEWEST, seed=1), (None, 0.5), (None, 0.25), (0.5, None), *[(None, None)] * 3])
    assert found.pairs == FEWEST
    assert found.not_judged == NotJudged(automatic=2, human=1, both=3)
    assert found.kappa == agreed(noisy(FEWEST, seed=1)).kappa


def test_a_rater_that_never_judges_leaves_nothing_to_compare() -> None:
    found = agreed([(mark, None) for mark, _ in noisy(50, seed=1)])
    assert (found.pairs, found.kappa, found.not_judged) == (0, TOO_FEW, NotJudged(human=50))


def test_sequences_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        agreement(["a", "b"], [0.5, 0.5], [0.5])


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ([], TOO_FEW),
        ([(1, 2, None)] * (FEWEST_IN_SESSION - 1) + [(None, None, 3), (4, None, None)], TOO_FEW),
        ([(2, None)] * 50, TOO_FEW),
        ([(0.1, 0.1, 0.1)] * FEWEST_IN_SESSION, NO_VARIATION),
    ],
)
def test_a_session_without_enough_in_common_has_no_alpha(
    ratings: list[tuple[float | None, ...]], expected: Figure
) -> None:
    assert raters_alpha(ratings) == expected


# --- before and after a correction


def test_the_change_of_kappa_is_the_difference_of_both_kappas() -> None:
    before = noisy(60, seed=6, noise=0.4)
    names = [f"talk-{number}" for number in range(60)]
    human = [mark for _, mark in before]
    after = [(mark + person) / 2 for mark, person in before]
    change = kappa_change(names, [mark for mark, _ in before], after, human)
    kappas = [agreed(list(zip(marks, human, strict=True))).kappa.value for marks in ([m for m, _ in before], after)]
    assert None not in kappas
    assert change.value == pytest.approx(kappas[1] - kappas[0], abs=2e-4)  # type: ignore[operator]
    assert change.interval is not None
    assert 0 < change.interval[0] < (change.value or 0) < change.interval[1]


def test_no_change_is_none_at_all() -> None:
    marks, human = zip(*noisy(60, seed=6), strict=True)
    assert kappa_change([str(n) for n in range(60)], marks, marks, human) == Figure(0.0)


def test_a_change_to_one_mark_for_everybody_has_no_figure() -> None:
    marks, human = zip(*noisy(60, seed=6), strict=True)
    names = [str(number) for number in range(60)]
    assert kappa_change(names, marks, [0.5] * 60, human) == NO_VARIATION
    assert kappa_change(names[:9], marks[:9], marks[:9], human[:9]) == TOO_FEW
