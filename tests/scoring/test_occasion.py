"""What a moment called for, and whether one of the next agent turns met it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.acts.values import PRESENT
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


def unsure(certainty: float, line: Line) -> Line:
    """The line with its acts only that certain: doubtful ones where that is too little to judge them present."""
    turn, found = line
    acts = tuple(replace(act, certainty=certainty) for act in found.acts)
    own = {"acts": acts} if certainty >= PRESENT else {"acts": (), "doubtful": acts}
    return turn, replace(found, **own)


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
    (evidence,) = marked(talk(FACT, unsure(0.8, UPSET), unsure(0.9, SEEN))).evidence
    assert evidence.quote is not None
    assert evidence.prompt is not None
    assert (evidence.turn, evidence.quote.turn, evidence.quote.text) == (2, 2, "That must be hard for you.")
    assert (evidence.prompt.turn, evidence.prompt.text) == (1, "I am so upset about this.")
    assert (evidence.points, evidence.weight, evidence.certainty) == (3.7, 0.8, 0.9)


def test_missed_evidence_quotes_the_customer_only_and_stands_where_it_should_have_come() -> None:
    (evidence,) = marked(talk(UPSET, OK, FACT, OK)).evidence
    assert evidence.quote is None
    assert evidence.prompt is not None
    assert evidence.prompt.text == "I am so upset about this."
    assert (evidence.turn, evidence.points) == (1, 1)


@pytest.mark.parametrize(
    ("answers", "reason", "level"),
    [
        # Half certain counts half, the other half is a miss (1).
        ((unsure(0.5, SEEN),), "shown.acknowledge_feeling", 2.5),
        ((unsure(0.8, SORRY),), "shown.apology", 1.8),
        ((unsure(0.5, COLD),), "contrary.dismissive", 0.5),
        # Twice half certain is half certain: the surer of the two counts.
        ((unsure(0.5, SEEN), FACT, unsure(0.8, SEEN)), "shown.acknowledge_feeling", 3.4),
        # What the best leaves open is the next best's, whichever came first.
        ((unsure(0.5, SEEN), FACT, SORRY), "shown.acknowledge_feeling", 3),
        ((SORRY, FACT, unsure(0.5, SEEN)), "shown.acknowledge_feeling", 3),
        ((unsure(0.5, SEEN), FACT, unsure(0.5, SORRY)), "shown.acknowledge_feeling", 2.75),
    ],
)
def test_an_act_counts_as_far_as_it_is_certain(answers: tuple[Line, ...], reason: str, level: float) -> None:
    mark = marked(talk(UPSET, *answers))
    assert [(evidence.reason, evidence.points, evidence.weight) for evidence in mark.evidence] == [(reason, level, 1)]
    assert mark.score == pytest.approx(level / 4, abs=1e-4)
    assert as_mark(mark.arithmetic) == pytest.approx(level / 4, abs=1e-4)


BOTH_COLD = said("agent", "Sorry if you feel so. Calm down.", "dismissive", "non_apology")


@pytest.mark.parametrize(
    ("answers", "reason", "level"),
    [
        ((COLD, FACT, SEEN), "shown.acknowledge_feeling", 4),
        # 0.6 × 4, and for the other 0.4 the dismissive answer (0) instead of a miss (1).
        ((unsure(0.6, SEEN), FACT, COLD), "shown.acknowledge_feeling", 2.4),
        ((COLD, FACT, unsure(0.6, SEEN)), "shown.acknowledge_feeling", 2.4),
        ((unsure(0.6, SEEN), FACT, unsure(0.5, COLD)), "shown.acknowledge_feeling", 2.6),
        # The worst first: 0.6 × 0 + 0.4 × (0.6 × 0.5 + 0.4 × 1).
        ((BOTH_COLD,), "contrary.dismissive", 0),
        ((unsure(0.6, BOTH_COLD),), "contrary.dismissive", 0.28),
    ],
)
def test_what_works_against_an_occasion_counts_once_for_what_nothing_met(
    answers: tuple[Line, ...], reason: str, level: float
) -> None:
    mark = marked(talk(UPSET, *answers))
    assert [(evidence.reason, evidence.points) for evidence in mark.evidence] == [(reason, level)]
    assert (mark.n, mark.score) == (1, pytest.approx(level / 4, abs=1e-4))


def test_what_works_against_it_counts_also_without_an_occasion() -> None:
    mark = marked(talk(FACT, COLD))
    assert [(evidence.reason, evidence.turn, evidence.prompt) for evidence in mark.evidence] == [
        ("contrary.dismissive", 1, None)
    ]
    assert mark.score == 0


def test_outside_every_window_each_contrary_act_counts_and_weighs_what_it_is_certain() -> None:
    mark = marked(talk(FACT, unsure(0.6, BOTH_COLD), UPSET, SEEN))
    assert [(evidence.reason, evidence.points, evidence.weight) for evidence in mark.evidence] == [
        ("contrary.dismissive", 0, 0.6),
        ("contrary.non_apology", 0.5, 0.6),
        ("shown.acknowledge_feeling", 4, 1),
    ]
    assert mark.arithmetic == "(0.6 × 0 + 0.6 × 0.5 + 1 × 4) / (4 × (0.6 + 0.6 + 1))"
    assert mark.score == pytest.approx(4.3 / 8.8, abs=1e-4)


def test_an_occasion_weighs_as_much_as_it_is_certain() -> None:
    mark = marked(talk(unsure(0.6, UPSET), SEEN, AGAIN, OK))
    assert [(evidence.reason, evidence.points, evidence.weight) for evidence in mark.evidence] == [
        ("shown.acknowledge_feeling", 4, 0.6),
        ("missed.negative_feeling", 1, 1),
    ]
    assert mark.arithmetic == "(0.6 × 4 + 1 × 1) / (4 × (0.6 + 1))"
    assert mark.score == pytest.approx(3.4 / 6.4, abs=1e-4)
    assert mark.n == 2


def test_an_uncertain_occasion_alone_has_the_mark_of_a_certain_one() -> None:
    assert marked(talk(unsure(0.6, UPSET), SORRY)).score == marked(talk(UPSET, SORRY)).score == 0.5


@pytest.mark.parametrize(
    ("answers", "reason", "level"),
    [
        ((unsure(0.4, SEEN),), "missed.negative_feeling", 2.2),
        ((unsure(0.4, COLD),), "missed.negative_feeling", 0.6),
        ((SORRY, FACT, unsure(0.4, SEEN)), "shown.apology", 2.8),
        ((COLD, FACT, unsure(0.4, SEEN)), "contrary.dismissive", 1.6),
        ((OK, FACT, OK, FACT, unsure(0.4, SEEN)), "missed.negative_feeling", 1),
    ],
)
def test_a_doubtful_act_counts_in_the_level_but_is_no_evidence(
    answers: tuple[Line, ...], reason: str, level: float
) -> None:
    mark = marked(talk(UPSET, *answers))
    (evidence,) = mark.evidence
    assert (evidence.reason, evidence.points) == (reason, level)
    assert evidence.quote is None or evidence.quote.text in {"I am sorry.", "Calm down."}
    assert mark.score == pytest.approx(level / 4, abs=1e-4)


@pytest.mark.parametrize("turns", [(unsure(0.4, UPSET), SEEN), (FACT, unsure(0.4, COLD))])
def test_a_doubtful_act_calls_for_nothing_and_accuses_nobody(turns: tuple[Line, ...]) -> None:
    mark = marked(talk(*turns))
    assert (mark.score, mark.not_judged, mark.evidence) == (None, "no_occasion", ())


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
    mark = listened(talk(PROBLEM, ASKS, FACT, STEPS), "problem_statement", "before_solution")
    assert [evidence.reason for evidence in mark.evidence] == ["shown.open_question"]


@pytest.mark.parametrize(
    ("turns", "reason"),
    [((ASKS, FACT, STEPS), "shown.open_question"), ((STEPS,), "missed.problem_statement")],
)
def test_words_that_are_an_occasion_twice_are_one_moment_also_where_their_weights_differ(
    turns: tuple[Line, ...], reason: str
) -> None:
    mark = listened(talk(unsure(0.6, PROBLEM), *turns), "problem_statement", "before_solution")
    assert [(evidence.reason, evidence.weight) for evidence in mark.evidence] == [(reason, 0.6)]


def test_a_place_in_the_conversation_is_an_occasion_for_certain() -> None:
    talked = talk(unsure(0.6, PROBLEM), STEPS, FACT, OK, FACT, OK, FACT, OK)
    mark = listened(talked, "before_solution", "before_closing")
    assert [(evidence.reason, evidence.weight) for evidence in mark.evidence] == [
        ("missed.before_solution", 1),
        ("missed.before_closing", 1),
    ]


def test_people_only_is_left_to_people() -> None:
    mark = marked(talk(UPSET, COLD), people_only=True)
    assert (mark.score, mark.not_judged, mark.evidence) == (None, "people_only", ())
