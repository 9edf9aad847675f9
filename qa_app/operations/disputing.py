"""An agent objects to a mark; someone who is neither the agent nor the reviewer decides, with an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_app.operations.access import decides, is_self
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.suggesting import rubric_of
from qa_app.store.database import Session
from qa_app.store.dispute_queries import dispute_of
from qa_app.store.people import User
from qa_app.store.reviews import Dispute, DisputeState, Review, ReviewMark, ReviewState
from scoring.marks import LEVELS, Mark, total


@dataclass(frozen=True, slots=True)
class Proposal:
    """The level (0..4) that the agent thinks is right, and why."""

    level: int
    reason: str


DECISIONS = (DisputeState.GRANTED, DisputeState.PARTLY, DisputeState.REFUSED)


def dispute_until(review: Review, days: int) -> datetime | None:
    """The last day on which a review may be disputed, as a moment of it; None while it is not released."""
    return review.released_at + timedelta(days=days) if review.released_at else None


def may_dispute(actor: User, review: Review, now: datetime, days: int) -> bool:
    """Whether the person may still object to marks of a review: its agent, up to the end of the last day."""
    until = dispute_until(review, days)
    # A day more than the moment, so that the last day is whole wherever it is read.
    return is_self(actor, review.interaction.agent) and until is not None and now < until + timedelta(days=1)


def dispute(session: Session, actor: User, mark: ReviewMark, proposed: Proposal, now: datetime, days: int) -> Dispute:
    """Object to a mark and propose another one instead; one that was withdrawn may be brought again.

    Raises NotAllowedError for anybody but the agent, OperationError `dispute_too_late`, `dispute_twice`,
    `dispute_same_mark`, `dispute_level` or `reason_missing`.
    """
    review = mark.review
    if review.state is not ReviewState.RELEASED:
        raise NotFoundError("review")
    if not is_self(actor, review.interaction.agent):
        raise NotAllowedError
    if not may_dispute(actor, review, now, days):
        raise OperationError("dispute_too_late")
    _check_level(proposed.level)
    if mark.in_force == proposed.level / LEVELS:
        raise OperationError("dispute_same_mark")
    objection = dispute_of(session, review.id, mark.criterion) or Dispute(review=review, criterion=mark.criterion)
    if objection.id is not None and objection.state is not DisputeState.WITHDRAWN:
        raise OperationError("dispute_twice")
    objection.proposed_level, objection.reason = proposed.level, _words(proposed.reason)
    objection.created_by, objection.created_at, objection.state = actor.id, now, DisputeState.OPEN
    session.add(objection)
    session.flush()
    audit(session, actor, now, "dispute.opened", objection, criterion=mark.criterion, proposed=proposed.level)
    return objection


def withdraw(session: Session, actor: User, objection: Dispute, now: datetime) -> None:
    """Take back a dispute that nobody decided yet; raises NotAllowedError, OperationError `dispute_over`."""
    session.refresh(objection, with_for_update=True)
    if not is_self(actor, objection.review.interaction.agent):
        raise NotAllowedError
    if objection.state is not DisputeState.OPEN:
        raise OperationError("dispute_over")
    objection.state = DisputeState.WITHDRAWN
    audit(session, actor, now, "dispute.withdrawn", objection, criterion=objection.criterion)


def decide(
    session: Session, actor: User, objection: Dispute, how: tuple[DisputeState, int | None], answer: str, now: datetime
) -> None:
    """Decide a dispute: `how` is granted, partly or refused, and for partly the level (0..4) that counts from now on.

    The reviewer's mark stays beside the decided one; the total follows from the marks in force. Raises NotAllowedError
    for whoever may not decide it, OperationError `dispute_over`, `dispute_partly_level`, `answer_missing`.
    """
    # Two disputes of one review may be decided at once; the second total has to count the first decision.
    session.refresh(objection.review, with_for_update=True)
    session.refresh(objection, with_for_update=True)
    if not decides(actor, objection):
        raise NotAllowedError
    if objection.state is not DisputeState.OPEN:
        raise OperationError("dispute_over")
    state, level = how
    if not answer.strip():
        raise OperationError("answer_missing")
    review = objection.review
    mark = next(mark for mark in review.marks if mark.criterion == objection.criterion)
    objection.state, objection.decided_level = state, _decided_level(objection, mark, state, level)
    objection.decided_by, objection.decided_at, objection.answer = actor.id, now, answer.strip()
    if objection.decided_level is not None:
        mark.decided = objection.decided_level / LEVELS
        review.total, review.changed_at = total_in_force(review), now
    session.flush()
    audit(
        session,
        actor,
        now,
        "dispute.decided",
        objection,
        criterion=objection.criterion,
        state=state.value,
        level=objection.decided_level,
    )


def total_in_force(review: Review) -> float | None:
    """The total of a review (0..1) over the marks that count now, by the library's arithmetic and its own rubric."""
    weights = {criterion.id: criterion.weight for criterion in rubric_of(review.rubric_version).criteria}
    return total(Mark(mark.criterion, weights.get(mark.criterion, 0.0), mark.in_force) for mark in review.marks)


def _decided_level(objection: Dispute, mark: ReviewMark, state: DisputeState, level: int | None) -> int | None:
    if state is DisputeState.REFUSED:
        return None
    if state is DisputeState.GRANTED:
        return objection.proposed_level
    if level is None or level == objection.proposed_level or mark.in_force == level / LEVELS:
        raise OperationError("dispute_partly_level")
    _check_level(level)
    return level


def _check_level(level: int) -> None:
    if not 0 <= level <= LEVELS:
        raise OperationError("dispute_level")


def _words(reason: str) -> str:
    if not reason.strip():
        raise OperationError("reason_missing")
    return reason.strip()
