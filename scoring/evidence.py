"""Evidence: at this turn, in these words, a behaviour was shown, missed or contrary, and because of what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from transcripts.conversation import Conversation


class Verdict(StrEnum):
    SHOWN = "shown"
    MISSED = "missed"
    CONTRARY = "contrary"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one turn: `text` is exactly `turns[turn].text[start:end]`."""

    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One judged moment of a criterion.

    `name` is the act, span kind or fact that was found, or for a missed one the occasion that was passed over;
    with the verdict it makes the reason key (`missed.negative_feeling`) that `explain` puts into words.
    `turn` is where it stands, or for a missed one the agent turn where it should have come.
    `quote` holds the agent's words (None when missed), `prompt` the customer's words that called for it.
    `points` is what this moment counts in the mark's arithmetic, `weight` how much of a moment it is
    (0..1). `plain` is a plainer wording of a term, or for a
    missed one the words that were required.
    `situation` is what the prompt is about (a key of `scoring.situation`), empty where nothing called for it.
    `because` is the key of what recognised the act found, or for a missed one the occasion (see `Act`).
    """

    criterion: str
    verdict: Verdict
    name: str
    turn: int
    points: float
    weight: float = 1.0
    certainty: float = 1.0
    quote: Quote | None = None
    prompt: Quote | None = None
    plain: str = ""
    situation: str = ""
    because: str = ""

    @property
    def told(self) -> str:
        """The words that the reason quotes: what the agent said, else what should have been said."""
        return self.quote.text if self.quote else self.plain

    @property
    def reason(self) -> str:
        return f"{self.verdict}.{self.name}"


class UnverifiedQuoteError(Exception):
    """A quote that does not stand in the transcript; a fault of the product, never of the input."""


def quote(conversation: Conversation, turn: int, start: int, end: int) -> Quote:
    """The words of a turn between two offsets."""
    return Quote(turn, start, end, conversation.turns[turn].text[start:end])


def verify(evidence: Evidence, conversation: Conversation) -> None:
    """Raise UnverifiedQuoteError unless every quoted word stands at its place in the transcript."""
    for words in (evidence.quote, evidence.prompt):
        if words is None:
            continue
        inside = 0 <= words.turn < len(conversation.turns)
        text = conversation.turns[words.turn].text if inside else ""
        there = 0 <= words.start < words.end <= len(text)
        if not there or text[words.start : words.end] != words.text:
            raise UnverifiedQuoteError(f"{conversation.id}: turn {words.turn}, {words.start}-{words.end}")
