"""Learns where sentences begin in text without punctuation: from the scenes, with their punctuation taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from scoring.acts.classifier import Matrix
from scoring.acts.cuts import BIAS, STORED, Weights, cuts, gap_features
from scoring.acts.lexicon import lexicon
from scoring.acts.scenes import Scene
from scoring.training.rough import bare
from scoring.training.rows import FOLDS, digest, fold
from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker
from transcripts.phrases import Hit
from transcripts.text import Token, sentences, tokens

# So many sentences of a speaker run on as one; where a scene has them by themselves, in the order they stand there.
_RUN = 5
# What stands around fewer gaps is chance.
_FEWEST = 6
# Chosen by cross-validation over scenes among 0.3, 1 and 3.
_STRENGTH = 1.0
_LEAST_WEIGHT = 0.1


class Run(NamedTuple):
    """Sentences of one speaker without punctuation, the places at which all but the first begin, and the fold."""

    text: str
    tokens: Sequence[Token]
    hits: Sequence[Hit]
    begins: frozenset[int]
    part: int


def train_cuts(scenes: Sequence[Scene]) -> None:
    """Train and store the weights of every language."""
    stored: dict[str, Matrix] = {"digest": np.array(digest())}
    for language in SUPPORTED_LANGUAGES:
        weights = _fit([run for scene in scenes if scene.language == language for run in _runs(scene)])
        stored[f"{language}/names"] = np.array("\n".join(weights))
        stored[language] = np.array(list(weights.values()), dtype=np.float16)
    np.savez_compressed(STORED, **stored)  # type: ignore[arg-type]


def honest_cuts(scenes: Sequence[Scene]) -> tuple[dict[tuple[str, int], Weights], dict[str, float]]:
    """By language and part of the cross-validation weights that have not seen it, and how well they cut (F1)."""
    weights, figures = {}, {}
    for language in SUPPORTED_LANGUAGES:
        runs = [run for scene in scenes if scene.language == language for run in _runs(scene)]
        for part in range(FOLDS):
            weights[language, part] = _fit([run for run in runs if run.part != part])
        figures[language] = _f1(runs, [weights[language, run.part] for run in runs])
    return weights, figures


def _runs(scene: Scene) -> Iterator[Run]:
    """What each speaker says in a scene, in runs, as written and in small letters."""
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
                yield Run(text, found, phrases.find(found), frozenset(begins - {0}), fold(scene.slug))


def _fit(runs: Sequence[Run]) -> Weights:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    gaps = [features for run in runs for features in gap_features(run.text, run.tokens, run.hits)]
    begins = [place in run.begins for run in runs for place in range(1, len(run.tokens))]
    many = Counter(name for features in gaps for name in features)
    names = sorted(name for name, count in many.items() if count >= _FEWEST)
    columns = {name: column for column, name in enumerate(names)}
    places = [(row, columns[name]) for row, features in enumerate(gaps) for name in features if name in columns]
    rows, found = [row for row, _ in places], [column for _, column in places]
    inputs = csr_matrix((np.ones(len(places)), (rows, found)), shape=(len(gaps), len(columns)))
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0).fit(inputs, begins)
    weights = zip(names, model.coef_[0].tolist(), strict=True)
    return {BIAS: float(model.intercept_[0])} | {
        name: weight for name, weight in weights if abs(weight) >= _LEAST_WEIGHT
    }


def _f1(runs: Sequence[Run], weights: Sequence[Weights]) -> float:
    """F1 of the places at which runs are cut."""
    cut = [frozenset(cuts(run.text, run.tokens, run.hits, own)) for run, own in zip(runs, weights, strict=True)]
    right = sum(len(found & run.begins) for run, found in zip(runs, cut, strict=True))
    return round(2 * right / sum(len(found) + len(run.begins) for run, found in zip(runs, cut, strict=True)), 3)
