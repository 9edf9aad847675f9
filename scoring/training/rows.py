"""Scenes read as conversations are, with their labels: what everything is learned from."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.acts.classifier import Matrix, TurnInput
from scoring.acts.cuts import Weights
from scoring.acts.embedding import Embedding
from scoring.acts.inputs import judged_turns, places, turn_input
from scoring.acts.lexicon import LANGUAGE_DATA, lexicon
from scoring.acts.pieces import Reading, read_turn
from scoring.acts.scenes import ACTS, Line, Scene
from transcripts.conversation import Speaker

FOLDS = 5
# A sentence as the recogniser cuts it carries a line's labels when it holds this share of the line.
_SHARE = 0.4
# Scenes read together; it bounds the memory.
_AT_ONCE = 400


Kind = Literal["clean", "rough", "swapped"]


@dataclass(frozen=True, slots=True)
class Row:
    """One turn of a scene, read, with its labels: `present` (sentences, acts), `said` the turn's own acts.

    Of a "rough" copy the punctuation is gone, a "swapped" one stands behind another customer's words.
    """

    scene: str
    language: str
    whole: bool
    kind: Kind
    turn: TurnInput
    present: Matrix
    said: frozenset[str]


def fold(scene: str) -> int:
    """The part of the cross-validation a scene belongs to; tellings of one scene in several languages go together."""
    return zlib.crc32(scene.encode()) % FOLDS


def read_rows(
    scenes: Sequence[Scene], model: Embedding, cutting: Mapping[tuple[str, int], Weights], kind: Kind = "clean"
) -> list[list[Row]]:
    """The turns of each scene that have any, read as a conversation is.

    `cutting` has for a language and part of the cross-validation what cuts text without punctuation; where it has
    nothing, what was learned from all scenes does.
    """
    found: list[list[Row]] = []
    for first in range(0, len(scenes), _AT_ONCE):
        some = scenes[first : first + _AT_ONCE]
        readings = [_readings(scene, cutting.get((scene.language, fold(scene.slug)))) for scene in some]
        vectors = iter(model.embed([piece.text for scene in readings for turn in scene for piece in turn.pieces]))
        found += [_rows(scene, read, vectors, kind) for scene, read in zip(some, readings, strict=True)]
    return [rows for rows in found if rows]


def _readings(scene: Scene, cutting: Weights | None) -> list[Reading]:
    return [read_turn(turn.text, lexicon(scene.language), cutting) for turn in scene.turns]


def _rows(scene: Scene, readings: list[Reading], vectors: Iterator[Matrix], kind: Kind) -> list[Row]:
    words = lexicon(scene.language)
    whole = scene.levels is not None
    where = list(places(scene.conversation, readings, whole=whole))
    found = []
    for index in judged_turns(scene.conversation, readings):
        turn, reading = scene.turns[index], readings[index]
        own = np.stack([next(vectors) for _ in reading.pieces])
        given = turn_input(reading, where[index], turn.speaker, words, own)
        present = _present(reading, turn.lines, turn.speaker)
        found.append(Row(scene.slug, scene.language, whole, kind, given, present, turn.acts))
    return found


def _present(reading: Reading, lines: Sequence[Line], speaker: Speaker) -> Matrix:
    present = np.zeros((len(reading.pieces), len(ACTS[speaker])), dtype=np.float32)
    for row, piece in enumerate(reading.pieces):
        for line in lines:
            shared = min(line.end, piece.end) - max(line.start, piece.start)
            if shared >= _SHARE * (line.end - line.start):
                for act in line.acts:
                    present[row, ACTS[speaker].index(act)] = 1
    return present


def digest() -> str:
    """What tells whether the stored classifier belongs to the scenes as they are."""
    files = sorted(LANGUAGE_DATA.glob("*/scenes/*.txt"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
