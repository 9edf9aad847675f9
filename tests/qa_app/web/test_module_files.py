"""A module as a file: the same on a second, empty installation, and hostile files change nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from qa_app.operations.module_pictures import keep_picture
from qa_app.operations.modules import module_of
from qa_app.store.audit import AuditEvent
from qa_app.store.people import RoleName, User
from qa_app.store.training import ModulePicture, ModuleVersion, TrainingModule, VersionState
from qa_app.workplace import Workplace
from teaching.files import module_file
from teaching.keys import translated
from teaching.model import Module, Picture
from tests.qa_app.teaching_modules import published, small_module
from tests.qa_app.workplace import make_app, make_workplace, person, sign_in


def picture(colour: str, form: str = "PNG") -> tuple[str, bytes]:
    """The name and the bytes of a picture."""
    drawn = BytesIO()
    Image.new("RGB", (12, 8), colour).save(drawn, form)
    ending = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}[form]
    return f"{sha256(drawn.getvalue()).hexdigest()}.{ending}", drawn.getvalue()


def illustrated() -> tuple[Module, dict[str, bytes]]:
    pictures = dict([picture("teal"), picture("red", "JPEG"), picture("blue", "WEBP")])
    shown = "\n\n".join(f"![A colour](picture:{name})" for name in pictures)
    module = small_module().model_copy(update={"pictures": tuple(Picture(name=name) for name in pictures)})
    return translated(module, "en", {"lesson.worry.text": shown}), pictures


@pytest.fixture
def tara(app: Flask, workplace: Workplace) -> FlaskClient:
    """Tara is signed in; Toni is a second trainer."""
    with workplace.database.transaction() as session:
        person(session, app, "Toni", RoleName.TRAINER)
    return sign_in(app, "Tara")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[FlaskClient]:
    """Tina, a trainer on another installation that has no modules."""
    if os.environ.get("QA_TEST_DATABASE"):
        pytest.skip("there is one database only, and the second installation would empty it")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    workplace = make_workplace(folder)
    app = make_app(workplace)
    app.config["WTF_CSRF_ENABLED"] = False
    with workplace.database.transaction() as session:
        person(session, app, "Tina", RoleName.TRAINER)
    yield sign_in(app, "Tina")
    workplace.database.close()


def write(workplace: Workplace) -> int:
    module, pictures = illustrated()
    with workplace.database.transaction() as session:
        author, second = (session.scalars(select(User).where(User.name == name)).one() for name in ("Tara", "Toni"))
        made = published(session, author, second, module)
        for name, content in pictures.items():
            keep_picture(session, workplace.media, made.id, name, content)
        return made.id


def bring(client: FlaskClient, data: bytes, name: str = "refunds-1.zip") -> TestResponse:
    answer = client.post("/modules/file", data={"file": (BytesIO(data), name)})
    answer.request.environ["wsgi.input"].close()  # a large form lies in a file, which nobody else closes
    return answer


def modules(workplace: Workplace) -> list[str]:
    with workplace.database.transaction() as session:
        return list(session.scalars(select(TrainingModule.key)))


def test_on_an_empty_installation_it_is_identical(
    tara: FlaskClient, workplace: Workplace, elsewhere: FlaskClient
) -> None:
    write(workplace)
    taken = tara.get("/modules/1/file")
    assert taken.content_type == "application/zip"
    assert 'filename="refunds-1.zip"' in taken.headers["Content-Disposition"]
    assert tara.get("/modules/1/file").data == taken.data
    answer = bring(elsewhere, taken.data)
    assert (answer.status_code, answer.location) == (303, "/modules/1")
    page = elsewhere.get("/modules/1").text
    assert "Version 1 (draft)" in page
    again = elsewhere.get("/modules/1/file")
    assert again.data == taken.data
    assert page.count('<img src="/modules/1/pictures/') == 3
    shown = elsewhere.get(f"/modules/1/pictures/{picture('teal')[0]}")
    assert shown.data == picture("teal")[1]


def test_what_was_brought_is_published_by_a_second_person(app: Flask, tara: FlaskClient, workplace: Workplace) -> None:
    bring(tara, module_file(*illustrated()))
    with workplace.database.transaction() as session:
        module = session.scalars(select(TrainingModule)).one()
        assert module.key == "refunds"
        assert module.versions[0].state is VersionState.DRAFT
        assert module_of(module.versions[0]) == illustrated()[0].model_copy(
            update={"pictures": tuple(sorted(illustrated()[0].pictures, key=lambda one: one.name))}
        )
        assert "module.imported" in session.scalars(select(AuditEvent.action)).all()
    tara.post("/modules/1/submit", data={"seen": "1.0"})
    tara.post("/modules/1/publish", data={"seen": "1.0"})
    assert "in review" in tara.get("/modules/1").text
    sign_in(app, "Toni").post("/modules/1/publish", data={"seen": "1.0"})
    assert "Version 1 (published)" in tara.get("/modules/1").text


def test_a_known_module_gets_a_draft_and_no_draft_is_written_over(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace)
    module, pictures = illustrated()
    newer = module_file(translated(module, "en", {"title": "Refunds, again"}), pictures)
    answer = bring(tara, newer)
    assert (answer.status_code, answer.location) == (303, "/modules/1/compare?from=1&to=2")
    assert "<ins>, again</ins>" in tara.get(answer.location).text
    refused = bring(tara, module_file(translated(module, "en", {"title": "Third"}), pictures))
    assert refused.status_code == 422
    assert "There is a draft of this module already" in refused.text
    assert "The file holds “Third”" in refused.text
    assert 'href="/modules/1"' in refused.text
    with workplace.database.transaction() as session:
        assert len(session.scalars(select(ModuleVersion)).all()) == 2


def test_the_same_pictures_are_kept_once(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace)
    bring(tara, tara.get("/modules/1/file").data)
    with workplace.database.transaction() as session:
        assert len(session.scalars(select(ModulePicture)).all()) == 3


def packed(*entries: tuple[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return made.getvalue()


def document(**changes: object) -> bytes:
    body = small_module().model_dump(mode="json") | changes
    return json.dumps({"format": "fairword-module", "version": 1, "module": body}).encode()


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='evil()'/>"
SVG_NAME = f"{sha256(SVG).hexdigest()}.png"
HOSTILE = {
    "nothing": b"",
    "text": b"hello",
    "office": packed(("word/document.xml", b"<a/>")),
    "path": packed(("module.json", document()), ("../../evil", b"x")),
    "bomb": packed(("module.json", document()), (f"pictures/{'0' * 64}.png", b"\0" * 60 * 2**20)),
    "document": packed(("module.json", document(lessons=[{"id": "<script>"}]))),
    "key": packed(("module.json", document(id="../../evil"))),
    "place": packed(("module.json", document(texts={"en": {"<script>evil()</script>": "x"}}))),
    "picture": packed(
        ("module.json", document(pictures=[{"name": SVG_NAME}])),
        (f"pictures/{SVG_NAME}", SVG),
    ),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_change_nothing(name: str, tara: FlaskClient, workplace: Workplace) -> None:
    answer = bring(tara, HOSTILE[name])
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text.replace('<script src="', "")
    assert modules(workplace) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tara: FlaskClient, workplace: Workplace) -> None:
    assert bring(tara, b"x" * (22 * 2**20)).status_code == 413
    assert modules(workplace) == []


def test_without_a_file_the_page_says_so(tara: FlaskClient) -> None:
    assert tara.post("/modules/file", data={}).status_code == 422
    assert tara.get("/modules/file").status_code == 200


def test_only_trainers_bring_modules_and_large_forms_are_theirs_only(app: Flask, workplace: Workplace) -> None:
    for name in ("Mara", "Ines", "Ada"):
        client = sign_in(app, name)
        assert bring(client, module_file(small_module(), {})).status_code == 403
        assert bring(client, b"x" * 3 * 2**20).status_code in (403, 413)
    assert bring(app.test_client(), b"x").status_code in (302, 401)
    assert modules(workplace) == []


def test_a_module_whose_pictures_are_gone_says_so(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace)
    with workplace.database.transaction() as session:
        for kept in session.scalars(select(ModulePicture)):
            workplace.media.remove(kept.media_key)
    answer = tara.get("/modules/1/file")
    assert answer.status_code == 422
    assert "not in the store of files" in answer.text


def test_taking_one_along_is_in_the_audit_trail(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace)
    tara.get("/modules/1/file")
    with workplace.database.transaction() as session:
        assert "module.downloaded" in session.scalars(select(AuditEvent.action)).all()
