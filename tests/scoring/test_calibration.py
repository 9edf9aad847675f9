"""Calibration with people: verdicts, corrections learned and tried on reviews they have not seen, and their JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from scoring.agreement import FEWEST
from scoring.calibration import (
    FEWEST_TO_LEARN,
    Calibration,
    Outcome,
    Review,
    Trial,
    Verdict,
    calibrate,
    calibration_to_json,
)
from scoring.correction import (
    CorrectedMark,
    Correction,
    corrected,
    correction_for,
    corrections_from_json,
    corrections_to_json,
    learned,
)
from transcripts.errors import InputError

STEPS = Correction("empathy", ("nl",), (0.2, 0.4, 0.8), (0.0, 0.5, 0.75), 60)


def same(mark: float) -> float:
    return mark


def lenient(mark: float) -> float:
    """An automatic mark that is far too high in the middle, but in the right order."""
    return float(mark**0.35)


def reviews(
    n: int, automatic: Callable[[float], float], language: str = "en", first: date | None = None, seed: int = 1
) -> list[Review]:
    """People's marks in five levels, and automatic marks that see the same behind some noise."""
    chance = np.random.default_rng([seed, *language.encode()])
    found = []
    for number in range(n):
        true = min(1.0, max(0.0, chance.normal(0.55, 0.25)))
        seen = min(1.0, max(0.0, true + chance.normal(0, 0.08)))
        day = first + timedelta(days=number) if first else None
        talk = f"{language}-{number}"
        found.append(Review(talk, "empathy", language, round(automatic(seen), 3), round(true * 4) / 4, day))
    return found


def only_trial(calibration: Calibration) -> Trial:
    (trial,) = calibration.trials
    return trial


def verdicts(calibration: Calibration) -> dict[tuple[str, str], Verdict]:
    return {(one.criterion, one.language): one.verdict for one in calibration.criteria}


# --- verdicts


def test_each_criterion_and_language_has_its_own_verdict() -> None:
    chance = np.random.default_rng(3)
    unrelated = [replace(one, automatic=float(chance.random())) for one in reviews(60, same)]
    alike = [Review(str(n), "clarity", "en", 1.0, 1.0) for n in range(FEWEST)]
    found = calibrate([*reviews(60, same, "nl"), *unrelated, *alike, *reviews(FEWEST - 1, same, "ro")])
    assert verdicts(found) == {
        ("clarity", "en"): Verdict.NO_VARIATION,
        ("empathy", "en"): Verdict.DO_NOT_SUGGEST,
        ("empathy", "nl"): Verdict.SUGGEST,
        ("empathy", "ro"): Verdict.TOO_FEW,
    }


def test_the_limit_is_the_callers() -> None:
    marks = reviews(80, same)
    (one,) = calibrate(marks).criteria
    alpha = one.agreement.alpha.value
    assert alpha is not None
    assert verdicts(calibrate(marks, alpha)) == {("empathy", "en"): Verdict.SUGGEST}
    assert verdicts(calibrate(marks, alpha + 0.001)) == {("empathy", "en"): Verdict.DO_NOT_SUGGEST}


def test_without_reviews_there_is_nothing_to_say() -> None:
    found = calibrate([])
    assert (found.criteria, found.trials, found.corrections) == ((), (), ())


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_reviews_are_too_few_for_anything(n: int) -> None:
    found = calibrate(reviews(n, lenient))
    assert verdicts(found) == {("empathy", "en"): Verdict.TOO_FEW}
    assert only_trial(found).outcome is Outcome.TOO_FEW


def test_a_person_that_never_judged_is_too_few_however_many_marks() -> None:
    found = calibrate([replace(one, human=None) for one in reviews(200, lenient)])
    assert verdicts(found) == {("empathy", "en"): Verdict.TOO_FEW}
    assert found.criteria[0].agreement.not_judged.human == 200
    assert only_trial(found).outcome is Outcome.TOO_FEW


