"""Learning records reach a real store over HTTP, each once, whatever the store answers meanwhile."""

from __future__ import annotations

import logging
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.config import RecordStore
from qa_app.operations.jobs import to_deliver
from qa_app.operations.learning import begin, read_lesson
from qa_app.operations.record_sending import BATCH, send_records
from qa_app.store.people import RoleName
from qa_app.store.training import Enrolment, LearningRecord
from qa_app.store.work import Job, JobKind, JobState
from qa_app.worker import Queue, run_job
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.learning import taken, whole_module
from tests.qa_app.record_store import Store
from tests.qa_app.teaching_modules import published
from tests.qa_app.workplace import NOW
from tests.teaching.xapi_rules import faults


@pytest.fixture
def place(workplace: Workplace, store: Store) -> Workplace:
    """A workplace with the store set, where Ines has a module to take."""
    address = f"http://127.0.0.1:{store.server_port}/xapi"
    workplace = replace(workplace, config=replace(workplace.config, lrs=RecordStore(address, "key", "s:cret")))
    app: Flask = building.make_app(workplace)
    with workplace.database.transaction() as session:
        tara, toni = (building.person(session, app, name, RoleName.TRAINER) for name in ("Tara", "Toni"))
        ines = building.agent(session, "Ines", "North", building.person(session, app, "Ines", RoleName.AGENT))
        taken(session, published(session, tara, toni, whole_module()), ines, tara)
    return workplace


def do_something(workplace: Workplace) -> list[int]:
    """Two records are written; the jobs that were asked for."""
    with workplace.database.transaction() as session:
        enrolment = session.scalars(select(Enrolment)).one()
        actor = enrolment.agent.user
        assert actor is not None
        now = datetime.now(UTC)
        begin(session, actor, now, enrolment, "en", workplace.config)
        read_lesson(session, actor, now + timedelta(seconds=1), enrolment, "worry", workplace.config)
        return list(to_deliver(session))


def add_records(workplace: Workplace, many: int) -> list[str]:
    """More records, as many as it takes to fill batches."""
    names = [str(uuid4()) for _ in range(many)]
    with workplace.database.transaction() as session:
        body = session.scalars(select(LearningRecord.body)).first()
        assert body is not None
        enrolment = session.scalars(select(Enrolment.id)).one()
        for place, name in enumerate(names):
            at = NOW + timedelta(seconds=place)
            session.add(LearningRecord(id=name, enrolment_id=enrolment, body=body | {"id": name}, at=at))
    return names


def states(workplace: Workplace) -> dict[str, tuple[bool, str | None]]:
    with workplace.database.transaction() as session:
        found = session.scalars(select(LearningRecord).order_by(LearningRecord.at))
        return {row.id: (row.sent_at is not None, row.problem) for row in found}


def send(workplace: Workplace) -> str | None:
    return send_records(workplace, 0, lambda _: None)


def test_what_is_written_is_sent_as_the_specification_asks(place: Workplace, store: Store) -> None:
    jobs = do_something(place)
    assert len(jobs) == 1, "one job for all that waits"
    run_job(place, jobs[0], lambda _: None)
    [(path, headers, body)] = store.requests
    assert path == "/xapi/statements"
    assert headers["X-Experience-API-Version"] == "1.0.3"
    assert headers["Content-Type"] == "application/json"
    assert b64decode(headers["Authorization"].removeprefix("Basic ")) == b"key:s:cret"
    assert [one["verb"]["id"].rsplit("/", 1)[1] for one in body] == ["initialized", "experienced"]
    assert [faults(one) for one in body] == [[], []]
    assert set(states(place).values()) == {(True, None)}


def test_many_are_sent_in_batches_and_each_once(place: Workplace, store: Store) -> None:
    do_something(place)
    names = add_records(place, 2 * BATCH)
    assert send(place) is None
    assert [len(body) for _, _, body in store.requests] == [BATCH, BATCH, 2]
    assert set(names) <= set(store.kept)
    assert send(place) is None
    assert len(store.requests) == 3


