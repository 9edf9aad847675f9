"""recognise(conversation): what the words of every turn do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from rubrics.vocabulary import AGENT_ACTS, QUESTION_ACTS
from scoring.acts.classifier import Matrix, classifier
from scoring.acts.embedding import Embedding
from scoring.acts.facts import asked_back, canned, contradictions, slips
from scoring.acts.features import Place
from scoring.acts.inputs import judged_turns, places, turn_input
from scoring.acts.lexicon import NEVER, STRONG, Lexicon, lexicon
from scoring.acts.own_terms import OwnTerm, own_terms
from scoring.acts.pieces import Piece, Reading, read_turn
from scoring.acts.readability import difficulties, hard_sentences, turn_difficulty
from scoring.acts.scenes import ACTS
from scoring.acts.spans import find_spans, token_values, word_classifier
from scoring.acts.structure import called_by_name, question_kind
from scoring.acts.values import DOUBTFUL, PRESENT, Act, Norm, TurnActs
from transcripts.conversation import Conversation, Speaker

# Acts whose strong phrases are right nearly nine times in ten in the whole and everyday scenes, and which do not hang
# on place, form or a date, as greetings, questions and expectations do.
_PLAIN = frozenset({"acknowledge_feeling", "apology", "negative_feeling", "reassurance"})
BY_CUE = 0.55
# What form alone is worth.
BY_FORM = 0.6
# Of names that stand apart in the scenes 207 of 211 call the customer.
BY_NAME = 0.95
# "Sorry?" and "Yes?" ask nothing that needs an answer of its own.
_FEWEST_ASKING = 3
# A greeting stands among the first sentences of a turn.
_GREETING_WITHIN = 3


def recognise(
    conversation: Conversation,
    meaning: Embedding | None,
    terms: tuple[OwnTerm, ...] = (),
    norm: Norm | None = None,
) -> tuple[TurnActs, ...]:
    """The acts and spans of every turn, in the order of the turns.

    `meaning` is None to use cues, words, form and place only. `terms` are a company's own, of the language, and `norm`
    the form of address that it wants. A turn of a bot or of anyone else has none. Raises ValueError for a conversation
    in a language that is not supported, and PatternError for a term that cannot be searched for.
    """
    words, readings, where, judged, values = _read(conversation, meaning, norm)
    found = [_turn(reading, place, words) for reading, place in zip(readings, where, strict=True)]
    for index, certainties in judged.items():
        acts = _acts(conversation, index, readings[index], certainties, meaning is not None)
        found[index] = replace(
            found[index],
            acts=tuple(act for act in acts if act.certainty >= PRESENT),
            doubtful=tuple(act for act in acts if act.certainty < PRESENT),
        )
    found = _with(found, asked_back(conversation, readings))
    spans = find_spans(conversation, readings, found, words, values, own_terms(conversation.language, terms))
    found = [replace(turn, spans=own) for turn, own in zip(found, spans, strict=True)]
    found = _with(found, canned(conversation, readings))
    found = _with(found, contradictions(conversation, readings, found))
    return tuple(_with(found, slips(conversation, readings, found, words, norm)))


def _with(found: Sequence[TurnActs], facts: Iterable[tuple[int, Act]]) -> list[TurnActs]:
    """The turns with what a rule of facts has found; where the act was known already, the surer of the two stays."""
    turns = list(found)
    for index, act in facts:
        known = turns[index].act(act.name)
        if known is None or known.certainty < act.certainty:
            others = [one for one in turns[index].acts if one.name != act.name]
            doubtful = tuple(one for one in turns[index].doubtful if one.name != act.name)
            turns[index] = replace(turns[index], acts=tuple(sorted((*others, act), key=_name)), doubtful=doubtful)
    return turns


def certainties(conversation: Conversation, meaning: Embedding | None) -> tuple[dict[str, float], ...]:
    """For each turn every act of its speaker with its certainty 0..1, those not present too; empty for other speakers.

    Raises ValueError for a conversation in a language that is not supported.
    """
    judged = _read(conversation, meaning).judged
    return tuple(
        dict(zip(ACTS[turn.speaker], judged[index].max(axis=0).tolist(), strict=True)) if index in judged else {}
        for index, turn in enumerate(conversation.turns)
    )


class _Read(NamedTuple):
    """All turns, read; where they stand; certainties (sentences, acts) of those with acts; values of agents' words."""

    words: Lexicon
    readings: tuple[Reading, ...]
    where: list[Place]
    judged: dict[int, Matrix]
    values: dict[int, Matrix] | None


