"""The effect of a module: found where it was built in, not found where there is none, and reckoned by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from teaching.effect import Around, Said, days_of_others, effect


def person(before: float, after: float, marks: int = 4) -> Around:
    """Somebody with these means."""
    return Around(marks, before * marks, marks, after * marks)


def group(random: Random, people: int, gain: float, level: float = 0.5) -> list[Around]:
    """People with levels of their own whose marks scatter around them, by `gain` higher behind their day."""
    found = []
    for _ in range(people):
        own = level + random.gauss(0, 0.08)
        before = [own + random.gauss(0, 0.15) for _ in range(6)]
        after = [own + gain + 0.04 + random.gauss(0, 0.15) for _ in range(5)]  # everybody rises by 0.04
        found.append(Around(6, sum(before), 5, sum(after)))
    return found


def test_an_example_by_hand() -> None:
    """Changes .1 .2 .3 .2 .2 (mean .2, s² .005) against 0 .1 -.1 0 .1 .05 (mean .025, s² .00575).

    Standard error √(.005/5 + .00575/6) = √.00195833 = .044253; degrees of freedom .00195833² / (.001²/4 + .00095833²/5)
    = 3.83507e-6 / 4.33680e-7 = 8.8431; t = 2.2678; .175 ± .10036.
    """
    taken = [person(0.4, 0.4 + change) for change in (0.1, 0.2, 0.3, 0.2, 0.2)]
    others = [person(0.6, 0.6 + change) for change in (0, 0.1, -0.1, 0, 0.1, 0.05)]
    found = effect(taken, others)
    assert found.difference == pytest.approx(0.175)
    assert (found.low, found.high) == pytest.approx((0.07464, 0.27536), abs=2e-5)
    assert found.said is Said.MORE
    assert (found.taken.people, found.taken.marks, found.others.people, found.others.marks) == (5, 40, 6, 48)
    assert (found.taken.before.mean, found.taken.after.mean) == pytest.approx((0.4, 0.6))
    assert found.others.change == pytest.approx(0.025)
    assert found.stood_lower


def test_the_other_way_round_it_is_the_same_with_the_sign_changed() -> None:
    random = Random(7)  # noqa: S311 - draws that are the same each time
    taken, others = group(random, 12, 0.1), group(random, 30, 0.0)
    one, other = effect(taken, others), effect(others, taken)
    assert one.difference == pytest.approx(-(other.difference or 0))
    assert (one.low, one.high) == pytest.approx((-(other.high or 0), -(other.low or 0)))


def test_a_built_effect_is_found_and_lies_in_its_interval() -> None:
    random = Random(20261128)  # noqa: S311 - draws that are the same each time
    found = [effect(group(random, 20, 0.15), group(random, 40, 0.0)) for _ in range(200)]
    holds = sum((one.low or 0) <= 0.15 <= (one.high or 0) for one in found)
    assert 180 <= holds <= 198
    assert sum(one.said is Said.MORE for one in found) > 190


def test_without_an_effect_the_interval_holds_0_in_about_95_of_100_draws() -> None:
    random = Random(20261129)  # noqa: S311 - draws that are the same each time
    draws = 1000
    found = [effect(group(random, 9, 0.0), group(random, 25, 0.0, 0.7)) for _ in range(draws)]
    # 95 % ± three standard errors of a share
    assert sum(one.said is Said.NOT_CLEAR for one in found) == pytest.approx(0.95 * draws, abs=21)


def test_what_moves_everybody_alike_is_no_effect() -> None:
    random = Random(3)  # noqa: S311 - draws that are the same each time
    people = [person(level, level + 0.2 + random.gauss(0, 0.01)) for level in (0.3, 0.4, 0.5, 0.55, 0.6, 0.62)]
    assert effect(people[:5], people[1:]).said is Said.NOT_CLEAR


def test_too_few_people_or_marks_say_nothing_and_show_no_means() -> None:
    enough, few = [person(0.4, 0.5 + place / 100) for place in range(5)], person(0.4, 0.5, marks=2)
    found = effect([*enough[:4], few], enough)
    assert (found.said, found.difference) == (Said.TOO_FEW, None)
    assert (found.taken.all, found.taken.people, found.taken.missing) == (5, 4, 1)
    assert (found.taken.before.mean, found.taken.change) == (None, None)
    assert (found.others.missing, found.others.before.mean) == (0, pytest.approx(0.4))
    assert effect([], []).said is Said.TOO_FEW


def test_equal_changes_have_no_spread_to_reckon_with() -> None:
    found = effect([person(0.3, 0.4)] * 5, [person(0.6, 0.6)] * 5)
    assert (found.said, found.low, found.high) == (Said.NO_SPREAD, None, None)


def test_colleagues_share_the_days_evenly() -> None:
    days = [datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=place) for place in (5, 0, 9)]
    given = days_of_others(days, [7, 3, 5, 1, 9])
    assert given == {1: days[1], 3: days[0], 5: days[2], 7: days[1], 9: days[0]}
    assert days_of_others([], [1]) == {}


def test_few_colleagues_have_days_of_the_whole_time() -> None:
    days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=place) for place in range(20)]
    given = days_of_others(days, [7, 3, 5, 1, 9])
    assert list(given.values()) == [days[2], days[6], days[10], days[14], days[18]]
    assert days_of_others(days, [4]) == {4: days[10]}
    assert days_of_others(days, []) == {}
