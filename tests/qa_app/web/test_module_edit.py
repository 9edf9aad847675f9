"""Trainers write a module: parts in their order, languages side by side, previews, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.operations.modules import module_of, new_module, publish, submit
from qa_app.store.audit import AuditEvent
from qa_app.store.people import RoleName, User
from qa_app.store.training import ModuleVersion, TrainingModule
from qa_app.workplace import Workplace
from teaching.keys import Standing, standing
from teaching.model import Module
from tests.qa_app.workplace import NOW, person, sign_in

EDIT = "/modules/1/edit"


@pytest.fixture
def trained(app: Flask, workplace: Workplace) -> Workplace:
    """Module 1, an empty draft of Tara's in English; Toni is a trainer too."""
    with workplace.database.transaction() as session:
        person(session, app, "Toni", RoleName.TRAINER)
        new_module(session, user(session, "Tara"), NOW, "Calm <b>talks</b>", "skill", "en")
    return workplace


def user(session, name: str) -> User:  # type: ignore[no-untyped-def]
    found: User = session.scalars(select(User).where(User.name == name)).one()
    return found


def draft(workplace: Workplace) -> tuple[Module, int]:
    """What the latest version holds, and its edition."""
    with workplace.database.transaction() as session:
        version = session.scalars(select(ModuleVersion).order_by(ModuleVersion.number.desc())).first()
        return module_of(version), version.edition


def sent(workplace: Workplace, **fields: object) -> dict[str, object]:
    return {"edition": draft(workplace)[1], "do": "save", **fields}


def lesson_form(workplace: Workplace, texts: dict[str, str] | None = None, **fields: object) -> dict[str, object]:
    words = {f"{key.split('.')[0]}:lesson.lesson1.{key.split('.', 1)[1]}": text for key, text in (texts or {}).items()}
    return sent(workplace, **words, **fields)


def add(app: Flask, workplace: Workplace, *kinds: str) -> None:
    tara = sign_in(app, "Tara")
    for kind in kinds:
        assert tara.post(f"{EDIT}/add", data=sent(workplace, kind=kind)).status_code == 303


def test_parts_are_added_moved_and_removed(app: Flask, trained: Workplace) -> None:
    tara = sign_in(app, "Tara")
    page = tara.get(EDIT).text
    assert "Calm &lt;b&gt;talks&lt;/b&gt;" in page
    assert "Without questions there is none" in page
    answer = tara.post(f"{EDIT}/add", data=sent(trained, kind="lesson"))
    assert (answer.status_code, answer.location) == (303, f"{EDIT}/lesson/lesson1")
    add(app, trained, "lesson", "exercise", "question")
    tara.post(f"{EDIT}/arrange", data=sent(trained, kind="lesson", part="lesson2", do="up"))
    assert [one.id for one in draft(trained)[0].lessons] == ["lesson2", "lesson1"]
    tara.post(f"{EDIT}/arrange", data=sent(trained, kind="lesson", part="lesson2", do="remove"))
    assert [one.id for one in draft(trained)[0].lessons] == ["lesson1"]
    page = tara.get(EDIT).text
    assert "nothing yet" in page


