"""What tells of a word whether a customer may know it: rarity, form, neighbours, lists, and how the customer reacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scoring.acts.classifier import Matrix
from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Reading
from scoring.acts.rarity import zipf
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.text import Token

# Commoner words are no terms by themselves; a longer term is found by its rarer word.
COMMON_ZIPF = 4.8
_RARE, _RARER = 3.0, 2.0
_LOAN_ADVANTAGE = 0.7
_NOTHING: frozenset[str] = frozenset()
_STEPS = (-2, -1, 1, 2)
_LISTED = ("jargon", "acronym", "idiom", "slang")
TERM_FEATURES = (
    "rarity",
    "unknown",
    "rare",
    "rarer",
    "length",
    "capitals",
    "digits",
    "quoted",
    "explained",
    "vowelless",
    "loan",
    "clearly loan",
    *(f"{what} {step}" for step in _STEPS for what in ("edge", "figure", "rarity", "rare")),
    *(f"listed {kind}" for kind in _LISTED),
    "beside listed",
    "named",
    "known",
    "asked",
    "asked back",
    *SUPPORTED_LANGUAGES,
)
"""What the columns of `term_features` say."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a turn's words are read against: the stems the customer knows, and the customer's answer if any.

    `asked` is true when the answer shows that something was not understood; `repeated` are the stems of
    that answer.
    """

    known: Set[str]
    asked: bool
    repeated: Set[str]


def candidates(reading: Reading, lexicon: Lexicon) -> list[int]:
    """The places of the words that could be terms or parts of one: no figures, nothing known to all or too common."""
    found = []
    for place, token in enumerate(reading.tokens):
        word = token.folded
        if word[0].isdigit() or word in lexicon.everyone_knows or len(word) < 2:
            continue
        if zipf(reading.text[token.start : token.end].lower(), lexicon.language) < COMMON_ZIPF:
            found.append(place)
    return found


def term_features(reading: Reading, places: Sequence[int], around: Around, lexicon: Lexicon) -> Matrix:
    """The features (places, TERM_FEATURES) of the words at some places of a turn."""
    listed = _listed(reading, lexicon)
    begins = {piece.tokens[0].start for piece in reading.pieces if piece.tokens}
    rarity = _Rarity(reading, lexicon.language)
    spoken = reading.text == reading.text.lower()
    language = [float(lexicon.language == one) for one in SUPPORTED_LANGUAGES]
    rows = np.zeros((len(places), len(TERM_FEATURES)), dtype=np.float32)
    for row, place in enumerate(places):
        token = reading.tokens[place]
        here = listed.get(place, _NOTHING)
        rows[row] = [
            *_word(reading.text, token, rarity(place), lexicon.language),
            *(value for step in _STEPS for value in _neighbour(reading.tokens, place + step, rarity)),
            *(kind in here for kind in _LISTED),
            bool(listed.get(place - 1, _NOTHING) - here or listed.get(place + 1, _NOTHING) - here),
            not spoken and token.start not in begins and reading.text[token.start].isupper(),
            token.stem in around.known,
            around.asked,
            token.stem in around.repeated,
            *language,
        ]
    return rows


def _listed(reading: Reading, lexicon: Lexicon) -> Mapping[int, frozenset[str]]:
    """For the places of words that belong to entries of the word lists the kinds of these."""
    starts = {token.start: place for place, token in enumerate(reading.tokens)}
    found: dict[int, frozenset[str]] = {}
    for piece in reading.pieces:
        for hit, term in lexicon.terms_in(piece.hits):
            place = starts[hit.start]
            while place < len(reading.tokens) and reading.tokens[place].start < hit.end:
                found[place] = found.get(place, _NOTHING) | {term.kind}
                place += 1
    return found


class _Rarity:
    """How rare each word of a turn is, looked up once."""

    def __init__(self, reading: Reading, language: str) -> None:
        self._words = [reading.text[token.start : token.end].lower() for token in reading.tokens]
        self._language = language
        self._known: dict[int, float] = {}

    def __call__(self, place: int) -> float:
        if place not in self._known:
            self._known[place] = zipf(self._words[place], self._language)
        return self._known[place]


def _neighbour(tokens: Sequence[Token], place: int, rarity: _Rarity) -> tuple[float, float, float, float]:
    """Of the word at a place: whether there is none, whether it is a figure, how rare it is, and whether it is rare."""
    if not 0 <= place < len(tokens):
        return 1.0, 0.0, 0.0, 0.0
    if tokens[place].folded[0].isdigit():
        return 0.0, 1.0, 0.0, 0.0
    return 0.0, 0.0, (6 - rarity(place)) / 3, float(rarity(place) < _RARE)


def _word(text: str, token: Token, rarity: float, language: str) -> tuple[float, ...]:
    word = text[token.start : token.end]
    english = 0.0 if language == "en" else zipf(token.folded, "en")
    return (
        (6 - rarity) / 3,
        rarity == 0,
        rarity < _RARE,
        rarity < _RARER,
        len(word) / 10,
        word.isupper() and len(word) > 1,
        any(char.isdigit() for char in word),
        token.start > 0 and text[token.start - 1] in "\"“„'‘",
        text[token.end : token.end + 2].strip().startswith("("),
        not any(char in "aeiouy" for char in token.folded),
        max(0.0, english - rarity) / 3 if english else 0.0,
        english > _RARE and english > rarity + _LOAN_ADVANTAGE,
    )


def runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Places in a row as (first, behind the last)."""
    if not places:
        return []
    breaks = [index + 1 for index, (one, other) in enumerate(pairwise(places)) if other != one + 1]
    return [
        (places[start], places[end - 1] + 1) for start, end in zip([0, *breaks], [*breaks, len(places)], strict=True)
    ]