# --- corrections


def test_marks_of_the_right_order_and_the_wrong_height_are_corrected() -> None:
    found = calibrate(reviews(240, lenient))
    trial = only_trial(found)
    assert (trial.outcome, trial.learned_from, trial.held_back) == (Outcome.USED, 160, 80)
    assert trial.change is not None
    assert trial.change.interval is not None
    assert trial.change.interval[0] > 0
    assert found.corrections == (trial.correction,)
    # People give about 0.5 where the automatic mark is 0.5 ** 0.35 = 0.785.
    both = corrected(0.785, correction_for(found.corrections, "empathy", "en"))
    assert both.automatic == 0.785
    assert both.corrected == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("automatic", [same, lambda mark: 1 - mark, lambda mark: 0.5])
def test_nothing_is_corrected_without_a_clear_gain(automatic: Callable[[float], float]) -> None:
    trial = only_trial(calibrate(reviews(240, automatic)))
    assert (trial.outcome, trial.correction) == (Outcome.NO_CLEAR_GAIN, None)
    assert trial.held_back == 80


@pytest.mark.parametrize(("n", "outcome"), [(FEWEST_TO_LEARN - 1, Outcome.TOO_FEW), (FEWEST_TO_LEARN, Outcome.USED)])
def test_a_correction_needs_enough_to_learn_from_and_be_tried_on(n: int, outcome: Outcome) -> None:
    assert only_trial(calibrate(reviews(n, lenient))).outcome is outcome


def test_languages_with_enough_reviews_learn_alone_and_the_others_together() -> None:
    small = [*reviews(60, lenient, "de"), *reviews(60, lenient, "ro")]
    found = calibrate([*reviews(120, lenient, "en"), *reviews(120, same, "nl"), *small])
    assert {trial.languages: trial.outcome for trial in found.trials} == {
        ("en",): Outcome.USED,
        ("nl",): Outcome.NO_CLEAR_GAIN,
        ("de", "ro"): Outcome.USED,
    }
    assert correction_for(found.corrections, "empathy", "ro") == correction_for(found.corrections, "empathy", "de")
    assert correction_for(found.corrections, "empathy", "nl") is None
    assert correction_for(found.corrections, "clarity", "en") is None


def test_with_dates_the_latest_are_held_back() -> None:
    early = reviews(160, lenient, first=date(2025, 1, 1))
    late = [replace(one, interaction=f"late-{one.interaction}") for one in reviews(80, same, first=date(2025, 9, 1))]
    trial = only_trial(calibrate([*late, *early]))
    assert (trial.by_time, trial.learned_from, trial.held_back) == (True, 160, 80)
    # Since then the marks are right, so what was learned before makes them worse.
    assert trial.outcome is Outcome.NO_CLEAR_GAIN
    assert trial.change is not None
    assert trial.change.value is not None
    assert trial.change.value < 0
    undated = only_trial(calibrate([replace(one, day=None) for one in [*late, *early]]))
    assert not undated.by_time
    assert undated.change != trial.change


@pytest.mark.parametrize(
    "change", [lambda r: [*r[:-1], replace(r[-1], day=None)], lambda r: [replace(x, day=r[0].day) for x in r]]
)
def test_a_missing_date_or_only_one_day_gives_no_order_in_time(change: Callable[[list[Review]], list[Review]]) -> None:
    dated = reviews(120, lenient, first=date(2025, 1, 1))
    assert only_trial(calibrate(dated)).by_time
    assert not only_trial(calibrate(change(dated))).by_time


