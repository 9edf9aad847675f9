"""Wordings to try: enough for every situation, form of address and channel, and nothing that is blamed elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from scoring import explain
from scoring.acts.lexicon import TERM, lexicon
from scoring.acts.pieces import read_turn
from scoring.acts.register import form_of_address
from scoring.situation import GENERAL, SITUATIONS
from scoring.tries import QUOTE, Setting, Try
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel

FORMS = ("formal", "informal")
AGAINST = ("dismissive", "non_apology", "vague", "overpromise")


def _entries(language: str) -> Iterator[tuple[str, str, Try]]:
    for key, situations in explain.wording(language).tries.items():
        for situation, entries in situations.items():
            for entry in entries:
                yield key, situation, entry


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_what_did_not_go_well_always_has_another_way_to_say_it(language: str) -> None:
    words = explain.wording(language)
    told_by_the_reason = {f"missed.required_{place}" for place in ("opening", "closing", "anywhere")}
    missing = {key for key in words.reasons if not key.startswith("shown.")} - set(words.tries)
    assert missing == told_by_the_reason


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
@pytest.mark.parametrize(
    ("key", "act"),
    [
        ("missed.negative_feeling", "negative_feeling"),
        ("missed.problem_statement", "problem_statement"),
        ("missed.before_solution", "problem_statement"),
        ("missed.confusion", "confusion"),
        ("contrary.confusion", "confusion"),
    ],
)
def test_every_situation_has_wordings_of_its_own(key: str, act: str, language: str) -> None:
    assert set(explain.wording(language).tries[key]) == {*SITUATIONS[act], GENERAL}


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
@pytest.mark.parametrize("channel", [Channel.CALL, Channel.EMAIL])
def test_two_wordings_or_more_fit_everywhere_without_any_quote(language: str, channel: Channel) -> None:
    for key, situations in explain.wording(language).tries.items():
        for situation, entries in situations.items():
            setting = Setting(situation, channel=channel.value)
            assert sum(entry.fits(setting) for entry in entries) >= 2, (key, situation)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_wordings_are_written_out_and_neat(language: str) -> None:
    for key, situation, entry in _entries(language):
        assert entry.only in ("", "spoken", "written"), key
        for form in FORMS:
            text = entry.said(form)  # type: ignore[arg-type]
            assert text == " ".join(text.split()), (key, situation)
            assert text.endswith((".", "?", "…")), text
            assert set(re.findall(r"{\w*}", text)) <= {QUOTE}, text
            assert re.search(r"[şţŞŢ]|\.\.\.", text) is None, text
        assert (QUOTE in entry.formal) == (QUOTE in entry.informal), (key, situation)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_no_wording_is_written_twice(language: str) -> None:
    for key, situations in explain.wording(language).tries.items():
        texts = [entry.said(form) for entries in situations.values() for entry in entries for form in ("formal",)]
        assert len(texts) == len(set(texts)), key


@pytest.mark.parametrize("language", [language for language in SUPPORTED_LANGUAGES if language != "en"])
def test_each_wording_keeps_its_form_of_address(language: str) -> None:
    words = lexicon(language)
    decided = 0
    for key, situation, entry in _entries(language):
        found = [form_of_address(read_turn(entry.said(form), words), words) for form in FORMS]  # type: ignore[arg-type]
        if entry.formal == entry.informal:
            assert found == [None, None], (key, situation, entry.formal)
        else:
            assert found[0] in ("formal", None), (key, situation, entry.formal)
            assert found[1] in ("informal", None), (key, situation, entry.informal)
            decided += sum(form is not None for form in found)
    assert decided > 120


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_no_wording_says_what_another_reason_would_blame(language: str) -> None:
    words = lexicon(language)
    blamed = []
    for key, _, entry in _entries(language):
        for text in {entry.formal, entry.informal}:
            for piece in read_turn(text.replace(QUOTE, "…"), words).pieces:
                labels = {hit.label for hit in piece.hits}
                acts = [act for act in AGAINST if f"{act}/strong" in labels and f"{act}/never" not in labels]
                terms = [label for label in labels if label.startswith(TERM)]
                blamed += [(key, text, found) for found in (*acts, *terms)]
    assert blamed == []


def test_the_situation_comes_first_and_then_what_fits_any() -> None:
    fitting = explain.tries("missed.negative_feeling", "en", Setting("urgency"))
    anywhere = explain.tries("missed.negative_feeling", "en")
    assert "can't wait" in fitting[0]
    assert fitting[-len(anywhere) :] == anywhere
    assert len(fitting) > len(anywhere)


def test_a_situation_that_a_reason_does_not_know_is_general() -> None:
    assert explain.tries("missed.closing", "de", Setting("urgency")) == explain.tries("missed.closing", "de")


@pytest.mark.parametrize(
    ("language", "formal", "informal"),
    [("nl", "Ik begrijp dat dit u kwaad", "Ik begrijp dat dit je kwaad"), ("ro", "asta vă supără", "asta te supără")],
)
def test_the_form_of_address_is_that_of_the_conversation(language: str, formal: str, informal: str) -> None:
    key = "missed.negative_feeling"
    for form, expected in ((None, formal), ("formal", formal), ("informal", informal)):
        told = " ".join(explain.tries(key, language, Setting("anger", form=form)))  # type: ignore[arg-type]
        assert expected in told


@pytest.mark.parametrize(
    ("channel", "first"), [("call", "Guten Morgen, hier ist … von"), ("email", "Guten Morgen …, mein Name ist")]
)
def test_a_call_is_spoken_and_everything_else_written(channel: str, first: str) -> None:
    told = explain.tries("missed.greeting", "de", Setting(channel=channel))
    assert told[0].startswith(first)
    assert len(told) == 2
    assert set(told) < set(explain.tries("missed.greeting", "de"))


def test_a_wording_that_quotes_needs_words_to_quote() -> None:
    without, quoting = (explain.tries("contrary.jargon", "en", Setting(quotes=quotes)) for quotes in (False, True))
    assert not any(QUOTE in text for text in without)
    assert quoting[0] == "With {quote} I mean: …."
