"""The queue and who works it off: beside the web server with SQLite, or shared through PostgreSQL or Redis.

The queue delivers ids of jobs and nothing else; what must be done and how far it is stands in the database.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from huey import PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.api import Huey

from qa_app.operations import jobs
from qa_app.operations.agreement_runs import ask_daily
from qa_app.operations.assigning import draw_due
from qa_app.operations.learning_records import ask_to_send
from qa_app.operations.processing import WORK, Work, gave_back, gave_up
from qa_app.operations.proposing import check_due
from qa_app.operations.report_batches import remove_old_zips
from qa_app.operations.uploads import sweep_uploads
from qa_app.operations.watching import keep_watching
from qa_app.store.database import OperationalError
from qa_app.store.job_queries import waiting
from qa_app.store.work import Job, JobKind
from qa_app.workplace import Workplace

_log = logging.getLogger(__name__)


def queue_for(url: str) -> Huey:
    """The queue at an URL: sqlite:///file, postgresql://..., redis://..."""
    kind = url.split(":", 1)[0].split("+", 1)[0]
    if kind == "sqlite":
        return SqliteHuey("fairword", filename=url.removeprefix("sqlite:///"), results=False)
    if kind == "postgresql":
        return PostgresHuey("fairword", dsn=url.replace("postgresql+psycopg:", "postgresql:", 1), results=False)
    if kind in ("redis", "rediss"):
        return RedisHuey("fairword", url=url, results=False)
    raise ValueError(f"a queue cannot be kept in {kind!r}; use sqlite, postgresql or redis")


class Queue:
    """Delivers jobs of a workplace, and works them off in a process that calls `work_forever`.

    `lease` is how long a worker holds a job without a sign of life.
    """

    def __init__(self, workplace: Workplace, lease: timedelta = jobs.LEASE) -> None:
        self._workplace = workplace
        self._lease = lease
        self.huey = queue_for(workplace.config.queue)
        self._task = self.huey.task(name="job")(self._run)
        self.huey.periodic_task(crontab(minute="*"), name="sweep")(self.sweep)

    def deliver(self, job_ids: Iterable[int]) -> None:
        """Put jobs into the queue. If that fails, the sweep will find them waiting in the database."""
        for job_id in job_ids:
            try:
                self._task(job_id)
            except Exception:
                _log.exception("job_not_delivered", extra={"job": job_id})

    def close(self) -> None:
        """Let go of the connection to the queue; it is opened again when it is needed."""
        self.huey.storage.close()

    def work_forever(self, threads: int = 1) -> None:
        """Work off the queue until the process is told to stop; what it was at then can be taken up at once."""
        self.sweep()
        with self._workplace.database.transaction() as session:
            left = [job.id for job in waiting(session)]
        self.deliver(left)
        if self._workplace.config.watch:
            threading.Thread(target=keep_watching, args=(self._workplace, self._run), daemon=True).start()
        try:
            self.huey.create_consumer(workers=threads, periodic=True, check_worker_health=True).run()
        finally:
            self._release()

    def _release(self) -> None:
        with self._workplace.database.transaction() as session:
            for job in jobs.release(session, _this_process()):
                gave_back(session, job)

    def _run(self, job_id: int) -> None:
        run_job(self._workplace, job_id, self.deliver, lease=self._lease)

    def sweep(self) -> None:
        """Deliver again what a dead worker or a lost queue left, give up what was tried too often, fill queues."""
        now = datetime.now(UTC)
        with self._workplace.database.transaction() as session:
            again, given_up = jobs.sweep(session, now)
            for job in given_up:
                gave_up(session, job)
            for job_id in again:
                gave_back(session, session.get_one(Job, job_id))
        self.deliver(again)
        with self._workplace.database.transaction() as session:
            sweep_uploads(session, self._workplace.config, now)
        here = now.astimezone(ZoneInfo(self._workplace.config.time_zone))
        with self._workplace.database.transaction() as session:
            draw_due(session, here)
        check_due(self._workplace.database, here)
        with self._workplace.database.transaction() as session:
            ask_to_send(session, now, self._workplace.config)
            ask_daily(session, here)
            asked = jobs.to_deliver(session)
        self.deliver(asked)
        # Last, as a store of files that cannot be reached is to keep nothing else from its time.
        remove_old_zips(self._workplace, now)


def run_job(
    workplace: Workplace,
    job_id: int,
    deliver: Callable[[Iterable[int]], None],
    work: Mapping[JobKind, Work] = WORK,
    lease: timedelta = jobs.LEASE,
) -> None:
    """Take a job and do it; jobs that it asks for are given to `deliver`.

    Whatever it raises fails the job; a fault that may pass is tried again, three times in all.
    """
    holder = f"{_this_process()}{uuid4().hex[:8]}"
    with workplace.database.transaction() as session:
        job = jobs.take(session, job_id, holder, datetime.now(UTC), lease)
    if job is None:
        return
    problem: str | None = None
    try:
        with _renewed(workplace, job.id, holder, lease):
            problem = work[job.kind](workplace, job.subject_id, deliver)
    except (OSError, MemoryError, OperationalError):
        _log.exception("job_interrupted", extra={"job": job_id})
        problem = "try_again"
    except Exception:
        _log.exception("job_failed", extra={"job": job_id})
        problem = "internal"
    with workplace.database.transaction() as session:
        held = session.get(Job, job_id)
        if held is None or held.holder != holder:
            return
        if problem == "try_again" and held.tries < jobs.MOST_TRIES:
            jobs.give_back(session, held)
            gave_back(session, held)
            return
        jobs.finish(session, held, datetime.now(UTC), problem)
        if problem:
            gave_up(session, held)


def _this_process() -> str:
    """What the names of all holders of this process begin with."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-"


@contextmanager
def _renewed(workplace: Workplace, job_id: int, holder: str, lease: timedelta) -> Iterator[None]:
    """Renew the lease from a thread of its own while the work goes on."""
    over = threading.Event()

    def keep() -> None:
        while not over.wait(lease.total_seconds() / 3):
            with workplace.database.transaction() as session:
                if not jobs.renew(session, job_id, holder, datetime.now(UTC), lease):
                    return

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
