"""Reckonings over all reviews, which the worker does: once a day, and when a trainer asks for one."""

from __future__ import annotations

from datetime import datetime, time

from qa_app.operations.jobs import ask_for
from qa_app.store.agreement_queries import JOB_OF, has_reviews, latest_run, run_job
from qa_app.store.calibrations import AgreementRun, RunKind
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.work import JobState
from qa_app.workplace import Workplace


def ask_for_run(session: Session, actor: User | None, now: datetime, kind: RunKind) -> AgreementRun:
    """Have it reckoned; one that is still being worked on stands for a new one."""
    latest = latest_run(session, kind)
    if latest and run_state(session, latest) == "trying":
        return latest
    run = AgreementRun(kind=kind, asked_by=actor.id if actor else None, created_at=now)
    session.add(run)
    session.flush()
    ask_for(session, JOB_OF[kind], run.id, now)
    return run


def ask_daily(session: Session, now: datetime) -> None:
    """Have agreement checked if it was not asked for today, by the clock of `now`, and there is anything to check."""
    latest = latest_run(session, RunKind.CHECK)
    today = datetime.combine(now.date(), time(), now.tzinfo)
    if (latest is None or latest.created_at < today) and has_reviews(session):
        ask_for_run(session, None, now, RunKind.CHECK)


def run_state(session: Session, run: AgreementRun) -> str:
    """`trying`, `done` or `failed`."""
    if run.done_at is not None:
        return "done"
    job = run_job(session, run)
    return "failed" if job is None or job.state is JobState.FAILED else "trying"


def tell(workplace: Workplace, run_id: int, progress: float) -> None:
    """Say how far a run is, 0..1."""
    with workplace.database.transaction() as session:
        session.get_one(AgreementRun, run_id).progress = min(progress, 1.0)
