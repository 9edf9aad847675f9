"""Modules as pages: found, read, submitted, published by a second person, compared, retired."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_app.operations.enrolling import enrol
from qa_app.operations.module_pictures import keep_picture
from qa_app.operations.modules import draft_of, publish, submit
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.training import EnrolmentState, ModulePicture, ModuleVersion, TrainingModule, VersionState
from qa_app.workplace import Workplace
from teaching import shipped
from teaching.keys import translated
from teaching.model import LANGUAGES, Module, Option, Question
from tests.qa_app.teaching_modules import WORDS, drafted, published, small_module
from tests.qa_app.workplace import NOW, person, sign_in


@pytest.fixture
def tara(app: Flask, workplace: Workplace) -> FlaskClient:
    """Tara is signed in; Toni is a second trainer."""
    with workplace.database.transaction() as session:
        person(session, app, "Toni", RoleName.TRAINER)
    return sign_in(app, "Tara")


def write(workplace: Workplace, module: Module | None = None, state: str = "draft") -> int:
    """A module by Tara, published by Toni; its id."""
    with workplace.database.transaction() as session:
        author, second = (session.scalars(select(User).where(User.name == name)).one() for name in ("Tara", "Toni"))
        if state == "published":
            return published(session, author, second, module).id
        made = drafted(session, author, module)
        if state == "in_review":
            submit(session, author, NOW, made.versions[0])
        return made.id


def new_version(workplace: Workplace, module_id: int, body: Module) -> None:
    """A second version, by Tara, published by Toni."""
    with workplace.database.transaction() as session:
        author, second = (session.scalars(select(User).where(User.name == name)).one() for name in ("Tara", "Toni"))
        draft = draft_of(session, author, NOW, session.get_one(TrainingModule, module_id))
        draft.body = body.model_dump(mode="json")
        submit(session, author, NOW, draft)
        publish(session, second, NOW, draft)


def state_of(workplace: Workplace, number: int = 1) -> VersionState:
    with workplace.database.transaction() as session:
        return session.scalars(select(ModuleVersion).where(ModuleVersion.number == number)).one().state


def test_without_modules_the_page_says_what_it_is_for(app: Flask, tara: FlaskClient) -> None:
    page = tara.get("/modules").text
    assert "There is no module yet" in page
    assert "/modules/new" in page
    assert "No module is published yet" in sign_in(app, "Mara").get("/modules").text


def test_a_module_begins_with_its_title(tara: FlaskClient, workplace: Workplace) -> None:
    assert tara.post("/modules/new", data={"title": "", "kind": "skill", "source": "en"}).status_code == 422
    kept = tara.post("/modules/new", data={"title": "Refunds", "kind": "song", "source": "en"})
    assert kept.status_code == 422
    assert 'value="Refunds"' in kept.text
    made = tara.post("/modules/new", data={"title": "Refunds", "kind": "market", "source": "nl"})
    assert (made.status_code, made.location) == (303, "/modules/1/edit")
    with workplace.database.transaction() as session:
        body = session.scalars(select(ModuleVersion)).one().body
    assert (body["kind"], body["source"], body["texts"]) == ("market", "nl", {"nl": {"title": "Refunds"}})
    page = tara.get("/modules/1").text
    assert "There is no lesson, exercise or question yet" in page
    assert "no market is named" in page
    assert "Submit for review" not in page


def test_the_list_tells_states_languages_and_who_sees_what(app: Flask, tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="published")
    write(workplace, translated(small_module("other"), "nl", {"title": ""}))
    page = tara.get("/modules").text
    assert "Version 1 (published)" in page
    assert "Version 1 (draft)" in page
    assert "Dutch: complete" in page
    assert "Dutch: 1 text missing" in page
    for name in ("Mara", "Rita", "Ines"):
        answer = sign_in(app, name).get("/modules")
        assert answer.status_code == (200 if name == "Mara" else 403)
        assert "draft" not in answer.text
    mara = sign_in(app, "Mara")
    assert mara.get("/modules/1").status_code == 200
    assert mara.get("/modules/2").status_code == 404
    assert mara.post("/modules/1/submit").status_code == 403


def test_the_list_counts_who_takes_a_module_and_who_passed(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="published")
    with workplace.database.transaction() as session:
        module = session.get_one(TrainingModule, 1)
        trainer = session.scalars(select(User).where(User.name == "Tara")).one()
        states = (EnrolmentState.PASSED, EnrolmentState.STARTED, EnrolmentState.WITHDRAWN)
        for state, agent in zip(states, session.scalars(select(Agent).order_by(Agent.id)), strict=True):
            enrol(session, trainer, NOW, module, agent, NOW.date()).state = state
    assert re.search(
        r'data-label="Enrolled">2</td>\s*<td class="number" data-label="Passed">1</td>', tara.get("/modules").text
    )


def test_the_list_is_narrowed_by_kind_and_state(tara: FlaskClient, workplace: Workplace) -> None:
    market = small_module("market").model_copy(update={"kind": "market", "markets": ("nl-BE",)})
    write(workplace, translated(market, "en", {"title": "Flanders"}), "published")
    write(workplace)
    assert "Flanders" in tara.get("/modules?kind=market").text
    assert "Dutch (Belgium)" in tara.get("/modules").text
    assert "Flanders" not in tara.get("/modules?kind=skill").text
    assert "Flanders" not in tara.get("/modules?show=unpublished").text
    assert "Refunds" not in tara.get("/modules?show=published").text
    assert "No module is like that" in tara.get("/modules?kind=market&show=retired").text
    tara.post("/modules/1/retire")
    assert "Flanders" not in tara.get("/modules").text
    assert "Flanders" in tara.get("/modules?show=retired").text
    assert "Offer it again" in tara.get("/modules/1").text
    tara.post("/modules/1/restore")
    assert "Flanders" in tara.get("/modules").text


def test_a_version_is_read_as_a_trainee_would(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="published")
    page = tara.get("/modules/1").text
    assert "<strong>late</strong>" in page, "lessons are rendered"
    for words in WORDS.values():
        if "**" not in words:
            assert words in page
    dutch = tara.get("/modules/1?language=nl").text
    assert "nl: Calm down, please." in dutch
    assert 'lang="nl"' in dutch
    assert re.search(r"●</span><span[^>]*>right:</span>\s+The worry", page)
    assert tara.get("/modules/1?version=2").status_code == 404
    assert tara.get("/modules/1?language=xx").status_code == 200


def test_what_is_not_translated_yet_is_said(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, translated(small_module(), "nl", {"lesson.worry.title": ""}))
    assert "not written yet" in tara.get("/modules/1?language=nl").text
    assert "not written yet" not in tara.get("/modules/1").text


def seen(page: str) -> dict[str, str]:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return {"seen": found[1]}


def test_a_second_trainer_publishes(app: Flask, tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace)
    toni = sign_in(app, "Toni")
    answer = tara.post("/modules/1/submit", data=seen(tara.get("/modules/1").text), follow_redirects=True)
    assert "It waits for a second person: Toni" in answer.text
    assert "/modules/1/publish" not in answer.text
    own = tara.post("/modules/1/publish", data=seen(answer.text), follow_redirects=True)
    assert "Somebody else publishes it" in own.text
    assert state_of(workplace) is VersionState.IN_REVIEW
    page = toni.get("/modules/1").text
    assert "Written by Tara" in page
    published_ = toni.post("/modules/1/publish", data=seen(page), follow_redirects=True)
    assert "Version 1 (published)" in published_.text
    assert state_of(workplace) is VersionState.PUBLISHED


def test_without_a_second_trainer_the_page_says_so(app: Flask, workplace: Workplace) -> None:
    tara = sign_in(app, "Tara")
    tara.post("/modules/new", data={"title": "Refunds", "kind": "skill", "source": "en"})
    with workplace.database.transaction() as session:
        version = session.scalars(select(ModuleVersion)).one()
        version.body = small_module().model_dump(mode="json")
    page = tara.post("/modules/1/submit", data=seen(tara.get("/modules/1").text), follow_redirects=True).text
    assert "nobody else is a trainer yet" in page


def test_it_is_given_back_with_a_note_that_is_kept_when_it_is_too_long(
    app: Flask, tara: FlaskClient, workplace: Workplace
) -> None:
    write(workplace, state="in_review")
    toni = sign_in(app, "Toni")
    data = seen(toni.get("/modules/1").text)
    assert toni.post("/modules/1/give-back", data=data | {"note": " "}).status_code == 422
    long = toni.post("/modules/1/give-back", data=data | {"note": "much " * 500})
    assert long.status_code == 422
    assert "much much" in long.text
    assert "at most 2000 characters" in long.text
    toni.post("/modules/1/give-back", data=data | {"note": "The pair is too long."})
    page = tara.get("/modules/1").text
    assert "Given back by Toni" in page
    assert "The pair is too long." in page
    assert "Submit for review" in page


def test_what_changed_since_it_was_read_is_not_published(app: Flask, tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="in_review")
    toni = sign_in(app, "Toni")
    data = seen(toni.get("/modules/1").text)
    tara.post("/modules/1/take_back", data=data)
    with workplace.database.transaction() as session:
        version = session.scalars(select(ModuleVersion)).one()
        version.edition += 1
    tara.post("/modules/1/submit", data=seen(tara.get("/modules/1").text))
    answer = toni.post("/modules/1/publish", data=data, follow_redirects=True)
    assert "Somebody else decided about this version meanwhile" in answer.text
    assert state_of(workplace) is VersionState.IN_REVIEW


def test_faults_lead_to_where_they_are_mended(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, translated(small_module(), "en", {"exercise.late.message": "", "summary": ""}))
    page = tara.get("/modules/1").text
    assert "A late refund · Customer&#39;s message (English): This text is missing." in page
    assert "Summary (English): This text is missing." in page
    assert "/modules/1/edit/exercise/late?language=en" in page
    assert "/modules/1/edit/about?language=en" in page
    answer = tara.post("/modules/1/submit", data={"seen": "1.0"}, follow_redirects=True)
    assert "not complete yet" in answer.text


def test_a_draft_is_discarded_and_with_it_a_module_that_was_never_published(
    tara: FlaskClient, workplace: Workplace
) -> None:
    write(workplace)
    with workplace.database.transaction() as session:
        keep_picture(session, workplace.media, 1, f"{'a' * 64}.png", b"a picture")
    assert tara.post("/modules/1/discard", data={"seen": "9.9"}).location == "/modules/1"
    assert tara.post("/modules/1/discard", data=seen(tara.get("/modules/1").text)).location == "/modules"
    assert tara.get("/modules/1").status_code == 404
    with workplace.database.transaction() as session:
        assert session.scalars(select(ModulePicture)).all() == []


def test_managers_read_what_is_published_and_nothing_of_drafts(
    app: Flask, tara: FlaskClient, workplace: Workplace
) -> None:
    write(workplace, state="published")
    tara.post("/modules/1/edit/start")
    mara = sign_in(app, "Mara")
    page = mara.get("/modules/1").text
    assert "draft" not in page
    assert "Written by" not in page
    assert mara.get("/modules/1?version=2").status_code == 404
    assert mara.get("/modules/1/compare?from=1&to=2").status_code == 404
    assert mara.get("/modules/1/file?version=2").status_code == 404
    assert mara.get("/modules/1/compare?to=product").status_code == 404
    assert mara.get("/modules/1/file").status_code == 200


def test_two_versions_are_compared_by_words_and_structure(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="published")
    turned = Question(id="first", kind="single", options=(Option(id="a"), Option(id="b", right=True)))
    body = small_module().model_copy(update={"questions": (turned, small_module().questions[1]), "pass_mark": 0.5})
    body = translated(body, "en", {"lesson.worry.text": WORDS["lesson.worry.text"].replace("Name it", "Say it")})
    new_version(workplace, 1, body)
    page = tara.get("/modules/1/compare?from=1&to=2").text
    assert "<del>Name</del><ins>Say</ins>" in page
    assert re.search(r"Right answers</th><td>The worry</td><td>The order number", page)
    assert re.search(r"Pass mark</th><td>80</td><td>50", page)
    assert tara.get("/modules/1/compare").text.count("<del>") == 1, "the last two are compared unless told"
    assert "The two are the same" in tara.get("/modules/1/compare?from=1&to=1").text
    assert "Compare versions" in tara.get("/modules/1").text
    for asked in ("from=7", "to=7", "from=x&to=y", "to=product"):
        assert tara.get(f"/modules/1/compare?{asked}").status_code == 404


def test_parts_that_came_and_went_are_told(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="published")
    new_version(workplace, 1, small_module().model_copy(update={"exercises": ()}))
    page = tara.get("/modules/1/compare").text
    assert re.search(r"Exercise: A late refund&#32;<span class=\"pill\">taken out", page)
    assert f"<del>{WORDS['exercise.late.message']}</del>" in page


def test_words_that_are_compared_come_out_inert(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="published")
    evil = "<script>evil()</script>"
    new_version(workplace, 1, translated(small_module(), "en", {"summary": evil, "lesson.worry.text": evil}))
    for path in ("/modules/1/compare", "/modules/1", "/modules"):
        page = tara.get(path).text
        assert evil not in page
    assert "&lt;script&gt;" in tara.get("/modules/1").text


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A product that comes with a text of its own of the module `refunds`."""
    monkeypatch.setattr(shipped, "_MODULES", tmp_path / "modules")
    folder = tmp_path / "modules" / "refunds"
    folder.mkdir(parents=True)
    (folder / "module.yaml").write_text("kind: skill\nlessons: [{id: worry}]\n", encoding="utf-8")
    words = {"title": "Refunds of the product", "summary": "s", "lesson": {"worry": {"title": "t", "text": "x"}}}
    for language in LANGUAGES:
        (folder / f"{language}.yaml").write_text(yaml.safe_dump(words), encoding="utf-8")
    yield
    shipped.shipped_digest.cache_clear()
    shipped.shipped_module.cache_clear()


