"""Form of address: u or je, Sie or du, dumneavoastră or tu."""

from __future__ import annotations

import pytest

from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import read_turn
from scoring.acts.register import Form, address_words, form_of_address, usual_form


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Heeft u uw klantnummer?", "formal"),
        ("nl", "Heb je je klantnummer?", "informal"),
        ("nl", "Dat klopt.", None),
        ("nl", "Heeft u het, of heb jij het?", None),
        ("de", "Ich helfe Ihnen. Haben Sie die Nummer?", "formal"),
        ("de", "Hast du deine Nummer?", "informal"),
        ("de", "Da ist die Rechnung, ich sehe sie.", None),
        ("de", "haben sie ihre nummer zur hand", "formal"),
        ("ro", "Vă rog să îmi spuneți numărul dumneavoastră.", "formal"),
        ("ro", "Spune-mi numărul tău, te rog.", "informal"),
        ("en", "Do you have your number?", None),
    ],
)
def test_the_form_of_a_turn(language: str, text: str, expected: Form | None) -> None:
    assert form_of_address(read_turn(text, lexicon(language)), lexicon(language)) == expected


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ([None, "formal", "informal", "formal"], "formal"),
        (["informal", "formal", "informal"], "informal"),
        (["formal", "informal"], "formal"),
        (["informal", "formal"], "informal"),
        (["formal", "informal", "informal"], "informal"),
        ([None, None], None),
        ([], None),
    ],
)
def test_the_usual_form_is_that_of_most_turns_then_of_the_first(
    forms: list[Form | None], expected: Form | None
) -> None:
    assert usual_form(forms) == expected


def test_the_words_of_a_form_are_found_in_their_places() -> None:
    text = "Heeft u het, of heb jij het?"
    reading = read_turn(text, lexicon("nl"))
    assert [text[start:end] for start, end in address_words(reading, lexicon("nl"), "formal")] == ["u"]
    assert [text[start:end] for start, end in address_words(reading, lexicon("nl"), "informal")] == ["jij"]
