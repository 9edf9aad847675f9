"""The language data against its own examples: every cue hits what it says it hits, and misses what it must miss."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS, SPAN_KINDS
from scoring.acts import classifier, cuts, spans
from scoring.acts.lexicon import LANGUAGE_DATA, lexicon, read_data
from scoring.acts.scenes import read_scenes
from scoring.training.rows import digest
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
def test_every_act_has_forty_hits_and_forty_near_misses(language: str) -> None:
    lines = [line for scene in read_scenes(language) for turn in scene.turns for line in turn.lines]
    hits = Counter(act for line in lines for act in line.acts)
    near = Counter(act for line in lines for act in line.near)
    assert {act: (hits[act], near[act]) for act in ACTS if hits[act] < 40 or near[act] < 40} == {}


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_scenes_come_from_many_sectors_and_every_channel(language: str) -> None:
    scenes = read_scenes(language)
    assert len({scene.slug for scene in scenes}) == len(scenes)
    assert {scene.channel.value for scene in scenes} == {"call", "chat", "email", "social"}
    assert len({scene.sector for scene in scenes}) >= 10
    assert sum(scene.levels is not None for scene in scenes) >= 20


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_spans_of_every_kind_are_marked_and_near_misses_of_terms(language: str) -> None:
    turns = [turn for scene in read_scenes(language) for turn in scene.turns]
    assert {span.kind for turn in turns for span in turn.spans} == set(SPAN_KINDS)
    assert {"jargon", "acronym"} <= {span.kind for turn in turns for span in turn.near_spans}
    assert all(turn.text[span.start : span.end] == span.text for turn in turns for span in turn.spans)


@pytest.mark.parametrize("stored", [classifier.STORED, spans.STORED, cuts.STORED], ids=["acts", "words", "cuts"])
def test_what_is_stored_was_learned_from_these_scenes_and_is_small_plain_data(stored: Path) -> None:
    with np.load(stored, allow_pickle=False) as arrays:
        assert str(arrays["digest"]) == digest(), "run `make train`"
    assert sum(path.stat().st_size for path in LANGUAGE_DATA.glob("*.npz")) < 5_000_000
