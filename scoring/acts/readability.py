"""How hard a sentence is to follow, 0 easy to 1 hard, learned from hard and plain tellings of the same.

A weighted sum of what a sentence asks of its reader (`readability_features.py`), squeezed into 0..1. The weights are
the same for all languages and come from pairs written for this project (`language/<xx>/plain_pairs.tsv`, trained by
`scoring/training/readability.py`); where 0.5 lies is set by language. The classic formulas are in
`readability_formulas.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Any

import yaml

from scoring.acts.lexicon import LANGUAGE_DATA
from scoring.acts.pieces import Piece, Reading
from scoring.acts.readability_features import FEATURES, measure
from scoring.acts.readability_formulas import formulas
from transcripts.text import tokens

__all__ = ["HARD", "difficulty", "formulas", "hard_sentences", "sentence_difficulty", "turn_difficulty"]

STORED = LANGUAGE_DATA / "readability.yaml"
HARD = 0.5
"""From this difficulty on a sentence counts as hard.

In each language four in five sentences of the hard tellings lie at or above it, and at most one in twenty plain
tellings has such a sentence; the shares are in `language/readability.yaml`.
"""
FEWEST_WORDS = 4
"""A sentence with fewer words is not judged."""
# Far beyond any sentence; keeps the exponential from overflowing.
_FARTHEST = 500.0


@dataclass(frozen=True, slots=True)
class Weights:
    """`each` weighs one unit of each feature; `border` by language is the sum at 0.5, `spread` a unit of log odds."""

    each: tuple[float, ...]
    border: Mapping[str, float]
    spread: float


@lru_cache(maxsize=1)
def weights() -> Weights:
    """What was learned. Raises FileNotFoundError when it was never trained."""
    stored: Any = yaml.safe_load(STORED.read_text(encoding="utf-8"))
    return Weights(tuple(stored["weights"][name] for name in FEATURES), stored["border"], stored["spread"])


def sentence_difficulty(text: str, language: str) -> float:
    """How hard one sentence is (0..1); 0 without any word. `language` is a supported one."""
    words = tokens(text, language)
    return _squeeze(measure(text, 0, words, language), language) if words else 0.0


def difficulty(piece: Piece, language: str) -> float | None:
    """How hard a sentence or clause of a turn is (0..1); None when it has fewer than four words, numbers left out."""
    if sum(not token.folded[0].isdigit() for token in piece.tokens) < FEWEST_WORDS:
        return None
    return _squeeze(measure(piece.text, piece.start, piece.tokens, language), language)


def difficulties(reading: Reading, language: str) -> list[float | None]:
    """The difficulty of each sentence of a turn."""
    return [difficulty(piece, language) for piece in reading.pieces]


def turn_difficulty(reading: Reading, found: Sequence[float | None]) -> float | None:
    """The difficulty of a turn (0..1): the `difficulties` of its sentences, each weighed by its number of words."""
    judged = [
        (value, len(piece.tokens)) for piece, value in zip(reading.pieces, found, strict=True) if value is not None
    ]
    if not judged:
        return None
    return round(sum(value * words for value, words in judged) / sum(words for _, words in judged), 4)


def hard_sentences(reading: Reading, found: Sequence[float | None]) -> tuple[tuple[int, int], ...]:
    """Where in a turn (offsets of start and end) its sentences at or above `HARD` are, in order."""
    pairs = zip(reading.pieces, found, strict=True)
    return tuple((piece.start, piece.end) for piece, value in pairs if value is not None and value >= HARD)


def _squeeze(features: tuple[float, ...], language: str) -> float:
    learned = weights()
    load = sum(weight * value for weight, value in zip(learned.each, features, strict=True))
    away = (learned.border[language] - load) / learned.spread
    return round(1 / (1 + exp(min(away, _FARTHEST))), 4)
