"""What a moment called for, and whether one of the next agent turns met it."""

from __future__ import annotations

import pytest

from scoring.criteria import mark_criterion
from scoring.judged import JudgedConversation
from scoring.marks import Mark
from tests.scoring.building import Line, as_mark, criterion, said, talk

EMPATHY = {
    "kind": "occasion",
    "occasions": ("negative_feeling",),
    "within": 2,
    "points": {"acknowledge_feeling": 4, "reassurance": 2.5, "apology": 2},
    "missed": 1,
    "contrary": {"dismissive": 0, "non_apology": 0.5},
}
LISTENING = {
    "kind": "occasion",
    "occasions": ("before_solution", "before_closing"),
    "within": 2,
    "points": {"paraphrase": 4, "open_question": 3.5, "summary": 4},
}

UPSET = said("customer", "I am so upset about this.", "negative_feeling")
AGAIN = said("customer", "Really furious, to be honest.", "negative_feeling")
FACT = said("customer", "It is number five.")
PROBLEM = said("customer", "My heating does not work.", "problem_statement")
OK = said("agent", "One moment.")
SEEN = said("agent", "That must be hard for you.", "acknowledge_feeling")
SORRY = said("agent", "I am sorry.", "apology")
COLD = said("agent", "Calm down.", "dismissive")


def marked(conversation: JudgedConversation, **fields: object) -> Mark:
    return mark_criterion(criterion(**EMPATHY | fields), conversation)


def listened(conversation: JudgedConversation, *occasions: str) -> Mark:
    return mark_criterion(criterion(**LISTENING | {"occasions": occasions}), conversation)


@pytest.mark.parametrize(
    ("turns", "reasons", "score"),
    [
        ((UPSET, SEEN), ["shown.acknowledge_feeling"], 1.0),
        ((UPSET, SORRY), ["shown.apology"], 0.5),
        ((UPSET, SORRY, FACT, SEEN), ["shown.acknowledge_feeling"], 1.0),
        ((UPSET, OK, FACT, SEEN), ["shown.acknowledge_feeling"], 1.0),
        ((UPSET, OK, FACT, OK, FACT, SEEN), ["missed.negative_feeling"], 0.25),
        ((UPSET, OK), ["missed.negative_feeling"], 0.25),
        ((UPSET, COLD), ["contrary.dismissive"], 0.0),
        ((SEEN, UPSET, OK), ["missed.negative_feeling"], 0.25),
    ],
)
def test_an_occasion_is_met_within_its_window_or_missed(
    turns: tuple[Line, ...], reasons: list[str], score: float
) -> None:
    mark = marked(talk(*turns))
    assert [evidence.reason for evidence in mark.evidence] == reasons
    assert mark.score == score
    assert mark.n == len(reasons)
    assert as_mark(mark.arithmetic) == pytest.approx(score, abs=1e-4)


def test_shown_evidence_quotes_the_agent_and_the_customer_who_called_for_it() -> None:
    (evidence,) = marked(talk(FACT, UPSET, SEEN)).evidence
    assert evidence.quote is not None
    assert evidence.prompt is not None
    assert (evidence.turn, evidence.quote.turn, evidence.quote.text) == (2, 2, "That must be hard for you.")
    assert (evidence.prompt.turn, evidence.prompt.text) == (1, "I am so upset about this.")
    assert (evidence.points, evidence.certainty) == (4, 0.9)


def test_missed_evidence_quotes_the_customer_only_and_stands_where_it_should_have_come() -> None:
    (evidence,) = marked(talk(UPSET, OK, FACT, OK)).evidence
    assert evidence.quote is None
    assert evidence.prompt is not None
    assert evidence.prompt.text == "I am so upset about this."
    assert (evidence.turn, evidence.points) == (1, 1)


def test_what_works_against_an_occasion_counts_beside_what_met_it() -> None:
    mark = marked(talk(UPSET, COLD, FACT, SEEN))
    assert [evidence.reason for evidence in mark.evidence] == ["contrary.dismissive", "shown.acknowledge_feeling"]
    assert mark.score == 0.5
    assert mark.arithmetic == "(0 + 4) / (4 × 2)"


def test_what_works_against_it_counts_also_without_an_occasion() -> None:
    mark = marked(talk(FACT, COLD))
    assert [(evidence.reason, evidence.turn, evidence.prompt) for evidence in mark.evidence] == [
        ("contrary.dismissive", 1, None)
    ]
    assert mark.score == 0


