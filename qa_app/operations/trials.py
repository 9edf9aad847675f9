"""Trials as people ask for them and look at them; `trying` works them out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from qa_app.operations.errors import NotFoundError
from qa_app.operations.jobs import ask_for
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.trial_queries import trial_job
from qa_app.store.word_lists import Trial, TrialKind
from qa_app.store.work import JobKind, JobState

Tell = Callable[[float], None]
"""Says how far it is, 0..1."""


def ask_for_trial(session: Session, actor: User, now: datetime, kind: TrialKind, request: dict[str, Any]) -> Trial:
    """Ask for something to be tried; `request` is JSON that the work of that kind understands."""
    trial = Trial(kind=kind, asked_by=actor.id, request=request, created_at=now)
    session.add(trial)
    session.flush()
    begin(session, trial, now)
    return trial


def begin(session: Session, trial: Trial, now: datetime) -> None:
    """Have a trial worked out that was only noted so far."""
    if trial_job(session, trial.id) is None:
        ask_for(session, JobKind.TRY, trial.id, now)


def trial_of(session: Session, actor: User, trial_id: int, *kinds: TrialKind) -> Trial:
    """A person's own trial, of one of some kinds if they are given; raises NotFoundError for any other."""
    trial = session.get(Trial, trial_id)
    if trial is None or trial.asked_by != actor.id or (kinds and trial.kind not in kinds):
        raise NotFoundError("trial")
    return trial


def trial_state(session: Session, trial: Trial) -> str:
    """`noted`, `trying`, `done` or `failed`; what went wrong is the trial's `problem`."""
    if trial.result is not None:
        return "done"
    job = trial_job(session, trial.id)
    if job is None:
        return "noted"
    return "failed" if job.state is JobState.FAILED else "trying"
