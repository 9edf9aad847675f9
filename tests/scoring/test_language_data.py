"""The language data against its own examples: every cue hits what it says it hits, and misses what it must miss."""

from collections.abc import Iterator

import pytest

from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS, SPAN_KINDS
from scoring.acts.lexicon import lexicon, read_data
from scoring.acts.meaning import TRAINED, meaning
from scoring.acts.train import digest, read_examples
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.text import fold, tokens

ACTS = AGENT_ACTS + CUSTOMER_ACTS


def _strong(language: str, act: str, sentence: str) -> bool:
    """Whether a strong cue of the act is found and no near miss takes it back."""
    labels = {hit.label for hit in lexicon(language).phrases.find(tokens(sentence, language))}
    return f"{act}/strong" in labels and f"{act}/never" not in labels


def _sentences(kind: str) -> Iterator[tuple[str, str, str]]:
    for language in SUPPORTED_LANGUAGES:
        for act, entry in read_data(language, "acts").items():
            for sentence in entry.get(kind) or ():
                yield language, act, sentence


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_every_act_has_an_entry(language: str) -> None:
    assert set(read_data(language, "acts")) == set(ACTS)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_cues_hit_their_examples(language: str) -> None:
    overlooked = [
        (act, text) for lang, act, text in _sentences("hits") if lang == language and not _strong(language, act, text)
    ]
    assert overlooked == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_cues_miss_their_near_misses(language: str) -> None:
    fooled = [
        (act, text) for lang, act, text in _sentences("misses") if lang == language and _strong(language, act, text)
    ]
    assert fooled == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_acts_with_strong_cues_have_examples_for_and_against(language: str) -> None:
    for act, entry in read_data(language, "acts").items():
        if entry.get("strong"):
            assert len(entry["hits"]) >= 6, act
            assert len(entry["misses"]) >= 4, act


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_word_lists_are_whole(language: str) -> None:
    terms = read_data(language, "terms")
    assert len(terms) >= 200
    assert {entry["kind"] for entry in terms} == {"jargon", "acronym"}
    assert len({entry["sector"] for entry in terms}) >= 8
    assert all(entry["plain"].strip() for entry in terms)
    figures = read_data(language, "idioms")
    assert len(figures["idioms"]) >= 100
    assert len(figures["slang"]) >= 50
    assert {term.kind for term in lexicon(language).terms} == set(SPAN_KINDS)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_a_word_everyone_knows_is_in_no_term_list(language: str) -> None:
    known = lexicon(language).everyone_knows
    assert [entry["term"] for entry in read_data(language, "terms") if fold(entry["term"]) in known] == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_every_act_has_examples_to_learn_from(language: str) -> None:
    examples = [example for example in read_examples() if example.language == language]
    for act in ACTS:
        assert sum(act in example.acts for example in examples) >= 20, act
    assert sum(not example.acts for example in examples) >= 250


def test_no_sentence_is_an_example_twice() -> None:
    texts = [(example.language, fold(example.text)) for example in read_examples()]
    assert len(texts) == len(set(texts))


def test_the_stored_classifier_was_trained_on_these_examples() -> None:
    import numpy as np

    with np.load(TRAINED) as stored:
        assert str(stored["digest"]) == digest(read_examples()), "run `make meaning`"


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_a_sentence_means_the_same_whatever_stands_beside_it(language: str) -> None:
    greeting = ("agent", "Hallo")
    among = meaning().certainties([("customer", "Anders"), greeting, ("agent", "x" * 900)], language)
    assert meaning().certainties([greeting], language) == among[1:2]
