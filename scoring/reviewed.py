"""A scorecard as a person left it: their marks instead of the suggested ones, and without what they struck."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from scoring.evidence import Evidence, Verdict
from scoring.marks import Mark, total
from scoring.scorecard import Scorecard

NOT_APPLICABLE = "no_occasion"
"""Why there is no mark where a person said that the criterion does not apply."""


def reviewed(
    card: Scorecard,
    decided: Mapping[str, float | None],
    struck: Mapping[str, Collection[int]],
    weights: Mapping[str, float],
) -> Scorecard:
    """The scorecard with what a person decided.

    `decided` holds their marks in force, 0..1, by criterion, None where it does not apply; criteria that it does not
    name keep what was suggested. `struck` are places in the list of evidence of a criterion. `weights` are the
    rubric's, for criteria that the card has no mark of, as when it could not be scored automatically.
    """
    marks = [_left(mark, decided, struck.get(mark.criterion, ())) for mark in card.marks]
    suggested = {mark.criterion for mark in card.marks}
    own = [
        _own(criterion, weights.get(criterion, 0.0), score)
        for criterion, score in decided.items()
        if criterion not in suggested
    ]
    found = (*marks, *own)
    unscored = card.not_scored if not any(mark.score is not None for mark in found) else None
    return replace(card, marks=found, total=total(found), not_scored=unscored)


def _left(mark: Mark, decided: Mapping[str, float | None], struck: Collection[int]) -> Mark:
    """One mark of the suggestion after the person's decision."""
    evidence = tuple(entry for place, entry in enumerate(mark.evidence) if place not in struck)
    if mark.criterion not in decided:
        return replace(mark, evidence=evidence)
    score = decided[mark.criterion]
    if score is None:
        return replace(
            mark,
            score=None,
            evidence=(),
            arithmetic="",
            not_judged=NOT_APPLICABLE,
            failed=False,
            automatic=None,
            knots=(),
        )
    if score == mark.score:
        return replace(mark, evidence=evidence)
    return replace(
        mark,
        score=score,
        evidence=_fitting(evidence, score),
        arithmetic="",
        not_judged=None,
        failed=False,
        automatic=None,
        knots=(),
    )


def _fitting(evidence: tuple[Evidence, ...], score: float) -> tuple[Evidence, ...]:
    """Who gives the full mark says that nothing was amiss, and who gives none that nothing was shown."""
    if 0 < score < 1:
        return evidence
    return tuple(entry for entry in evidence if (entry.verdict is Verdict.SHOWN) == (score == 1))


def _own(criterion: str, weight: float, score: float | None) -> Mark:
    return Mark(criterion, weight, score, not_judged=NOT_APPLICABLE if score is None else None)
