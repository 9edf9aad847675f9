"""What the reviewers of a closed calibration session decide together: notes, and which moments count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qa_app.operations.access import sees_calibration
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.grading import card_of
from qa_app.operations.suggesting import rubric_of
from qa_app.store.calibrations import CalibrationDecision, CalibrationSession, SessionState
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.reviews import Review, ReviewState, StruckEvidence

MOST_CHARACTERS = 5_000


@dataclass(frozen=True, slots=True)
class About:
    """What a decision is about: a criterion, an interaction, both, or the whole session."""

    criterion: str | None = None
    interaction_id: int | None = None


def note_decision(
    session: Session, actor: User, now: datetime, calibration: CalibrationSession, text: str, about: About
) -> CalibrationDecision:
    """Note what was decided together, once the session is closed.

    Raises NotAllowedError, NotFoundError for a criterion or an interaction that is not in it, OperationError
    `calibration_open`, `decision_empty`, `decision_too_long` (`most`).
    """
    if not sees_calibration(actor, calibration):
        raise NotAllowedError
    if calibration.state is not SessionState.CLOSED:
        raise OperationError("calibration_open")
    criteria = {criterion.id for criterion in rubric_of(calibration.rubric_version).criteria}
    if about.criterion is not None and about.criterion not in criteria:
        raise NotFoundError("criterion")
    placed = {one.interaction_id for one in calibration.interactions}
    if about.interaction_id is not None and about.interaction_id not in placed:
        raise NotFoundError("interaction")
    noted = CalibrationDecision(
        session_id=calibration.id,
        criterion=about.criterion,
        interaction_id=about.interaction_id,
        text=_decided(text),
        author_id=actor.id,
        created_at=now,
    )
    session.add(noted)
    session.flush()
    audit(session, actor, now, "calibration.decided", calibration, decision=noted.id, criterion=about.criterion)
    return noted


def change_decision(
    session: Session, actor: User, now: datetime, calibration: CalibrationSession, number: int, text: str
) -> CalibrationDecision:
    """Write a decision anew; only its author may. Raises NotFoundError, NotAllowedError, and as `note_decision`."""
    decision = session.get(CalibrationDecision, number)
    if decision is None or decision.session_id != calibration.id:
        raise NotFoundError("decision")
    if decision.author_id != actor.id:
        raise NotAllowedError
    decision.text = _decided(text)
    audit(session, actor, now, "calibration.decision_changed", calibration, decision=decision.id)
    return decision


def _decided(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise OperationError("decision_empty")
    if len(text) > MOST_CHARACTERS:
        raise OperationError("decision_too_long", most=MOST_CHARACTERS)
    return text


def strike(session: Session, actor: User, now: datetime, review: Review, criterion: str, number: int) -> None:
    """Say afterwards of a moment of the suggestion that it does not count, or that it does; the marks stay.

    `review` is the person's own of a closed session: before, nobody saw the suggestion. Raises NotAllowedError for
    another's, NotFoundError for a moment that there is not, OperationError `calibration_open`.
    """
    if review.reviewer_id != actor.id or review.state is not ReviewState.CALIBRATION:
        raise NotAllowedError
    if review.calibration is None or review.calibration.state is not SessionState.CLOSED:
        raise OperationError("calibration_open")
    card = card_of(review)
    mark = next((mark for mark in card.marks if mark.criterion == criterion), None) if card else None
    if mark is None or number >= len(mark.evidence):
        raise NotFoundError("evidence")
    known = next((row for row in review.struck if (row.criterion, row.number) == (criterion, number)), None)
    if known:
        review.struck.remove(known)
    else:
        review.struck.append(StruckEvidence(criterion=criterion, number=number, reason=""))
    session.flush()
    verb = "review.evidence_restored" if known else "review.evidence_struck"
    audit(session, actor, now, verb, review, criterion=criterion, number=number)
