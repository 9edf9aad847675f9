"""Sentences that an agent or a team pastes: the same words in many conversations.

Repeats within one conversation are the act `canned` of `scoring/acts/facts.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from scoring.acts.lexicon import STRONG, Lexicon, lexicon
from scoring.acts.pieces import Piece, read_turn
from scoring.acts.values import TurnActs
from scoring.evidence import Quote
from transcripts.conversation import Conversation, Speaker

FEWEST_CONVERSATIONS = 3
"""A sentence in fewer conversations may be chance, or one matter that was taken up twice."""

# Shorter sentences are repeated by everybody; the same border as within a conversation.
_FEWEST_WORDS = 8
_QUOTES = 3
# About 60 MB; beyond, the half met in the fewest conversations is forgotten (lossy counting, Manku and Motwani 2002).
_MOST_SENTENCES = 100_000
_POLITE_CUES = frozenset({f"greeting/{STRONG}", f"closing/{STRONG}"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: the id of the conversation, and the words."""

    conversation: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class PastedSentence:
    """A sentence said word for word `times` times in `conversations` conversations, and the first places."""

    times: int
    conversations: int
    places: tuple[Place, ...]


@dataclass(slots=True)
class _Seen:
    times: int = 0
    conversations: int = 0
    last: int = -1
    places: list[Place] = field(default_factory=list)


def pasted_sentences(
    conversations: Iterable[tuple[Conversation, Sequence[TurnActs]]], most: int = _MOST_SENTENCES
) -> tuple[PastedSentence, ...]:
    """The sentences that stand in at least FEWEST_CONVERSATIONS of an agent's or team's conversations, the most first.

    Each conversation comes with its acts, one entry a turn, and is read once and let go. Sentences are compared without
    case, accents and punctuation. Greetings and closings are left out, and so is what stands before the one or behind
    the other in its turn: letterheads, signatures. No more than `most` sentences are remembered; where there are more,
    a sentence that comes up only now and then may be missed, and one that is reported may have been said oftener.
    Raises ValueError for a conversation in a language that is not supported.
    """
    seen: dict[bytes, _Seen] = {}
    for number, (conversation, acts) in enumerate(conversations):
        for key, quote in _sentences(conversation, acts):
            if key not in seen and len(seen) >= most:
                _forget(seen)
            entry = seen.setdefault(key, _Seen())
            entry.times += 1
            if entry.last != number:
                entry.conversations += 1
                entry.last = number
                if len(entry.places) < _QUOTES:
                    entry.places.append(Place(conversation.id, quote))
    found = [entry for entry in seen.values() if entry.conversations >= FEWEST_CONVERSATIONS]
    found.sort(key=lambda entry: (-entry.conversations, -entry.times, entry.places[0].quote.text))
    return tuple(PastedSentence(entry.times, entry.conversations, tuple(entry.places)) for entry in found)


def _forget(seen: dict[bytes, _Seen]) -> None:
    """Let go of the half that was met in the fewest conversations, and the longest ago."""
    rarest = sorted(seen, key=lambda key: (seen[key].conversations, seen[key].last))
    for key in rarest[: len(seen) // 2 + 1]:
        del seen[key]


def _sentences(conversation: Conversation, acts: Sequence[TurnActs]) -> Iterator[tuple[bytes, Quote]]:
    """The agent's longer sentences, with what tells each from all others."""
    if not conversation.supported:
        raise ValueError(f"unsupported language: {conversation.language}")
    words = lexicon(conversation.language)
    for index, (turn, found) in enumerate(zip(conversation.turns, acts, strict=True)):
        if turn.speaker is Speaker.AGENT:
            for piece in _own_words(turn.text, found, words):
                folded = " ".join(token.folded for token in piece.tokens)
                yield blake2b(folded.encode(), digest_size=8).digest(), Quote(index, piece.start, piece.end, piece.text)


def _own_words(text: str, found: TurnActs, words: Lexicon) -> Iterator[Piece]:
    """The longer sentences between a turn's greeting and its closing."""
    greeting, closing = found.act("greeting"), found.act("closing")
    for piece in read_turn(text, words).pieces:
        inside = (not greeting or piece.start >= greeting.end) and (not closing or piece.end <= closing.start)
        polite = any(hit.label in _POLITE_CUES for hit in piece.hits)
        if inside and not polite and len(piece.tokens) >= _FEWEST_WORDS:
            yield piece
