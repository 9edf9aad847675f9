"""A turn in pieces: its sentences, and where speech has no punctuation, its clauses, each with what was found in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.acts.lexicon import Lexicon
from transcripts.phrases import Hit
from transcripts.text import Token, sentences, tokens

# Recognisers write speech without punctuation; a run longer than this holds more than one sentence
# (mean sentence length in spoken service talk is 8 to 12 words).
_LONGEST_RUN = 14
_SHORTEST_CLAUSE, _LONGEST_CLAUSE = 4, 60
_ENDS = (".", "!", "?", "…")
_CLAUSE_STARTS = frozenset({"open_starts", "closed_starts", "order_markers"})


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


def read_turn(text: str, lexicon: Lexicon) -> Reading:
    """Split a turn and search it for every pattern of the lexicon."""
    words = tokens(text, lexicon.language)
    hits = lexicon.phrases.find(words)
    word_starts = [word.start for word in words]
    hit_starts = [hit.start for hit in hits]
    pieces: list[Piece] = []
    for sentence in sentences(text):
        run = words[bisect_left(word_starts, sentence.start) : bisect_left(word_starts, sentence.end)]
        inside = hits[bisect_left(hit_starts, sentence.start) : bisect_left(hit_starts, sentence.end)]
        unpunctuated = not sentence.text.rstrip("\"'”’) ").endswith(_ENDS)
        cuts = _cuts(run, inside) if unpunctuated and len(run) > _LONGEST_RUN else []
        starts = [sentence.start, *(run[cut].start for cut in cuts)]
        ends = [*starts[1:], sentence.end]
        pieces += [_piece(text, start, end, run, inside) for start, end in zip(starts, ends, strict=True)]
    return Reading(text, words, tuple(pieces))


def _cuts(run: Sequence[Token], hits: Sequence[Hit]) -> list[int]:
    """Where a long run is cut: before a filler, a question or an order word, and never into scraps."""
    wanted = {hit.start for hit in hits if hit.label in _CLAUSE_STARTS}
    after = {hit.end for hit in hits if hit.label == "fillers"}
    cuts, previous = [], 0
    for index, token in enumerate(run):
        due = token.start in wanted or (index and run[index - 1].end in after) or index - previous >= _LONGEST_CLAUSE
        if due and index - previous >= _SHORTEST_CLAUSE and len(run) - index >= _SHORTEST_CLAUSE:
            cuts.append(index)
            previous = index
    return cuts


def _piece(text: str, start: int, end: int, run: Sequence[Token], hits: Sequence[Hit]) -> Piece:
    words = text[start:end].rstrip()
    end = start + len(words)
    return Piece(
        start=start,
        end=end,
        text=words,
        tokens=tuple(run[bisect_left(run, start, key=_start) : bisect_left(run, end, key=_start)]),
        hits=tuple(
            hit
            for hit in hits[bisect_left(hits, start, key=_start) : bisect_left(hits, end, key=_start)]
            if hit.end <= end
        ),
        asks=words.rstrip("\"'”’) ").endswith("?"),
    )


def _start(found: Token | Hit) -> int:
    return found.start