@pytest.mark.usefixtures("product")
def test_the_products_newer_text_is_offered_compared_and_taken_over(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="published")
    page = tara.get("/modules/1").text
    assert "The product has a newer text of this module" in page
    compared = tara.get("/modules/1/compare?from=1&to=product").text
    assert "Refunds<ins> of the product</ins>" in compared
    tara.post("/modules/1/product/take")
    page = tara.get("/modules/1").text
    assert "Version 2 (draft)" in page
    assert "The product has a newer text" not in page
    assert "Version 1 (published)" in page, "nothing is published by one person"
    again = tara.post("/modules/1/product/take", follow_redirects=True)
    assert "There is a draft of this module already" in again.text


@pytest.mark.usefixtures("product")
def test_ones_own_text_is_kept(app: Flask, tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="published")
    tara.post("/modules/1/product/keep")
    page = tara.get("/modules/1").text
    assert "The product has a newer text" not in page
    assert "Compare with the product's version" in page
    assert sign_in(app, "Mara").get("/modules/1/compare?to=product").status_code == 404


def test_where_the_product_has_no_text_there_is_none_to_take(tara: FlaskClient, workplace: Workplace) -> None:
    write(workplace, state="published")
    assert "The product has no other text" in tara.post("/modules/1/product/take", follow_redirects=True).text
