"""What the form and the place of a sentence say."""

from __future__ import annotations

import pytest

from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import read_turn
from scoring.acts.structure import (
    addressed_names,
    content_stems,
    figures,
    has_time,
    ordered_steps,
    question_kind,
    restated,
)
from transcripts.text import tokens

OPEN, CLOSED = "open_question", "closed_question"


def kinds(text: str, language: str) -> set[str]:
    pieces = read_turn(text, lexicon(language)).pieces
    return {kind for piece in pieces if (kind := question_kind(piece))}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "What happened when you tried it?", {OPEN}),
        ("en", "Is the light on?", {CLOSED}),
        ("en", "Do you have your customer number", {CLOSED}),
        ("en", "I will do that for you.", set()),
        ("en", "That is what happened.", set()),
        ("nl", "Wat is er precies gebeurd?", {OPEN}),
        ("nl", "Heeft u uw klantnummer bij de hand?", {CLOSED}),
        ("nl", "Ik zoek het voor u op.", set()),
        ("de", "Wie kann ich Ihnen helfen?", {OPEN}),
        ("de", "Haben Sie Ihre Kundennummer zur Hand?", {CLOSED}),
        ("de", "Ich sehe gleich nach.", set()),
        ("ro", "Cu ce vă pot ajuta?", {OPEN}),
        ("ro", "Aveți numărul de client la îndemână?", {CLOSED}),
        ("ro", "Verific imediat pentru dumneavoastră.", set()),
    ],
)
def test_questions_by_form(language: str, text: str, expected: set[str]) -> None:
    assert kinds(text, language) == expected


@pytest.mark.parametrize(
    ("text", "at_least"),
    [
        ("1. Open the lid.\n2. Press the button.\n3. Wait for the light.", 3),
        ("- open the lid\n- press the button", 2),
        ("First open the lid, then press the button, and finally wait.", 3),
    ],
)
def test_steps_are_counted(text: str, at_least: int) -> None:
    assert ordered_steps(read_turn(text, lexicon("en"))) >= at_least


def test_ordinary_talk_has_no_steps() -> None:
    assert ordered_steps(read_turn("That is a pity. I see it here.", lexicon("en"))) <= 1


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I will call you tomorrow at nine.", True),
        ("en", "It arrives on 12/03.", True),
        ("en", "He comes at 10:30.", True),
        ("en", "I will look at it for you.", False),
        ("nl", "Ik bel u morgen terug.", True),
        ("nl", "Ik kijk het voor u na.", False),
        ("de", "Der Techniker kommt am Montag.", True),
        ("de", "Ich kümmere mich darum.", False),
        ("ro", "Vă sun mâine dimineață.", True),
        ("ro", "Mă ocup de asta.", False),
    ],
)
def test_a_concrete_when(language: str, text: str, expected: bool) -> None:
    assert any(has_time(piece) for piece in read_turn(text, lexicon(language)).pieces) is expected


def test_restating_is_the_share_of_content_words_heard_before() -> None:
    heard = content_stems(tokens("My washing machine leaks since Tuesday", "en"), "en")
    said = content_stems(tokens("So the washing machine is leaking since Tuesday", "en"), "en")
    other = content_stems(tokens("Please unplug the refrigerator cable", "en"), "en")
    assert restated(said, heard) == 1.0
    assert restated(other, heard) == 0.0
    assert restated(frozenset(), heard) == 0.0


def test_figures_are_taken_as_written_without_the_full_stop() -> None:
    assert figures("Order 4711, 12.50 euros, on 3.4. at 10:30.") == {"4711", "12.50", "3.4", "10:30"}


@pytest.mark.parametrize(
    ("language", "text", "names", "expected"),
    [
        ("en", "Thank you, Mrs Patel.", set(), ["Mrs Patel"]),
        ("en", "Thank you, Dr. Okafor.", set(), ["Dr. Okafor"]),
        ("en", "Thank you, Priya.", {"priya"}, ["Priya"]),
        ("en", "Thank you, Priya.", set(), []),
        ("en", "Dear sir, dear madam.", set(), []),
        ("nl", "Dank u, mevrouw Jansen.", set(), ["mevrouw Jansen"]),
        ("de", "Danke, Frau Yıldız.", set(), ["Frau Yıldız"]),
        ("ro", "Mulțumesc, doamna Popescu.", set(), ["doamna Popescu"]),
    ],
)
def test_calling_by_name(language: str, text: str, names: set[str], expected: list[str]) -> None:
    places = addressed_names(read_turn(text, lexicon(language)), frozenset(names), lexicon(language))
    assert [text[start:end] for start, end in places] == expected
