"""Terms, abbreviations and figures of speech, and how hard a turn is to read."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scoring.acts.recognise import recognise
from transcripts.conversation import Channel, Conversation, Speaker, Turn


def spans(text: str, language: str = "en", customer: str = "") -> list[tuple[str, str, bool]]:
    """(kind, words, explained) of an agent's turn, after what the customer said."""
    turns = (Turn(Speaker.CUSTOMER, customer), Turn(Speaker.AGENT, text))
    found = recognise(Conversation("talk", Channel.CHAT, language, turns), None)[1].spans
    assert all(text[span.start : span.end] == span.text for span in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    return [(span.kind, span.text, span.explained) for span in found]


def kinds(text: str, language: str = "en", customer: str = "") -> list[str]:
    return [kind for kind, _, _ in spans(text, language, customer)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your XQZT has expired.", ["XQZT"]),
        ("Both XQZTs have expired.", ["XQZT"]),
        ("Please enter your PIN and your IBAN.", []),
        ("Send us an SMS from the UK.", []),
        ("YOUR XQZT HAS EXPIRED TODAY", []),
        ("Your order number is AB12CD.", []),
        ("Your XQZTVWKL has expired.", []),
        ("I see it here.", []),
    ],
)
def test_abbreviations_are_capitals_that_not_everyone_knows(text: str, expected: list[str]) -> None:
    assert [words for kind, words, _ in spans(text) if kind == "acronym"] == expected


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        ("Your XQZT (the box on the wall) has no light.", True),
        ("Your XQZT, that means the box on the wall, has no light.", True),
        ("Your XQZT has no light.", False),
        (
            "Your XQZT has no light today, and I am afraid that there is nothing more I can see. That means we wait.",
            False,
        ),
    ],
)
def test_a_term_explained_on_the_spot_is_told_apart(text: str, explained: bool) -> None:
    assert spans(text)[0] == ("acronym", "XQZT", explained)


def test_what_the_customer_said_first_is_known_to_the_customer() -> None:
    assert kinds("Your XQZT has expired.", customer="My XQZT does not work.") == []
    assert kinds("Your XQZT has expired.", customer="My box does not work.") == ["acronym"]


@pytest.mark.parametrize(
    ("language", "text", "term"),
    [
        ("en", "I will arrange a warm transfer for you.", "warm transfer"),
        ("nl", "Kijkt u eens op het glasvezelmodem.", "glasvezelmodem"),
        ("de", "Die Portierung dauert noch.", "Portierung"),
        ("ro", "Verificați setarea APN din telefon.", "APN"),
    ],
)
def test_terms_of_the_word_lists_are_found_unless_the_customer_used_them(language: str, text: str, term: str) -> None:
    assert (term, False) in [(words, explained) for _, words, explained in spans(text, language)]
    assert term not in [words for _, words, _ in spans(text, language, customer=f"{term}?")]


@pytest.mark.parametrize(
    ("language", "text", "figure"),
    [
        ("en", "I am afraid we are back to square one.", "back to square one"),
        ("nl", "Laten we de kat uit de boom kijken.", "de kat uit de boom kijken"),
        ("de", "Genau da liegt der Hund begraben.", "liegt der Hund begraben"),
        ("ro", "Nu vreau să bat apa în piuă.", "bat apa în piuă"),
    ],
)
def test_figures_of_speech_are_found_also_when_the_customer_used_them(language: str, text: str, figure: str) -> None:
    for customer in ("", text):
        found = [words for kind, words, _ in spans(text, language, customer) if kind == "idiom"]
        assert any(figure in words for words in found)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I will look at your bill and call you tomorrow."),
        ("nl", "Ik kijk naar uw rekening en bel u morgen."),
        ("de", "Ich sehe mir Ihre Rechnung an und rufe Sie morgen an."),
        ("ro", "Mă uit la factura dumneavoastră și vă sun mâine."),
    ],
)
def test_everyday_words_are_no_spans(language: str, text: str) -> None:
    assert spans(text, language) == []


def difficulty(text: str, language: str = "en") -> float | None:
    return recognise(Conversation("talk", Channel.CHAT, language, (Turn(Speaker.AGENT, text),)), None)[0].difficulty


def hard(text: str, language: str = "en") -> float:
    value = difficulty(text, language)
    assert value is not None
    assert 0 <= value <= 1
    return value


SHORT = "We will send you the new card today."
LONG = (
    "We will send you the new card today and you can use it as soon as you have it, but if it does not come by the end "
    "of the week you should call us again so that we can look for it."
)
RARE = "We hereby notify you regarding the reimbursement of surcharges."


def test_difficulty_rises_with_length_and_with_rare_words() -> None:
    assert hard(SHORT) < hard(RARE)
    assert hard(SHORT) < hard(LONG)
    assert hard(f"{LONG} {SHORT}") < hard(LONG)


@pytest.mark.parametrize(
    ("language", "easy", "harder"),
    [
        (
            "nl",
            "U krijgt morgen een brief van ons.",
            "Betreffende de restitutie ontvangt u een beschikking inzake terugvordering.",
        ),
        (
            "de",
            "Sie bekommen morgen einen Brief von uns.",
            "Bezüglich der Rückerstattung ergeht ein Widerspruchsbescheid.",
        ),
        (
            "ro",
            "Primiți mâine o scrisoare de la noi.",
            "Referitor la rambursarea penalităților, se emite o notificare.",
        ),
    ],
)
def test_difficulty_in_other_languages(language: str, easy: str, harder: str) -> None:
    assert hard(easy, language) < hard(harder, language)


@pytest.mark.parametrize("text", ["", "Yes.", "Of course!", "1 2 3 4 5 6", "👍👍👍", "One moment please."])
def test_too_few_words_have_no_difficulty(text: str) -> None:
    assert difficulty(text) is None
