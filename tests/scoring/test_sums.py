"""Sums tell the same mean, interval and trend as the scores they were added up from."""

from __future__ import annotations

import random

import pytest

from scoring.goal import mean_of
from scoring.intervals import trend
from scoring.sums import NOTHING, Sums, mean_of_sums, together, trend_of_sums


def _sums(scores: list[float]) -> Sums:
    return together(Sums(1, score, score * score, score, score) for score in scores)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 40, 4000])
def test_a_mean_of_sums_is_that_of_the_scores(n: int) -> None:
    chance = random.Random(n)  # noqa: S311 - it invents marks
    scores = [chance.betavariate(4, 2) for _ in range(n)]
    found, wanted = mean_of_sums(_sums(scores)), mean_of(scores)
    assert (found.n, found.mean) == (wanted.n, wanted.mean)
    assert (found.low, found.high) == (pytest.approx(wanted.low, abs=2e-4), pytest.approx(wanted.high, abs=2e-4))


@pytest.mark.parametrize("score", [0.0, 0.3, 1.0])
def test_scores_that_are_all_equal_have_an_interval_with_a_width(score: float) -> None:
    found = mean_of_sums(_sums([score] * 7))
    assert found == mean_of([score] * 7)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.high


def test_nothing_has_no_mean() -> None:
    assert mean_of_sums(NOTHING) == mean_of(())


@pytest.mark.parametrize("shift", [-0.3, -0.05, 0.0, 0.3])
def test_the_trend_of_two_sums_is_that_of_the_scores_one_after_the_other(shift: float) -> None:
    chance = random.Random(7)  # noqa: S311 - it invents marks
    early = [0.5 + chance.uniform(-0.15, 0.15) for _ in range(12)]
    late = [score + shift for score in reversed(early)]
    assert trend_of_sums(_sums(early), _sums(late)) is trend(early + late)


def test_two_scores_in_a_half_are_too_few_for_a_trend() -> None:
    assert trend_of_sums(_sums([0.1, 0.2]), _sums([0.9, 0.8, 0.7])) is trend([0.1])
