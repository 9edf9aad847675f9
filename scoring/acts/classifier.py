"""From what is known of each sentence to certainties of acts, in two stages.

The first stage reads the sentence itself by logistic regression, once by its meaning (an embedding, one space for four
languages) and once by its words (stems and pairs, per language). The second, small neural networks, joins both with
the embedding, cues, form, place, the sentences beside it and what the other side has just said. All weights are plain
arrays, trained by `scoring.training` on scenes written for this project; `docs/model-card.md` says how well it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.acts.lexicon import LANGUAGE_DATA
from scoring.acts.scenes import ACTS
from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker

Matrix = NDArray[Any]
STORED = LANGUAGE_DATA / "acts.npz"
_OTHER = {Speaker.AGENT: Speaker.CUSTOMER, Speaker.CUSTOMER: Speaker.AGENT}
# The first stage's scores are distances from its border; where a neighbour is missing, one that says "surely not".
_SURELY_NOT = -3.0
# Networks that start from different weights err differently; their mean is better than any.
NETWORKS = 3
# Of a side that writes message upon message the last ones are answered.
_MOST_HEARD = 20
# E5 puts all sentences close together: unrelated ones have a cosine of about .8.
_UNRELATED, _SPREAD = 0.8, 5.0


@dataclass(frozen=True, slots=True)
class TurnInput:
    """One turn, a row for each of its sentences: features by name, surface words, and vectors (n, 384) or None."""

    speaker: Speaker
    features: Sequence[Mapping[str, float]]
    surfaces: Sequence[Sequence[str]]
    vectors: Matrix | None


@dataclass(frozen=True, slots=True)
class FirstStage:
    """`meaning` (acts, 384) and its bias, absent without embeddings; by language `vocabulary` and `words` (V, acts)."""

    meaning: Matrix | None
    meaning_bias: Matrix | None
    vocabulary: Mapping[str, Mapping[str, int]]
    words: Mapping[str, Matrix]
    words_bias: Mapping[str, Matrix]


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer of rectified units: `hidden` (inputs, units), `out` (units, acts), each with its bias."""

    hidden: Matrix
    hidden_bias: Matrix
    out: Matrix
    out_bias: Matrix

    def scores(self, inputs: Matrix) -> Matrix:
        hidden: Matrix = np.maximum(inputs @ self.hidden + self.hidden_bias, 0)
        return np.asarray(hidden @ self.out + self.out_bias)


@dataclass(frozen=True, slots=True)
class Joint:
    """Second stage of one speaker: the mean of several networks' scores; an act is present from its threshold on."""

    networks: Sequence[Network]
    thresholds: Matrix

    def scores(self, inputs: Matrix) -> Matrix:
        """Scores (sentences, acts); 0 is where an act is judged present."""
        return sum((network.scores(inputs) for network in self.networks), 0.0) / len(self.networks) - self.thresholds


@dataclass(frozen=True, slots=True)
class Classifier:
    """Everything learned, by speaker; `centres` are the mean vectors of the languages, `names` of the features."""

    centres: Mapping[str, Matrix]
    names: Mapping[str, int]
    first: Mapping[Speaker, FirstStage]
    joint: Mapping[Speaker, Joint]

    def certainties(self, turns: Sequence[TurnInput], language: str) -> list[Matrix]:
        """For each turn the certainties (sentences, acts of its speaker), 0..1; from 0.5 on an act is judged present.

        Rounded, because the last bits of a matrix product depend on how many sentences stand in it.
        """
        centre = self.centres[language]
        scored = [first_scores(self.first[turn.speaker], turn, centre, language) for turn in turns]
        inputs = joint_inputs(turns, scored, centre, self.names)
        return [
            np.round(1.0 / (1.0 + np.exp(-self.joint[turn.speaker].scores(own))), 4)
            for turn, own in zip(turns, inputs, strict=True)
        ]


def first_scores(stage: FirstStage, turn: TurnInput, centre: Matrix, language: str) -> Matrix:
    """The first stage's scores (sentences, acts or 2 x acts): by meaning, where there is any, then by words."""
    vocabulary, weights = stage.vocabulary[language], stage.words[language]
    by_words = np.stack([_word_score(surface, vocabulary, weights) for surface in turn.surfaces])
    by_words = by_words + stage.words_bias[language]
    if stage.meaning is None or stage.meaning_bias is None or turn.vectors is None:
        return by_words
    return np.hstack([(turn.vectors - centre) @ stage.meaning.T + stage.meaning_bias, by_words])


def word_value(many: int) -> float:
    """What each of a sentence's `many` features counts: long sentences must not be surer only because they are long."""
    return 1.5 / float(np.sqrt(max(many, 1)))


def _word_score(surface: Sequence[str], vocabulary: Mapping[str, int], weights: Matrix) -> Matrix:
    known = [vocabulary[word] for word in surface if word in vocabulary]
    return np.asarray(weights[known].sum(axis=0) * word_value(len(surface)))


