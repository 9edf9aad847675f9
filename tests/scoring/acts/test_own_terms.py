"""A company's own terms: what they make of an agent's words, and what they leave alone."""

from __future__ import annotations

import time

import pytest

from rubrics.load import rubric_for_channel
from scoring.acts.own_terms import OwnTerm, own_terms
from scoring.acts.recognise import recognise
from scoring.engine import score
from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.phrases import PatternError, spelled
from transcripts.text import tokens

GREEN_DESK = OwnTerm("green desk", "jargon", "our colleagues for moving house")


def talk(text: str, customer: str = "My parcel has not come.", language: str = "en") -> Conversation:
    turns = (Turn(Speaker.CUSTOMER, customer), Turn(Speaker.AGENT, text))
    return Conversation("talk", Channel.CHAT, language, turns)


def spans(text: str, *terms: OwnTerm, language: str = "en", customer: str = "Hello?") -> list[tuple[str, str, str]]:
    """(kind, words, plain words) of an agent's turn."""
    found = recognise(talk(text, customer, language), None, terms)[1].spans
    return [(span.kind, span.text, span.plain) for span in found]


def test_an_added_term_counts_as_one_of_its_kind_with_its_plain_words() -> None:
    text = "I will pass this to the green desk for you."
    assert spans(text) == []
    assert spans(text, GREEN_DESK) == [("jargon", "green desk", "our colleagues for moving house")]
    assert spans(text, OwnTerm("green desk", "slang")) == [("slang", "green desk", "")]


def test_it_stands_in_the_evidence_of_the_scorecard() -> None:
    conversation = talk(
        "I will pass this to the green desk for you. They will write to you by Friday about the parcel."
    )
    rubric = rubric_for_channel("chat")
    without, with_term = (score(conversation, rubric, None, terms) for terms in ((), (GREEN_DESK,)))
    marks = {mark.criterion: mark for mark in with_term.marks}
    (found,) = [one for one in marks["jargon"].evidence if one.quote and one.quote.text == "green desk"]
    assert found.plain == "our colleagues for moving house"
    assert [mark for mark in without.marks if mark != marks[mark.criterion]] == [
        next(mark for mark in without.marks if mark.criterion == "jargon")
    ]


@pytest.mark.parametrize(
    ("text", "language", "allowed"),
    [
        ("I will arrange a warm transfer for you.", "en", "warm transfer"),
        ("Your XQZT has expired.", "en", "XQZT"),
        ("Kijkt u eens op het glasvezelmodem.", "nl", "glasvezelmodem"),
    ],
)
def test_what_customers_know_is_no_term_though_lists_or_form_say_so(text: str, language: str, allowed: str) -> None:
    assert allowed in [words for _, words, _ in spans(text, language=language)]
    known = OwnTerm(allowed, "jargon", allowed=True)
    assert allowed not in [words for _, words, _ in spans(text, known, language=language)]


def test_what_is_allowed_takes_nothing_from_the_words_beside_it() -> None:
    text = "The firmware needs provisioning."
    beside = [words for _, words, _ in spans(text, OwnTerm("firmware", "jargon", allowed=True))]
    assert beside == ["provisioning"]
    longer = "I will arrange a warm transfer for you."
    assert "warm transfer" in [words for _, words, _ in spans(longer, OwnTerm("transfer", "jargon", allowed=True))]


def test_an_own_term_goes_before_a_list_and_before_what_is_allowed() -> None:
    own = OwnTerm("warm transfer", "idiom", "I stay on the line")
    text = "I will arrange a warm transfer for you."
    assert ("idiom", "warm transfer", "I stay on the line") in spans(text, own)
    assert ("idiom", "warm transfer", "I stay on the line") in spans(text, own, OwnTerm("warm", "jargon", "", True))


def test_who_used_it_first_knows_it_and_an_explained_term_is_told_apart() -> None:
    assert spans("I will ask the green desk.", GREEN_DESK, customer="Is the green desk open?") == []
    acts = recognise(talk("The green desk (our colleagues for moving house) will call."), None, (GREEN_DESK,))
    assert acts[1].spans[0].explained


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("wi-fi", "Your Wi-Fi is off."),
        ("=ADSL2+", "Your adsl2 is off."),
        ("(green|blue) desk", "Ask the blue desk."),
        ("rate # code", "This is a rate 5 code."),
        ("<script>alert(1)</script>", "Write script alert 1 script here."),
        ("=HYPERLINK", "The hyperlink is here."),
    ],
)
def test_a_pattern_is_read_as_texts_are(pattern: str, text: str) -> None:
    term = OwnTerm(pattern, "jargon", "x")
    assert own_terms("en", (term,)).places(tokens(text, "en"))


@pytest.mark.parametrize(
    "pattern",
    ["", " ", "...", "a ...", "?!", "(a|b", "a)", "a|b", "[a]", "(a|b|c)" * 6, "a ... " * 19 + "a", "=", "[[a]]"],
)
def test_what_cannot_be_searched_for_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        spelled(pattern, "en")
    with pytest.raises(PatternError):
        recognise(talk("Hello."), None, (OwnTerm(pattern, "jargon"),))


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="kinds"):
        own_terms("en", (OwnTerm("green desk", "nonsense"),))


def test_hostile_patterns_cost_no_time() -> None:
    patterns = [f"a ... {first} ... a ... {last} ... a" for first in "abcd" for last in "abcd"]
    terms = own_terms("en", tuple(OwnTerm(pattern, "jargon") for pattern in patterns))
    text = tokens("a b c d " * 500, "en")
    begun = time.perf_counter()
    terms.places(text)
    assert time.perf_counter() - begun < 3


def test_a_list_is_compiled_once() -> None:
    many = [tuple(OwnTerm(f"word{number} desk", "jargon", "x") for number in range(1000)) for _ in range(2)]
    assert own_terms("en", many[0]) is own_terms("en", many[1])
