"""What is measured: the product's own functions, held together so that a test can put others in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from scoring.acts.values import TurnActs
from transcripts.conversation import Channel, Conversation, Speaker, Turn

Recognise = Callable[[Conversation], tuple[TurnActs, ...]]
Certainties = Callable[[Conversation], Sequence[Mapping[str, float]]]
Difficulty = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class System:
    """The acts of each turn, the certainty 0..1 of every act of each turn, and how hard (0..1) a sentence is to read.

    `meaning` names the model of meaning, None where there is none. `difficulty` takes a sentence and its language.
    """

    meaning: str | None
    recognise: Recognise
    certainties: Certainties
    difficulty: Difficulty


def our_system() -> System:
    """The product as it comes. What was recognised once is kept: several parts ask for the same."""
    from scoring.acts.embedding import embedding
    from scoring.acts.readability import sentence_difficulty
    from scoring.acts.recognise import certainties, recognise

    model = embedding()
    return System(
        meaning=model.name if model else None,
        recognise=cache(lambda conversation: recognise(conversation, model)),
        certainties=cache(lambda conversation: certainties(conversation, model)),
        difficulty=sentence_difficulty,
    )


def lone_turn(speaker: Speaker, text: str, language: str) -> Conversation:
    """A conversation of a single turn, for data that is no conversation."""
    return Conversation("turn", Channel.SOCIAL, language, (Turn(speaker, text),))
