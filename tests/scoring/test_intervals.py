"""Intervals and trends against values worked out by hand."""

from __future__ import annotations

import pytest

from scoring.coaching_report import Trend
from scoring.intervals import mean_interval, trend


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        # mean 0.5, s = 0.1, t(2) = 4.3027: 0.5 ± 4.3027 · 0.1 / √3 = 0.5 ± 0.2484
        ([0.4, 0.5, 0.6], (0.2516, 0.7484)),
        # mean 0.5, s = √(0.1 / 4) = 0.158114, t(4) = 2.7764: 0.5 ± 2.7764 · 0.158114 / √5 = 0.5 ± 0.1963
        ([0.3, 0.4, 0.5, 0.6, 0.7], (0.3037, 0.6963)),
        # mean 0.4, s = 0.2: 0.4 ± 0.4968 runs below 0 and is cut off there
        ([0.2, 0.4, 0.6], (0.0, 0.8968)),
        # mean 0.8, the same spread: cut off at 1
        ([0.6, 0.8, 1.0], (0.3032, 1.0)),
    ],
)
def test_the_interval_of_a_mean_is_students(scores: list[float], expected: tuple[float, float]) -> None:
    assert mean_interval(scores) == pytest.approx(expected, abs=2e-4)
    assert mean_interval(scores[::-1]) == mean_interval(scores)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        # z² = 3.8415; all 1: from n / (n + z²) = 3 / 6.8415 to 1
        ([1.0] * 3, (0.4385, 1.0)),
        # all 0: from 0 to z² / (n + z²) = 3.8415 / 6.8415
        ([0.0] * 3, (0.0, 0.5615)),
        # 0.5 ± 1.96 · √(0.25 / 4 + 3.8415 / 64) / (1 + 3.8415 / 4) = 0.5 ± 0.3500
        ([0.5] * 4, (0.15, 0.85)),
    ],
)
def test_equal_scores_have_wilsons_interval_which_is_never_without_width(
    scores: list[float], expected: tuple[float, float]
) -> None:
    assert mean_interval(scores) == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize("scores", [[], [0.5], [0.2, 0.9]])
def test_fewer_than_three_have_no_interval(scores: list[float]) -> None:
    assert mean_interval(scores) is None


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([0.2, 0.25, 0.3, 0.8, 0.85, 0.9], Trend.UP),
        ([0.9, 0.85, 0.8, 0.3, 0.25, 0.2], Trend.DOWN),
        ([0.2, 0.9, 0.4, 0.8, 0.3, 0.7], Trend.NO_CLEAR_CHANGE),
        ([0.5] * 6, Trend.NO_CLEAR_CHANGE),
        ([0.25] * 3 + [0.75] * 3, Trend.UP),
        ([0.75] * 3 + [0.25] * 3, Trend.DOWN),
        ([0.2, 0.25, 0.3, 1.0, 0.8, 0.85, 0.9], Trend.UP),
        # The halves differ by 0.1 with an error of 0.0816 (s² = 0.01 each, n = 3): t = 1.22, below t(4) = 2.78
        ([0.4, 0.5, 0.6, 0.5, 0.6, 0.7], Trend.NO_CLEAR_CHANGE),
        # They differ by 0.3: t = 3.67, above 2.78
        ([0.4, 0.5, 0.6, 0.7, 0.8, 0.9], Trend.UP),
        ([0.1, 0.1, 0.1, 0.9, 0.9], Trend.TOO_FEW),
        ([], Trend.TOO_FEW),
    ],
)
def test_a_trend_is_a_change_that_chance_would_seldom_make(scores: list[float], expected: Trend) -> None:
    assert trend(scores) is expected
