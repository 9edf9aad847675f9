"""From a text to the numbers of its pieces, as multilingual-e5-small was trained to read them.

Each word is put together from the vocabulary's pieces in the likeliest way (Kudo 2018, "Subword regularization", the
unigram model). `tokenizers` gives the same from a tree that takes 280 MB for this vocabulary; this takes 50.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import NamedTuple

from scoring.acts.e5_weights import POSITIONS, Vocabulary

_WORD_START = "▁"  # opens every piece that opens a word; no piece has it inside, so words are read one by one
# How much less likely than the rarest piece a character without a piece is (SentencePiece, `kUnkPenalty`).
_UNKNOWN_PENALTY = 10.0
_SPACES = re.compile(" +")
_WORDS_REMEMBERED = 20_000  # a few MB; a conversation says the same few hundred again and again


class TextPieces(NamedTuple):
    """The numbers of a text's pieces, and for each of its words the place behind its last piece among them."""

    numbers: list[int]
    ends: list[int]


def piece_numbers(vocabulary: Vocabulary) -> Callable[[str], TextPieces]:
    """A function from a text to its pieces, at most 512 with the two that open and close every text.

    A run of characters the model does not know is one unknown piece. Safe to call from many threads.
    """
    pieces = _pieces(vocabulary)

    @lru_cache(maxsize=_WORDS_REMEMBERED)
    def of_word(word: str) -> tuple[int, ...]:
        return _likeliest(_WORD_START + word, pieces)

    def of_text(text: str) -> TextPieces:
        words = _SPACES.sub(" ", text.translate(vocabulary.replaced)).split(" ")
        numbers, ends = [vocabulary.begin], []
        for word in words:
            numbers += of_word(word)
            ends.append(min(len(numbers), POSITIONS - 1))
        return TextPieces([*numbers[: POSITIONS - 1], vocabulary.end], ends)

    return of_text


@dataclass(frozen=True, slots=True)
class _Pieces:
    numbers: Mapping[str, int]
    scores: array[float]
    longest: int
    unknown: int
    unknown_score: float


def _pieces(vocabulary: Vocabulary) -> _Pieces:
    # Whoever writes "</s>" means these letters, and not the piece of that name.
    nameless = {vocabulary.begin, vocabulary.end, vocabulary.padding, vocabulary.unknown}
    return _Pieces(
        numbers={piece: number for number, piece in enumerate(vocabulary.pieces) if number not in nameless},
        scores=array("f", vocabulary.scores.tobytes()),
        longest=max(map(len, vocabulary.pieces)),
        unknown=vocabulary.unknown,
        unknown_score=float(vocabulary.scores.min()) - _UNKNOWN_PENALTY,
    )


def _likeliest(word: str, pieces: _Pieces) -> tuple[int, ...]:
    """Viterbi: the best score to reach each place in the word, and the piece that ends there with its beginning."""
    best = [0.0] + [-inf] * len(word)
    last = [(0, pieces.unknown)] * (len(word) + 1)
    for start in range(len(word)):
        score = best[start]
        if score + pieces.unknown_score > best[start + 1]:
            best[start + 1], last[start + 1] = score + pieces.unknown_score, (start, pieces.unknown)
        for end in range(start + 1, min(start + pieces.longest, len(word)) + 1):
            number = pieces.numbers.get(word[start:end])
            if number is not None and score + pieces.scores[number] > best[end]:
                best[end], last[end] = score + pieces.scores[number], (start, number)
    found: list[int] = []
    end = len(word)
    while end > 0:
        end, number = last[end]
        if number != pieces.unknown or found[-1:] != [pieces.unknown]:
            found.append(number)
    return tuple(reversed(found))
