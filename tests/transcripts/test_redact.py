"""Personal data is taken out, and what is none stays readable."""

from __future__ import annotations

import time

import pytest

from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.redact import Names, redacted, side_word

NAMES = Names(customer={"jan", "jansen"}, agent={"sanne", "mulder"})


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        ("nl", "U spreekt met Sanne Mulder.", "U spreekt met [Medewerker]."),
        ("nl", "Ik ben Jan van der Jansen.", "Ik ben [Klant]."),
        ("nl", "groet, jan", "groet, [Klant]"),
        ("nl", "Bel 06-12345678 of +31 6 1234 5678.", "Bel [nummer] of [nummer]."),
        ("nl", "BSN 123456782", "BSN [nummer]"),
        ("nl", "Op NL91 ABNA 0417 1643 00 graag", "Op [rekeningnummer] graag"),
        ("nl", "Ik woon Keizersgracht 12, 1015 CJ Amsterdam", "Ik woon [adres], [adres] Amsterdam"),
        ("nl", "nul zes een twee drie vier", "[nummer]"),
        ("de", "Guten Tag, Frau von Müller-Klein!", "Guten Tag, Frau [Name]!"),
        ("de", "geboren am 12.03.1980, Berliner Straße 5", "geboren am [Datum], [Adresse]"),
        ("de", "Meine IBAN: DE89370400440532013000", "Meine IBAN: [Kontonummer]"),
        ("de", "Vertrag 4711-22", "Vertrag [Nummer]"),
        ("ro", "Doamna Ionescu, CNP 1960523123457", "Doamna [nume], CNP [număr]"),
        ("ro", "strada Mihai Eminescu nr. 5", "[adresă]"),
        ("en", "Write to a.b+c@example.co.uk or https://example.com/?id=7", "Write to [e-mail] or [link]"),
        ("en", "It is for Mr Smith at 12 Baker Street", "It is for Mr [name] at [address]"),
        ("fr", "jan 0612345678", "[Customer] [number]"),
    ],
)
def test_what_tells_who_someone_is_goes(language: str, said: str, left: str) -> None:
    assert redacted(said, language, NAMES) == left


@pytest.mark.parametrize(
    "said",
    [
        "I have waited 3 weeks for 250 euros, and £1,250.50 more.",
        "49,90 € sind um 14:30 Uhr gekommen, am 3.5.",
        "Suma de 1.250,00 lei, 2 din 5.",
        "It takes one or two days, 24/7.",
    ],
)
def test_amounts_and_small_numbers_stay(said: str) -> None:
    assert redacted(said, "en", NAMES) == said


def test_a_name_that_is_a_word_too_is_taken_out_with_a_capital_only() -> None:
    assert redacted("Will, that will be fine", "en", Names(customer={"will"})) == "[Customer], that will be fine"


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_every_language_has_its_words(language: str) -> None:
    assert side_word("customer", language) != side_word("agent", language)
    assert redacted("x@example.com 12345678", language, Names()).count("[") == 2


@pytest.mark.parametrize(
    "piece", ["1", "A", "a1", "a-", "1 ", "one ", "a.a", "www.", "AB12 ", "12 Baker ", "strada a "]
)
def test_long_texts_are_quick_whatever_they_hold(piece: str) -> None:
    begun = time.perf_counter()
    redacted((piece * 20_000)[:20_000], "nl", NAMES)
    assert time.perf_counter() - begun < 1
