"""Grading a criterion of a draft: a level, the suggestion, or not applicable; evidence struck; reasons for both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from qa_app.operations.access import grades
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.suggesting import rubric_of, scorecard_of
from qa_app.store.blind_queries import waits_for_calibration
from qa_app.store.calibrations import SessionState
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.reviews import Decision, Review, ReviewMark, ReviewState, StruckEvidence
from rubrics.model import Criterion
from scoring.marks import LEVELS, Mark
from scoring.overrule import overrule
from scoring.scorecard import Scorecard

LONGEST_TEXT = 5_000


class How(StrEnum):
    """What a person chose; ACCEPT takes what the library makes of the evidence that is left."""

    NOTHING = "nothing"
    ACCEPT = "accept"
    LEVEL = "level"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Grading:
    """All that a person decided of one criterion: put back as it was, it undoes whatever came after.

    `level` is 0..4 with LEVEL, else None. `struck` are places in the suggested mark's evidence, each with the reason
    against it, which may still be empty in a draft.
    """

    how: How = How.NOTHING
    level: int | None = None
    reason: str = ""
    struck: Mapping[int, str] = field(default_factory=dict)


def card_of(review: Review) -> Scorecard | None:
    """The suggestion that a review is graded against, hidden or not; None where nothing was scored."""
    return scorecard_of(review.scorecard) if review.scorecard else None


def is_graded(mark: ReviewMark | None) -> bool:
    return mark is not None and mark.decision is not Decision.UNDECIDED


def mark_of(review: Review, criterion: str) -> ReviewMark | None:
    return next((mark for mark in review.marks if mark.criterion == criterion), None)


def hidden(review: Review, criteria: Collection[str]) -> frozenset[str]:
    """Those criteria whose suggestion must not be seen by the reviewer yet: blind, until they are graded.

    In calibration it stays hidden: a mark that were changed after seeing it would no longer be only their own. So it
    does in any other blind review of theirs until they have handed in what they have to grade there.
    """
    if not review.blind or review.state is not ReviewState.DRAFT:
        return frozenset()
    graded = frozenset(one for one in criteria if is_graded(mark_of(review, one)))
    if review.calibration_id is not None or not graded or waits_for_calibration(review):
        return frozenset(criteria)
    return frozenset(criteria) - graded


def grading_of(review: Review, criterion: str) -> Grading:
    """What was decided of a criterion so far."""
    mark = mark_of(review, criterion)
    struck = {row.number: row.reason for row in review.struck if row.criterion == criterion}
    if mark is None or mark.decision is Decision.UNDECIDED:
        return Grading(reason=mark.reason if mark else "", struck=struck)
    if mark.level is not None:
        return Grading(How.LEVEL, mark.level, mark.reason, struck)
    how = How.NOT_APPLICABLE if mark.decision is Decision.NOT_APPLICABLE else How.ACCEPT
    return Grading(how, None, mark.reason, struck)


def grade(session: Session, actor: User, review: Review, criterion: str, grading: Grading, now: datetime) -> None:
    """Decide a criterion; whoever strikes evidence of one that is not graded takes what is left of the suggestion.

    The mark follows by the library's arithmetic only. Raises NotAllowedError for anybody but the reviewer,
    NotFoundError for a criterion or an evidence that there is not (or not yet, in a blind review), OperationError
    `review_released`, `level_unknown`, and `nothing_suggested` where there is nothing to accept.
    """
    changeable(actor, review)
    wanted = next((entry for entry in rubric_of(review.rubric_version).criteria if entry.id == criterion), None)
    if wanted is None:
        raise NotFoundError("criterion")
    card = card_of(review)
    suggested = next((mark for mark in card.marks if mark.criterion == criterion), None) if card else None
    seen = None if hidden(review, [criterion]) else suggested
    if not set(grading.struck) <= set(range(len(seen.evidence) if seen else 0)):
        raise NotFoundError("evidence")
    grading = _tidy(grading)
    if grading.how is How.ACCEPT and seen is None:
        raise OperationError("nothing_suggested")
    before = grading_of(review, criterion)
    _keep(review, wanted, suggested, grading)
    review.changed_at = now
    session.flush()
    _note(session, actor, review, criterion, (before, grading), now)


def write_reasons(
    session: Session, actor: User, review: Review, criterion: str, texts: tuple[str, Mapping[int, str]], now: datetime
) -> None:
    """Keep the reason for a mark and those against evidence that is struck already; the mark stays as it is.

    `texts` are the reason and the reasons by place. A reason may be there before its mark. Raises as `changeable`.
    """
    changeable(actor, review)
    reason, against = texts[0].strip()[:LONGEST_TEXT], texts[1]
    changed = False
    mark = mark_of(review, criterion)
    if mark is None and reason:
        review.marks.append(ReviewMark(criterion=criterion, decision=Decision.UNDECIDED, reason=reason))
        changed = True
    elif mark and mark.reason != reason:
        mark.reason, changed = reason, True
    for row in review.struck:
        words = against.get(row.number, row.reason).strip()[:LONGEST_TEXT]
        if row.criterion == criterion and row.reason != words:
            row.reason, changed = words, True
    if changed:
        review.changed_at = now
        audit(session, actor, now, "review.reason_written", review, criterion=criterion)


def changeable(actor: User, review: Review) -> None:
    """Raise unless the person may still change a review.

    NotAllowedError, OperationError `review_released`, and `calibration_closed` when its session is.
    """
    if review.reviewer_id != actor.id or not grades(actor, review.interaction):
        raise NotAllowedError
    if review.calibration and review.calibration.state is SessionState.CLOSED:
        raise OperationError("calibration_closed")
    if review.state is not ReviewState.DRAFT:
        raise OperationError("review_released")


def _tidy(grading: Grading) -> Grading:
    """Without blanks around the texts; striking evidence of what is not graded takes the rest of the suggestion."""
    struck = {number: against.strip()[:LONGEST_TEXT] for number, against in grading.struck.items()}
    how = How.ACCEPT if struck and grading.how is How.NOTHING else grading.how
    level = grading.level if how is How.LEVEL else None
    return Grading(how, level, grading.reason.strip()[:LONGEST_TEXT], struck)


def _keep(review: Review, criterion: Criterion, suggested: Mark | None, grading: Grading) -> None:
    """Write a grading into the rows of the review."""
    score, decision = _decided(review.blind, criterion, suggested, grading)
    mark = mark_of(review, criterion.id)
    if decision is Decision.UNDECIDED and not grading.reason:
        if mark:
            review.marks.remove(mark)
    else:
        if mark is None:
            mark = ReviewMark(criterion=criterion.id, decision=decision)
            review.marks.append(mark)
        mark.decision, mark.score, mark.reason = decision, score, grading.reason
        mark.level = grading.level if grading.how is How.LEVEL else None
        mark.suggested = suggested.score if suggested else None
        mark.automatic = suggested.automatic if suggested else None
    rows = {row.number: row for row in review.struck if row.criterion == criterion.id}
    for number in rows.keys() - grading.struck.keys():
        review.struck.remove(rows[number])
    for number, against in grading.struck.items():
        if number not in rows:
            rows[number] = StruckEvidence(criterion=criterion.id, number=number, reason=against)
            review.struck.append(rows[number])
        rows[number].reason = against


def _decided(
    blind: bool, criterion: Criterion, suggested: Mark | None, grading: Grading
) -> tuple[float | None, Decision]:
    """The score (0..1) and what to call the decision.

    Who grades blind overrules nothing: the suggestion was not seen, so the mark is their own.
    """
    if grading.how is How.NOTHING:
        return None, Decision.UNDECIDED
    if grading.how is How.NOT_APPLICABLE:
        return None, Decision.NOT_APPLICABLE
    if grading.how is How.LEVEL:
        if grading.level is None or not 0 <= grading.level <= LEVELS:
            raise OperationError("level_unknown")
        score = grading.level / LEVELS
        return score, Decision.OWN if blind else compared(score, suggested)
    if suggested is None or suggested.score is None:
        raise OperationError("nothing_suggested")
    left = overrule(criterion, suggested, grading.struck).score if grading.struck else suggested.score
    return left, Decision.NOTHING_LEFT if left is None else compared(left, suggested)


def compared(score: float, suggested: Mark | None) -> Decision:
    """What a mark is called beside a suggestion that was seen."""
    if suggested is None or suggested.score is None:
        return Decision.OWN
    return Decision.ACCEPTED if score == suggested.score else Decision.OVERRULED


def _note(
    session: Session, actor: User, review: Review, criterion: str, change: tuple[Grading, Grading], now: datetime
) -> None:
    before, after = change
    if (before.how, before.level) != (after.how, after.level):
        audit(session, actor, now, "review.marked", review, criterion=criterion, how=after.how.value, level=after.level)
    for number in sorted(after.struck.keys() - before.struck.keys()):
        audit(session, actor, now, "review.evidence_struck", review, criterion=criterion, number=number)
    for number in sorted(before.struck.keys() - after.struck.keys()):
        audit(session, actor, now, "review.evidence_restored", review, criterion=criterion, number=number)
