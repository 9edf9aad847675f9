"""A scorecard adjusted to people's marks: corrected where that helps, withheld where it agrees too little."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from rubrics.model import Criterion, Rubric
from scoring.correction import Correction, correction_for
from scoring.marks import Mark, total
from scoring.scorecard import Scorecard

WITHHELD = "withheld"
"""Why there is no mark where suggestions agree too little with people."""

Knots = Sequence[tuple[float, float]]
"""People's mark at rising automatic marks, both 0..1; linear between two, outside them as at the nearest."""


def corrected_mark(mark: Mark, knots: Knots, criterion: Criterion) -> Mark:
    """The mark with the score that people give where it has its own, which is kept as `automatic`.

    The arithmetic stays that of the automatic mark: the correction is one step more. Whether a critical criterion
    failed follows from the corrected score. Without a score or without knots the mark stays as it is.
    """
    if mark.score is None or not knots:
        return mark
    automatic, human = zip(*knots, strict=True)
    score = round(float(np.interp(mark.score, automatic, human)), 4)
    failed = criterion.critical is not None and score < criterion.critical_below
    return replace(mark, score=score, failed=failed, automatic=mark.score, knots=tuple(knots))


def corrected_card(card: Scorecard, corrections: Collection[Correction], rubric: Rubric) -> Scorecard:
    """The scorecard with each mark corrected for which there is a correction in its language, and the total anew.

    `rubric` is the one it was scored by.
    """
    criteria = {criterion.id: criterion for criterion in rubric.criteria}
    marks = []
    for mark in card.marks:
        found = correction_for(corrections, mark.criterion, card.language)
        knots = tuple(zip(found.automatic, found.human, strict=True)) if found else ()
        marks.append(corrected_mark(mark, knots, criteria[mark.criterion]))
    return replace(card, marks=tuple(marks), total=total(marks))


def withheld_card(card: Scorecard, criteria: Collection[str]) -> Scorecard:
    """The scorecard without the scores and the evidence of some criteria, and the total anew.

    What they would have scored is kept as `automatic`, so that one can tell when they agree again; it is not for
    readers (`open_card`). What was not judged anyway keeps its own reason.
    """
    marks = [_withheld(mark) if mark.criterion in criteria and mark.score is not None else mark for mark in card.marks]
    return replace(card, marks=tuple(marks), total=total(marks))


def _withheld(mark: Mark) -> Mark:
    automatic = mark.score if mark.automatic is None else mark.automatic
    return Mark(mark.criterion, mark.weight, None, not_judged=WITHHELD, critical=mark.critical, automatic=automatic)


def open_card(card: Scorecard) -> Scorecard:
    """The scorecard as people may read it: what was withheld tells no score."""
    marks = tuple(replace(mark, automatic=None) if mark.not_judged == WITHHELD else mark for mark in card.marks)
    return replace(card, marks=marks)
