"""An answer to a customer's message is scored by what the exercise asks for, or kindly given back."""

from __future__ import annotations

import pytest

from rubrics.load import rubric_for_channel
from rubrics.model import Rubric
from scoring.evidence import Verdict
from teaching.exercise import LONGEST_ANSWER, Feedback, dialogue, fault, feedback, rubric_for
from teaching.model import Exercise, Language

MESSAGE = "My parcel was due on Monday and it still is not here. I am really worried that it will not arrive in time!"
GOOD = (
    "I am so sorry, I understand how much this worries you. So the parcel was due on Monday and is not there yet, is"
    " that right? I will call the depot now and write to you by four o'clock."
)
POOR = (
    "Unfortunately our 3PL did not meet the SLA, please check the T&T on the website yourself and calm down a little."
)
EXERCISE = Exercise(id="late", criteria=("empathy", "jargon"))


def judged(answer: str, exercise: Exercise = EXERCISE, rubric: Rubric | None = None) -> Feedback:
    used = rubric_for(exercise, rubric or rubric_for_channel(exercise.channel))
    return feedback(exercise, dialogue(exercise.channel, "en", MESSAGE, answer), used, None)


def test_a_good_answer_reaches_the_exercise_and_is_quoted() -> None:
    found = judged(GOOD)
    assert found.reached
    assert [mark.criterion for mark in found.card.marks] == ["empathy", "jargon"]
    shown = [one for one in found.card.marks[0].evidence if one.verdict is Verdict.SHOWN]
    assert shown[0].quote is not None
    assert shown[0].quote.text in GOOD


def test_a_poor_answer_does_not_and_says_where() -> None:
    found = judged(POOR)
    assert not found.reached
    assert found.score is not None
    assert found.score < 0.6
    verdicts = {one.verdict for mark in found.card.marks for one in mark.evidence}
    assert verdicts & {Verdict.MISSED, Verdict.CONTRARY}


def test_what_cannot_be_judged_in_one_answer_keeps_nobody_from_reaching_it() -> None:
    exercise = Exercise(id="late", criteria=("empathy", "consistency"))
    found = judged(GOOD, exercise)
    assert found.reached
    assert [mark.not_judged is None for mark in found.card.marks] == [True, False]


def test_where_nothing_can_be_judged_nothing_is_reached() -> None:
    found = judged(GOOD, Exercise(id="late", criteria=("consistency",)))
    assert (found.reached, found.score) == (False, None)


def test_the_needed_mark_decides() -> None:
    assert not judged(POOR, Exercise(id="late", criteria=("jargon",), needed=1.0)).reached
    assert judged(POOR, Exercise(id="late", criteria=("jargon",), needed=0.0)).reached


def test_a_criterion_that_the_companys_rubric_lacks_is_taken_from_the_products() -> None:
    shipped = rubric_for_channel("chat")
    own = shipped.model_copy(
        update={"id": "own", "criteria": tuple(one for one in shipped.criteria if one.id != "empathy")}
    )
    found = judged(GOOD, EXERCISE, own)
    assert [mark.criterion for mark in found.card.marks] == ["empathy", "jargon"]
    assert found.card.rubric == "own"


def test_a_criterion_that_nobody_knows_is_left_out() -> None:
    found = judged(GOOD, Exercise(id="late", criteria=("empathy", "charm")))
    assert [mark.criterion for mark in found.card.marks] == ["empathy"]
    assert judged(GOOD, Exercise(id="late", criteria=("charm",))).score is None


@pytest.mark.parametrize(
    ("answer", "language", "wrong"),
    [
        ("", "en", "answer_empty"),
        ("  \n ?!", "en", "answer_empty"),
        ("I am sorry"[:4], "en", "answer_short"),
        ("Sorry.", "en", "answer_short"),
        ("word " * (LONGEST_ANSWER // 5 + 1), "en", "answer_long"),
        (MESSAGE, "en", "answer_copied"),
        (MESSAGE.upper() + " Hello.", "en", "answer_copied"),
        ("My parcel was due on Monday and it still is not here.", "en", "answer_copied"),
        ("Wat vervelend dat het pakket er nog niet is, ik zoek het meteen uit.", "en", "answer_other_language"),
        (GOOD, "de", "answer_other_language"),
        (GOOD, "en", None),
        ("Es tut mir leid, ich kümmere mich sofort darum.", "de", None),
        ("Îmi pare rău, verific imediat unde este coletul.", "ro", None),
        ("I am sorry.", "nl", None),
        (f"You say that it was due on Monday. {GOOD}", "en", None),
        (f"{MESSAGE}\n\n{GOOD}", "en", None),
    ],
)
def test_what_cannot_be_scored_is_named(answer: str, language: Language, wrong: str | None) -> None:
    assert fault(answer, MESSAGE, language) == wrong


@pytest.mark.parametrize("channel", ["call", "chat", "email", "social"])
def test_every_channel_can_be_practised(channel: str) -> None:
    exercise = Exercise(id="late", channel=channel, criteria=("empathy",))  # type: ignore[arg-type]
    assert judged(GOOD, exercise).reached
