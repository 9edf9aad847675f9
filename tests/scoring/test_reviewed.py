"""A scorecard as a person left it: what they struck is gone, their marks count, the rest stays suggested."""

from __future__ import annotations

import pytest

from scoring.coaching import coach
from scoring.reviewed import reviewed
from tests.scoring.test_coaching import card, found, mark

SHOWN = found("empathy", "shown.acknowledge_feeling", 1)
MISSED = found("empathy", "missed.negative_feeling", 3)
VAGUE = found("clarity", "contrary.vague", 5)


def suggested(**fields: object):  # type: ignore[no-untyped-def]
    return card("call", 2, mark("empathy", 0.5, SHOWN, MISSED, weight=30), mark("clarity", 0.2, VAGUE), **fields)


def test_without_decisions_all_stays() -> None:
    left = reviewed(suggested(), {}, {}, {})
    assert left.marks == suggested().marks


def test_marks_in_force_replace_the_suggested_ones_also_in_the_total() -> None:
    left = reviewed(suggested(), {"empathy": 0.75, "clarity": 0.25}, {}, {})
    assert [entry.score for entry in left.marks] == [0.75, 0.25]
    assert left.total == (30 * 0.75 + 10 * 0.25) / 40


def test_a_criterion_nobody_decided_keeps_its_suggestion() -> None:
    left = reviewed(suggested(), {"empathy": 0.75}, {}, {})
    assert left.marks[1] == suggested().marks[1]


def test_struck_evidence_is_not_told_any_more() -> None:
    left = reviewed(suggested(), {"empathy": 0.5, "clarity": 0.2}, {"empathy": {1}, "clarity": {0}}, {})
    assert left.marks[0].evidence == (SHOWN,)
    report = coach([left], "Mira", "en")
    assert report.focus == ()
    assert [strength.name for strength in report.strengths] == ["acknowledge_feeling"]


def test_what_does_not_apply_has_no_mark_and_no_evidence() -> None:
    left = reviewed(suggested(), {"empathy": None}, {}, {})
    assert (left.marks[0].score, left.marks[0].evidence) == (None, ())
    assert left.total == 0.2


@pytest.mark.parametrize(("score", "evidence"), [(1.0, (SHOWN,)), (0.0, (MISSED,)), (0.25, (SHOWN, MISSED))])
def test_a_full_mark_says_that_nothing_was_missed_and_none_that_nothing_was_shown(
    score: float, evidence: tuple[object, ...]
) -> None:
    assert reviewed(suggested(), {"empathy": score}, {}, {}).marks[0].evidence == evidence


def test_a_conversation_that_could_not_be_scored_counts_once_a_person_graded_it() -> None:
    poor = card("call", 2, total=None, not_scored="too_short")
    left = reviewed(poor, {"empathy": 0.75, "clarity": None}, {}, {"empathy": 30, "clarity": 10})
    assert (left.not_scored, left.total) == (None, 0.75)
    assert [(entry.weight, entry.score) for entry in left.marks] == [(30, 0.75), (10, None)]
    assert coach([left], "Mira", "en").total.n == 1
