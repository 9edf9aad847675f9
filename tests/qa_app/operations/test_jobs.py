"""Work is done once, by whoever holds it; what a dead worker left is taken up again, three times in all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from qa_app.operations import jobs
from qa_app.store.work import Job, JobKind, JobState
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW


def asked(workplace: Workplace) -> int:
    with workplace.database.transaction() as session:
        return jobs.ask_for(session, JobKind.EXPORT, 1, NOW).id


def take(workplace: Workplace, job: int, holder: str, at: timedelta = timedelta()) -> bool:
    with workplace.database.transaction() as session:
        return jobs.take(session, job, holder, NOW + at) is not None


def state(workplace: Workplace, job: int) -> tuple[JobState, int, str | None]:
    with workplace.database.transaction() as session:
        row = session.get_one(Job, job)
        return row.state, row.tries, row.problem


def test_a_job_is_delivered_after_it_was_asked_for(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        job = jobs.ask_for(session, JobKind.EXPORT, 1, NOW)
        assert jobs.to_deliver(session) == [job.id]
        assert jobs.to_deliver(session) == []


def test_only_one_of_many_workers_gets_a_job(workplace: Workplace) -> None:
    job = asked(workplace)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda number: take(workplace, job, f"worker-{number}"), range(8)))
    assert got.count(True) == 1


def test_a_job_whose_worker_died_is_taken_up_again(workplace: Workplace) -> None:
    job = asked(workplace)
    assert take(workplace, job, "first")
    assert not take(workplace, job, "second", jobs.LEASE - timedelta(seconds=1))
    assert take(workplace, job, "second", jobs.LEASE + timedelta(seconds=1))
    assert state(workplace, job) == (JobState.RUNNING, 2, None)


def test_a_renewed_lease_holds(workplace: Workplace) -> None:
    job = asked(workplace)
    take(workplace, job, "first")
    with workplace.database.transaction() as session:
        assert jobs.renew(session, job, "first", NOW + jobs.LEASE / 2)
        assert not jobs.renew(session, job, "second", NOW + jobs.LEASE / 2)
    assert not take(workplace, job, "second", jobs.LEASE + timedelta(seconds=1))


def test_the_sweep_gives_up_after_three_tries(workplace: Workplace) -> None:
    job = asked(workplace)
    for number in range(jobs.MOST_TRIES):
        later = NOW + number * timedelta(hours=1)
        with workplace.database.transaction() as session:
            assert jobs.take(session, job, f"worker-{number}", later)
        with workplace.database.transaction() as session:
            again, given_up = jobs.sweep(session, later + timedelta(minutes=30))
            last = number == jobs.MOST_TRIES - 1
            assert (list(again), [row.id for row in given_up]) == (([], [job]) if last else ([job], []))
    assert state(workplace, job) == (JobState.FAILED, 3, "worker_died")


def test_a_job_that_the_queue_lost_is_found_waiting(workplace: Workplace) -> None:
    job = asked(workplace)
    with workplace.database.transaction() as session:
        assert jobs.sweep(session, NOW + timedelta(seconds=1)) == ([], [])
        assert jobs.sweep(session, NOW + timedelta(minutes=2)) == ([job], [])


def test_a_job_runs_once_and_its_own_jobs_are_delivered(workplace: Workplace) -> None:
    job = asked(workplace)
    done: list[int] = []
    delivered: list[int] = []

    def work(_: Workplace, subject: int, deliver: object) -> None:
        done.append(subject)

    for _ in range(2):
        run_job(workplace, job, delivered.extend, {JobKind.EXPORT: work})
    assert done == [1]
    assert state(workplace, job) == (JobState.DONE, 1, None)


def test_work_that_finds_no_room_is_tried_again_and_then_failed(workplace: Workplace) -> None:
    job = asked(workplace)

    def full(_: Workplace, subject: int, deliver: object) -> None:
        raise OSError(28, "No space left on device")

    for expected in ((JobState.WAITING, 1), (JobState.WAITING, 2), (JobState.FAILED, 3)):
        run_job(workplace, job, lambda _: None, {JobKind.EXPORT: full})
        assert state(workplace, job)[:2] == expected
    assert state(workplace, job)[2] == "try_again"


def test_work_that_breaks_fails_and_says_so(workplace: Workplace) -> None:
    job = asked(workplace)

    def broken(_: Workplace, subject: int, deliver: object) -> None:
        raise ValueError("a fault of ours")

    run_job(workplace, job, lambda _: None, {JobKind.EXPORT: broken})
    assert state(workplace, job) == (JobState.FAILED, 1, "internal")
