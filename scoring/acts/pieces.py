"""A turn in pieces: its sentences, and where speech has no punctuation, its clauses, each with what was found in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from scoring.acts.cuts import Weights, cuts, learned_cuts
from scoring.acts.lexicon import Lexicon
from transcripts.phrases import Hit
from transcripts.text import Token, sentences, tokens

# Recognisers write speech without punctuation, and so do people in haste; a longer run may hold more than one sentence.
_LONGEST_RUN = 6
_ENDS = (".", "!", "?", "…")
_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or clause: offsets into the turn's text, its words, and the patterns found inside it.

    `asks` is true when it ends with a question mark.
    """

    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]
    asks: bool

    def found(self, label: str) -> Hit | None:
        """The first place of a pattern with this label."""
        return next((hit for hit in self.hits if hit.label == label), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """A turn read once: all its words, and its pieces."""

    text: str
    tokens: tuple[Token, ...]
    pieces: tuple[Piece, ...]

    def hits(self, label: str) -> list[Hit]:
        return [hit for piece in self.pieces for hit in piece.hits if hit.label == label]


def read_turn(text: str, lexicon: Lexicon, cutting: Weights | None = None) -> Reading:
    """Split a turn and search it for every pattern of the lexicon.

    Text without punctuation is cut by the weights given, else by those that were learned.
    """
    words = tokens(text, lexicon.language)
    hits = lexicon.phrases.find(words)
    word_starts = [word.start for word in words]
    hit_starts = [hit.start for hit in hits]
    pieces: list[Piece] = []
    for sentence in sentences(text):
        run = words[bisect_left(word_starts, sentence.start) : bisect_left(word_starts, sentence.end)]
        inside = hits[bisect_left(hit_starts, sentence.start) : bisect_left(hit_starts, sentence.end)]
        unpunctuated = not sentence.text.rstrip("\"'”’) ").endswith(_ENDS)
        begins: list[int] = []
        if unpunctuated and len(run) > _LONGEST_RUN:
            begins = cuts(text, run, inside, cutting or learned_cuts(lexicon.language))
        starts = [sentence.start, *(run[place].start for place in begins)]
        ends = [*starts[1:], sentence.end]
        pieces += [_piece(text, start, end, run, inside) for start, end in zip(starts, ends, strict=True)]
    return Reading(text, words, tuple(pieces))


def _piece(text: str, start: int, end: int, run: Sequence[Token], hits: Sequence[Hit]) -> Piece:
    words = text[start:end].rstrip()
    end = start + len(words)
    return Piece(
        start=start,
        end=end,
        text=words,
        tokens=tuple(run[bisect_left(run, start, key=_START) : bisect_left(run, end, key=_START)]),
        hits=tuple(
            hit
            for hit in hits[bisect_left(hits, start, key=_START) : bisect_left(hits, end, key=_START)]
            if hit.end <= end
        ),
        asks=words.rstrip("\"'”’) ").endswith("?"),
    )