def joint_inputs(
    turns: Sequence[TurnInput], scored: Sequence[Matrix], centre: Matrix, names: Mapping[str, int]
) -> Iterator[Matrix]:
    """What the second stage reads, a matrix (sentences, inputs) for each turn, made as it is asked for.

    The sentence's own scores, plain and squashed to -1..1; those of the sentences before and behind it in the turn;
    the highest of the other side's last turns; how near it comes in meaning to what was said there; its features; with
    embeddings its own vector and the mean of what the other side said, less the centre.
    """
    runs: dict[Speaker, list[int]] = {speaker: [] for speaker in ACTS}
    for index, turn in enumerate(turns):
        if not index or turns[index - 1].speaker is not turn.speaker:
            runs[turn.speaker] = []
        runs[turn.speaker].append(index)
        other = runs[_OTHER[turn.speaker]][-_MOST_HEARD:]
        squashed = _squash(scored[index])
        missing = np.full((1, squashed.shape[1]), _squash(np.float32(_SURELY_NOT)), dtype=np.float32)
        heard = [turns[place] for place in other]
        parts = [
            scored[index] / 3,
            squashed,
            np.vstack([missing, squashed[:-1]]),
            np.vstack([squashed[1:], missing]),
            np.repeat(_heard(turn, other, scored), len(squashed), axis=0),
            _nearness(turn, heard),
            _feature_matrix(turn.features, names),
            *_meanings(turn, heard, centre),
        ]
        yield np.hstack(parts).astype(np.float32)


def _heard(turn: TurnInput, other: Sequence[int], scored: Sequence[Matrix]) -> Matrix:
    if not other:
        width = (1 if turn.vectors is None else 2) * len(ACTS[_OTHER[turn.speaker]])
        return np.full((1, width), _squash(np.float32(_SURELY_NOT)), dtype=np.float32)
    return _squash(np.vstack([scored[place] for place in other]).max(axis=0, keepdims=True))


def _nearness(turn: TurnInput, other: Sequence[TurnInput]) -> Matrix:
    """The highest and the mean cosine of each sentence to those of the other side, spread to about 0..1."""
    vectors = [said.vectors for said in other if said.vectors is not None]
    if turn.vectors is None or not vectors:
        return np.zeros((len(turn.features), 2), dtype=np.float32)
    cosines = turn.vectors @ np.vstack(vectors).T
    return np.stack([cosines.max(axis=1), cosines.mean(axis=1)], axis=1) * _SPREAD - _UNRELATED * _SPREAD


def _meanings(turn: TurnInput, other: Sequence[TurnInput], centre: Matrix) -> list[Matrix]:
    """The vectors of the sentences, and beside each the mean of those of the other side."""
    if turn.vectors is None:
        return []
    heard = [said.vectors for said in other if said.vectors is not None]
    mean = np.vstack(heard).mean(axis=0) - centre if heard else np.zeros_like(centre)
    return [turn.vectors - centre, np.repeat(mean[np.newaxis], len(turn.vectors), axis=0)]


def _feature_matrix(rows: Sequence[Mapping[str, float]], names: Mapping[str, int]) -> Matrix:
    matrix = np.zeros((len(rows), len(names)), dtype=np.float32)
    for row, features in enumerate(rows):
        for name, value in features.items():
            place = names.get(name)
            if place is not None:
                matrix[row, place] = value
    return matrix


def _squash(score: Matrix | np.float32) -> Matrix:
    return np.asarray(2.0 / (1.0 + np.exp(-score)) - 1.0, dtype=np.float32)


@lru_cache(maxsize=2)
def classifier(*, with_meaning: bool) -> Classifier:
    """The trained classifier, for sentences with vectors or without. Raises FileNotFoundError where none is stored."""
    part = "full" if with_meaning else "plain"
    with np.load(STORED, allow_pickle=False) as stored:
        return Classifier(
            centres={language: stored[f"centre/{language}"] for language in SUPPORTED_LANGUAGES},
            names={name: index for index, name in enumerate(str(stored["names"]).split("\n"))},
            first={speaker: _first_stage(stored, speaker, with_meaning=with_meaning) for speaker in ACTS},
            joint={speaker: _joint(stored, f"{part}/{speaker}") for speaker in ACTS},
        )


def _first_stage(stored: Mapping[str, Matrix], speaker: Speaker, *, with_meaning: bool) -> FirstStage:
    return FirstStage(
        meaning=stored[f"meaning/{speaker}"].astype(np.float32) if with_meaning else None,
        meaning_bias=stored[f"meaning/{speaker}/bias"] if with_meaning else None,
        vocabulary={
            lang: {word: index for index, word in enumerate(str(stored[f"vocabulary/{speaker}/{lang}"]).split("\n"))}
            for lang in SUPPORTED_LANGUAGES
        },
        words={lang: stored[f"words/{speaker}/{lang}"].astype(np.float32) for lang in SUPPORTED_LANGUAGES},
        words_bias={lang: stored[f"words/{speaker}/{lang}/bias"] for lang in SUPPORTED_LANGUAGES},
    )


def _joint(stored: Mapping[str, Matrix], name: str) -> Joint:
    parts = [field.name for field in fields(Network)]
    members = [[stored[f"{name}/{part}"][member].astype(np.float32) for part in parts] for member in range(NETWORKS)]
    return Joint([Network(*member) for member in members], stored[f"{name}/thresholds"])
