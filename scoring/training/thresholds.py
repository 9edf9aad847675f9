"""Where each act counts as present, and how well that does: by cross-validation over scenes."""

from __future__ import annotations

import numpy as np

from scoring.acts.classifier import Matrix
from scoring.acts.scenes import ACTS
from scoring.training.rows import FOLDS
from scoring.training.stages import Table, train_joint
from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker

# What accuses an agent must be surer than F1 asks for: in doubt for the person.
_ACCUSING = frozenset({"dismissive", "non_apology", "register_slip"})
_SURER = 0.5
# So many hits a threshold needs; an act that has fewer in whole scenes is set on all.
_FEWEST = 30
# About half the standard error of an F1 of .75 over a hundred hits.
_NEARLY = 0.025
_LIMITS = np.arange(-4, 4, 0.05)


def turn_scores(table: Table) -> Matrix:
    """For each turn (turns, acts) the highest score of its sentences, by a second stage that has not seen the scene."""
    scores: Matrix = np.zeros_like(table.present, dtype=float)
    for part in range(FOLDS):
        networks = train_joint(table, table.folds != part)
        unseen = table.folds == part
        scores[unseen] = np.mean([network.scores(table.inputs[unseen]) for network in networks], axis=0)
    highest = np.full((len(table.rows), scores.shape[1]), -np.inf)
    np.maximum.at(highest, table.turn.astype(int), scores)
    return highest


def best_threshold(scores: Matrix, present: Matrix, beta: float = 1.0) -> float:
    """The score from which on calling an act present gives the highest F-beta; 0 where the act never is.

    Below 1, `beta` weighs a false call more than an overlooked act (van Rijsbergen 1979).
    """
    if not present.any():
        return 0.0
    order = np.argsort(-scores)
    right = np.cumsum(present[order])
    measure = (1 + beta**2) * right / (np.arange(1, len(order) + 1) + beta**2 * present.sum())
    best = int(np.argmax(measure))
    following = scores[order[min(best + 1, len(order) - 1)]]
    return float((scores[order[best]] + following) / 2)


def steady_threshold(scores: Matrix, present: Matrix, typical: Matrix, beta: float) -> float:
    """The score from which on an act is present: of those nearly as good as the best on typical turns, the best on all.

    The best on few turns is chance, where the measure is flat about it (cf. the rule of one standard error, Breiman et
    al. 1984).
    """
    on_typical = np.array([_f_beta(scores[typical] >= limit, present[typical], beta) for limit in _LIMITS])
    on_all = np.array([_f_beta(scores >= limit, present, beta) for limit in _LIMITS])
    near = on_typical >= on_typical.max() - _NEARLY
    return float(_LIMITS[near][on_all[near].argmax()])


def _f_beta(called: Matrix, present: Matrix, beta: float) -> float:
    return float((1 + beta**2) * (called & present).sum() / max(called.sum() + beta**2 * present.sum(), 1))


def f1(called: Matrix, present: Matrix) -> float | None:
    """F1 of yes and no; None where the act never is present."""
    if not present.any():
        return None
    return round(float(2 * (called & present).sum() / (called.sum() + present.sum())), 3)


def thresholds_and_figures(table: Table, speaker: Speaker) -> tuple[Matrix, dict[str, dict[str, float | None]]]:
    """Where each act counts as present, and how well that does on whole scenes and on all of them, by language."""
    scores = turn_scores(table)
    kind = np.array([row.kind for row in table.rows])
    every, rough = kind == "clean", kind == "rough"
    whole = np.array([row.whole for row in table.rows]) & every
    language = np.array([row.language for row in table.rows])
    clean = {lang: (language == lang) & every for lang in SUPPORTED_LANGUAGES}
    thresholds: list[float] = []
    figures: dict[str, dict[str, float | None]] = {}
    for act, name in enumerate(ACTS[speaker]):
        present = np.array([name in row.said for row in table.rows])
        beta = _SURER if name in _ACCUSING else 1.0
        typical = whole[every] if present[whole].sum() >= _FEWEST else np.ones(every.sum(), dtype=bool)
        thresholds.append(steady_threshold(scores[every, act], present[every], typical, beta))
        called = scores[:, act] >= thresholds[-1]
        figures[name] = {
            "turns": float(present[every].sum()),
            "f1_whole": f1(called[whole], present[whole]),
            "f1_all": f1(called[every], present[every]),
            "f1_rough": f1(called[rough], present[rough]),
            **{f"f1_{lang}": f1(called[own], present[own]) for lang, own in clean.items()},
        }
    return np.array(thresholds, dtype=np.float32), figures
