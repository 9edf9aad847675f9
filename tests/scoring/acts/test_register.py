"""Form of address: u or je, Sie or du, dumneavoastră or tu."""

from __future__ import annotations

import pytest

from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import read_turn
from scoring.acts.register import addresses, due_form, form_of_address
from scoring.acts.values import Form


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
    ("agent", "customer", "market", "due"),
    [
        ([None, "formal", "informal", "formal"], [], None, "formal"),
        (["informal", "formal", "informal"], [], None, "informal"),
        (["formal", "informal"], [], None, "formal"),
        (["informal", "formal"], [], None, "informal"),
        (["informal", "informal"], ["formal", None], "NL", "formal"),
        (["informal", "informal"], ["formal", "informal"], "NL", "informal"),
        (["informal", "informal"], ["informal"], "DE", "informal"),
        ([None], [None], "DE", "formal"),
        ([None], [None], "NL", None),
        ([], [], None, None),
    ],
)
def test_the_form_that_is_due(
    agent: list[Form | None], customer: list[Form | None], market: str | None, due: Form | None
) -> None:
    assert due_form(agent, customer, market) == due


def test_the_words_of_address_stand_where_they_are_said_to_be() -> None:
    text = "Heeft u het, of heb jij het?"
    found = list(addresses(read_turn(text, lexicon("nl")), lexicon("nl")))
    assert [(text[one.start : one.end], one.form, one.weight) for one in found] == [
        ("u", "formal", 1.0),
        ("jij", "informal", 1.0),
    ]


def test_words_that_address_nobody_in_particular_weigh_less() -> None:
    (generic,) = addresses(read_turn("Dat heb je wel eens.", lexicon("nl")), lexicon("nl"))
    assert generic.weight < 1
    assert list(addresses(read_turn("Die Kollegen, ich sehe sie.", lexicon("de")), lexicon("de"))) == []