def _read(conversation: Conversation, meaning: Embedding | None, norm: Norm | None = None) -> _Read:
    if not conversation.supported:
        raise ValueError(f"unsupported language: {conversation.language}")
    words = lexicon(conversation.language)
    readings = tuple(read_turn(turn.text, words) for turn in conversation.turns)
    indices = judged_turns(conversation, readings)
    where = list(places(conversation, readings, norm=norm))
    vectors, said = _meanings([readings[index] for index in indices], meaning)
    inputs = [
        turn_input(readings[index], where[index], conversation.turns[index].speaker, words, own)
        for index, own in zip(indices, vectors, strict=True)
    ]
    judged = classifier(with_meaning=meaning is not None).certainties(inputs, conversation.language)
    for index, certain in zip(indices, judged, strict=True):
        _said_plainly(certain, readings[index], ACTS[conversation.turns[index].speaker])
        if conversation.turns[index].speaker is Speaker.AGENT:
            _ask_by_form(certain, readings[index])
            _call_by_name(certain, readings[index], where[index])
    measured = None
    if said is not None:
        measured = {
            index: token_values(readings[index], own)
            for index, own in zip(indices, said, strict=True)
            if conversation.turns[index].speaker is Speaker.AGENT
        }
    return _Read(words, readings, where, dict(zip(indices, judged, strict=True)), measured)


def _said_plainly(certain: Matrix, reading: Reading, acts: Sequence[str]) -> None:
    """A phrase that says an act in so many words, and no near miss beside it, settles what the classifier doubts."""
    for row, piece in enumerate(reading.pieces):
        labels = {hit.label for hit in piece.hits}
        for column, act in enumerate(acts):
            if act in _PLAIN and f"{act}/{STRONG}" in labels and f"{act}/{NEVER}" not in labels:
                certain[row, column] = max(certain[row, column], BY_CUE)


def _ask_by_form(certain: Matrix, reading: Reading) -> None:
    """A turn that ends with a question mark asks something, whatever its words: the floor is the other side's."""
    last = reading.pieces[-1]
    asking = [AGENT_ACTS.index(act) for act in QUESTION_ACTS]
    if last.asks and len(last.tokens) >= _FEWEST_ASKING and certain[-1, asking].max() < PRESENT:
        certain[-1, AGENT_ACTS.index(question_kind(last) or "closed_question")] = BY_FORM


def _call_by_name(certain: Matrix, reading: Reading, place: Place) -> None:
    """Who is called by name is meant, whatever the sentence says."""
    names = called_by_name(reading.text, place.addressed)
    column = AGENT_ACTS.index("personalisation")
    for row, piece in enumerate(reading.pieces):
        if any(piece.start <= name < piece.end for name in names):
            certain[row, column] = max(certain[row, column], BY_NAME)


def _meanings(
    readings: Sequence[Reading], meaning: Embedding | None
) -> tuple[Sequence[Matrix | None], Sequence[list[Matrix]] | None]:
    """The vectors of each turn's sentences, and their words along the direction of terms; all embedded at once."""
    if meaning is None:
        return [None for _ in readings], None
    texts = [piece.text for reading in readings for piece in reading.pieces]
    vectors, words = meaning.read(texts, word_classifier(with_meaning=True).direction)
    ends = np.cumsum([len(reading.pieces) for reading in readings], dtype=int)
    said = [words[end - len(reading.pieces) : end] for reading, end in zip(readings, ends, strict=True)]
    return np.split(vectors, ends[:-1]) if readings else [], said


def _acts(
    conversation: Conversation, index: int, reading: Reading, certainties: Matrix, with_meaning: bool
) -> tuple[Act, ...]:
    """The acts present in a turn or nearly so, each at the sentence that shows it best, in the order of their names."""
    names = ACTS[conversation.turns[index].speaker]
    found = []
    for column, name in enumerate(names):
        among = certainties[:_GREETING_WITHIN, column] if name == "greeting" else certainties[:, column]
        best = int(among.argmax())
        certainty, piece = float(among[best]), reading.pieces[best]
        if certainty >= DOUBTFUL:
            found.append(Act(name, round(certainty, 3), piece.start, piece.end, _because(name, piece, with_meaning)))
    return tuple(sorted(found, key=_name))


def _because(name: str, piece: Piece, with_meaning: bool) -> str:
    if any(hit.label == f"{name}/{STRONG}" for hit in piece.hits):
        return "cue"
    return "meaning" if with_meaning else "words"


def _name(act: Act) -> str:
    return act.name


def _turn(reading: Reading, place: Place, words: Lexicon) -> TurnActs:
    """What a turn's words are like, before anything is said of what they do."""
    found = difficulties(reading, words.language)
    return TurnActs(
        difficulty=turn_difficulty(reading, found),
        words=len(reading.tokens),
        sentences=len(reading.pieces),
        hard_sentences=hard_sentences(reading, found),
        form=place.form,
    )
