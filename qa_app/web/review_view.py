"""A draft as its page shows it: each criterion with what is seen of the suggestion, what was decided, what lacks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from qa_app.operations.grading import Grading, How, grading_of
from qa_app.operations.reviewing import Lack
from qa_app.operations.suggesting import rubric_of
from qa_app.store.reviews import Review
from qa_app.web.scorecard_view import CriterionView, criteria_view
from rubrics.model import Criterion
from scoring.marks import Mark
from scoring.overrule import overrule
from scoring.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class GradingView:
    """A criterion to be graded.

    `accepts` is the score (0..1) that accepting gives now, without what was struck; None where there is nothing to
    accept. `arithmetic` is its sum. `state` is `grading` as JSON, with which the page undoes a change. `lacks` are the
    kinds of `Lack`, `lacking_evidence` the places of evidence that was struck without a reason.
    """

    view: CriterionView
    grading: Grading
    accepts: float | None
    arithmetic: str
    state: str
    lacks: frozenset[str]
    lacking_evidence: frozenset[int]

    @property
    def accepted(self) -> bool:
        return self.grading.how is How.ACCEPT

    @property
    def not_applicable(self) -> bool:
        return self.grading.how is How.NOT_APPLICABLE


def grading_views(
    review: Review, card: Scorecard | None, lacking: Sequence[Lack], language: str
) -> tuple[GradingView, ...]:
    """All criteria of a draft; `card` is what the reviewer may see of the suggestion (`seen_card`)."""
    rubric = rubric_of(review.rubric_version)
    suggested = {mark.criterion: mark for mark in card.marks} if card else {}
    return tuple(
        _grading(
            review,
            criterion,
            view,
            suggested.get(criterion.id),
            [lack for lack in lacking if lack.criterion == criterion.id],
        )
        for criterion, view in zip(rubric.criteria, criteria_view(rubric, card, review, language), strict=True)
    )


def _grading(
    review: Review, criterion: Criterion, view: CriterionView, suggested: Mark | None, lacking: Sequence[Lack]
) -> GradingView:
    grading = grading_of(review, criterion.id)
    left = overrule(criterion, suggested, grading.struck) if suggested else None
    return GradingView(
        view=view,
        grading=grading,
        accepts=left.score if left else None,
        arithmetic=left.arithmetic if left else "",
        state=state_of(grading),
        lacks=frozenset(lack.what for lack in lacking),
        lacking_evidence=frozenset(lack.number for lack in lacking if lack.number is not None),
    )


def state_of(grading: Grading) -> str:
    """A grading as JSON."""
    struck = {str(number): against for number, against in grading.struck.items()}
    return json.dumps(
        {"how": grading.how, "level": grading.level, "reason": grading.reason, "struck": struck}, ensure_ascii=False
    )


def _kept(words: str) -> str:
    """The words, if a database can keep them: JSON can write halves of characters. Raises ValueError."""
    if b"\0" in words.encode():
        raise ValueError("NUL")
    return words


def grading_from(state: str) -> Grading:
    """The grading that `state_of` wrote; raises ValueError for anything else."""
    try:
        fields = json.loads(state)
        level = fields["level"]
        if not (level is None or type(level) is int):
            raise ValueError("level")
        struck = {int(number): _kept(against) for number, against in fields["struck"].items()}
        return Grading(How(fields["how"]), level, _kept(fields["reason"]), struck)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a grading") from error
