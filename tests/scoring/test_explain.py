"""Every key has words in every language, and the words are that language's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError

import pytest

from rubrics.vocabulary import AGENT_ACTS, FACTS, POINTS, SPAN_KINDS
from scoring import explain
from scoring.evidence import Verdict
from transcripts.conversation import SUPPORTED_LANGUAGES

TRANSLATED = [language for language in SUPPORTED_LANGUAGES if language != "en"]
CONTRARY_ACTS = {"dismissive", "non_apology", "vague", "overpromise", "register_slip"}


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """(section.key or try.key.number, sentence) for all of a language's words."""
    words = explain.wording(language)
    for section, by_key in words.sentences.items():
        for key, sentence in by_key.items():
            yield f"{section}.{key}", sentence
    for key, wordings in words.tries.items():
        for number, sentence in enumerate(wordings):
            yield f"try.{key}.{number}", sentence


@pytest.mark.parametrize("language", TRANSLATED)
def test_languages_have_the_same_keys_and_their_own_sentences(language: str) -> None:
    english, translated = dict(sentences("en")), dict(sentences(language))
    assert translated.keys() == english.keys()
    assert [key for key, sentence in translated.items() if sentence == english[key]] == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_sentences_are_written_out_and_neat(language: str) -> None:
    for key, sentence in sentences(language):
        assert isinstance(sentence, str), key
        assert sentence.strip(), key
        assert sentence == " ".join(sentence.split()), key
        if key.startswith(("reasons.", "not_judged.", "why.")):
            assert sentence.endswith("."), key


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        ("ro", r"[şţŞŢ]"),  # cedilla instead of comma below
        ("ro", r"\b(?:tu|tine|tău|ta)\b"),
        ("nl", r"\b(?:je|jij|jou|jouw|jullie)\b"),
        ("de", r"\b(?:du|dir|dich|dein\w*|ihr|euch)\b"),
    ],
)
def test_readers_and_customers_are_addressed_formally(language: str, wrong: str) -> None:
    assert [sentence for _, sentence in sentences(language) if re.search(wrong, sentence)] == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_each_act_span_and_fact_has_a_reason(language: str) -> None:
    for act in AGENT_ACTS:
        assert explain.reason(f"{'contrary' if act in CONTRARY_ACTS else 'shown'}.{act}", language)
    for name in SPAN_KINDS + FACTS:
        assert explain.reason(f"contrary.{name}", language)
    for point in POINTS:
        assert explain.reason(f"missed.{point}", language)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_what_did_not_go_well_always_has_another_way_to_say_it(language: str) -> None:
    reasons = explain.wording(language).sentences["reasons"]
    to_mend = {key for key in reasons if not key.startswith("shown.")}
    assert to_mend == set(explain.wording(language).tries)
    assert all(explain.tries(key, language) for key in to_mend)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_each_criterion_but_the_total_says_why_it_matters(language: str) -> None:
    words = explain.wording(language).sentences
    assert set(words["criteria"]) - {"total"} == set(words["why"])


def test_each_function_reads_its_own_section() -> None:
    assert explain.criterion_name("empathy", "de") == "Empathie"
    assert explain.verdict(Verdict.MISSED, "nl") == "Gemist"
    assert explain.reason("shown.closing", "en") == "Closed politely."
    assert explain.not_judged("no_times", "ro") == "Transcrierea nu conține ore."
    assert explain.why("courtesy", "nl").startswith("De eerste en de laatste zin")
    assert len(explain.tries("contrary.vague", "en")) == 2


@pytest.mark.parametrize("language", ["fr", "", "../en", "EN"])
def test_unsupported_language(language: str) -> None:
    with pytest.raises(explain.MissingWordingError) as caught:
        explain.reason("shown.closing", language)
    assert caught.value.language == language


def test_missing_key_names_key_and_language() -> None:
    with pytest.raises(KeyError) as caught:
        explain.reason("missed.flowers", "ro")
    assert "missed.flowers" in str(caught.value)
    assert "'ro'" in str(caught.value)
    with pytest.raises(explain.MissingWordingError):
        explain.tries("shown.closing", "en")


def test_wording_is_read_once_and_cannot_be_changed() -> None:
    words = explain.wording("de")
    assert explain.wording("de") is words
    with pytest.raises(FrozenInstanceError):
        words.language = "en"  # type: ignore[misc]
    with pytest.raises(TypeError):
        words.sentences["reasons"]["shown.closing"] = ""  # type: ignore[index]
