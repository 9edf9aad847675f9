"""What is left of a suggested mark when a person strikes some of its evidence, by the same arithmetic."""

from __future__ import annotations

from collections.abc import Collection

from rubrics.model import Criterion, Density, Occasion
from scoring.adjusted import corrected_mark
from scoring.evidence import Evidence, Verdict
from scoring.marks import Mark, between_anchors, judged, mean_of_points, share, unjudged


def overrule(criterion: Criterion, suggested: Mark, struck: Collection[int]) -> Mark:
    """The mark without the evidence at the places `struck` of `suggested.evidence`; without any it stays as it is.

    To strike says "this was not so", and each kind of criterion has its own consequence:

    - occasion: the moment counts no more, whether it was met, passed over or gone against. Of what a person does not
      take for an occasion there is no mark; with no moment left the criterion is not judged (`no_occasion`).
    - density: the thing is not counted, the base stays: as many words were said with it as without it.
    - presence: what was shown is not there, and is still expected; what was missed was not called for, and is expected
      no more. With nothing left to expect the criterion is not judged (`no_occasion`).

    A mark that was corrected is reckoned from the evidence that is left, and corrected again in the same way.

    `suggested` is what `criterion` gave, and may have been read back from JSON. Raises IndexError for a place that the
    mark does not have.
    """
    for place in struck:
        if not 0 <= place < len(suggested.evidence):
            raise IndexError(f"{criterion.id} has no evidence {place}")
    if suggested.score is None:
        return suggested
    return corrected_mark(_without(criterion, suggested, struck), suggested.knots, criterion) if struck else suggested


def _without(criterion: Criterion, suggested: Mark, struck: Collection[int]) -> Mark:
    left = [evidence for place, evidence in enumerate(suggested.evidence) if place not in struck]
    if isinstance(criterion, Occasion):
        return _occasions(criterion, left)
    if isinstance(criterion, Density):
        counted = sum(evidence.points for evidence in left)
        result = between_anchors(counted, suggested.n, criterion.good, criterion.bad)
        return judged(criterion, result, (suggested.n, suggested.per), left)
    many_missed = sum(
        evidence.verdict is Verdict.MISSED for place, evidence in enumerate(suggested.evidence) if place in struck
    )
    expected = int(suggested.n) - many_missed
    if not expected:
        return unjudged(criterion, "no_occasion")
    many = sum(evidence.verdict is Verdict.SHOWN for evidence in left)
    return judged(criterion, share(many, expected), (float(expected), suggested.per), left)


def _occasions(criterion: Occasion, left: list[Evidence]) -> Mark:
    if not left:
        return unjudged(criterion, "no_occasion")
    counted = [(evidence.weight, evidence.points) for evidence in left]
    return judged(criterion, mean_of_points(counted, criterion.good, criterion.bad), (float(len(left)), "moment"), left)
