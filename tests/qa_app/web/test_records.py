"""What a learning record store refused: administrators see it with the store's answer, and send it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.config import RecordStore
from qa_app.operations.jobs import finish
from qa_app.operations.learning import begin, read_lesson
from qa_app.operations.record_sending import send_records
from qa_app.store.audit import AuditEvent
from qa_app.store.people import RoleName
from qa_app.store.training import Enrolment, LearningRecord
from qa_app.store.work import Job, JobKind, JobState
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.learning import taken, whole_module
from tests.qa_app.record_store import Store
from tests.qa_app.teaching_modules import published
from tests.qa_app.workplace import sign_in


@pytest.fixture
def place(workplace: Workplace, store: Store) -> Workplace:
    """A workplace with the store set, where Ines began a module and read a lesson; it refuses all it is sent."""
    store.answer = lambda _: 400
    lrs = RecordStore(f"http://127.0.0.1:{store.server_port}/xapi", "key-of-ours", "s3cret-of-ours")
    workplace = replace(workplace, config=replace(workplace.config, lrs=lrs))
    app = building.make_app(workplace)
    with workplace.database.transaction() as session:
        tara, toni = (building.person(session, app, name, RoleName.TRAINER) for name in ("Tara", "Toni"))
        building.person(session, app, "Ada", RoleName.ADMINISTRATOR)
        user = building.person(session, app, "Ines", RoleName.AGENT)
        ines = building.agent(session, "Ines", "North", user)
        enrolment = taken(session, published(session, tara, toni, whole_module()), ines, tara)
        now = datetime.now(UTC)
        begin(session, user, now, enrolment, "en", workplace.config)
        read_lesson(session, user, now + timedelta(seconds=1), enrolment, "worry", workplace.config)
    return workplace


def send(workplace: Workplace) -> str | None:
    """What the worker does about the job that was asked for."""
    problem = send_records(workplace, 0, lambda _: None)
    with workplace.database.transaction() as session:
        for job in session.scalars(select(Job).where(Job.state == JobState.WAITING)):
            finish(session, job, datetime.now(UTC), problem)
    return problem


@pytest.fixture
def app(place: Workplace) -> Flask:
    return _open(place)


def _open(workplace: Workplace) -> Flask:
    app = building.make_app(workplace)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_what_was_refused_is_listed_with_the_answer_and_no_secret(place: Workplace, app: Flask) -> None:
    send(place)
    page = sign_in(app, "Ada").get("/records").text
    assert page.count("<code>400</code>") == 2
    assert "Ines" in page
    assert "Lesson of a training read" in page
    assert "not tried again by themselves" in page
    assert "key-of-ours" not in page
    assert "s3cret-of-ours" not in page


def test_what_was_refused_is_sent_again_at_a_press(place: Workplace, store: Store, app: Flask) -> None:
    send(place)
    store.answer = lambda _: 200
    assert send(place) is None, "nothing is tried again by itself"
    ada = sign_in(app, "Ada")
    assert "<dd>2</dd>" in ada.get("/records").text
    answer = ada.post("/records/again")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/records")
    with place.database.transaction() as session:
        waiting = session.scalars(select(Job).where(Job.kind == JobKind.SEND_RECORDS, Job.state == JobState.WAITING))
        assert len(waiting.all()) == 1
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "records.sent_again")).one()
        assert noted.fields["refused"] == 2
    assert "Send again now" not in ada.get("/records").text, "it is being sent"
    send(place)
    page = ada.get("/records").text
    assert "The store has refused nothing." in page
    with place.database.transaction() as session:
        assert all(
            row.sent_at and not row.problem and not row.status for row in session.scalars(select(LearningRecord))
        )


def test_what_is_put_back_while_others_are_sent_is_noted_too(place: Workplace, app: Flask) -> None:
    send(place)
    with place.database.transaction() as session:
        session.add(Job(kind=JobKind.SEND_RECORDS, subject_id=0, created_at=building.NOW, state=JobState.RUNNING))
    sign_in(app, "Ada").post("/records/again")
    with place.database.transaction() as session:
        assert not any(row.problem for row in session.scalars(select(LearningRecord)))
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "records.sent_again")).one()
        assert noted.fields["refused"] == 2


def test_a_key_that_is_not_accepted_is_told_with_the_next_try(place: Workplace, store: Store, app: Flask) -> None:
    store.answer = lambda _: 401
    assert send(place) == "not_let_in"
    ada = sign_in(app, "Ada")
    page = ada.get("/records").text
    assert "The store does not accept the key." in page
    assert "It is tried again at" in page
    assert "<code>" not in page, "it refused none of them"
    ada.post("/records/again")
    with place.database.transaction() as session:
        assert session.scalars(select(Job).where(Job.state == JobState.WAITING)).one().kind is JobKind.SEND_RECORDS


def test_without_a_store_the_page_says_how_one_is_set(workplace: Workplace) -> None:
    app = _open(workplace)
    with workplace.database.transaction() as session:
        building.person(session, app, "Ada", RoleName.ADMINISTRATOR)
        building.person(session, app, "Tara", RoleName.TRAINER)
    ada = sign_in(app, "Ada")
    page = ada.get("/records").text
    assert "FAIRWORD_LRS=https://key:secret@host/path" in page
    assert "Send again now" not in page
    assert ada.post("/records/again").status_code == 422
    assert sign_in(app, "Tara").get("/records").status_code == 403


def test_a_store_that_has_everything_offers_nothing_to_send(place: Workplace, store: Store, app: Flask) -> None:
    store.answer = lambda _: 200
    send(place)
    page = sign_in(app, "Ada").get("/records").text
    assert "The store has refused nothing." in page
    assert "Send again now" not in page
    with place.database.transaction() as session:
        assert session.scalars(select(Enrolment)).one().lessons_read == ["worry"]
