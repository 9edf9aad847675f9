"""How good or bad the words of a sentence are by themselves, from a list of words in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

from scoring.acts.lexicon import read_data
from transcripts.phrases import Hit, Phrases
from transcripts.text import WORD, sentences, tokens

WORDS: Mapping[str, float] = {"very_good": 1.0, "good": 0.5, "bad": -0.5, "very_bad": -1.0}
"""The parts of `valence.yaml` that hold words, and what one of their words counts."""

# A negator before a word turns it and takes a part of it (VADER, Hutto and Gilbert 2014: -0.74): "not bad" is no
# praise.
_TURNED = -0.74
# What stands before a word makes it stronger or weaker (SO-CAL, Taboada et al. 2011: "very" +25 % to "extremely" +50 %,
# "slightly" -50 %).
_WEIGHED: Mapping[str, float] = {"intensifiers": 1.4, "diminishers": 0.5}
_NEGATORS = "negators"
_NEGATOR_REACH, _WEIGHT_REACH = 3, 2
# "No, I am happy": what stands before a comma does nothing to what stands behind it.
_CLAUSE_ENDS = re.compile(r"[,;:]|\s[-–—]\s")
# Pictures say the same in every language, and stand in no list of words.
_GLAD = "😀😃😄😁😊🙂☺😍🥰😘🤗👍🙏🎉❤💚💙🥳😂🤣😌"
_UNHAPPY = "😡🤬😠😢😭😞😟😔☹🙁😣😩😫😤👎💔😱😰😖😒"
_PICTURES = dict.fromkeys(_GLAD, 0.5) | dict.fromkeys(_UNHAPPY, -0.5)


class SentenceValence(NamedTuple):
    """A sentence of a turn: its offsets, and what its words come to, below zero for bad ones, without bounds."""

    start: int
    end: int
    value: float


def says_something(text: str) -> bool:
    """Whether a turn has a word or a picture to be read at all."""
    return WORD.search(text) is not None or any(char in _PICTURES for char in text)


def sentence_valences(text: str, language: str) -> tuple[SentenceValence, ...]:
    """What the words of each sentence of a turn come to. Raises FileNotFoundError for a language without a list."""
    return tuple(
        SentenceValence(sentence.start, sentence.end, _value(sentence.text, language)) for sentence in sentences(text)
    )


def bounded(total: float) -> float:
    """A sum of words as -1..1: one word of the milder kind comes to 0.45 (the form of VADER's normalisation)."""
    return total / sqrt(total * total + 1)


def _value(sentence: str, language: str) -> float:
    said = sum(_clause_value(clause, language) for clause in _CLAUSE_ENDS.split(sentence))
    return said + sum(_PICTURES.get(char, 0.0) for char in sentence)


def _clause_value(text: str, language: str) -> float:
    words = tokens(text, language)
    starts = {word.start: place for place, word in enumerate(words)}
    ends = {word.end: place + 1 for place, word in enumerate(words)}
    hits = _phrases(language).find(words)
    counted = _longest([hit for hit in hits if hit.label in WORDS])
    begins = {starts[hit.start] for hit in counted}
    degrees = {hit.end for hit in hits if hit.label in _WEIGHED}
    # "Terribly nice": a word of degree is none of its own when the next one is weighed by it.
    counted = [hit for hit in counted if not (hit.end in degrees and ends[hit.end] in begins)]
    taken = {place for hit in counted for place in range(starts[hit.start], ends[hit.end])}
    before: dict[int, set[str]] = {}
    for hit in hits:
        # By its last word, and not where it is a part of what is counted: "not good enough" is turned by nothing.
        place = ends[hit.end] - 1
        if hit.label not in WORDS and place not in taken:
            before.setdefault(place, set()).add(hit.label)
    return sum(WORDS[hit.label] * _weight(starts[hit.start], before) for hit in counted)


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Hits without overlaps, from left to right, of those that begin together the longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _weight(place: int, before: Mapping[int, set[str]]) -> float:
    """What the words before a word do to it."""
    weight = 1.0
    near = {label for step in range(1, _WEIGHT_REACH + 1) for label in before.get(place - step, ())}
    for label, factor in _WEIGHED.items():
        weight *= factor if label in near else 1.0
    negated = any(_NEGATORS in before.get(place - step, ()) for step in range(1, _NEGATOR_REACH + 1))
    return weight * _TURNED if negated else weight


@lru_cache(maxsize=8)
def _phrases(language: str) -> Phrases:
    listed = read_data(language, "valence")
    patterns = [(label, pattern) for label in (*WORDS, _NEGATORS, *_WEIGHED) for pattern in listed[label]]
    return Phrases(patterns, language, frozenset())
