"""Stopping the suggestions of a criterion in a language where they agree too little with people, and resuming them."""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.agreement_figures import Based
from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.rescoring import score_again
from qa_app.store.agreement_queries import held_in_queues, last_stop
from qa_app.store.calibrations import StoppedSuggestion
from qa_app.store.database import Session
from qa_app.store.people import User

LONGEST_REASON = 500


def stop(
    session: Session, now: datetime, where: tuple[str, str], based: Based | None, limit: float
) -> StoppedSuggestion | None:
    """Stop a criterion in a language (`where`) as the daily check does; None where it is stopped already.

    `based` are the figures it is stopped for, None where there are none.
    """
    criterion, language = where
    last = last_stop(session, criterion, language)
    if last and last.resumed_at is None:
        return None
    alpha = based.found.alpha if based else None
    low, high = alpha.interval if alpha and alpha.interval else (None, None)
    row = StoppedSuggestion(
        criterion=criterion,
        language=language,
        stopped_at=now,
        alpha=alpha.value if alpha else None,
        low=low,
        high=high,
        n=based.found.interactions if based else 0,
        blind=based.blind if based else False,
        limit=limit,
    )
    session.add(row)
    session.flush()
    return row


def resume(row: StoppedSuggestion, now: datetime, based: Based | None) -> None:
    """Resume what is stopped; `based` are the figures it is resumed for, None where there are none."""
    row.resumed_at = now
    if based:
        row.resumed_alpha, row.resumed_n = based.found.alpha.value, based.found.interactions


def stop_by_hand(
    session: Session, actor: User, now: datetime, where: tuple[str, str], reason: str, known: tuple[Based | None, float]
) -> StoppedSuggestion:
    """Stop a criterion in a language for a reason of one's own; it stays so until somebody resumes it.

    `known` are the present figures and the limit. Raises OperationError `agreement_reason`, `already_stopped`.
    """
    reason = _reason(reason)
    row = stop(session, now, where, *known)
    if row is None:
        raise OperationError("already_stopped")
    row.stopped_by, row.reason = actor.id, reason
    note_stop(session, actor, now, row)
    follow_in_queues(session, actor, now, row.language)
    return row


def resume_by_hand(
    session: Session, actor: User, now: datetime, row: StoppedSuggestion, reason: str, based: Based | None
) -> None:
    """Suggest again for a reason of one's own; the daily check then looks at what is reviewed from now on only.

    Raises OperationError `agreement_reason`, `not_stopped`.
    """
    reason = _reason(reason)
    if row.resumed_at is not None:
        raise OperationError("not_stopped")
    resume(row, now, based)
    row.resumed_by, row.resumed_reason = actor.id, reason
    note_resumption(session, actor, now, row)
    follow_in_queues(session, actor, now, row.language)


def _reason(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST_REASON:
        raise OperationError("agreement_reason", most=LONGEST_REASON)
    return text


def note_stop(session: Session, actor: User | None, now: datetime, row: StoppedSuggestion) -> None:
    """Write a stop into the audit trail, with the figures."""
    figures = {"alpha": row.alpha, "low": row.low, "high": row.high, "n": row.n, "limit": row.limit, "blind": row.blind}
    place = {"criterion": row.criterion, "language": row.language}
    audit(session, actor, now, "suggestion.stopped", row, why=row.reason, **place, **figures)


def note_resumption(session: Session, actor: User | None, now: datetime, row: StoppedSuggestion) -> None:
    """Write a resumption into the audit trail, with the figures."""
    place = {"criterion": row.criterion, "language": row.language}
    figures = {"alpha": row.resumed_alpha, "n": row.resumed_n}
    audit(session, actor, now, "suggestion.resumed", row, why=row.resumed_reason, **place, **figures)


def follow_in_queues(session: Session, actor: User | None, now: datetime, language: str) -> None:
    """Have scored anew what waits in queues in a language, so that it follows; reviews that were made keep theirs."""
    asked = score_again(session, now, held_in_queues(session, language))
    if asked:
        audit(session, actor, now, "suggestion.scored_again", language=language, interactions=len(asked))
