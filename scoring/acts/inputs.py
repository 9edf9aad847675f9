"""A conversation read for the classifier: what is known of each sentence, and where its turn stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.acts.classifier import Matrix, TurnInput
from scoring.acts.features import Place, features
from scoring.acts.lexicon import Lexicon, lexicon
from scoring.acts.names import customer_names
from scoring.acts.pieces import Reading
from scoring.acts.register import clear_form, due_in
from scoring.acts.scenes import ACTS
from scoring.acts.structure import addressed_names, content_stems, figures
from scoring.acts.surface import surface
from scoring.acts.values import Norm
from transcripts.conversation import Channel, Conversation, Speaker

# How many of the other side's last turns a speaker may be restating.
_HEARD_TURNS = 2
_LAST_TURNS = 2
_LATE = 0.5
_UNKNOWN = 0.5


def places(
    conversation: Conversation, readings: Sequence[Reading], *, whole: bool = True, norm: Norm | None = None
) -> Iterator[Place]:
    """For each turn where it stands; `whole` is false for a stretch of a conversation, in which places mean nothing.

    `norm` is the form of address that the company wants.
    """
    turns = conversation.turns
    names = customer_names(conversation)
    remaining = {speaker: sum(turn.speaker is speaker for turn in turns) for speaker in Speaker}
    said: dict[Speaker, list[frozenset[str]]] = {speaker: [] for speaker in Speaker}
    earlier: set[str] = set()
    words = lexicon(conversation.language)
    forms = [clear_form(reading, words) for reading in readings]
    due = due_in(conversation, forms, norm)
    for index, (turn, reading) in enumerate(zip(turns, readings, strict=True)):
        remaining[turn.speaker] -= 1
        named = figures(turn.text)
        own = said[turn.speaker]
        others = said[Speaker.CUSTOMER if turn.speaker is Speaker.AGENT else Speaker.AGENT]
        yield Place(
            opens=float(not own) if whole else _UNKNOWN,
            closes=float(remaining[turn.speaker] < _LAST_TURNS) if whole else _UNKNOWN,
            late=float(bool(own) and index >= _LATE * (len(turns) - 1)) if whole else _UNKNOWN,
            letter=conversation.channel is Channel.EMAIL,
            heard=frozenset().union(*others[-_HEARD_TURNS:]),
            own=frozenset().union(*own[-_HEARD_TURNS:]),
            # Only those the turn repeats: all of them for every turn would grow with the square of a conversation.
            earlier=named & earlier,
            addressed=addressed_names(reading, names, words),
            form=forms[index],
            due=due if turn.speaker is Speaker.AGENT else None,
        )
        said[turn.speaker].append(content_stems(reading.tokens, conversation.language))
        earlier |= named


def turn_input(reading: Reading, place: Place, speaker: Speaker, words: Lexicon, vectors: Matrix | None) -> TurnInput:
    """What the classifier reads of one turn; `vectors` has a row for each of its pieces."""
    return TurnInput(
        speaker,
        features(reading, place, words),
        [surface(piece.tokens, piece.asks) for piece in reading.pieces],
        vectors,
    )


def judged_turns(conversation: Conversation, readings: Sequence[Reading]) -> list[int]:
    """The turns that have acts: an agent's or a customer's, with at least one sentence."""
    return [
        index
        for index, (turn, reading) in enumerate(zip(conversation.turns, readings, strict=True))
        if turn.speaker in ACTS and reading.pieces
    ]
