"""The product's modules in the workplace: brought once, brought up to date, and never over the company's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from qa_app.operations.modules import current_version, discard_draft, draft_of, module_of, publish, submit
from qa_app.operations.opening import open_workplace
from qa_app.operations.shipping import is_news, keep_own, offered_by_product, ship_modules, take_over
from qa_app.store.audit import AuditEvent
from qa_app.store.people import RoleName, User
from qa_app.store.training import TrainingModule, VersionState
from qa_app.workplace import Workplace
from teaching import shipped
from teaching.keys import title, translated
from teaching.model import LANGUAGES
from tests.qa_app.statements import statements
from tests.qa_app.workplace import NOW, make_app, person

STRUCTURE = "kind: skill\nlessons: [{id: one}]\n"


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A product that comes with one module, called First."""
    monkeypatch.setattr(shipped, "_MODULES", tmp_path / "modules")
    write(tmp_path / "modules", "First")
    yield tmp_path / "modules"
    forget()


def write(folder: Path, name: str, key: str = "listening") -> None:
    """The module as the next release of the product has it."""
    own = folder / key
    own.mkdir(parents=True, exist_ok=True)
    (own / "module.yaml").write_text(STRUCTURE, encoding="utf-8")
    for language in LANGUAGES:
        words = {
            "title": f"{name} {language}",
            "summary": "s",
            "lesson": {"one": {"title": "t", "text": "One line\nand another."}},
        }
        (own / f"{language}.yaml").write_text(yaml.safe_dump(words), encoding="utf-8")
    forget()


def forget() -> None:
    shipped.shipped_digest.cache_clear()
    shipped.shipped_module.cache_clear()


