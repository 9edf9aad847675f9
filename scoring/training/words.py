"""The classifier of words a customer may not know.

From the words of the agents' turns in all scenes, marked there or not, and from the entries of the term lists taken by
themselves, which teach what such words look like and mean. From where on a word counts is set by cross-validation
over scenes, by the highest F1 of its spans.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.acts.classifier import Matrix
from scoring.acts.embedding import Embedding
from scoring.acts.lexicon import lexicon, read_data
from scoring.acts.pieces import read_turn
from scoring.acts.scenes import Scene, SceneTurn
from scoring.acts.spans import CONFUSED, STORED, surroundings
from scoring.acts.term_features import Around, candidates, runs, term_features
from scoring.acts.values import Act, TurnActs
from scoring.training.rows import FOLDS, digest, fold
from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker

_KINDS = ("jargon", "acronym")
# Chosen by cross-validation among 0.3, 1, 3; a listed term by itself counts this much beside a word in its sentence.
_STRENGTH = 1.0
_LISTED_WEIGHT = 0.2
# Puts vectors of words on a scale with the other features.
_SCALE = 3.0


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word in its turn: `turn` numbers the turns, `place` its words."""

    language: str
    fold: int
    turn: int
    place: int
    text: str
    features: dict[str, float]
    unknown: bool
    weight: float


def scene_rows(scenes: Sequence[Scene]) -> list[WordRow]:
    """The candidate words of all agents' turns."""
    found: list[WordRow] = []
    number = 0
    for scene in scenes:
        words = lexicon(scene.language)
        readings = [read_turn(turn.text, words) for turn in scene.turns]
        around = list(surroundings(scene.conversation, readings, [_acts(turn) for turn in scene.turns]))
        for turn, reading, beside in zip(scene.turns, readings, around, strict=True):
            number += 1
            if turn.speaker is not Speaker.AGENT:
                continue
            places = candidates(reading, words)
            for place, features in zip(places, term_features(reading, places, beside, words), strict=True):
                token = reading.tokens[place]
                marked = any(
                    span.start < token.end and token.start < span.end for span in turn.spans if span.kind in _KINDS
                )
                found.append(
                    WordRow(
                        scene.language,
                        fold(scene.slug),
                        number,
                        place,
                        token.folded,
                        features,
                        unknown=marked,
                        weight=1.0,
                    )
                )
    return found


def _acts(turn: SceneTurn) -> TurnActs:
    return TurnActs(acts=tuple(Act(name, 1.0, 0, len(turn.text), "") for name in sorted(turn.acts) if name == CONFUSED))


def listed_rows() -> list[WordRow]:
    """The rarer words of the term lists, each by itself, without the fact that a list has it."""
    found: list[WordRow] = []
    nothing = Around(frozenset(), asked=False, repeated=frozenset())
    for language in SUPPORTED_LANGUAGES:
        words = lexicon(language)
        for number, entry in enumerate(read_data(language, "terms")):
            reading = read_turn(_first_form(entry["term"]), words)
            places = candidates(reading, words)
            for place, features in zip(places, term_features(reading, places, nothing, words), strict=True):
                kept = {name: value for name, value in features.items() if "listed" not in name and "edge" not in name}
                token = reading.tokens[place]
                found.append(
                    WordRow(
                        language, number % FOLDS, -1, place, token.folded, kept, unknown=True, weight=_LISTED_WEIGHT
                    )
                )
    return found


def _first_form(pattern: str) -> str:
    """A term's pattern in its first form: `(tier|level) two [support]` is "tier two support"."""
    first = re.sub(r"\(([^|()]*)[^()]*\)", r"\1", pattern)
    return re.sub(r"\s+", " ", re.sub(r"[=\[\]]|\.\.\.|#", " ", first)).strip()


