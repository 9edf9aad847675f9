"""What a customer's words are about: every phrase list against its own sentences, and which of several counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scoring.acts.lexicon import read_data
from scoring.situation import GENERAL, SITUATIONS, situation
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.text import fold


def _sentences(language: str, kind: str) -> Iterator[tuple[str, str, str]]:
    for act, keys in read_data(language, "situations").items():
        for key, entry in keys.items():
            for sentence in entry[kind]:
                yield act, key, sentence


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_every_key_has_phrases_and_sentences_for_and_against(language: str) -> None:
    data = read_data(language, "situations")
    assert {act: tuple(keys) for act, keys in data.items()} == SITUATIONS
    for act, keys in data.items():
        for key, entry in keys.items():
            assert set(entry) == {"phrases", "never", "hits", "misses"}, (act, key)
            assert len(entry["hits"]) >= 4, (act, key)
            assert len(entry["misses"]) >= 2, (act, key)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_phrases_hit_their_sentences(language: str) -> None:
    found = [(key, situation(act, text, text, language), text) for act, key, text in _sentences(language, "hits")]
    assert [wrong for wrong in found if wrong[0] != wrong[1]] == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_phrases_miss_their_near_misses(language: str) -> None:
    found = [(key, situation(act, text, text, language), text) for act, key, text in _sentences(language, "misses")]
    assert [wrong for wrong in found if wrong[0] == wrong[1]] == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_no_sentence_stands_for_two_keys(language: str) -> None:
    hits = [(act, fold(text)) for act, _, text in _sentences(language, "hits")]
    assert len(hits) == len(set(hits))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "It is what it is."),
        ("nl", "Het is zoals het is."),
        ("de", "Es ist, wie es ist."),
        ("ro", "Asta este situația."),
    ],
)
def test_words_that_no_list_knows_are_general(language: str, words: str) -> None:
    assert [situation(act, words, words, language) for act in SITUATIONS] == [GENERAL] * len(SITUATIONS)


def test_the_words_themselves_count_before_the_rest_of_the_turn() -> None:
    turn = "I am so angry. And honestly I am worried about my savings."
    assert situation("negative_feeling", "I am so angry.", turn, "en") == "anger"
    assert situation("negative_feeling", "Honestly.", "Honestly. I am so angry.", "en") == "anger"


def test_of_several_situations_the_weightier_counts() -> None:
    words = "My father died, and this is the third ridiculous letter."
    assert situation("negative_feeling", words, words, "en") == "sadness"


@pytest.mark.parametrize("act", ["satisfied", "before_closing", ""])
def test_an_act_without_situations(act: str) -> None:
    assert situation(act, "I am so angry.", "I am so angry.", "en") == ""


def test_romanian_without_diacritics_is_the_same() -> None:
    with_marks = "Mi-e frică și sunt îngrijorată."
    assert situation("negative_feeling", with_marks, with_marks, "ro") == "worry"
    assert situation("negative_feeling", fold(with_marks), fold(with_marks), "ro") == "worry"