def ship(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        ship_modules(session, NOW)


def shown(workplace: Workplace) -> tuple[int, str]:
    """Number and English title of what is taken."""
    with workplace.database.transaction() as session:
        current = current_version(session.scalars(select(TrainingModule)).one())
        assert current is not None
        return current.number, title(module_of(current), "en")


@pytest.fixture
def trainers(workplace: Workplace) -> tuple[int, int]:
    app = make_app(workplace)
    with workplace.database.transaction() as session:
        tara, toni = (person(session, app, name, RoleName.TRAINER) for name in ("Tara", "Toni"))
        return tara.id, toni.id


def own_version(workplace: Workplace, trainers: tuple[int, int]) -> None:
    with workplace.database.transaction() as session:
        tara, toni = (session.get_one(User, one) for one in trainers)
        draft = draft_of(session, tara, NOW, session.scalars(select(TrainingModule)).one())
        draft.body = {**draft.body, "pass_mark": 0.5}
        submit(session, tara, NOW, draft)
        publish(session, toni, NOW, draft)


@pytest.mark.usefixtures("product")
def test_they_are_there_from_the_start_published_and_by_nobody(workplace: Workplace) -> None:
    ship(workplace)
    with workplace.database.transaction() as session:
        module = session.scalars(select(TrainingModule)).one()
        assert (module.key, module.created_by) == ("listening", None)
        version = module.versions[0]
        assert (version.state, version.authors, version.decided_by) == (VersionState.PUBLISHED, [], None)
        assert not is_news(module)
        assert offered_by_product(module) is None
        assert session.scalars(select(AuditEvent.action)).all() == ["module.shipped"]


@pytest.mark.usefixtures("product")
def test_how_the_lines_of_its_file_are_wrapped_is_no_difference(workplace: Workplace) -> None:
    """As those have it who got a module before its lines were made whole."""
    ship(workplace)
    with workplace.database.transaction() as session:
        module = session.scalars(select(TrainingModule)).one()
        version, key = module.versions[0], "lesson.one.text"
        whole = module_of(version)
        assert {words[key] for words in whole.texts.values()} == {"One line and another."}
        wrapped = whole
        for language in LANGUAGES:
            wrapped = translated(wrapped, language, {key: "One line\nand another."})
        version.body = wrapped.model_dump(mode="json")
        session.flush()
        assert offered_by_product(module) is None
        version.body = translated(wrapped, "en", {key: "One line."}).model_dump(mode="json")
        assert offered_by_product(module) == whole


@pytest.mark.usefixtures("product")
def test_a_second_start_changes_nothing_and_reads_no_texts(workplace: Workplace) -> None:
    ship(workplace)
    with statements(workplace.database) as seen:
        ship(workplace)
    assert len([one for one in seen if "training_modules" in one.sql]) == 1
    assert not any("module_versions" in one.sql for one in seen)


@pytest.mark.usefixtures("product")
def test_whoever_opens_a_workplace_brings_the_modules(workplace: Workplace) -> None:
    for _ in range(2):
        open_workplace(workplace.config).database.close()
    assert shown(workplace) == (1, "First en")


def test_a_newer_text_is_the_next_version(workplace: Workplace, product: Path) -> None:
    ship(workplace)
    write(product, "Second")
    ship(workplace)
    ship(workplace)
    assert shown(workplace) == (2, "Second en")


def test_another_way_to_write_the_same_is_no_new_version(workplace: Workplace, product: Path) -> None:
    ship(workplace)
    (product / "listening" / "module.yaml").write_text(f"# the same\n{STRUCTURE}", encoding="utf-8")
    forget()
    ship(workplace)
    assert shown(workplace) == (1, "First en")


def test_a_module_whose_languages_are_not_all_there_waits(workplace: Workplace, product: Path) -> None:
    (product / "listening" / "ro.yaml").unlink()
    ship(workplace)
    with workplace.database.transaction() as session:
        assert session.scalars(select(TrainingModule)).all() == []


def test_what_the_company_wrote_itself_is_never_replaced(
    workplace: Workplace, product: Path, trainers: tuple[int, int]
) -> None:
    ship(workplace)
    own_version(workplace, trainers)
    write(product, "Second")
    ship(workplace)
    assert shown(workplace) == (2, "First en")
    with workplace.database.transaction() as session:
        module = session.scalars(select(TrainingModule)).one()
        assert is_news(module)
        offered = offered_by_product(module)
        assert offered is not None
        assert title(offered, "en") == "Second en"


def test_a_draft_of_the_company_is_not_overtaken(
    workplace: Workplace, product: Path, trainers: tuple[int, int]
) -> None:
    ship(workplace)
    with workplace.database.transaction() as session:
        tara = session.get_one(User, trainers[0])
        draft_of(session, tara, NOW, session.scalars(select(TrainingModule)).one())
    write(product, "Second")
    ship(workplace)
    assert shown(workplace) == (1, "First en")
    with workplace.database.transaction() as session:
        tara = session.get_one(User, trainers[0])
        discard_draft(session, tara, NOW, session.scalars(select(TrainingModule)).one().versions[-1])
    ship(workplace)
    assert shown(workplace) == (2, "Second en")


def test_the_offer_is_taken_over_as_a_draft_that_another_publishes(
    workplace: Workplace, product: Path, trainers: tuple[int, int]
) -> None:
    ship(workplace)
    own_version(workplace, trainers)
    write(product, "Second")
    with workplace.database.transaction() as session:
        tara, toni = (session.get_one(User, one) for one in trainers)
        module = session.scalars(select(TrainingModule)).one()
        draft = take_over(session, tara, NOW, module)
        assert not is_news(module)
        submit(session, tara, NOW, draft)
        publish(session, toni, NOW, draft)
        assert offered_by_product(module) is None
    assert shown(workplace) == (3, "Second en")


def test_an_offer_that_was_declined_comes_again_with_the_next_text(
    workplace: Workplace, product: Path, trainers: tuple[int, int]
) -> None:
    ship(workplace)
    own_version(workplace, trainers)
    write(product, "Second")
    with workplace.database.transaction() as session:
        module = session.scalars(select(TrainingModule)).one()
        keep_own(session, session.get_one(User, trainers[0]), NOW, module)
        assert not is_news(module)
    write(product, "Third")
    with workplace.database.transaction() as session:
        assert is_news(session.scalars(select(TrainingModule)).one())