def test_words_are_written_in_two_languages_side_by_side(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson")
    tara = sign_in(app, "Tara")
    page = f"{EDIT}/lesson/lesson1?language=nl"
    form = lesson_form(
        trained, {"en.title": "First", "en.text": "Say *why*.\r\n", "nl.title": "Eerst"}, themes=["names", "taboos"]
    )
    answer = tara.post(page, data=form)
    assert (answer.status_code, answer.location) == (303, page)
    module, _ = draft(trained)
    assert module.texts["en"]["lesson.lesson1.text"] == "Say *why*."
    assert module.texts["nl"] == {"lesson.lesson1.title": "Eerst"}
    assert module.lessons[0].themes == ("names", "taboos")
    shown = tara.get(page).text
    assert 'value="Eerst"' in shown
    assert shown.count("missing") >= 1
    assert "1 text is missing" in tara.get(EDIT).text


def test_an_outdated_translation_is_said_and_found_right(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson")
    tara = sign_in(app, "Tara")
    page, key = f"{EDIT}/lesson/lesson1?language=de", "lesson.lesson1.title"
    tara.post(page, data=lesson_form(trained, {"en.title": "First", "de.title": "Zuerst"}))
    assert "out of date" not in tara.get(page).text
    tara.post(page, data=lesson_form(trained, {"en.title": "At first", "de.title": "Zuerst"}))
    shown = tara.get(page).text
    assert "out of date: the source was changed" in shown
    assert f'value="right:{key}"' in shown
    assert standing(draft(trained)[0], "de", key) is Standing.OUTDATED
    form = lesson_form(trained, {"en.title": "At first", "de.title": "Zuerst"}, do=f"right:{key}")
    assert tara.post(page, data=form).status_code == 303
    assert standing(draft(trained)[0], "de", key) is Standing.CURRENT
    assert "out of date" not in tara.get(page).text


def test_what_changed_in_the_source_is_marked_beside_an_outdated_translation(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson")
    tara = sign_in(app, "Tara")
    page = f"{EDIT}/lesson/lesson1?language=de"
    tara.post(page, data=lesson_form(trained, {"en.text": "Say <b>sorry</b> first.", "de.text": "Zuerst"}))
    assert "What changed in the source" not in tara.get(page).text
    tara.post(page, data=lesson_form(trained, {"en.text": "Say thanks first."}))
    shown = tara.get(page).text
    assert "What changed in the source" in shown
    assert "Say <del>&lt;b&gt;sorry&lt;/b&gt;</del><ins>thanks</ins> first." in shown
    assert "<del>" not in tara.get(f"{EDIT}/lesson/lesson1?language=nl").text, "nothing is outdated there"
    tara.post(page, data=lesson_form(trained, {"de.text": "Erst danken"}))
    assert "<del>" not in tara.get(page).text


def test_pairs_are_added_and_what_was_typed_is_saved_with_it(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson")
    tara = sign_in(app, "Tara")
    page = f"{EDIT}/lesson/lesson1"
    for _ in range(2):
        tara.post(page, data=lesson_form(trained, {"en.title": "Typed"}, do="add"))
    tara.post(page, data=lesson_form(trained, {"en.pair.pair1.do": "I am sorry.", "en.pair.pair2.dont": "Calm down."}))
    tara.post(page, data=lesson_form(trained, do="up:pair2"))
    module, _ = draft(trained)
    assert module.lessons[0].pairs == ("pair2", "pair1")
    assert module.texts["en"]["lesson.lesson1.title"] == "Typed"
    tara.post(page, data=lesson_form(trained, do="remove:pair1"))
    module, _ = draft(trained)
    assert module.lessons[0].pairs == ("pair2",)
    assert "I am sorry." not in str(module.texts)


def test_an_exercise_and_a_question_are_set(app: Flask, trained: Workplace) -> None:
    add(app, trained, "exercise", "question")
    tara = sign_in(app, "Tara")
    form = sent(trained, channel="email", criteria=["empathy", "clarity"], needed="70")
    form["en:exercise.exercise1.message"] = "Where is it?"
    assert tara.post(f"{EDIT}/exercise/exercise1", data=form).status_code == 303
    question = f"{EDIT}/question/question1"
    form = sent(trained, kind="multiple", right=["a1", "a2"], do="add") | {"en:question.question1.option.a1": "Yes"}
    assert tara.post(question, data=form).status_code == 303
    module, _ = draft(trained)
    exercise = module.exercises[0]
    assert (exercise.channel, exercise.criteria, exercise.needed) == ("email", ("empathy", "clarity"), 0.7)
    assert module.texts["en"]["exercise.exercise1.message"] == "Where is it?"
    assert [(one.id, one.right) for one in module.questions[0].options] == [("a1", True), ("a2", True), ("a3", False)]
    assert tara.post(question, data=sent(trained, kind="match", do="down:a1")).status_code == 303
    assert [one.id for one in draft(trained)[0].questions[0].options] == ["a2", "a1", "a3"]
    assert "Belongs to it" in tara.get(question).text


def test_faults_stand_at_the_field_and_what_was_typed_stays(app: Flask, trained: Workplace) -> None:
    add(app, trained, "exercise", "question", "lesson")
    tara = sign_in(app, "Tara")
    before = draft(trained)
    form = sent(trained, channel="fax", criteria=[], needed="700") | {"en:exercise.exercise1.title": "Typed <i>"}
    answer = tara.post(f"{EDIT}/exercise/exercise1", data=form)
    assert answer.status_code == 422
    for words in ("Choose at least one criterion", 'value="700"', "Typed &lt;i&gt;"):
        assert words in answer.text
    form = sent(trained, kind="single", right=["a1", "a2"]) | {"en:question.question1.text": "Typed"}
    answer = tara.post(f"{EDIT}/question/question1", data=form)
    assert (answer.status_code, "Tick the one answer" in answer.text, "Typed" in answer.text) == (422, True, True)
    form = sent(trained, kind="single", right=["a1"], do="remove:a2")
    answer = tara.post(f"{EDIT}/question/question1", data=form)
    assert (answer.status_code, "at least two answers" in answer.text) == (422, True)
    answer = tara.post(f"{EDIT}/lesson/lesson1", data=lesson_form(trained, {"en.text": "x" * 20_001}))
    assert (answer.status_code, "At most 20000 characters" in answer.text) == (422, True)
    assert "x" * 20_001 in answer.text
    assert draft(trained) == before


def test_settings_are_checked_and_kept(app: Flask, trained: Workplace) -> None:
    tara = sign_in(app, "Tara")
    form = sent(trained, kind="market", markets="nl-NL, nl-BE,nl-NL", criteria=["empathy"], source="en")
    form |= {"pass_mark": "90", "en:title": "Low Countries", "nl:title": "Lage Landen"}
    assert tara.post(f"{EDIT}/about?language=nl", data=form).status_code == 303
    module, _ = draft(trained)
    assert (module.kind, module.markets, module.pass_mark) == ("market", ("nl-NL", "nl-BE"), 0.9)
    answer = tara.post(f"{EDIT}/about", data=form | sent(trained, markets="Holland", source="xx"))
    assert answer.status_code == 422
    assert "Write each as two letters" in answer.text
    assert 'value="Holland"' in answer.text
    assert tara.post(f"{EDIT}/about?language=nl", data=form | sent(trained, source="nl")).status_code == 303
    module, _ = draft(trained)
    assert module.source == "nl"
    assert standing(module, "en", "title") is Standing.CURRENT


def test_who_saves_second_is_told_and_loses_nothing(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson")
    tara, toni = sign_in(app, "Tara"), sign_in(app, "Toni")
    page, late = f"{EDIT}/lesson/lesson1", lesson_form(trained, {"en.title": "Toni's", "en.text": "Same"})
    tara.post(page, data=lesson_form(trained, {"en.title": "Tara's", "en.text": "Same"}))
    answer = toni.post(page, data=late)
    assert answer.status_code == 422
    assert "Somebody else has changed this module" in answer.text
    assert "Toni&#39;s" in answer.text
    assert answer.text.count("Saved by somebody else meanwhile") == 1
    assert draft(trained)[0].texts["en"]["lesson.lesson1.title"] == "Tara's"
    edition = re.search(r'name="edition" value="(\d+)"', answer.text)
    assert edition is not None
    assert toni.post(page, data=late | {"edition": edition[1]}).status_code == 303
    assert draft(trained)[0].texts["en"]["lesson.lesson1.title"] == "Toni's"
    moved = toni.post(f"{EDIT}/arrange", data={"edition": 0, "kind": "lesson", "part": "lesson1", "do": "remove"})
    assert moved.status_code == 303
    assert len(draft(trained)[0].lessons) == 1
    assert "Look at it as it is now" in toni.get(EDIT).text


def test_two_who_write_in_different_parts_are_not_in_each_others_way(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson", "exercise")
    tara, toni = sign_in(app, "Tara"), sign_in(app, "Toni")
    page = tara.get(f"{EDIT}/lesson/lesson1").text
    hidden = dict(re.findall(r'name="(edition|shown)" value="([^"]*)"', page))
    exercise = sent(trained, channel="chat", criteria="empathy", needed="60") | {
        "en:exercise.exercise1.title": "Toni's"
    }
    assert toni.post(f"{EDIT}/exercise/exercise1", data=exercise).status_code == 303
    form = lesson_form(trained, {"en.title": "Tara's"}) | hidden
    assert tara.post(f"{EDIT}/lesson/lesson1", data=form).status_code == 303
    assert sorted(draft(trained)[0].texts["en"].values()) == ["Calm <b>talks</b>", "Tara's", "Toni's"]
    assert tara.post(f"{EDIT}/lesson/lesson1", data=form | {"themes": "names"}).status_code == 422, "seen before that"


def test_whoever_writes_is_an_author_and_it_is_noted(app: Flask, trained: Workplace) -> None:
    sign_in(app, "Toni").post(f"{EDIT}/add", data=sent(trained, kind="lesson"))
    with trained.database.transaction() as session:
        version = session.get_one(ModuleVersion, 1)
        assert version.authors == [user(session, "Tara").id, user(session, "Toni").id]
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "module.changed")).one()
        assert (event.object_id, event.user.name, event.fields["part"]) == (1, "Toni", "lesson")


def test_a_preview_is_shown_and_nothing_is_saved(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson")
    tara = sign_in(app, "Tara")
    before = draft(trained)
    text = "Say **why**.\n\n<script>alert(1)</script> [x](javascript:alert(1))"
    form = lesson_form(trained, {"en.text": text, "en.title": "Typed"}, do="preview:en")
    answer = tara.post(f"{EDIT}/lesson/lesson1", data=form)
    assert answer.status_code == 200
    assert "<strong>why</strong>" in answer.text
    assert "<script>alert" not in answer.text
    assert 'value="Typed"' in answer.text
    fragment = tara.post(f"{EDIT}/preview", data={"text": text}).text
    assert fragment.startswith("<p>Say <strong>why</strong>.</p>")
    assert "<script" not in fragment
    assert "href" not in fragment
    assert draft(trained) == before


def test_what_is_published_or_in_review_is_not_written_in(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson")
    tara = sign_in(app, "Tara")
    page = f"{EDIT}/lesson/lesson1"
    tara.post(page, data=lesson_form(trained, {"en.title": "First", "en.text": "Words"}))
    about = sent(trained, kind="skill", markets="", criteria=[], source="en")
    tara.post(f"{EDIT}/about", data=about | {"pass_mark": "80", "en:summary": "How to"})
    with trained.database.transaction() as session:
        submit(session, user(session, "Tara"), NOW, session.get_one(ModuleVersion, 1))
    before = draft(trained)
    assert "in review" in tara.get(EDIT).text
    assert tara.post(page, data=lesson_form(trained, {"en.title": "Late"})).status_code == 422
    assert tara.post(f"{EDIT}/add", data=sent(trained, kind="lesson")).status_code == 422
    assert draft(trained) == before
    with trained.database.transaction() as session:
        publish(session, user(session, "Toni"), NOW, session.get_one(ModuleVersion, 1))
    assert "Start a new version" in tara.get(EDIT).text
    assert tara.post(page, data=lesson_form(trained, {"en.title": "Late"})).status_code == 422
    assert draft(trained) == before
    assert tara.post(f"{EDIT}/start").status_code == 303
    tara.post(page, data=lesson_form(trained, {"en.title": "Second"}))
    with trained.database.transaction() as session:
        first, second = session.get_one(TrainingModule, 1).versions
        assert module_of(first).texts["en"]["lesson.lesson1.title"] == "First"
        assert module_of(second).texts["en"]["lesson.lesson1.title"] == "Second"


def test_only_trainers_write(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson")
    for name in ("Ines", "Rita", "Mara", "Ada"):
        client = sign_in(app, name)
        for answer in (client.get(EDIT), client.get(f"{EDIT}/lesson/lesson1"), client.post(f"{EDIT}/add")):
            assert answer.status_code == 403


@pytest.mark.parametrize("part", ["lesson9", "../x", "__class__", "é" * 300, "lesson1.title"])
def test_parts_that_are_not_there_are_not_found(app: Flask, trained: Workplace, part: str) -> None:
    add(app, trained, "lesson")
    tara = sign_in(app, "Tara")
    for kind in ("lesson", "exercise", "question"):
        assert tara.get(f"{EDIT}/{kind}/{part}").status_code == 404
    answer = tara.post(f"{EDIT}/arrange", data=sent(trained, kind="lesson", part=part, do="remove"))
    assert answer.status_code == 404


def test_hostile_forms_are_refused_and_change_nothing(app: Flask, trained: Workplace) -> None:
    add(app, trained, "lesson", "question")
    tara = sign_in(app, "Tara")
    before, _ = draft(trained)
    for fields in ({"kind": "picture"}, {"kind": ""}, {}):
        assert tara.post(f"{EDIT}/add", data=fields).status_code == 422
    for fields in ({"edition": "x"}, {"edition": "-1"}, {"edition": "9" * 30}, {"do": "sort"}, {"kind": "__class__"}):
        data = sent(trained, kind="lesson", part="lesson1") | {"do": "remove"} | fields
        assert tara.post(f"{EDIT}/arrange", data=data).status_code in (303, 422)
    wrong = {"kind": "single", "right": ["a1", "'; DROP"], "do": "remove:a1:a2"}
    assert tara.post(f"{EDIT}/question/question1", data=sent(trained, **wrong)).status_code == 422
    assert draft(trained)[0] == before
    form = lesson_form(trained) | {"en:title": "x", "fr:lesson.lesson1.title": "x", "en:__x__": "y"}
    assert tara.post(f"{EDIT}/lesson/lesson1", data=form | {"do": "remove:nothing"}).status_code == 404
    assert tara.post(f"{EDIT}/lesson/lesson1", data=form).status_code == 303
    assert draft(trained)[0] == before
