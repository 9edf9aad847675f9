"""Pictures come with a lesson's form, and are shown to whoever may see the module."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from qa_app.operations.module_pictures import keep_picture, redrawn
from qa_app.operations.modules import module_of, new_module
from qa_app.store.people import Agent, User
from qa_app.store.training import Enrolment, EnrolmentState, ModulePicture, ModuleVersion, TrainingModule, VersionState
from qa_app.workplace import Workplace
from teaching.editing import with_part
from tests.qa_app.workplace import NOW, sign_in

PAGE = "/modules/1/edit/lesson/lesson1?language=nl"


def png(width: int = 40) -> bytes:
    data = BytesIO()
    Image.new("RGB", (width, 30), "teal").save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def trained(app: Flask, workplace: Workplace) -> Workplace:
    """Module 1 of Tara with an empty lesson."""
    with workplace.database.transaction() as session:
        tara = session.scalars(select(User).where(User.name == "Tara")).one()
        new_module(session, tara, NOW, "Calm talks", "skill", "en")
        version = session.get_one(ModuleVersion, 1)
        version.body = with_part(module_of(version), "lesson")[0].model_dump(mode="json")
    return workplace


def form(data: bytes | None, edition: int = 0, **fields: str) -> dict[str, object]:
    file = {"picture": FileStorage(BytesIO(data), "../../<evil>.png")} if data is not None else {}
    words = {"en:lesson.lesson1.text": "Words", "nl:lesson.lesson1.text": "Woorden"}
    return {"edition": edition, "do": "save", "alt": "", "picture_language": "nl"} | words | file | fields


def body(values: dict[str, object]) -> dict[str, Any]:
    """A form with a large file, which the test client would write to a file that it leaves open."""
    boundary, data = encode_multipart(values)
    return {"data": data, "content_type": f"multipart/form-data; boundary={boundary}"}


def insert(app: Flask, workplace: Workplace) -> str:
    """The name of a picture that Tara has put into the lesson."""
    assert sign_in(app, "Tara").post(PAGE, data=form(png(), alt="A [calm] *desk*")).status_code == 303
    with workplace.database.transaction() as session:
        return module_of(session.get_one(ModuleVersion, 1)).pictures[0].name


def test_a_picture_is_kept_and_stands_in_the_text(app: Flask, trained: Workplace) -> None:
    name = insert(app, trained)
    with trained.database.transaction() as session:
        texts = module_of(session.get_one(ModuleVersion, 1)).texts
        assert texts["nl"]["lesson.lesson1.text"] == f"Woorden\n\n![A \\[calm\\] \\*desk\\*](picture:{name})"
        assert texts["en"]["lesson.lesson1.text"] == "Words"
        assert session.get_one(ModulePicture, (1, name)).media_key == name.split(".")[0]
    tara = sign_in(app, "Tara")
    address = f"/modules/1/pictures/{name}"
    assert address in tara.get(PAGE).text
    preview = tara.post("/modules/1/edit/preview", data={"text": texts["nl"]["lesson.lesson1.text"]}).text
    assert f'<img src="{address}" alt="A [calm] *desk*">' in preview
    assert tara.post(PAGE, data=form(png(), edition=1, alt="Again")).status_code == 303, "the same one twice"


def test_a_picture_that_no_lesson_shows_can_be_removed(app: Flask, trained: Workplace) -> None:
    name = insert(app, trained)
    tara = sign_in(app, "Tara")
    drop = {"do": f"drop:{name}", "nl:lesson.lesson1.text": f"![x](picture:{name})"}
    assert f"drop:{name}" not in tara.get(PAGE).text
    assert tara.post(PAGE, data=form(None, edition=1, **drop)).status_code == 303
    with trained.database.transaction() as session:
        assert len(module_of(session.get_one(ModuleVersion, 1)).pictures) == 1, "a lesson shows it"
    assert tara.post(PAGE, data=form(None, edition=2)).status_code == 303
    assert f"drop:{name}" in tara.get(PAGE).text
    assert tara.post(PAGE, data=form(None, edition=3, do=f"drop:{name}")).status_code == 303
    with trained.database.transaction() as session:
        assert module_of(session.get_one(ModuleVersion, 1)).pictures == ()


def test_what_is_wrong_with_a_picture_is_said_and_the_words_stay(app: Flask, trained: Workplace) -> None:
    tara = sign_in(app, "Tara")
    for data, alt, words in (
        (png(), "", "Say in a few words what it shows"),
        (b"<svg onload=alert(1)>", "x", "This is no PNG, JPEG or WebP"),
        (b"\0" * (5 * 2**20 + 1), "x", "at most 5 MB"),
    ):
        answer = tara.post(PAGE, **body(form(data, alt=alt)))
        assert answer.status_code == 422
        assert words in answer.text
        assert "Woorden" in answer.text
        assert "picture:" not in re.sub(r"<input[^>]*>", "", answer.text)
    assert tara.post(PAGE, **body(form(b"\0" * (21 * 2**20)))).status_code == 413
    with trained.database.transaction() as session:
        assert session.get_one(ModuleVersion, 1).edition == 0
        assert session.scalars(select(ModulePicture)).all() == []


def test_a_picture_does_not_slip_past_somebody_elses_change(app: Flask, trained: Workplace) -> None:
    insert(app, trained)
    answer = sign_in(app, "Tara").post(PAGE, data=form(png(50), alt="Late"))
    assert answer.status_code == 422
    assert "Somebody else has changed" in answer.text
    with trained.database.transaction() as session:
        assert len(session.scalars(select(ModulePicture)).all()) == 1


def test_pictures_are_for_those_who_may_see_the_module(app: Flask, trained: Workplace) -> None:
    address = f"/modules/1/pictures/{insert(app, trained)}"
    answer = sign_in(app, "Tara").get(address)
    assert answer.data.startswith(b"\x89PNG")
    assert answer.content_type == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith("private")

    def seen_by() -> list[int]:
        return [sign_in(app, name).get(address).status_code for name in ("Ines", "Rita", "Mara", "Ada")]

    assert seen_by() == [404, 404, 404, 403]
    with trained.database.transaction() as session:
        session.get_one(ModuleVersion, 1).state = VersionState.PUBLISHED
        ines = session.scalars(select(Agent).where(Agent.name == "Ines")).one()
        tara = session.scalars(select(User).where(User.name == "Tara")).one()
        taken = Enrolment(
            module=session.get_one(TrainingModule, 1),
            version=session.get_one(ModuleVersion, 1),
            agent=ines,
            assigner=tara,
            why="chosen",
            created_at=NOW,
            due_on=NOW.date(),
            registration="1",
        )
        session.add(taken)
    assert seen_by() == [200, 200, 200, 403]
    assert sign_in(app, "Otto").get(address).status_code == 404
    with trained.database.transaction() as session:
        session.get_one(Enrolment, 1).state = EnrolmentState.WITHDRAWN
    assert seen_by() == [404, 200, 200, 403]


def test_only_known_pictures_of_this_module_are_shown(app: Flask, trained: Workplace) -> None:
    name = insert(app, trained)
    tara = sign_in(app, "Tara")
    for address in (f"2/pictures/{name}", f"1/pictures/{'0' * 64}.png", "1/pictures/..%2fx", "1/pictures/x"):
        assert tara.get(f"/modules/{address}").status_code == 404


@pytest.mark.usefixtures("trained")
def test_large_forms_are_for_those_who_write_only(app: Flask) -> None:
    for client in (sign_in(app, "Ines"), app.test_client()):
        assert client.post(PAGE, **body(form(b"\0" * (3 * 2**20)))).status_code == 413


def discard(app: Flask, module_id: int) -> None:
    """Throw the draft of a module away, by its page."""
    tara = sign_in(app, "Tara")
    seen = re.search(r'name="seen" value="([^"]*)"', tara.get(f"/modules/{module_id}").text)
    assert seen
    assert tara.post(f"/modules/{module_id}/discard", data={"seen": seen[1]}).status_code == 303


def in_store(workplace: Workplace, name: str) -> bool:
    try:
        return workplace.media.size(name.split(".", maxsplit=1)[0]) > 0
    except FileNotFoundError:
        return False


def rows(workplace: Workplace) -> list[tuple[int, str]]:
    with workplace.database.transaction() as session:
        return [(one.module_id, one.name) for one in session.scalars(select(ModulePicture))]


def test_a_discarded_module_leaves_no_pictures_behind(app: Flask, trained: Workplace) -> None:
    name = insert(app, trained)
    assert in_store(trained, name)
    discard(app, 1)
    assert not in_store(trained, name)
    assert rows(trained) == []


def test_a_picture_that_another_module_has_too_stays(app: Flask, trained: Workplace) -> None:
    """As a module that was brought from a file, or a picture that was inserted twice."""
    name = insert(app, trained)
    with trained.database.transaction() as session:
        tara = session.scalars(select(User).where(User.name == "Tara")).one()
        module_id = new_module(session, tara, NOW, "Another", "skill", "en").id
        keep_picture(session, trained.media, module_id, *redrawn(png()))
    discard(app, 1)
    assert in_store(trained, name)
    assert rows(trained) == [(module_id, name)]
    discard(app, module_id)
    assert not in_store(trained, name)


def test_a_discarded_draft_leaves_the_pictures_of_what_is_published(app: Flask, trained: Workplace) -> None:
    name = insert(app, trained)
    with trained.database.transaction() as session:
        session.get_one(ModuleVersion, 1).state = VersionState.PUBLISHED
    tara = sign_in(app, "Tara")
    tara.post("/modules/1/edit/start")
    assert tara.post(PAGE, data=form(png(50), alt="Another")).status_code == 303
    (other,) = {one for _, one in rows(trained)} - {name}
    assert in_store(trained, other)
    discard(app, 1)
    assert rows(trained) == [(1, name)]
    assert (in_store(trained, name), in_store(trained, other)) == (True, False)
    assert tara.get(f"/modules/1/pictures/{name}").status_code == 200


def test_a_draft_that_is_not_discarded_after_all_keeps_its_pictures(app: Flask, trained: Workplace) -> None:
    name = insert(app, trained)
    assert sign_in(app, "Tara").post("/modules/1/discard", data={"seen": "1.0"}).status_code == 303
    assert in_store(trained, name)
    assert rows(trained) == [(1, name)]