def train(rows: Sequence[WordRow], vectors: Matrix | None) -> tuple[dict[str, float], Matrix | None, float]:
    """Weights by feature, weights of the vector (already for vectors less their centre), and the bias."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectoriser = DictVectorizer(dtype=np.float64)
    inputs = vectoriser.fit_transform([row.features for row in rows])
    if vectors is not None:
        inputs = hstack([inputs, csr_matrix(vectors * _SCALE)]).tocsr()
    inputs.indices, inputs.indptr = inputs.indices.astype(np.int32), inputs.indptr.astype(np.int32)
    model = LogisticRegression(C=_STRENGTH, max_iter=300, solver="liblinear", random_state=0).fit(
        inputs, [row.unknown for row in rows], sample_weight=[row.weight for row in rows]
    )
    names = vectoriser.get_feature_names_out()
    weights = dict(zip(names, model.coef_[0][: len(names)].tolist(), strict=True))
    meaning = None if vectors is None else (model.coef_[0][len(names) :] * _SCALE).astype(np.float32)
    return weights, meaning, float(model.intercept_[0])


def score(
    rows: Sequence[WordRow], vectors: Matrix | None, learned: tuple[dict[str, float], Matrix | None, float]
) -> Matrix:
    """The score of each word."""
    weights, meaning, bias = learned
    scores = np.array([sum(weights.get(name, 0.0) * value for name, value in row.features.items()) for row in rows])
    return scores + bias + (vectors @ meaning if vectors is not None and meaning is not None else 0.0)


def honest_scores(rows: Sequence[WordRow], listed: Sequence[WordRow], vectors: Matrix | None) -> Matrix:
    """The score of each scene's word by a classifier that has not seen the scene."""
    folds = np.array([row.fold for row in rows])
    found = np.zeros(len(rows))
    for part in range(FOLDS):
        train_on = np.flatnonzero(folds != part).tolist()
        own = None if vectors is None else np.vstack([vectors[train_on], vectors[len(rows) :]])
        learned = train([*(rows[index] for index in train_on), *listed], own)
        test_on = np.flatnonzero(folds == part).tolist()
        part_vectors = None if vectors is None else vectors[test_on]
        found[test_on] = score([rows[index] for index in test_on], part_vectors, learned)
    return found


def best_limit(rows: Sequence[WordRow], scores: Matrix) -> tuple[float, float]:
    """From where on a word counts, and the F1 of runs of words there: the limit with the highest one."""
    limits = np.quantile(scores, np.linspace(0.80, 0.995, 60))
    return max(((_f1(rows, scores >= limit), float(limit)) for limit in limits), key=lambda pair: pair[0])[::-1]


def _f1(rows: Sequence[WordRow], called: Matrix) -> float:
    """F1 of runs of unknown words, right when a called run shares a word with a marked one."""
    marked, found = _runs(rows, np.array([row.unknown for row in rows])), _runs(rows, called)
    marked_words, found_words = frozenset().union(*marked), frozenset().union(*found)
    hit = sum(bool(run & found_words) for run in marked)
    wrong = sum(not run & marked_words for run in found)
    return 2 * hit / max(2 * hit + wrong + len(marked) - hit, 1)


def _runs(rows: Sequence[WordRow], chosen: Matrix) -> list[frozenset[tuple[int, int]]]:
    by_turn: dict[int, list[int]] = {}
    for row, is_chosen in zip(rows, chosen, strict=True):
        if is_chosen:
            by_turn.setdefault(row.turn, []).append(row.place)
    return [
        frozenset((turn, place) for place in range(start, end))
        for turn, places in by_turn.items()
        for start, end in runs(places)
    ]


def centred(rows: Sequence[WordRow], model: Embedding) -> tuple[Matrix, dict[str, Matrix]]:
    """The vectors of the words less the centre of their language, and the centres."""
    vectors = model.embed([row.text for row in rows])
    languages = np.array([row.language for row in rows])
    centres = {language: vectors[languages == language].mean(axis=0) for language in SUPPORTED_LANGUAGES}
    return vectors - np.stack([centres[row.language] for row in rows]), centres


def train_words(scenes: Sequence[Scene], model: Embedding) -> dict[str, object]:
    """Train and store the classifier of words; the figures of its cross-validation."""
    rows, listed = scene_rows(scenes), listed_rows()
    vectors, centres = centred([*rows, *listed], model)
    stored: dict[str, object] = {"digest": np.array(digest())}
    stored |= {f"centre/{language}": centre for language, centre in centres.items()}
    figures: dict[str, object] = {}
    names: list[str] = []
    for part, own in (("full", vectors), ("plain", None)):
        limit, found = best_limit(rows, honest_scores(rows, listed, own))
        figures[part] = {"words": len(rows), "marked": sum(row.unknown for row in rows), "f1": round(found, 3)}
        weights, meaning, bias = train([*rows, *listed], own)
        names = names or sorted(weights)
        stored[f"{part}/weights"] = np.array([weights[name] for name in names], dtype=np.float16)
        stored[f"{part}/bias"] = np.array(bias - limit, dtype=np.float32)
        if meaning is not None:
            stored["meaning"] = meaning
    stored["names"] = np.array("\n".join(names))
    np.savez_compressed(STORED, **stored)  # type: ignore[arg-type]
    return figures
