"""Marks and totals are sums that anyone can work out again."""

from __future__ import annotations

import pytest

from scoring.acts.values import Act, TurnActs
from scoring.criteria import mark_criterion
from scoring.marks import Mark, between_anchors, mean_of_points, number, share, total
from tests.scoring.building import as_mark, criterion, said, talk


def mark(weight: float, score: float | None) -> Mark:
    return Mark("quality", weight, score)


@pytest.mark.parametrize(
    ("points", "score"),
    [([4], 1.0), ([1], 0.25), ([4, 1], 0.625), ([2.5, 0, 4], 0.5417), ([0, 0], 0.0), ([1, 1, 1], 0.25)],
)
def test_moments_are_averaged_over_the_highest_level(points: list[float], score: float) -> None:
    result, arithmetic = mean_of_points([(1, level) for level in points], 4, 0)
    assert result == score
    assert as_mark(arithmetic) == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize(
    ("counted", "score"),
    [
        ([(0.6, 4)], 1.0),
        ([(0.6, 0)], 0.0),
        ([(1, 4), (0.5, 1)], 0.75),
        ([(0.5, 4), (1, 1)], 0.5),
        ([(0.6, 2.5), (0.9, 1), (1, 4)], 0.64),
        ([(0.7, 1), (0.7, 4)], 0.625),
    ],
)
def test_a_moment_weighs_as_much_as_it_is_a_moment(counted: list[tuple[float, float]], score: float) -> None:
    result, arithmetic = mean_of_points(counted, 4, 0)
    assert result == score
    assert as_mark(arithmetic) == pytest.approx(score, abs=1e-4)


def test_moments_are_written_as_on_paper() -> None:
    assert mean_of_points([(1, 2.5), (1, 1), (1, 4)], 4, 0)[1] == "(2.5 + 1 + 4) / (4 × 3)"
    assert mean_of_points([(1, 2.5), (0.6, 1), (1, 4)], 4, 0)[1] == "(1 × 2.5 + 0.6 × 1 + 1 × 4) / (4 × (1 + 0.6 + 1))"


@pytest.mark.parametrize(
    ("counted", "score"),
    [
        ([(1, 4)], 1.0),
        ([(1, 3.4)], 1.0),
        ([(1, 0.4)], 0.0),
        ([(1, 0)], 0.0),
        ([(1, 1.9)], 0.5),
        ([(1, 4), (0.5, 1)], 0.8667),
    ],
)
def test_the_mean_of_moments_lies_between_the_anchors(counted: list[tuple[float, float]], score: float) -> None:
    result, arithmetic = mean_of_points(counted, 3.4, 0.4)
    assert result == score
    assert as_mark(arithmetic) == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize(
    ("counted", "base", "good", "bad", "score"),
    [
        (0, 1, 0, 5, 1.0),
        (2.5, 1, 0, 5, 0.5),
        (5, 1, 0, 5, 0.0),
        (9, 1, 0, 5, 0.0),
        (-2, 4, 0, 0.6, 1.0),
        (1, 4, 0, 0.6, 0.5833),
        (3, 0.37, 1, 12, 0.3538),
        (1, 3, 0.25, 0.75, 0.8333),
    ],
)
def test_a_density_lies_between_its_anchors(counted: float, base: float, good: float, bad: float, score: float) -> None:
    result, arithmetic = between_anchors(counted, base, good, bad)
    assert result == score
    assert as_mark(arithmetic) == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize(
    ("counted", "good", "bad"), [(0.05, 0, 0.125), (0.003, 0.001, 0.004), (0.125, 0, 0.5), (0.0625, 0, 0.375)]
)
def test_the_written_sum_gives_the_score_for_fine_anchors_and_counts_too(
    counted: float, good: float, bad: float
) -> None:
    score, arithmetic = between_anchors(counted, 1, good, bad)
    assert as_mark(arithmetic) == pytest.approx(score, abs=1e-3)


@pytest.mark.parametrize(
    ("counted", "score"), [([(1, 2.125)], 0.5312), ([(0.55, 2.125)], 0.5312), ([(0.55, 2.125), (0.87, 0.5)], 0.2824)]
)
def test_the_written_sum_gives_the_score_for_fine_levels_and_weights_too(
    counted: list[tuple[float, float]], score: float
) -> None:
    result, arithmetic = mean_of_points(counted, 4, 0)
    assert result == pytest.approx(score, abs=1e-4)
    assert as_mark(arithmetic) == pytest.approx(score, abs=1e-3)


def test_what_a_density_counts_it_counts_as_far_as_it_is_certain() -> None:
    """3 × 0.5 for what is vague and 0.8 for what is promised, of 4; steps make up for 0.6 × 0.5; what is doubtful
    counts nothing."""
    turn, _ = said("agent", "Somebody will surely fix it: first you wait, then you wait.")
    certainties = {"vague": 0.5, "overpromise": 0.8, "steps": 0.6}
    acts = TurnActs(
        acts=tuple(Act(name, certainty, 0, 8, "cue") for name, certainty in certainties.items()),
        doubtful=(Act("dismissive", 0.4, 0, 8, "cue"),),
        words=11,
    )
    counts = {"vague": 3, "overpromise": 1, "steps": -0.5, "dismissive": 4}
    counted = criterion(kind="density", counts=counts, per="conversation", bad=4, minimum_words=0)
    mark = mark_criterion(counted, talk(said("customer", "And now?"), (turn, acts)))
    assert {evidence.reason: (evidence.points, evidence.certainty) for evidence in mark.evidence} == {
        "contrary.vague": (1.5, 0.5),
        "contrary.overpromise": (0.8, 0.8),
        "shown.steps": (-0.3, 0.6),
    }
    assert mark.arithmetic == "(4 - 2 / 1) / (4 - 0)"
    assert mark.score == 0.5


@pytest.mark.parametrize(("found", "expected", "score"), [(0, 3, 0.0), (1, 2, 0.5), (2, 3, 2 / 3), (4, 4, 1.0)])
def test_a_share_is_what_occurs_of_what_is_expected(found: int, expected: int, score: float) -> None:
    result, arithmetic = share(found, expected)
    assert result == pytest.approx(score, abs=1e-4)
    assert as_mark(arithmetic) == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize(
    ("value", "written"),
    [(4.0, "4"), (2.5, "2.5"), (0.25, "0.25"), (10, "10"), (1000, "1000"), (0, "0"), (-0.5, "-0.5")],
)
def test_numbers_are_written_short(value: float, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([(20, 0.5), (10, 1.0)], 0.6667),
        ([(20, 0.5), (20, None), (10, 1.0)], 0.6667),
        ([(20, None), (10, 0.3)], 0.3),
        ([(0, 0.0), (10, 0.8)], 0.8),
        ([(1, 0.0), (1, 0.0)], 0.0),
        ([(20, None)], None),
        ([(0, 0.4)], None),
        ([], None),
    ],
)
def test_the_total_is_weighed_over_what_was_judged(
    marks: list[tuple[float, float | None]], expected: float | None
) -> None:
    assert total([mark(weight, score) for weight, score in marks]) == expected