def test_the_order_of_the_reviews_changes_nothing() -> None:
    marks = reviews(120, lenient, first=date(2025, 1, 1))
    # Each interaction is reviewed on two days; it counts as late by the later one, wherever that stands in the file.
    again = [replace(one, day=other.day) for one, other in zip(marks, marks[60:] + marks[:60], strict=True)]
    found = calibrate([*marks, *again])
    assert only_trial(found).by_time
    assert calibrate([*again, *marks]).corrections == found.corrections != ()
    assert calibrate([*marks, *again][::-1]).corrections == found.corrections
    undated = reviews(120, lenient)
    assert calibrate(undated[::-1]).corrections == calibrate(undated).corrections != ()


def test_several_reviews_of_an_interaction_count_as_one_and_stay_on_one_side() -> None:
    marks = reviews(120, lenient)
    again = [replace(one, human=min(1.0, (one.human or 0) + 0.25)) for one in marks]
    trial = only_trial(calibrate([*marks, *again]))
    assert (trial.learned_from, trial.held_back) == (80, 40)


# --- knots


def test_what_is_learned_never_falls() -> None:
    automatic, human = learned([0.1, 0.2, 0.3, 0.4], [0.25, 0.75, 0.25, 1.0])
    # The two in the middle contradict the order and share their mean, (0.75 + 0.25) / 2.
    assert dict(zip(automatic, human, strict=True)) == {0.1: 0.25, 0.2: 0.5, 0.3: 0.5, 0.4: 1.0}
    assert all(before <= after for before, after in pairwise(human))


def test_one_automatic_mark_has_one_knot() -> None:
    assert learned([0.5, 0.5, 0.5], [0.25, 0.5, 0.75]) == ((0.5,), (0.5,))


@pytest.mark.parametrize(
    ("mark", "expected"), [(0.0, 0.0), (0.2, 0.0), (0.3, 0.25), (0.4, 0.5), (0.6, 0.625), (0.8, 0.75), (1.0, 0.75)]
)
def test_a_correction_is_linear_between_its_knots_and_flat_outside(mark: float, expected: float) -> None:
    assert corrected(mark, STEPS) == CorrectedMark(mark, expected)


def test_without_a_mark_or_a_correction_nothing_is_corrected() -> None:
    assert corrected(None, STEPS) == CorrectedMark(None, None)
    assert corrected(0.5, None) == CorrectedMark(0.5, None)


# --- JSON


def test_corrections_come_back_from_json_as_they_were() -> None:
    found = calibrate([*reviews(120, lenient), *reviews(120, lenient, "nl")])
    assert len(found.corrections) == 2
    for data in (corrections_to_json(found.corrections), calibration_to_json(found)):
        assert corrections_from_json(json.loads(json.dumps(data)), "x.json") == found.corrections


def test_a_calibration_as_json_names_reasons_by_key() -> None:
    data = json.loads(json.dumps(calibration_to_json(calibrate(reviews(5, same), 0.8))))
    assert data["lowest_alpha"] == 0.8
    assert data["criteria"][0]["verdict"] == "too_few"
    assert data["criteria"][0]["agreement"]["kappa"] == {"value": None, "interval": None, "missing": "too_few"}
    assert data["trials"][0]["outcome"] == "too_few"


FIELDS: dict[str, Any] = corrections_to_json([STEPS])["corrections"][0]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"version": 2, "corrections": []},
        {"version": 1, "corrections": [{"criterion": "empathy"}]},
        {"version": 1, "corrections": [FIELDS, FIELDS]},
        *(
            {"version": 1, "corrections": [FIELDS | wrong]}
            for wrong in (
                {"automatic": (0.4, 0.2, 0.8)},
                {"automatic": (0.2, 0.2, 0.8)},
                {"automatic": (0.2, 0.8)},
                {"human": (0.5, 0.0, 0.75)},
                {"human": (0.0, 0.5, 1.5)},
                {"human": (0.0, float("nan"), 1.0)},
                {"automatic": (), "human": ()},
            )
        ),
    ],
)
def test_what_is_no_correction_is_refused(data: object) -> None:
    with pytest.raises(InputError) as caught:
        corrections_from_json(data, "x.json")
    assert caught.value.code == "correction"
