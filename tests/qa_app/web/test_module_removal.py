"""What a trainer removed from a draft can be put back, with its words in every language."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from qa_app.operations.modules import discard_draft, module_of, publish, submit
from qa_app.store.audit import AuditEvent
from qa_app.store.people import RoleName, User
from qa_app.store.training import ModuleVersion, RemovedPart
from qa_app.workplace import Workplace
from teaching.model import Module
from tests.qa_app.statements import statements
from tests.qa_app.teaching_modules import drafted, small_module
from tests.qa_app.workplace import NOW, person, sign_in

EDIT = "/modules/1/edit"


@pytest.fixture
def tara(app: Flask, workplace: Workplace) -> FlaskClient:
    """A trainer with a draft, whole in English, Dutch and German."""
    with workplace.database.transaction() as session:
        person(session, app, "Toni", RoleName.TRAINER)
        drafted(session, user(session, "Tara"), small_module("refunds", "nl", "de"))
    return sign_in(app, "Tara")


def user(session, name: str) -> User:  # type: ignore[no-untyped-def]
    found: User = session.scalars(select(User).where(User.name == name)).one()
    return found


def draft(workplace: Workplace) -> tuple[Module, int]:
    with workplace.database.transaction() as session:
        version = session.get_one(ModuleVersion, 1)
        return module_of(version), version.edition


def remembered(workplace: Workplace) -> int:
    with workplace.database.transaction() as session:
        return len(session.scalars(select(RemovedPart)).all())


def remove(tara: FlaskClient, workplace: Workplace, kind: str, part: str) -> TestResponse:
    """What the page says after a part was removed."""
    fields = {"edition": draft(workplace)[1], "kind": kind, "part": part, "do": "remove"}
    answer = tara.post(f"{EDIT}/arrange", data=fields)
    assert (answer.status_code, answer.location.endswith("#removed")) == (303, True)
    return tara.get(answer.location)


def undo(tara: FlaskClient, page: TestResponse) -> TestResponse:
    """Press the button."""
    address = re.search(r'id="put-back" action="([^"]*)"', page.text)
    number = re.search(r'name="removed" value="(\d+)"', page.text)
    assert 'form="put-back">Undo</button>' in page.text
    assert address
    assert number
    return tara.post(address[1].replace("&amp;", "&"), data={"removed": number[1]})


@pytest.mark.parametrize(
    ("kind", "part", "words"),
    [
        ("lesson", "worry", "The worry first"),
        ("exercise", "late", "A late refund"),
        ("question", "first", "What comes"),
    ],
)
def test_a_part_comes_back(tara: FlaskClient, workplace: Workplace, kind: str, part: str, words: str) -> None:
    before, _ = draft(workplace)
    page = remove(tara, workplace, kind, part)
    assert f"Removed: {words}" in page.text
    assert words not in str(draft(workplace)[0].texts)
    answer = undo(tara, page)
    assert (answer.status_code, answer.location) == (303, f"{EDIT}#{kind}-{part}")
    assert draft(workplace)[0] == before
    assert "It is back" in tara.get(answer.location).text
    with workplace.database.transaction() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "module.changed")).all()
        assert [one.fields["did"] for one in events] == ["remove", "put_back"]
        assert words not in str([one.fields for one in events])


def test_a_pair_comes_back_with_what_was_typed_in_it(tara: FlaskClient, workplace: Workplace) -> None:
    page = f"{EDIT}/lesson/worry?language=nl"
    key = "lesson.worry.pair.named.do"
    typed = {f"en:{key}": "<b>Named</b>", f"nl:{key}": "Genoemd", "en:lesson.worry.title": "Typed"}
    fields = {"edition": 0, "do": "remove:named", **typed}
    answer = tara.post(page, data=fields)
    assert answer.location == f"{EDIT}/lesson/worry?language=nl&removed=1#removed"
    module, _ = draft(workplace)
    assert (module.lessons[0].pairs, module.texts["en"]["lesson.worry.title"]) == ((), "Typed")
    shown = tara.get(answer.location)
    assert "Removed: &lt;b&gt;Named&lt;/b&gt;" in shown.text
    answer = undo(tara, shown)
    assert answer.location == f"{EDIT}/lesson/worry?language=nl#item-named"
    module, _ = draft(workplace)
    assert module.lessons[0].pairs == ("named",)
    assert [module.texts[one][key] for one in ("en", "nl", "de")] == [
        "<b>Named</b>",
        "Genoemd",
        "de: I see why that worries you.",
    ]


def test_an_answer_comes_back_to_its_place(tara: FlaskClient, workplace: Workplace) -> None:
    page = f"{EDIT}/question/first"
    tara.post(page, data={"edition": 0, "kind": "single", "right": "a", "do": "add"})
    form = {"edition": 1, "kind": "single", "right": "a", "en:question.first.option.a1": "Third"}
    tara.post(page, data=form | {"do": "up:a1"})
    before, _ = draft(workplace)
    answer = tara.post(page, data=form | {"edition": 2, "do": "remove:a1"})
    assert [one.id for one in draft(workplace)[0].questions[0].options] == ["a", "b"]
    undo(tara, tara.get(answer.location))
    assert draft(workplace)[0] == before
    assert [one.id for one in before.questions[0].options] == ["a", "a1", "b"]


def test_other_changes_meanwhile_stay(tara: FlaskClient, workplace: Workplace) -> None:
    page = remove(tara, workplace, "lesson", "worry")
    tara.post(f"{EDIT}/add", data={"kind": "lesson"})
    tara.post(f"{EDIT}/question/first", data={"edition": 2, "kind": "single", "right": "b"})
    assert undo(tara, page).status_code == 303
    module, _ = draft(workplace)
    assert {one.id for one in module.lessons} == {"worry", "lesson1"}
    assert module.questions[0].options[1].right


def test_where_its_part_is_gone_too_that_is_said(tara: FlaskClient, workplace: Workplace) -> None:
    answer = tara.post(f"{EDIT}/lesson/worry", data={"edition": 0, "do": "remove:named"})
    page = tara.get(answer.location)
    remove(tara, workplace, "lesson", "worry")
    before = draft(workplace)
    answer = undo(tara, page)
    assert "This cannot be undone any more" in tara.get(answer.location).text
    assert draft(workplace) == before


def test_where_there_is_no_room_any_more_that_is_said(tara: FlaskClient, workplace: Workplace) -> None:
    page = remove(tara, workplace, "lesson", "worry")
    for _ in range(50):
        tara.post(f"{EDIT}/add", data={"kind": "lesson"})
    answer = undo(tara, page)
    assert "There is no room for more" in tara.get(answer.location).text
    assert len(draft(workplace)[0].lessons) == 50


def test_it_is_undone_once(tara: FlaskClient, workplace: Workplace) -> None:
    page = remove(tara, workplace, "exercise", "late")
    undo(tara, page)
    before = draft(workplace)
    assert "This cannot be undone any more" in tara.get(undo(tara, page).location).text
    assert draft(workplace) == before
    for removed in ("", "x", "0", "99", str(10**30)):
        assert tara.post(f"{EDIT}/put-back", data={"removed": removed}).status_code in (303, 422)
        assert tara.get(f"{EDIT}?removed={removed}").status_code == 200
    assert draft(workplace) == before


def test_nothing_removed_is_kept_for_longer_than_the_draft(app: Flask, tara: FlaskClient, workplace: Workplace) -> None:
    page = remove(tara, workplace, "exercise", "late")
    assert remembered(workplace) == 1
    with workplace.database.transaction() as session:
        version = session.get_one(ModuleVersion, 1)
        submit(session, user(session, "Tara"), NOW, version)
        publish(session, user(session, "Toni"), NOW, version)
    assert remembered(workplace) == 0
    assert undo(tara, page).status_code == 422
    tara.post(f"{EDIT}/start")
    for client in (sign_in(app, name) for name in ("Ines", "Rita", "Mara")):
        assert client.post(f"{EDIT}/put-back", data={"removed": "1"}).status_code == 403
    fields = {"edition": 0, "kind": "question", "part": "first", "do": "remove"}
    assert tara.post(f"{EDIT}/arrange", data=fields).status_code == 303
    assert remembered(workplace) == 1
    with workplace.database.transaction() as session:
        discard_draft(session, user(session, "Tara"), NOW, session.get_one(ModuleVersion, 2))
    assert remembered(workplace) == 0


def test_what_was_removed_before_is_not_read_again(tara: FlaskClient, workplace: Workplace) -> None:
    remove(tara, workplace, "exercise", "late")
    with statements(workplace.database) as seen:
        page = remove(tara, workplace, "question", "first")
        assert undo(tara, page).status_code == 303
    read = [one.sql for one in seen if "FROM removed_parts" in one.sql and one.sql.startswith("SELECT")]
    assert read
    assert all("removed_parts.edition = " in one for one in read), read
    for none in ("", "0", "2147483648", "x"):
        assert tara.get(f"{EDIT}?removed={none}").status_code == 200
        assert tara.post(f"{EDIT}/put-back", data={"removed": none}).status_code == 422
