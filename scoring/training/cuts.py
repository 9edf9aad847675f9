"""Learns where sentences begin in text without punctuation: from the scenes, with their punctuation taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from scoring.acts.classifier import Matrix
from scoring.acts.cuts import BIAS, STORED, Weights, gap_features
from scoring.acts.lexicon import lexicon
from scoring.acts.scenes import Scene
from scoring.training.rough import bare
from scoring.training.rows import FOLDS, digest, fold
from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker
from transcripts.text import sentences, tokens

# So many sentences of a speaker run on as one; where a scene has them by themselves, in the order they stand there.
_RUN = 5
# What stands around fewer gaps is chance.
_FEWEST = 6
# Chosen by cross-validation over scenes among 0.3, 1 and 3.
_STRENGTH = 1.0
_LEAST_WEIGHT = 0.1


def train_cuts(scenes: Sequence[Scene]) -> None:
    """Train and store the weights of every language."""
    stored: dict[str, Matrix] = {"digest": np.array(digest())}
    for language in SUPPORTED_LANGUAGES:
        weights = _kept(_fit([gap for scene in scenes if scene.language == language for gap in _gaps(scene)]))
        stored[f"{language}/names"] = np.array("\n".join(weights))
        stored[language] = np.array(list(weights.values()), dtype=np.float16)
    np.savez_compressed(STORED, **stored)  # type: ignore[arg-type]


def honest_cuts(scenes: Sequence[Scene]) -> tuple[dict[tuple[str, int], Weights], dict[str, float]]:
    """By language and part of the cross-validation weights that have not seen it, and how well they find gaps (F1)."""
    weights, figures = {}, {}
    for language in SUPPORTED_LANGUAGES:
        gaps = [gap for scene in scenes if scene.language == language for gap in _gaps(scene)]
        for part in range(FOLDS):
            weights[language, part] = _kept(_fit([gap for gap in gaps if gap[2] != part]))
        figures[language] = _f1([(gap, weights[language, gap[2]]) for gap in gaps])
    return weights, figures


Gap = tuple[list[str], bool, int]


def _gaps(scene: Scene) -> Iterator[Gap]:
    """What stands around each gap, whether a sentence begins there, and the fold; in small letters and as written."""
    phrases = lexicon(scene.language).phrases
    for speaker in (Speaker.AGENT, Speaker.CUSTOMER):
        said = [
            sentence.text
            for turn in scene.turns
            if turn.speaker is speaker
            for line in turn.lines
            for sentence in sentences(turn.text[line.start : line.end])
        ]
        for first in range(0, len(said), _RUN):
            written = [words for sentence in said[first : first + _RUN] if (words := bare(sentence))]
            for some in (written, [words.lower() for words in written]):
                text = " ".join(some)
                found = tokens(text, scene.language)
                begins, at = set(), 0
                for words in some:
                    begins.add(next((place for place, token in enumerate(found) if token.start >= at), 0))
                    at += len(words) + 1
                for place, features in enumerate(gap_features(text, found, phrases.find(found)), 1):
                    yield features, place in begins, fold(scene.slug)


def _fit(gaps: Sequence[Gap]) -> Weights:
    from sklearn.linear_model import LogisticRegression

    many = Counter(name for features, _, _ in gaps for name in features)
    names = sorted(name for name, count in many.items() if count >= _FEWEST)
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0)
    model.fit(_matrix(gaps, {name: column for column, name in enumerate(names)}), [begins for _, begins, _ in gaps])
    return {BIAS: float(model.intercept_[0])} | dict(zip(names, model.coef_[0].tolist(), strict=True))


def _matrix(gaps: Sequence[Gap], columns: dict[str, int]) -> Any:
    from scipy.sparse import csr_matrix

    places = [(row, columns[name]) for row, (features, _, _) in enumerate(gaps) for name in features if name in columns]
    rows, found = [row for row, _ in places], [column for _, column in places]
    return csr_matrix((np.ones(len(places)), (rows, found)), shape=(len(gaps), len(columns)))


def _kept(weights: Weights) -> Weights:
    return {name: weight for name, weight in weights.items() if abs(weight) >= _LEAST_WEIGHT or name == BIAS}


def _f1(judged: Sequence[tuple[Gap, Weights]]) -> float:
    """F1 of the gaps scored above even."""
    called = [sum(weights.get(name, 0.0) for name in (BIAS, *gap[0])) >= 0 for gap, weights in judged]
    right = sum(gap[1] for (gap, _), is_called in zip(judged, called, strict=True) if is_called)
    return round(2 * right / (sum(called) + sum(gap[1] for gap, _ in judged)), 3)
