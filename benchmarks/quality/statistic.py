"""Statistics over pairs of what was measured and what is known; None wherever one is not defined."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from statistics import fmean

import numpy as np

_RESAMPLES = 2000
_SEED = 20


def macro_f1_of_classes(found: Sequence[str], there: Sequence[str], classes: Sequence[str]) -> float | None:
    """The mean F1 of the classes; what was found may be none of them, which then counts as missed."""
    from sklearn.metrics import f1_score

    if len(set(there)) < 2:
        return None
    return float(f1_score(list(there), list(found), labels=list(classes), average="macro", zero_division=0.0))


def auc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """How often one of the positive scores higher than one of the others, ties half: area under the ROC curve."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(list(positive), list(scores))) if len(set(positive)) == 2 else None


def pearson(one: Sequence[float], other: Sequence[float]) -> float | None:
    from scipy.stats import pearsonr

    return float(pearsonr(one, other).statistic) if _both_vary(one, other) else None


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Spearman's."""
    from scipy.stats import spearmanr

    return float(spearmanr(one, other).statistic) if _both_vary(one, other) else None


def level(mark: float) -> int:
    """The level 0..4 nearest to a mark 0..1, a half rounded up."""
    return floor(mark * 4 + 0.5)


def weighted_kappa(one: Sequence[int], other: Sequence[int]) -> float | None:
    """Cohen's kappa on levels 0..4 with quadratic weights (Cohen 1968); None when all levels are one and the same."""
    from sklearn.metrics import cohen_kappa_score

    if len({*one, *other}) < 2:
        return None
    return float(cohen_kappa_score(list(one), list(other), labels=range(5), weights="quadratic"))


def mean_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % interval of the mean: percentiles of 2000 seeded bootstrap resamples (Efron 1979)."""
    if len(values) < 2:
        return None
    picks = np.random.default_rng(_SEED).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(np.asarray(values)[picks].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


def signed_rank_p(differences: Sequence[float]) -> float | None:
    """Two-sided p of Wilcoxon's signed-rank test (1945), differences of zero left out; None when all are zero."""
    from scipy.stats import wilcoxon

    moved = [difference for difference in differences if difference]
    return float(wilcoxon(moved).pvalue) if moved else None


def mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _both_vary(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(set(one)) > 1 and len(set(other)) > 1
