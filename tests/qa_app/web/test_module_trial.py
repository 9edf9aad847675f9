"""Trainers, managers and reviewers try a module; nothing is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from qa_app.operations.modules import draft_of
from qa_app.store.audit import AuditEvent
from qa_app.store.people import RoleName, User
from qa_app.store.training import ExerciseAttempt, LearningRecord, ModulePicture, QuizAttempt, TrainingModule
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.learning import BAD, GOOD, whole_module
from tests.qa_app.teaching_modules import published
from tests.qa_app.workplace import sign_in


@pytest.fixture
def module(app: Flask, workplace: Workplace) -> int:
    """Version 1 is published; version 2 is a draft with another title."""
    with workplace.database.transaction() as session:
        toni = building.person(session, app, "Toni", RoleName.TRAINER)
        tara = session.scalars(select(User).where(User.name == "Tara")).one()
        now = datetime.now(UTC)
        made = published(session, tara, toni, whole_module(), now)
        draft = draft_of(session, tara, now, made)
        body = whole_module()
        texts = {"en": body.texts["en"] | {"title": "Refunds anew"}, "nl": body.texts["nl"]}
        draft.body = body.model_copy(update={"texts": texts}).model_dump(mode="json")
        return made.id


def test_a_trainer_tries_the_draft_and_others_what_is_published(app: Flask, module: int) -> None:
    page = sign_in(app, "Tara").get(f"/modules/{module}/try").text
    assert "Refunds anew" in page
    assert f'href="/modules/{module}?version=2"' in page
    for name in ("Mara", "Rita"):
        page = sign_in(app, name).get(f"/modules/{module}/try")
        assert "Refunds anew" not in page.text
        assert "Nothing is kept of what you do here." in page.text
        assert ("Back to the module" in page.text) is (name == "Mara")
        assert sign_in(app, name).get(f"/modules/{module}/try?version=2").status_code == 404
    assert "Refunds anew" not in sign_in(app, "Tara").get(f"/modules/{module}/try?version=1").text
    for name in ("Ines", "Ada"):
        assert sign_in(app, name).get(f"/modules/{module}/try").status_code == 403


def test_a_module_that_was_never_published_is_for_trainers(app: Flask, module: int, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        found = session.get_one(TrainingModule, module)
        session.delete(found.versions[0])
    assert sign_in(app, "Rita").get(f"/modules/{module}/try").status_code == 404
    assert sign_in(app, "Tara").get(f"/modules/{module}/try").status_code == 200


@pytest.mark.parametrize("address", ["?version=9", "?version=x", "/lessons/none", "/exercises/none"])
def test_what_is_not_there_is_not_found(app: Flask, module: int, address: str) -> None:
    assert sign_in(app, "Tara").get(f"/modules/{module}/try{address}").status_code == 404


def test_the_pages_keep_version_and_language(app: Flask, module: int) -> None:
    tara = sign_in(app, "Tara")
    page = tara.get(f"/modules/{module}/try/lessons/worry?version=1&language=nl").text
    assert "nl: The worry first" in page
    assert "/try/lessons/next?version=1&amp;language=nl" in page


def test_an_exercise_is_scored_and_the_answer_stays_in_its_box(app: Flask, module: int, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    page = rita.post(f"/modules/{module}/try/exercises/late", data={"answer": GOOD})
    assert page.status_code == 200
    assert "Reached." in page.text
    assert f"{GOOD}</textarea>" in page.text
    assert "A first answer to build on" in rita.post(f"/modules/{module}/try/exercises/late", data={"answer": BAD}).text
    short = rita.post(f"/modules/{module}/try/exercises/late", data={"answer": "Hi"})
    assert short.status_code == 422
    assert "This is very short" in short.text
    assert kept(workplace) == 0


def test_the_quiz_shows_what_was_right(app: Flask, module: int, workplace: Workplace) -> None:
    mara = sign_in(app, "Mara")
    assert "What comes first?" in mara.get(f"/modules/{module}/try/quiz").text
    page = mara.post(f"/modules/{module}/try/quiz", data={"first": "a", "all": ["a", "b"], "steps.0": "<b>"}).text
    assert "2 of 4 right" in page
    assert "Take the quiz again" in page
    assert "Certificate" not in page
    assert kept(workplace) == 0


def kept(workplace: Workplace) -> int:
    """How much of trying was written down anywhere."""
    with workplace.database.transaction() as session:
        tables = (ExerciseAttempt, QuizAttempt, LearningRecord)
        rows = sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
        trail = session.scalar(select(func.count()).where(AuditEvent.action.startswith("enrolment.")))
        return rows + (trail or 0)


def test_a_reviewer_sees_the_pictures_of_what_is_published(app: Flask, module: int, workplace: Workplace) -> None:
    name = f"{'a' * 64}.png"
    file = workplace.config.data / "picture.png"
    file.write_bytes(b"a picture")
    with workplace.database.transaction() as session:
        session.add(ModulePicture(module_id=module, name=name, media_key=workplace.media.put(file)))
    address = f"/modules/{module}/pictures/{name}"
    assert sign_in(app, "Rita").get(address).data == b"a picture"
    with workplace.database.transaction() as session:
        session.delete(session.get_one(TrainingModule, module).versions[0])
    assert sign_in(app, "Rita").get(address).status_code == 404