def test_the_worst_of_contrary_acts_answers_the_occasion_and_none_is_counted_twice() -> None:
    mark = marked(talk(UPSET, said("agent", "Sorry if you feel so. Calm down.", "dismissive", "non_apology")))
    assert [evidence.reason for evidence in mark.evidence] == ["contrary.dismissive", "contrary.non_apology"]
    assert mark.arithmetic == "(0 + 0.5) / (4 × 2)"


def test_two_messages_before_the_agent_could_answer_are_one_occasion() -> None:
    mark = marked(talk(UPSET, AGAIN, SEEN))
    assert (mark.n, mark.score) == (1, 1.0)
    assert marked(talk(UPSET, SEEN, AGAIN, OK)).n == 2


def test_a_feeling_after_the_last_answer_is_no_occasion() -> None:
    mark = marked(talk(FACT, OK, UPSET))
    assert (mark.score, mark.not_judged, mark.n, mark.evidence) == (None, "no_occasion", 0, ())


def test_without_an_occasion_there_is_no_mark() -> None:
    mark = marked(talk(FACT, OK, FACT, OK), critical="customer")
    assert (mark.score, mark.not_judged) == (None, "no_occasion")
    assert not mark.failed


@pytest.mark.parametrize(("answer", "failed"), [(COLD, True), (SEEN, False)])
def test_a_critical_criterion_asks_a_person_to_look(answer: Line, failed: bool) -> None:
    mark = marked(talk(UPSET, answer), critical="customer", critical_below=0.2)
    assert (mark.critical, mark.failed) == ("customer", failed)
    assert marked(talk(UPSET, COLD)).failed is False


STEPS = said("agent", "First open it, then press reset.", "steps")
ASKS = said("agent", "What happened before that?", "open_question")
TELLS = said("agent", "A colleague calls you tomorrow at nine.", "expectation")


@pytest.mark.parametrize(
    ("turns", "reasons"),
    [
        ((PROBLEM, ASKS, FACT, STEPS), ["shown.open_question"]),
        ((PROBLEM, STEPS), ["missed.before_solution"]),
        ((PROBLEM, TELLS, FACT, ASKS), ["missed.before_solution"]),
        ((ASKS, PROBLEM, STEPS), ["missed.before_solution"]),
        ((PROBLEM, said("agent", "So it is cold? Then press reset.", "paraphrase", "steps")), ["shown.paraphrase"]),
        ((PROBLEM, OK, FACT, OK), []),
        ((FACT, STEPS), []),
    ],
)
def test_before_solution_lies_between_the_problem_and_the_first_solution(
    turns: tuple[Line, ...], reasons: list[str]
) -> None:
    mark = listened(talk(*turns), "before_solution")
    assert [evidence.reason for evidence in mark.evidence] == reasons
    assert mark.not_judged == (None if reasons else "no_occasion")


SUMS_UP = said("agent", "So: a new meter on Monday, and no costs.", "summary")


@pytest.mark.parametrize(
    ("turns", "reasons"),
    [
        ((FACT, OK, FACT, OK, FACT, SUMS_UP), ["shown.summary"]),
        ((FACT, OK, FACT, SUMS_UP, FACT, OK), ["shown.summary"]),
        ((FACT, SUMS_UP, FACT, OK, FACT, OK, FACT, OK), ["missed.before_closing"]),
        ((FACT, OK, FACT, OK, FACT, OK), ["missed.before_closing"]),
        ((FACT, OK, FACT, SUMS_UP), []),
    ],
)
def test_before_closing_looks_at_the_end_of_a_conversation_long_enough_to_sum_up(
    turns: tuple[Line, ...], reasons: list[str]
) -> None:
    mark = listened(talk(*turns), "before_closing")
    assert [evidence.reason for evidence in mark.evidence] == reasons


def test_one_answer_that_meets_the_same_words_twice_is_one_moment() -> None:
    mark = mark_criterion(
        criterion(**LISTENING | {"occasions": ("problem_statement", "before_solution")}),
        talk(PROBLEM, ASKS, FACT, STEPS),
    )
    assert [evidence.reason for evidence in mark.evidence] == ["shown.open_question"]


def test_people_only_is_left_to_people() -> None:
    mark = marked(talk(UPSET, COLD), people_only=True)
    assert (mark.score, mark.not_judged, mark.evidence) == (None, "people_only", ())
