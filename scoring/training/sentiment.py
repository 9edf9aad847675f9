"""Weigh the signs of a customer's mood on the scenes: `python -m scoring.training.sentiment`.

Acts are as certain here as in conversations that nobody has learned from: by a classifier that has not seen the scene,
nor its tellings in the other languages, once with meaning and once without. Fits proportional odds by maximum
likelihood, and prints the weights that stand, rounded, in `scoring/sentiment.py`, with the figures of a
cross-validation by scenario.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import numpy as np

from scoring.acts.classifier import Matrix
from scoring.acts.embedding import Embedding, embedding
from scoring.acts.inputs import judged_turns
from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import read_turn
from scoring.acts.scenes import ACTS, Scene, read_scenes
from scoring.acts.values import DOUBTFUL
from scoring.training.rows import FOLDS, read_rows
from scoring.training.stages import Table, honest_scores, joint_tables
from scoring.training.thresholds import best_threshold, turn_scores
from scoring.valence import bounded, sentence_valences
from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker

# The signs in the order of their weights, behind the two borders: not negative, not positive.
SIGNS = ("satisfied", "negative_feeling", "confusion", "words")
_START = np.array([1.0, 2.0, 1.0, 1.0, 1.0, 1.0])
# Keeps a weight from growing without end where a sign never errs.
_PENALTY = 1e-4


def customer_words(scenes: Sequence[Scene]) -> Matrix:
    """The words' own valence (-1..1) of each of the customers' turns, in the order of the scenes."""
    return np.array(
        [
            bounded(sum(sentence.value for sentence in sentence_valences(scene.turns[index].text, scene.language)))
            for scene in scenes
            for index in judged_turns(
                scene.conversation, [read_turn(turn.text, lexicon(scene.language)) for turn in scene.turns]
            )
            if scene.turns[index].speaker is Speaker.CUSTOMER
        ]
    )


def customer_tables(scenes: Sequence[Scene], model: Embedding) -> list[Table]:
    """What the second stage reads of the customers' turns, with meaning and without."""
    read = read_rows(scenes, model, {})
    every = [row for rows in read for row in rows]
    centres = {
        language: np.vstack(
            [v for row in every if row.language == language and (v := row.turn.vectors) is not None]
        ).mean(axis=0)
        for language in SUPPORTED_LANGUAGES
    }
    names = {name: i for i, name in enumerate(sorted({n for row in every for f in row.turn.features for n in f}))}
    scored = honest_scores(read, centres)
    return [joint_tables(read, scored, centres, names, with_meaning=full)[Speaker.CUSTOMER] for full in (True, False)]


def signs(table: Table, words: Matrix) -> Matrix:
    """The signs (turns, 4) of the customers' turns; a certainty below DOUBTFUL is not known later either."""
    acts, scores = ACTS[Speaker.CUSTOMER], turn_scores(table)
    whole = np.array([row.whole for row in table.rows])
    said = np.array([[act in row.said for act in acts] for row in table.rows])
    thresholds = [best_threshold(scores[whole, act], said[whole, act]) for act in range(len(acts))]
    certain = 1 / (1 + np.exp(np.array(thresholds) - scores))
    certain[certain < DOUBTFUL] = 0
    return np.column_stack(
        [
            certain[:, acts.index("satisfied")],
            -certain[:, acts.index("negative_feeling")],
            -certain[:, acts.index("confusion")],
            words,
        ]
    )


def labels(table: Table) -> Matrix:
    """-1 for a turn with a negative feeling, 1 for a satisfied one, 0 for neither or both."""
    return np.array([("satisfied" in row.said) - ("negative_feeling" in row.said) for row in table.rows])


def fit(inputs: Matrix, wanted: Matrix) -> Matrix:
    """The two borders and the weights, none below nought."""
    from scipy.optimize import minimize

    def unlikely(weights: Matrix) -> float:
        above, below = _chances(weights, inputs)
        chance = np.where(wanted < 0, 1 - above, np.where(wanted > 0, below, above - below))
        return float(-np.log(np.maximum(chance, 1e-9)).mean() + _PENALTY * (weights[2:] ** 2).sum())

    bounds = [(None, None)] * 2 + [(0, None)] * len(SIGNS)
    return np.asarray(minimize(unlikely, _START, method="L-BFGS-B", bounds=bounds).x)


def valences(weights: Matrix, inputs: Matrix) -> Matrix:
    """The expected label of each turn, -1..1."""
    above, below = _chances(weights, inputs)
    return np.asarray(above + below - 1)


def _chances(weights: Matrix, inputs: Matrix) -> tuple[Matrix, Matrix]:
    """For each turn the chance that it is not negative, and the chance that it is positive."""
    sign = inputs @ weights[2:]
    return 1 / (1 + np.exp(-sign - weights[0])), 1 / (1 + np.exp(weights[1] - sign))


def main() -> None:
    from sklearn.metrics import roc_auc_score

    model = embedding()
    if model is None:
        raise SystemExit("The embedding model is needed to train.")
    scenes = [scene for language in SUPPORTED_LANGUAGES for scene in read_scenes(language)]
    words, tables = customer_words(scenes), customer_tables(scenes, model)
    inputs, wanted = (
        np.vstack([signs(table, words) for table in tables]),
        np.hstack([labels(table) for table in tables]),
    )
    folds = np.hstack([_folds(table) for table in tables])
    found = np.zeros(len(wanted))
    for part in range(FOLDS):
        found[folds == part] = valences(fit(inputs[folds != part], wanted[folds != part]), inputs[folds == part])
    figures = {
        "weights": dict(
            zip(("not_negative", "not_positive", *SIGNS), fit(inputs, wanted).round(2).tolist(), strict=True)
        ),
        "turns": len(words),
        "auc_negative": round(float(roc_auc_score(wanted < 0, -found)), 3),
        "auc_positive": round(float(roc_auc_score(wanted > 0, found)), 3),
        "correlation": round(float(np.corrcoef(found, wanted)[0, 1]), 3),
    }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


def _folds(table: Table) -> Matrix:
    """The part of the cross-validation each turn belongs to."""
    firsts = np.unique(table.turn, return_index=True)[1]
    return np.asarray(table.folds[firsts])


if __name__ == "__main__":
    main()