def test_what_the_store_has_already_counts_as_sent(place: Workplace, store: Store) -> None:
    do_something(place)
    first = next(iter(states(place)))
    store.kept[first] = {}
    assert send(place) is None
    assert set(states(place).values()) == {(True, None)}
    assert set(store.kept) == set(states(place))


def test_one_that_is_refused_holds_up_no_other_and_is_not_sent_again(place: Workplace, store: Store) -> None:
    do_something(place)
    bad = add_records(place, 5)[2]
    store.answer = lambda statements: 400 if bad in {one["id"] for one in statements} else 200
    assert send(place) is None
    found = states(place)
    assert found.pop(bad) == (False, "refused")
    assert set(found.values()) == {(True, None)}
    sent = len(store.requests)
    assert send(place) is None
    assert len(store.requests) == sent


@pytest.mark.parametrize(
    ("status", "problem"), [(401, "not_let_in"), (403, "not_let_in"), (404, "wrong_address"), (302, "wrong_address")]
)
def test_what_somebody_has_to_mend_is_noted_and_tried_later(
    place: Workplace, store: Store, status: int, problem: str
) -> None:
    [job] = do_something(place)
    store.answer = lambda statements: status
    run_job(place, job, lambda _: None)
    assert len(store.requests) == 1, "no redirect is followed"
    assert set(states(place).values()) == {(False, problem)}
    with place.database.transaction() as session:
        row = session.get_one(Job, job)
        assert (row.state, row.problem) == (JobState.FAILED, problem)
    store.answer = lambda statements: 200
    assert send(place) is None
    assert set(states(place).values()) == {(True, None)}


def test_a_store_that_is_down_is_asked_again_until_it_is_there(place: Workplace, store: Store) -> None:
    [job] = do_something(place)
    store.answer = lambda statements: 503
    for _ in range(2):
        run_job(place, job, lambda _: None)
        with place.database.transaction() as session:
            assert session.get_one(Job, job).state is JobState.WAITING
    store.answer = lambda statements: 200
    run_job(place, job, lambda _: None)
    assert set(states(place).values()) == {(True, None)}


def test_nobody_there_is_a_fault_that_may_pass(place: Workplace, store: Store) -> None:
    do_something(place)
    store.shutdown()
    store.server_close()
    with pytest.raises(OSError, match="unreachable"):
        send(place)
    assert set(states(place).values()) == {(False, "unreachable")}


def test_the_sweep_asks_for_what_was_left_but_not_right_after_a_failure(place: Workplace) -> None:
    do_something(place)
    with place.database.transaction() as session:
        row = session.scalars(select(Job).where(Job.kind == JobKind.SEND_RECORDS)).one()
        row.state, row.finished_at = JobState.FAILED, datetime.now(UTC)
    queue = Queue(place)
    queue.sweep()
    assert _jobs(place) == 1
    with place.database.transaction() as session:
        session.scalars(select(Job)).one().finished_at = datetime.now(UTC) - timedelta(minutes=11)
    queue.sweep()
    assert _jobs(place) == 2
    queue.sweep()
    assert _jobs(place) == 2, "one waits already"
    queue.close()


def test_without_a_store_records_are_kept_and_nothing_is_sent(place: Workplace, store: Store) -> None:
    alone = replace(place, config=replace(place.config, lrs=None))
    assert do_something(alone) == []
    assert len(states(alone)) == 2
    assert send(alone) is None
    assert store.requests == []


def test_the_secret_stands_in_no_log(place: Workplace, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    do_something(place)
    store.answer = lambda statements: 401
    with caplog.at_level(logging.DEBUG):
        send(place)
    assert "records_not_sent" in caplog.text
    for record in caplog.records:
        assert "s:cret" not in str(vars(record))


def _jobs(workplace: Workplace) -> int:
    with workplace.database.transaction() as session:
        return len(session.scalars(select(Job).where(Job.kind == JobKind.SEND_RECORDS)).all())
