"""Acts or phrases that should occur, each in its part of the conversation."""

from __future__ import annotations

import pytest

from scoring import explain
from scoring.criteria import mark_criterion
from scoring.judged import JudgedConversation
from scoring.marks import Mark
from scoring.suggestions import Manner, suggestions
from tests.scoring.building import Line, as_mark, criterion, said, talk

ASK = said("customer", "When does it work?")
HELLO = said("agent", "Good morning, this is Mira.", "greeting")
OK = said("agent", "One moment.")
BYE = said("agent", "Thank you and goodbye.", "closing")
NOTICE = said("agent", "Before we begin: this call is recorded for training.")
GREETING = {"name": "greeting", "acts": ("greeting",), "where": "opening"}
CLOSING = {"name": "closing", "acts": ("closing",), "where": "closing"}
RECORDED = {
    "name": "recording_notice",
    "phrases": {"en": ("call is recorded",), "de": ("gespräch wird aufgezeichnet",)},
}


def marked(conversation: JudgedConversation, *expects: dict[str, object], **fields: object) -> Mark:
    return mark_criterion(criterion(kind="presence", expects=expects, **{"minimum_words": 0} | fields), conversation)


def reasons(mark: Mark) -> list[str]:
    return [evidence.reason for evidence in mark.evidence]


@pytest.mark.parametrize(
    ("turns", "found", "score"),
    [
        ((HELLO, ASK, OK, ASK, BYE), ["shown.greeting", "shown.closing"], 1.0),
        ((OK, HELLO, ASK, BYE, OK), ["shown.greeting", "shown.closing"], 1.0),
        ((OK, OK, HELLO, ASK, BYE), ["missed.greeting", "shown.closing"], 0.5),
        ((HELLO, BYE, ASK, OK, OK), ["shown.greeting", "missed.closing"], 0.5),
        ((OK, ASK, OK), ["missed.closing", "missed.greeting"], 0.0),
        ((HELLO, ASK), ["shown.greeting", "missed.closing"], 0.5),
    ],
)
def test_opening_and_closing_are_the_first_and_last_two_agent_turns(
    turns: tuple[Line, ...], found: list[str], score: float
) -> None:
    mark = marked(talk(*turns), GREETING, CLOSING)
    assert sorted(reasons(mark)) == sorted(found)
    assert (mark.score, mark.n, mark.per) == (score, 2, "expected")
    assert as_mark(mark.arithmetic) == score


def test_an_agent_who_hardly_speaks_is_not_blamed_for_what_is_missing() -> None:
    mark = marked(talk(ASK, OK), GREETING, CLOSING, minimum_words=15)
    assert (mark.score, mark.not_judged, mark.evidence) == (None, "too_short", ())


def test_phrases_are_only_missed_in_a_language_they_are_written_in() -> None:
    both = marked(talk(HELLO, ASK, language="ro"), GREETING, RECORDED)
    assert (reasons(both), both.score) == (["shown.greeting"], 1.0)
    assert marked(talk(HELLO, ASK, language="ro"), RECORDED).not_judged == "no_phrases"


def test_what_is_shown_is_quoted_and_what_is_missed_is_not() -> None:
    mark = marked(talk(HELLO, ASK, OK), GREETING, CLOSING)
    quotes = {evidence.reason: evidence.quote and evidence.quote.text for evidence in mark.evidence}
    assert quotes == {"shown.greeting": "Good morning, this is Mira.", "missed.closing": None}


def test_any_of_the_acts_will_do_anywhere() -> None:
    help_offered = {"name": "help", "acts": ("proactive", "expectation")}
    told = said("agent", "You get it on Monday.", "expectation")
    mark = marked(talk(HELLO, ASK, OK, ASK, told, ASK, OK, OK), help_offered)
    assert reasons(mark) == ["shown.required_anywhere"]
    assert mark.evidence[0].turn == 4


def test_customers_do_not_meet_what_is_expected_of_agents() -> None:
    customer = said("customer", "I know that this call is recorded, hello.", "greeting")
    assert marked(talk(customer, OK), GREETING, RECORDED).score == 0


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        ((HELLO, NOTICE, ASK, BYE), ["shown.greeting", "shown.recording_notice", "shown.closing"]),
        ((NOTICE, HELLO, ASK, BYE), ["missed.recording_notice", "shown.greeting", "shown.closing"]),
    ],
)
def test_in_order_wants_one_after_the_other(turns: tuple[Line, ...], found: list[str]) -> None:
    conversation = talk(*turns)
    assert sorted(reasons(marked(conversation, GREETING, RECORDED, CLOSING, in_order=True))) == sorted(found)
    assert marked(conversation, GREETING, RECORDED, CLOSING).score == 1.0


def test_something_missing_does_not_hide_what_follows_it_in_order() -> None:
    mark = marked(talk(HELLO, ASK, BYE), GREETING, RECORDED, CLOSING, in_order=True)
    assert mark.score == pytest.approx(2 / 3, abs=1e-4)


def test_phrases_are_found_on_stems_in_the_language_of_the_conversation() -> None:
    german = said("agent", "Die Gespräche werden aufgezeichnet, guten Tag. Dieses Gespräch wird aufgezeichnet.")
    mark = marked(talk(german, ASK, language="de"), RECORDED)
    assert mark.evidence[0].quote is not None
    assert mark.evidence[0].quote.text == "Gespräch wird aufgezeichnet"
    assert marked(talk(NOTICE, ASK, language="de"), RECORDED).score == 0
    assert marked(talk(NOTICE, ASK, language="en"), RECORDED).score == 1


def test_without_an_agent_nothing_is_judged() -> None:
    mark = marked(talk(ASK), GREETING)
    assert (mark.score, mark.not_judged) == (None, "no_agent")


def test_people_only_is_left_to_people() -> None:
    mark = marked(talk(HELLO, ASK), people_only=True)
    assert (mark.score, mark.not_judged, mark.evidence) == (None, "people_only", ())


REQUIRED = {
    "name": "notice",
    "phrases": {"en": ["Your call is (recorded|taped) [today]."], "de": ["wir ... aufzeichnen"]},
    "where": "opening",
}


def test_what_a_company_requires_is_told_with_its_words() -> None:
    (missed,) = marked(talk(HELLO, ASK, OK), REQUIRED).evidence
    assert (missed.reason, missed.told) == ("missed.required_opening", "Your call is recorded.")
    told = explain.reason(missed.reason, "en", quote=missed.told)
    assert told == "The required words “Your call is recorded” were not said in the opening."
    assert suggestions([(missed, Manner("en", "call"))]) == ("Your call is recorded.",)
    taped = said("agent", "Hello, your call is taped. How can I help?")
    (shown,) = marked(talk(taped, ASK, OK), REQUIRED).evidence
    assert (shown.reason, shown.told) == ("shown.required_opening", "your call is taped")


def test_required_words_with_gaps_are_not_told_word_for_word() -> None:
    (missed,) = marked(talk(HELLO, ASK, OK, language="de"), REQUIRED).evidence
    assert (missed.plain, suggestions([(missed, Manner("de", "call"))])) == ("", ("",))
