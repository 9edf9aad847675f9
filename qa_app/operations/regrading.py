"""A draft whose transcript was put right meanwhile: it goes on with the new suggestion, and keeps what was decided."""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.auditing import audit
from qa_app.operations.grading import card_of, changeable, compared
from qa_app.operations.suggesting import rubric_of, scorecard_of
from qa_app.store.database import Session
from qa_app.store.interaction_queries import current_suggestion
from qa_app.store.people import User
from qa_app.store.review_queries import current_scorecard_id
from qa_app.store.reviews import Decision, Review, ReviewState, StruckEvidence
from scoring.evidence import Evidence
from scoring.scorecard import Scorecard


def is_outdated(session: Session, review: Review) -> bool:
    """Whether another suggestion is current than the one a draft is graded against; in calibration it stays one."""
    if review.state is not ReviewState.DRAFT or review.calibration_id is not None:
        return False
    current = current_scorecard_id(session, review.interaction_id)
    return current is not None and current != review.scorecard_id


def take_new_suggestion(session: Session, actor: User, review: Review, now: datetime) -> None:
    """Grade against the current suggestion and its rubric from now on.

    Marks stay as they are and are compared with it; those of criteria that its rubric does not have go. What was struck
    is struck again where the same moment is in it. Raises as `changeable`.
    """
    changeable(actor, review)
    current = current_suggestion(session, review.interaction_id)
    if current is None or not is_outdated(session, review):
        return
    before, card = card_of(review), scorecard_of(current)
    _strike_again(review, before, card)
    review.scorecard, review.rubric_version = current, current.rubric_version
    review.scorecard_id, review.rubric_version_id = current.id, current.rubric_version_id
    _compare_again(review, card)
    review.changed_at = now
    session.flush()
    audit(session, actor, now, "review.suggestion_renewed", review, scorecard=current.id)


def _strike_again(review: Review, before: Scorecard | None, card: Scorecard) -> None:
    moments = {
        (mark.criterion, number): _moment(evidence)
        for mark in (before.marks if before else ())
        for number, evidence in enumerate(mark.evidence)
    }
    places = {
        _moment(evidence): number
        for mark in card.marks
        for number, evidence in reversed(list(enumerate(mark.evidence)))
    }
    against = {moments[row.criterion, row.number]: row.reason for row in review.struck}
    review.struck = [
        StruckEvidence(criterion=moment[0], number=places[moment], reason=reason)
        for moment, reason in against.items()
        if moment in places
    ]


def _moment(evidence: Evidence) -> tuple[str, str, str, str]:
    """What makes evidence the same in two scorecards: its words, since their place may have moved."""
    prompt = evidence.prompt.text if evidence.prompt else ""
    return evidence.criterion, evidence.reason, evidence.told, prompt


def _compare_again(review: Review, card: Scorecard) -> None:
    criteria = {criterion.id for criterion in rubric_of(review.rubric_version).criteria}
    suggested = {mark.criterion: mark for mark in card.marks}
    for mark in list(review.marks):
        if mark.criterion not in criteria:
            review.marks.remove(mark)
            continue
        beside = suggested.get(mark.criterion)
        mark.suggested = beside.score if beside else None
        mark.automatic = beside.automatic if beside else None
        if mark.score is not None and not (review.blind and mark.decision is Decision.OWN):
            mark.decision = compared(mark.score, beside)
