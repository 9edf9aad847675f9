"""A mark that hangs on doubtful acts is left to a person; a clear one is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rubrics.load import shipped_rubric
from scoring.acts.values import PRESENT
from scoring.criteria import mark_criterion, suggest
from scoring.engine import score_acts
from scoring.marks import Mark, total
from tests.scoring.building import Line, criterion, said, talk

COURTESY = criterion(
    kind="presence", minimum_words=0, critical="customer", expects=({"name": "greeting", "acts": ("greeting",)},)
)
BOTH_ENDS = criterion(
    kind="presence",
    minimum_words=0,
    expects=({"name": "greeting", "acts": ("greeting",)}, {"name": "closing", "acts": ("closing",)}),
)
EMPATHY = criterion(
    kind="occasion", occasions=("negative_feeling",), within=2, points={"acknowledge_feeling": 4}, missed=1
)
CLARITY = criterion(kind="density", counts={"vague": 1}, per="conversation", good=0, bad=0.5, minimum_words=0)

ASK = said("customer", "When does it work?")
UPSET = ("customer", "I am so upset about this.", "negative_feeling")
SEEN = ("agent", "That must be hard for you.", "acknowledge_feeling")
HELLO = ("agent", "Good morning, this is Mira.", "greeting")
BYE = ("agent", "Thank you and goodbye.", "closing")
VAGUE = ("agent", "Somebody will look at it at some point.", "vague")


def line(certainty: float, words: tuple[str, str, str]) -> Line:
    """A turn whose act is that certain: a doubtful one where that is too little to judge it present."""
    turn, found = said(*words)
    acts = tuple(replace(act, certainty=certainty) for act in found.acts)
    own = {"acts": acts} if certainty >= PRESENT else {"acts": (), "doubtful": acts}
    return turn, replace(found, **own)


def outcome(mark: Mark) -> float | str | None:
    return mark.not_judged if mark.score is None else mark.score


@pytest.mark.parametrize(
    ("certainty", "expected"),
    [(1.0, 1.0), (0.65, 1.0), (0.64, "unsure"), (0.5, "unsure"), (0.3, "unsure"), (0.29, 0.0)],
)
def test_what_is_expected_and_only_perhaps_there_is_for_a_person(certainty: float, expected: float | str) -> None:
    assert outcome(suggest(COURTESY, talk(line(certainty, HELLO), ASK))) == expected


def test_what_is_clearly_missing_is_judged() -> None:
    assert outcome(suggest(COURTESY, talk(ASK, said("agent", "One moment.")))) == 0


@pytest.mark.parametrize(
    ("greeting", "closing", "expected"), [(0.6, 1.0, 1.0), (0.4, 1.0, 0.5), (0.6, 0.6, "unsure"), (0.4, 0.4, "unsure")]
)
def test_two_levels_are_the_most_that_a_mark_may_hang_on_doubt(
    greeting: float, closing: float, expected: float | str
) -> None:
    assert outcome(suggest(BOTH_ENDS, talk(line(greeting, HELLO), ASK, line(closing, BYE)))) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((1.0,), 1.0),
        # 0.9 × 4 + 0.1 × 1 = 3.7: both readers see the answer, and level 4 is near.
        ((0.9,), 0.925),
        # 0.45 × 4 + 0.55 × 1 = 2.35, more than a level from the miss that a cautious reader sees.
        ((0.45,), "unsure"),
        # Twice doubtful is not sure.
        ((0.45, 0.45), "unsure"),
        ((0.6, 0.6), "unsure"),
        ((1.0, 0.45), 1.0),
    ],
)
def test_an_answer_made_of_doubtful_acts_only_is_for_a_person(
    answers: tuple[float, ...], expected: float | str
) -> None:
    turns = [line(1.0, UPSET)]
    for certainty in answers:
        turns += [line(certainty, SEEN), ASK]
    assert outcome(suggest(EMPATHY, talk(*turns))) == expected


@pytest.mark.parametrize(("certainty", "expected"), [(1.0, 0.0), (0.7, 0.0), (0.6, "unsure"), (0.4, "unsure")])
def test_a_count_that_hangs_on_what_is_only_perhaps_there_is_for_a_person(
    certainty: float, expected: float | str
) -> None:
    assert outcome(suggest(CLARITY, talk(ASK, line(certainty, VAGUE)))) == expected


def test_an_uncertain_occasion_that_is_the_only_one_is_judged_all_the_same() -> None:
    """The cautious reader sees no occasion and so no other mark."""
    assert outcome(suggest(EMPATHY, talk(line(0.6, UPSET), line(1.0, SEEN)))) == 1.0


def test_a_criterion_without_a_mark_keeps_its_reason() -> None:
    assert outcome(suggest(EMPATHY, talk(line(0.4, UPSET), line(1.0, SEEN)))) == "no_occasion"
    left_to_people = COURTESY.model_copy(update={"people_only": True})
    assert outcome(suggest(left_to_people, talk(line(0.6, HELLO), ASK))) == "people_only"


def test_a_mark_left_to_a_person_shows_nothing_and_fails_nobody() -> None:
    doubtful = talk(line(0.4, HELLO), ASK)
    assert mark_criterion(COURTESY, doubtful).failed, "without the doubt it would be a failure"
    assert suggest(COURTESY, doubtful) == Mark("quality", 1, None, not_judged="unsure", critical="customer")


@pytest.mark.parametrize(("certainty", "expected"), [(1.0, 1.0), (0.6, "unsure")])
def test_a_scorecard_has_its_total_without_what_is_left_to_a_person(certainty: float, expected: float | str) -> None:
    words = "Then I will send it to you, Mrs Sanders, and you have it on Monday before ten in the morning."
    judged = talk(line(1.0, UPSET), line(certainty, ("agent", words, "personalisation")))
    card = score_acts(judged.conversation, judged.acts, shipped_rubric("chat"))
    marks = {mark.criterion: mark for mark in card.marks}
    assert outcome(marks["personalisation"]) == expected
    others = [mark for mark in card.marks if mark.criterion != "personalisation"]
    assert (card.total == total(others)) == (expected == "unsure")
