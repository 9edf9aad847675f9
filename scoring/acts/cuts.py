"""Where sentences begin in speech that was written down, or typed, without punctuation.

A logistic regression on the words around each gap, learned from the project's scenes with their punctuation taken away
(`scoring.training.cuts`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from scoring.acts.lexicon import LANGUAGE_DATA, TERM
from transcripts.phrases import Hit
from transcripts.text import Token

STORED = LANGUAGE_DATA / "cuts.npz"
BIAS = "bias"
# Below even: a sentence too many costs less than two in one, which hide each other's acts.
_LIMIT = -0.75
_SHORTEST = 2
# More words hold several sentences that nothing told apart: three times the mean of spoken service talk.
_LONGEST = 24
_NEAR_EDGE = 4
_BEFORE, _BEHIND = "^", "$"


Weights = Mapping[str, float]


def cuts(text: str, run: Sequence[Token], hits: Sequence[Hit], weights: Weights) -> list[int]:
    """The places in a run of words at which a new sentence begins, in order, the first word's not among them."""
    scores = [
        sum(weights.get(feature, 0.0) for feature in features) + weights[BIAS]
        for features in gap_features(text, run, hits)
    ]
    found, last = [], 0
    for place, score in enumerate(scores, 1):
        if score >= _LIMIT and place - last >= _SHORTEST and len(run) - place >= _SHORTEST:
            found.append(place)
            last = place
    return list(_without_overlong(found, scores, len(run)))


def _without_overlong(found: Sequence[int], scores: Sequence[float], many: int) -> Iterator[int]:
    """With the best gap that is near enough, where the next one is too far; of equal gaps the last."""
    start = 0
    for end in (*found, many):
        while end - start > _LONGEST:
            near = range(start + _SHORTEST, min(start + _LONGEST, end - _SHORTEST) + 1)
            start = max(reversed(near), key=lambda place: scores[place - 1])
            yield start
        if end < many:
            yield end
        start = end


def gap_features(text: str, run: Sequence[Token], hits: Sequence[Hit]) -> list[list[str]]:
    """For each gap between two words of a run what stands around it; capitals count where the run has any.

    `hits` are the patterns found in the run; words of the term lists tell nothing of sentences.
    """
    words = [_BEFORE, _BEFORE, *(token.folded for token in run), _BEHIND, _BEHIND]
    capitals = [text[token.start].isupper() for token in run]
    cased = any(capitals)
    begins, ends = defaultdict(set), defaultdict(set)
    for hit in hits:
        if not hit.label.startswith(TERM):
            begins[hit.start].add(f"begins {hit.label}")
            ends[hit.end].add(f"ends {hit.label}")
    found = []
    for gap in range(1, len(run)):
        two_before, before, after, two_after = words[gap : gap + 4]
        features = [
            f"before {before}",
            f"after {after}",
            f"around {before} {after}",
            f"before {two_before} {before}",
            f"after {after} {two_after}",
            f"start {min(gap, _NEAR_EDGE)}",
            f"end {min(len(run) - gap, _NEAR_EDGE)}",
            *begins[run[gap].start],
            *ends[run[gap - 1].end],
        ]
        if cased:
            case = "capital" if capitals[gap] else "small"
            features += [case, f"{case} {after}", f"{capitals[gap - 1]} {case}"]
        found.append(features)
    return found


@lru_cache(maxsize=8)
def learned_cuts(language: str) -> Weights:
    """What was learned for a supported language. Raises FileNotFoundError when it never was."""
    with np.load(STORED, allow_pickle=False) as stored:
        names = str(stored[f"{language}/names"]).split("\n")
        return dict(zip(names, stored[language].astype(float).tolist(), strict=True))
