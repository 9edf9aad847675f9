"""A company's own terms beside the word lists: words that its customers do not know, and words that they do.

They say which of an agent's words count as terms, and nothing else: the acts of a conversation stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rubrics.vocabulary import SPAN_KINDS
from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import Reading
from scoring.acts.values import Span
from transcripts.phrases import Hit, Phrases, spelled
from transcripts.text import Token


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """A pattern (see `transcripts.phrases`) with its span kind and what to say instead, "" when nothing is known.

    `allowed` says that customers know it: then it is no term, though a word list or the word classifier has it.
    """

    pattern: str
    kind: str
    plain: str = ""
    allowed: bool = False


class OwnTerms:
    """Own terms of one language, ready to be searched for."""

    def __init__(self, terms: Sequence[OwnTerm], language: str) -> None:
        """Raises PatternError for a pattern that cannot be used, ValueError for a kind that is none."""
        if unknown := {term.kind for term in terms} - set(SPAN_KINDS):
            raise ValueError(f"unknown kinds of terms: {sorted(unknown)}")
        self._terms = tuple(terms)
        patterns = [(str(place), spelled(term.pattern, language)) for place, term in enumerate(terms)]
        self._phrases = Phrases(patterns, language, lexicon(language).numbers)

    def added(self, reading: Reading) -> Iterator[Span]:
        """The words of a turn that are terms."""
        for hit, term in self._found(reading):
            if not term.allowed:
                yield Span(hit.start, hit.end, term.kind, reading.text[hit.start : hit.end], False, term.plain)

    def allowed(self, reading: Reading) -> frozenset[int]:
        """The places of the words of a turn that belong to a term which customers know."""
        known = [(hit.start, hit.end) for hit, term in self._found(reading) if term.allowed]
        inside = [any(start <= token.start < end for start, end in known) for token in reading.tokens]
        return frozenset(place for place, allowed in enumerate(inside) if allowed)

    def places(self, words: Sequence[Token]) -> list[tuple[int, int]]:
        """Where the terms, allowed or not, stand among some words, as offsets of first and last letter."""
        return [(hit.start, hit.end) for hit in self._phrases.find(words)]

    def _found(self, reading: Reading) -> Iterator[tuple[Hit, OwnTerm]]:
        """No term goes beyond a sentence."""
        if self._terms:
            for piece in reading.pieces:
                for hit in self._phrases.find(piece.tokens):
                    yield hit, self._terms[int(hit.label)]


@lru_cache(maxsize=32)
def own_terms(language: str, terms: tuple[OwnTerm, ...]) -> OwnTerms:
    """Own terms compiled once, not for each conversation; raises as `OwnTerms` does."""
    return OwnTerms(terms, language)
