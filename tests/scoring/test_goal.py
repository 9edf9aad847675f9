"""Whether a goal was reached, and when that cannot be said."""

from __future__ import annotations

import pytest

from scoring.goal import Reached, mean_of, reached


@pytest.mark.parametrize(
    ("scores", "target", "said"),
    [
        ([0.8, 0.82, 0.81, 0.79], 0.7, Reached.REACHED),
        ([0.5, 0.52, 0.51, 0.49], 0.7, Reached.NOT_REACHED),
        ([0.4, 0.9, 0.75, 0.6], 0.7, Reached.CANNOT_SAY),
        ([1.0, 1.0, 1.0], 0.9, Reached.CANNOT_SAY),
        ([1.0, 1.0], 0.5, Reached.TOO_FEW),
        ([], 0.5, Reached.TOO_FEW),
    ],
)
def test_reached(scores: list[float], target: float, said: Reached) -> None:
    assert reached(mean_of(scores), target) is said


def test_the_mean_carries_its_number_and_interval() -> None:
    found = mean_of([0.5, 0.75, 1.0])
    assert (found.n, found.mean) == (3, 0.75)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.75 < found.high
