"""Every key has words in every language, and the words are that language's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError

import pytest

from rubrics.vocabulary import AGENT_ACTS, FACTS, OWN_WORDS, POINTS, SPAN_KINDS
from scoring import explain
from scoring.evidence import Verdict
from transcripts.conversation import SUPPORTED_LANGUAGES

TRANSLATED = [language for language in SUPPORTED_LANGUAGES if language != "en"]
CONTRARY_ACTS = {"dismissive", "non_apology", "vague", "overpromise", "register_slip"}
FOUND = ("canned", "contradiction")
# German and English say it with the same word.
SHARED = {"sentiment.neutral"}


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """(section.key, sentence) for all of a language's words for readers; reasons are numbered too."""
    words = explain.wording(language)
    for section, by_key in words.sentences.items():
        for key, sentence in by_key.items():
            yield f"{section}.{key}", sentence
    for key, templates in words.reasons.items():
        for number, sentence in enumerate(templates):
            yield f"reasons.{key}.{number}", sentence


@pytest.mark.parametrize("language", TRANSLATED)
def test_languages_have_the_same_keys_and_their_own_sentences(language: str) -> None:
    english, translated = dict(sentences("en")), dict(sentences(language))
    assert translated.keys() == english.keys()
    assert {key for key, sentence in translated.items() if sentence == english[key]} <= SHARED


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_sentences_are_written_out_and_neat(language: str) -> None:
    for key, sentence in sentences(language):
        assert isinstance(sentence, str), key
        assert sentence.strip(), key
        assert sentence == " ".join(sentence.split()), key
        if key.startswith(("reasons.", "not_judged.", "notices.", "why.")):
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
def test_readers_are_addressed_formally(language: str, wrong: str) -> None:
    assert [sentence for _, sentence in sentences(language) if re.search(wrong, sentence)] == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_each_act_span_and_fact_has_a_reason(language: str) -> None:
    for act in AGENT_ACTS:
        assert explain.reason(f"{'contrary' if act in CONTRARY_ACTS else 'shown'}.{act}", language)
    for name in SPAN_KINDS + FACTS + FOUND:
        assert explain.reason(f"contrary.{name}", language)
    for point in POINTS:
        assert explain.reason(f"missed.{point}", language)
    places = tuple(f"required_{place}" for place in ("opening", "closing", "anywhere"))
    for name in OWN_WORDS + places:
        assert explain.reason(f"shown.{name}", language)
        assert explain.reason(f"missed.{name}", language)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_reasons_use_the_same_words_in_each_language_and_end_without_any(language: str) -> None:
    english = explain.wording("en").reasons
    for key, templates in explain.wording(language).reasons.items():
        slots = [set(re.findall(r"{\w*}", template)) for template in templates]
        assert slots == [set(re.findall(r"{\w*}", template)) for template in english[key]], key
        assert all(slot <= {"{quote}", "{prompt}"} for slot in slots), key
        assert slots[-1] == set(), key


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "You apologised and took the trouble seriously."),
        ({"quote": "I'm sorry."}, "You apologised and took the trouble seriously: “I'm sorry”."),
        ({"prompt": "It broke."}, "You apologised and took the trouble seriously."),
        (
            {"quote": "I'm sorry.", "prompt": "It broke."},
            "The customer said “It broke”, and you apologised for it without an “if” or a “but”: “I'm sorry”.",
        ),
    ],
    ids=["no words", "quote", "prompt", "both"],
)
def test_a_reason_quotes_what_is_known(given: dict[str, str], expected: str) -> None:
    assert explain.reason("shown.apology", "en", **given) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "The customer may not know the term “prorated”."),
        ("nl", "De term ‘prorated’ kent de klant misschien niet."),
        ("de", "Den Begriff „prorated“ kennen Außenstehende vielleicht nicht."),
        ("ro", "Clientul poate nu cunoaște termenul „prorated”."),
    ],
)
def test_words_stand_in_the_quotation_marks_of_the_reader(language: str, expected: str) -> None:
    assert explain.reason("contrary.jargon", language, quote="prorated") == expected


def test_long_words_are_shortened_in_a_reason() -> None:
    told = explain.reason("missed.confusion", "nl", prompt="Ik begrijp er " + "helemaal " * 20 + "niets van.")
    assert told.startswith("Met ‘Ik begrijp er helemaal")
    assert "helemaal…’ liet de klant" in told
    assert len(told) < 160


def test_a_quoted_question_is_not_followed_by_a_full_stop() -> None:
    assert explain.reason("shown.open_question", "en", quote="What happened?").endswith("tell more: “What happened?”")


@pytest.mark.parametrize("words", ["{prompt}", "{quote} {0} {", "}{"])
def test_braces_in_a_quote_stay_what_they_are(words: str) -> None:
    assert f"“{words}”" in explain.reason("contrary.vague", "en", quote=words, prompt=words)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
@pytest.mark.parametrize("key", ["cue", "meaning", "words", "structure", "register"])
def test_how_it_was_recognised_is_a_clause(key: str, language: str) -> None:
    assert re.fullmatch(r"[^\W\d_][^.]+", explain.because(key, language))


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_moods_and_their_course_have_names(language: str) -> None:
    keys = ["negative", "neutral", "positive", "rising", "falling", "steady", "too_short"]
    assert len({explain.sentiment(key, language) for key in keys}) == len(keys)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_each_criterion_but_the_total_says_why_it_matters(language: str) -> None:
    words = explain.wording(language).sentences
    assert set(words["criteria"]) - {"total"} == set(words["why"])


def test_each_function_reads_its_own_section() -> None:
    assert explain.criterion_name("empathy", "de") == "Empathie"
    assert explain.verdict(Verdict.MISSED, "nl") == "Gemist"
    assert explain.reason("shown.closing", "en") == "You closed politely."
    assert explain.not_judged("no_times", "ro") == "Transcrierea nu conține ore."
    assert explain.why("courtesy", "nl").startswith("De eerste en de laatste zin")
    assert explain.notice("without_meaning", "de").endswith("das Sprachmodell ist nicht installiert.")
    assert explain.not_judged("unsure", "nl").endswith("het oordeel is aan een mens.")
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
        words.sentences["why"]["courtesy"] = ""  # type: ignore[index]
    with pytest.raises(TypeError):
        words.tries["missed.closing"]["general"] = ()  # type: ignore[index]
