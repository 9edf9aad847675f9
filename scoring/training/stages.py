"""The two stages of the classifier, fitted with scikit-learn, and the honest scores the second one learns from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np

from scoring.acts.classifier import NETWORKS, FirstStage, Matrix, Network, first_scores, joint_inputs, word_value
from scoring.acts.e5_weights import WIDTH
from scoring.acts.scenes import ACTS
from scoring.training.rows import FOLDS, Row, fold
from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker

# Chosen by cross-validation over scenes among 0.1, 0.3, 1, 3, 10, 30.
_MEANING_C, _WORDS_C = 3.0, 3.0
# Chosen by cross-validation among 64 and 128 units, decay 0.001, 0.1 and 1, 8 to 20 epochs.
_UNITS, _DECAY, _EPOCHS = 128, 1.0, 12
# A word that stands in one sentence only is noise.
_FEWEST_SENTENCES = 2
# Keeps a feature that hardly ever varies from being blown up.
_LEAST_SPREAD = 0.05


def train_first(rows: Sequence[Row], speaker: Speaker, centres: Mapping[str, Matrix]) -> FirstStage:
    """The first stage of one speaker."""
    own = [row for row in rows if row.turn.speaker is speaker]
    present = np.vstack([row.present for row in own])
    vectors = np.vstack([row.turn.vectors - centres[row.language] for row in own if row.turn.vectors is not None])
    meaning, meaning_bias = _fit(vectors, present, _MEANING_C)
    vocabulary: dict[str, dict[str, int]] = {}
    words: dict[str, Matrix] = {}
    words_bias: dict[str, Matrix] = {}
    for language in SUPPORTED_LANGUAGES:
        there = [row for row in own if row.language == language]
        surfaces = [surface for row in there for surface in row.turn.surfaces]
        # Copies would make every word one of two sentences.
        vocabulary[language] = _vocabulary([own for row in there if row.kind == "clean" for own in row.turn.surfaces])
        weights, words_bias[language] = _fit(
            _word_matrix(surfaces, vocabulary[language]),
            np.vstack([row.present for row in there]),
            _WORDS_C,
        )
        words[language] = weights.T
    return FirstStage(meaning, meaning_bias, vocabulary, words, words_bias)


def _vocabulary(surfaces: Sequence[Sequence[str]]) -> dict[str, int]:
    many = Counter(word for surface in surfaces for word in surface)
    return {word: i for i, word in enumerate(sorted(word for word, n in many.items() if n >= _FEWEST_SENTENCES))}


def _word_matrix(surfaces: Sequence[Sequence[str]], vocabulary: Mapping[str, int]) -> Any:
    from scipy.sparse import csr_matrix

    places_ = [
        (row, vocabulary[word]) for row, surface in enumerate(surfaces) for word in surface if word in vocabulary
    ]
    values = [word_value(len(surfaces[row])) for row, _ in places_]
    rows, columns = [row for row, _ in places_], [column for _, column in places_]
    return csr_matrix((values, (rows, columns)), shape=(len(surfaces), len(vocabulary)), dtype=np.float32)


def _fit(inputs: Any, present: Matrix, strength: float) -> tuple[Matrix, Matrix]:
    """Weights (acts, inputs) and bias (acts), a logistic regression per act; one without examples is never present."""
    from sklearn.linear_model import LogisticRegression

    weights, biases = [], []
    for act in range(present.shape[1]):
        if present[:, act].sum() < FOLDS:
            weights.append(np.zeros(inputs.shape[1], dtype=np.float32))
            biases.append(-9.0)
            continue
        model = LogisticRegression(C=strength, class_weight="balanced", max_iter=400, tol=1e-3).fit(
            inputs, present[:, act]
        )
        weights.append(model.coef_[0].astype(np.float32))
        biases.append(float(model.intercept_[0]))
    return np.stack(weights), np.array(biases, dtype=np.float32)


def honest_scores(scenes: Sequence[Sequence[Row]], centres: Mapping[str, Matrix]) -> list[list[Matrix]]:
    """For each turn of each scene the first stage's scores, from one that was trained without the scene."""
    found: list[list[Matrix]] = [[] for _ in scenes]
    for part in range(FOLDS):
        others = [row for scene in scenes if fold(scene[0].scene) != part for row in scene if row.kind != "swapped"]
        stages = {speaker: train_first(others, speaker, centres) for speaker in ACTS}
        for index, scene in enumerate(scenes):
            if fold(scene[0].scene) == part:
                found[index] = [
                    first_scores(stages[row.turn.speaker], row.turn, centres[row.language], row.language)
                    for row in scene
                ]
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """What the second stage of one speaker learns from: a row a sentence; `turn` numbers the turns they belong to.

    `vector_columns` tells which inputs are parts of vectors.
    """

    inputs: Matrix
    present: Matrix
    folds: Matrix
    turn: Matrix
    rows: Sequence[Row]
    vector_columns: Matrix


