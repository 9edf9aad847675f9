"""The classifier of words a customer may not know.

From the rarer words of the agents' turns in all scenes, marked there or not. From where on a word counts is set by
cross-validation over scenes, by the highest F1 of its spans.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from scoring.acts.classifier import Matrix
from scoring.acts.e5_weights import WIDTH
from scoring.acts.embedding import Embedding
from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import Reading, read_turn
from scoring.acts.scenes import Scene, SceneTurn
from scoring.acts.spans import CONFUSED, STORED, WordClassifier, surroundings, token_values
from scoring.acts.term_features import TERM_FEATURES, candidates, runs, term_features
from scoring.acts.values import Act, TurnActs
from scoring.training.rows import FOLDS, digest, fold
from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker

_KINDS = ("jargon", "acronym")
# Chosen by cross-validation among 0.3, 1, 3.
_STRENGTH = 1.0
# The mean length of a state less the mean, beside features of about 1: among 1.5, 3 and 6 the best.
_SCALE = 3.0


class WordTable(NamedTuple):
    """The candidate words: a row each of features and states (384), where they stand, and whether they are marked.

    `turn` numbers the turns, `place` their words.
    """

    features: Matrix
    states: Matrix
    turn: Matrix
    place: Matrix
    fold: Matrix
    unknown: Matrix


def word_table(scenes: Sequence[Scene], model: Embedding) -> WordTable:
    """The candidate words of all agents' turns that the model reads."""
    parts: list[WordTable] = []
    turns = 0
    for scene in scenes:
        words = lexicon(scene.language)
        readings = [read_turn(turn.text, words) for turn in scene.turns]
        around = list(surroundings(scene.conversation, readings, [_acts(turn) for turn in scene.turns]))
        for turn, reading, beside in zip(scene.turns, readings, around, strict=True):
            turns += 1
            if turn.speaker is not Speaker.AGENT:
                continue
            places = candidates(reading, words)
            states = _states(reading, model)[places]
            read = ~np.isnan(states[:, 0])
            marked = [_is_marked(turn, reading, place) for place in places]
            parts.append(
                WordTable(
                    term_features(reading, places, beside, words)[read],
                    states[read],
                    np.full(read.sum(), turns),
                    np.array(places, dtype=int)[read],
                    np.full(read.sum(), fold(scene.slug)),
                    np.array(marked, dtype=bool)[read],
                )
            )
    return WordTable(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _acts(turn: SceneTurn) -> TurnActs:
    return TurnActs(acts=tuple(Act(name, 1.0, 0, len(turn.text), "") for name in sorted(turn.acts) if name == CONFUSED))


def _states(reading: Reading, model: Embedding) -> Matrix:
    words = model.read([piece.text for piece in reading.pieces], np.eye(WIDTH, dtype=np.float32))[1]
    return token_values(reading, words) if words else np.empty((0, WIDTH), dtype=np.float32)


def _is_marked(turn: SceneTurn, reading: Reading, place: int) -> bool:
    token = reading.tokens[place]
    return any(span.start < token.end and token.start < span.end for span in turn.spans if span.kind in _KINDS)


def train(table: WordTable, *, with_meaning: bool) -> WordClassifier:
    """The classifier, learned from a table."""
    from sklearn.linear_model import LogisticRegression

    inputs, size = table.features, 1.0
    if with_meaning:
        size = _SCALE / float(np.linalg.norm(table.states - table.states.mean(axis=0), axis=1).mean())
        inputs = np.hstack([inputs, table.states * size])
    model = LogisticRegression(C=_STRENGTH, max_iter=500).fit(inputs, table.unknown)
    weights = model.coef_[0]
    many = table.features.shape[1]
    direction = weights[many:, np.newaxis] * size if with_meaning else np.zeros((WIDTH, 1))
    bias = float(model.intercept_[0])
    return WordClassifier(weights[:many].astype(np.float32), direction.astype(np.float32), bias)


def scores(learned: WordClassifier, table: WordTable) -> Matrix:
    return learned.scores(table.features, (table.states @ learned.direction)[:, 0])


def honest_scores(table: WordTable, *, with_meaning: bool) -> Matrix:
    """The score of each scene's word by a classifier that has not seen the scene."""
    found = np.zeros(len(table.unknown))
    for part in range(FOLDS):
        seen, unseen = _some(table, table.fold != part), _some(table, table.fold == part)
        found[table.fold == part] = scores(train(seen, with_meaning=with_meaning), unseen)
    return found


def _some(table: WordTable, chosen: Matrix) -> WordTable:
    return WordTable(*(column[chosen] for column in table))


def best_limit(table: WordTable, scored: Matrix) -> tuple[float, float]:
    """From where on a word counts, and the F1 of runs of words there: the limit with the highest one."""
    limits = np.quantile(scored, np.linspace(0.80, 0.995, 60))
    return max(((_f1(table, scored >= limit), float(limit)) for limit in limits), key=lambda pair: pair[0])[::-1]


def _f1(table: WordTable, called: Matrix) -> float:
    """F1 of runs of unknown words, right when a called run shares a word with a marked one."""
    marked, found = list(_runs(table, table.unknown)), list(_runs(table, called))
    marked_words, found_words = frozenset().union(*marked), frozenset().union(*found)
    hit = sum(bool(run & found_words) for run in marked)
    wrong = sum(not run & marked_words for run in found)
    return 2 * hit / max(2 * hit + wrong + len(marked) - hit, 1)


def _runs(table: WordTable, chosen: Matrix) -> Iterator[frozenset[tuple[int, int]]]:
    by_turn: dict[int, list[int]] = {}
    for turn, place in zip(table.turn[chosen].tolist(), table.place[chosen].tolist(), strict=True):
        by_turn.setdefault(turn, []).append(place)
    for turn, places in by_turn.items():
        for start, end in runs(places):
            yield frozenset((turn, place) for place in range(start, end))


def train_words(scenes: Sequence[Scene], model: Embedding) -> dict[str, object]:
    """Train and store the classifier of words; the figures of its cross-validation."""
    table = word_table(scenes, model)
    own = {language: table.features[:, TERM_FEATURES.index(language)] > 0 for language in SUPPORTED_LANGUAGES}
    stored: dict[str, object] = {"digest": np.array(digest())}
    figures: dict[str, object] = {}
    for part, with_meaning in (("full", True), ("plain", False)):
        scored = honest_scores(table, with_meaning=with_meaning)
        limit, f1 = best_limit(table, scored)
        by_language = {lang: round(_f1(_some(table, rows), scored[rows] >= limit), 3) for lang, rows in own.items()}
        many = {"words": len(table.unknown), "marked": int(table.unknown.sum())}
        figures[part] = many | {"f1": round(f1, 3)} | by_language
        learned = train(table, with_meaning=with_meaning)
        stored[f"{part}/weights"] = learned.weights
        stored[f"{part}/bias"] = np.array(learned.bias - limit, dtype=np.float32)
        if with_meaning:
            stored["direction"] = learned.direction
    np.savez_compressed(STORED, **stored)  # type: ignore[arg-type]
    return figures
