"""Work that takes long: asked for, taken with a lease, renewed, finished, and taken up again when a worker died."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from qa_app.store.database import Session
from qa_app.store.job_queries import held_by, lapsed, take_if_free, undelivered
from qa_app.store.work import Job, JobKind, JobState

LEASE = timedelta(seconds=60)
MOST_TRIES = 3
# A job that waits longer was not delivered: its process died between the commit and the queue.
_UNDELIVERED = timedelta(seconds=30)
# Where a transaction keeps the jobs that are to be delivered once it has committed.
_TO_DELIVER = "jobs to deliver"


def ask_for(session: Session, kind: JobKind, subject_id: int, now: datetime) -> Job:
    """Ask for a piece of work; the edge delivers it to the queue when the transaction has committed."""
    (job,) = ask_for_each(session, kind, (subject_id,), now)
    return job


def ask_for_each(session: Session, kind: JobKind, subject_ids: Iterable[int], now: datetime) -> Sequence[Job]:
    """Ask for the same piece of work for each of some rows, as `ask_for` does."""
    jobs = [Job(kind=kind, subject_id=subject_id, created_at=now) for subject_id in subject_ids]
    session.add_all(jobs)
    session.flush()
    session.info.setdefault(_TO_DELIVER, []).extend(job.id for job in jobs)
    return jobs


def to_deliver(session: Session) -> Sequence[int]:
    """The ids of the jobs that were asked for in a session and not delivered yet, each once."""
    jobs: list[int] = session.info.pop(_TO_DELIVER, [])
    return jobs


def take(session: Session, job_id: int, holder: str, now: datetime, lease: timedelta = LEASE) -> Job | None:
    """The job, if it is free to be worked on and now held by `holder`; None when someone else has it or it is over."""
    return take_if_free(session, job_id, holder, now, now + lease, MOST_TRIES)


def renew(session: Session, job_id: int, holder: str, now: datetime, lease: timedelta = LEASE) -> bool:
    """Hold a job for longer; False when it is no longer this holder's."""
    job = session.get(Job, job_id)
    if job is None or job.state is not JobState.RUNNING or job.holder != holder:
        return False
    job.lease_until = now + lease
    return True


def finish(session: Session, job: Job, now: datetime, problem: str | None = None) -> None:
    """The job is over: done, or failed with the code of the problem."""
    job.state = JobState.FAILED if problem else JobState.DONE
    job.problem = problem
    job.finished_at = now
    job.lease_until = None


def give_back(session: Session, job: Job) -> None:
    """The job can be tried again at once, as after a fault that may pass (no memory, a full disk)."""
    job.state = JobState.WAITING
    job.lease_until = None


def release(session: Session, holders: str) -> Sequence[Job]:
    """Give back, as if never taken, the jobs of all holders whose names begin so: their process was told to end."""
    held = held_by(session, holders)
    for job in held:
        give_back(session, job)
        job.tries -= 1
    return held


def sweep(session: Session, now: datetime) -> tuple[Sequence[int], Sequence[Job]]:
    """Jobs to deliver again, because a worker died or the queue lost them; and those that failed for good just now."""
    given_up = []
    again = [job.id for job in undelivered(session, now - _UNDELIVERED)]
    for job in lapsed(session, now):
        if job.tries >= MOST_TRIES:
            finish(session, job, now, "worker_died")
            given_up.append(job)
        else:
            give_back(session, job)
            again.append(job.id)
    return again, given_up
