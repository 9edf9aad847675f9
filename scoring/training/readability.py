"""Learn what makes a sentence hard from hard and plain tellings: `python -m scoring.training.readability`.

Logistic regression on the difference of two tellings' features, all languages together. The border of 0.5 is set by
language so that four in five sentences of hard tellings lie at or above it: most of middle tellings lie below, and
hardly any of plain ones above. Writes `scoring/language/readability.yaml`, with the shares above the border.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np
import yaml
from numpy.typing import NDArray

from scoring.acts.lexicon import LANGUAGE_DATA
from scoring.acts.readability import FEWEST_WORDS, STORED
from scoring.acts.readability_features import FEATURES, measure
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.text import sentences, tokens

Matrix = NDArray[np.float64]
_FOLDS = 5
# The pairs are almost separable, so cross-validation favours ever larger values; this one still shares weight between
# features that go together (words, long words, rare words), as is right for sentences unlike ours.
_STRENGTH = 0.1
_HARD_ABOVE = 0.8
# The medians of hard and of plain sentences lie this many units of log odds apart (about 0.7 and 0.15): so wide that
# sentences harder than ours still differ.
_UNITS_APART = 2.5


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling: a row of features for each sentence (n, features) and each sentence's number of words (n)."""

    rows: Matrix
    words: NDArray[np.int_]

    def mean(self) -> Matrix:
        """The features of the telling, its sentences weighed by their words."""
        return np.asarray(np.average(self.rows, axis=0, weights=self.words))


@dataclass(frozen=True, slots=True)
class Contents:
    """The tellings of one content from hard to plain, two or three."""

    language: str
    tellings: tuple[Telling, ...]

    def differences(self) -> list[Matrix]:
        means = [telling.mean() for telling in self.tellings]
        return [hard - plain for index, hard in enumerate(means) for plain in means[index + 1 :]]


def read_contents(language: str) -> list[Contents]:
    """The pairs of a language, measured."""
    path = LANGUAGE_DATA / language / "plain_pairs.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Contents(language, tuple(_telling(row[step], language) for step in ("hard", "middle", "plain") if row[step]))
        for row in rows
    ]


def _telling(text: str, language: str) -> Telling:
    found = [(sentence.text, tokens(sentence.text, language)) for sentence in sentences(text)]
    rows = [measure(sentence, 0, words, language) for sentence, words in found]
    return Telling(np.array(rows), np.array([len(words) for _, words in found]))


def fit(contents: Sequence[Contents]) -> Matrix:
    """The weight of one unit of each feature (features)."""
    from sklearn.linear_model import LogisticRegression

    differences = np.array([difference for each in contents for difference in each.differences()])
    scale = differences.std(axis=0)
    scaled = differences / scale
    # Each pair is shown from both sides, so that no side is favoured and no constant is needed.
    present = np.concatenate([np.ones(len(scaled)), np.zeros(len(scaled))])
    model = LogisticRegression(C=_STRENGTH, fit_intercept=False, tol=1e-8, max_iter=1000)
    model.fit(np.vstack([scaled, -scaled]), present)
    return np.asarray(model.coef_[0] / scale)


def loads(contents: Sequence[Contents], step: int, weights: Matrix) -> list[Matrix]:
    """The loads of the sentences of each content's telling `step` (0 hard, -1 plain), too short ones left out."""
    tellings = [each.tellings[step] for each in contents]
    return [telling.rows[telling.words >= FEWEST_WORDS] @ weights for telling in tellings]


def border(contents: Sequence[Contents], weights: Matrix) -> float:
    """The load that four in five sentences of hard tellings reach."""
    return float(np.quantile(np.concatenate(loads(contents, 0, weights)), 1 - _HARD_ABOVE))


def shares(contents: Sequence[Contents], weights: Matrix, at: float) -> dict[str, float]:
    """Of hard and middle tellings the share of sentences at or above `at`, of plain ones that of tellings with any."""
    hard = np.concatenate(loads(contents, 0, weights))
    middle = np.concatenate(loads([each for each in contents if len(each.tellings) > 2], 1, weights))
    plain = [bool((found >= at).any()) for found in loads(contents, -1, weights)]
    return {
        "hard": round(float((hard >= at).mean()), 3),
        "middle": round(float((middle >= at).mean()), 3),
        "plain": round(fmean(plain), 3),
    }


def train(everything: Mapping[str, Sequence[Contents]]) -> dict[str, object]:
    """What is written down: weights, borders, spread, and the shares above the border by language."""
    together = [each for contents in everything.values() for each in contents]
    weights = fit(together)
    borders = {language: round(border(contents, weights), 4) for language, contents in everything.items()}
    hard = np.concatenate(loads(together, 0, weights))
    plain = np.concatenate(loads(together, -1, weights))
    return {
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
        "border": borders,
        "spread": round(float(median(hard) - median(plain)) / _UNITS_APART, 4),
        "above": {lang: shares(contents, weights, borders[lang]) for lang, contents in everything.items()},
        "unseen": _unseen(everything),
    }


def _unseen(everything: Mapping[str, Sequence[Contents]]) -> dict[str, dict[str, float]]:
    """By language, in folds not trained on: the share of pairs in the right order, and the shares above the border.

    The files tell the same contents in the same order, so that no telling of a held one is trained on.
    """
    folds: dict[str, list[tuple[float, dict[str, float]]]] = {language: [] for language in everything}
    for fold in range(_FOLDS):
        rest = {lang: [c for i, c in enumerate(all_) if i % _FOLDS != fold] for lang, all_ in everything.items()}
        weights = fit([each for contents in rest.values() for each in contents])
        for language, contents in everything.items():
            held = contents[fold::_FOLDS]
            right = fmean(bool(difference @ weights > 0) for each in held for difference in each.differences())
            folds[language].append((right, shares(held, weights, border(rest[language], weights))))
    return {
        language: {
            "right_order": round(fmean(right for right, _ in found), 3),
            **{step: round(fmean(above[step] for _, above in found), 3) for step in ("hard", "middle", "plain")},
        }
        for language, found in folds.items()
    }


def main() -> None:
    trained = train({language: read_contents(language) for language in SUPPORTED_LANGUAGES})
    heading = "# Learned by scoring/training/readability.py from plain_pairs.tsv of all languages; not edited.\n"
    STORED.write_text(heading + yaml.safe_dump(trained, sort_keys=False), encoding="utf-8")
    print(STORED.read_text(encoding="utf-8"), file=sys.stderr)


if __name__ == "__main__":
    main()