def joint_tables(
    scenes: Sequence[Sequence[Row]],
    scored: Sequence[Sequence[Matrix]],
    centres: Mapping[str, Matrix],
    names: Mapping[str, int],
    *,
    with_meaning: bool,
) -> dict[Speaker, Table]:
    """The inputs of the second stage, by speaker."""
    parts: dict[Speaker, list[tuple[Row, Matrix]]] = {speaker: [] for speaker in ACTS}
    for scene, scores in zip(scenes, scored, strict=True):
        turns = [row.turn if with_meaning else replace(row.turn, vectors=None) for row in scene]
        own = [
            score if with_meaning else score[:, len(ACTS[row.turn.speaker]) :]
            for row, score in zip(scene, scores, strict=True)
        ]
        for row, inputs in zip(scene, joint_inputs(turns, own, centres[scene[0].language], names), strict=True):
            # What the other customer says stands in a scene of its own.
            if row.kind != "swapped" or row.turn.speaker is Speaker.AGENT:
                parts[row.turn.speaker].append((row, inputs))
    return {
        speaker: Table(
            np.vstack([inputs for _, inputs in pairs]),
            np.vstack([row.present for row, _ in pairs]),
            np.concatenate([np.full(len(inputs), fold(row.scene)) for row, inputs in pairs]),
            np.concatenate([np.full(len(inputs), number) for number, (_, inputs) in enumerate(pairs)]),
            [row for row, _ in pairs],
            np.arange(pairs[0][1].shape[1]) >= pairs[0][1].shape[1] - (2 * WIDTH if with_meaning else 0),
        )
        for speaker, pairs in parts.items()
    }


def train_joint(table: Table, selected: Matrix) -> list[Network]:
    """The networks of the second stage, learned from the selected sentences."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    inputs = table.inputs[selected]
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0)
    # Vectors are small numbers that all matter alike; the other inputs must not be blown up where they hardly vary.
    vectors = table.vector_columns
    spread[~vectors] = np.maximum(spread[~vectors], _LEAST_SPREAD) * 2
    if vectors.any():
        spread[vectors] = spread[vectors].mean()
    networks = []
    for seed in range(NETWORKS):
        model = MLPClassifier(
            (_UNITS,), alpha=_DECAY, max_iter=_EPOCHS, batch_size=128, learning_rate_init=2e-3, random_state=seed
        )
        with catch_warnings():
            # Stopping early is what keeps it from learning the scenes by heart.
            simplefilter("ignore", ConvergenceWarning)
            model.fit(((inputs - mean) / spread).astype(np.float32), table.present[selected].astype(int))
        hidden, out = model.coefs_
        hidden_bias, out_bias = model.intercepts_
        scaled = hidden / spread[:, np.newaxis]
        networks.append(Network(scaled, hidden_bias - mean @ scaled, out, out_bias))
    return networks
