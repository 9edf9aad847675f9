"""Modules brought at the same moment: one becomes a draft, the other is told so; each is shipped once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.module_files import bring_module, packed
from qa_app.operations.shipping import ship_modules
from qa_app.store.database import Session
from qa_app.store.people import RoleName, User
from qa_app.store.training import ModuleVersion, TrainingModule
from qa_app.workplace import Workplace
from teaching import shipped
from teaching.files import LARGEST_FILE, ModuleFile
from teaching.model import LANGUAGES
from tests.qa_app.teaching_modules import drafted, small_module
from tests.qa_app.workplace import NOW, make_app, person


def at_once(workplace: Workplace, work: Callable[[Session], str]) -> list[str]:
    """What came of it when two transactions did the same at the same moment."""
    together = Barrier(2)

    def one(_: int) -> str:
        together.wait()
        with workplace.database.transaction() as session:
            try:
                return work(session)
            except OperationError as error:
                return error.code

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, range(2)))


@pytest.fixture
def tara(workplace: Workplace) -> int:
    app = make_app(workplace)
    with workplace.database.transaction() as session:
        person(session, app, "Rita", RoleName.REVIEWER)
        return person(session, app, "Tara", RoleName.TRAINER).id


def test_a_new_module_that_two_bring_at_once_is_one_module(workplace: Workplace, tara: int) -> None:
    def bring(session: Session) -> str:
        bring_module(session, workplace.media, session.get_one(User, tara), NOW, ModuleFile(small_module(), {}))
        return "brought"

    assert at_once(workplace, bring) == ["brought", "module_open"]
    with workplace.database.transaction() as session:
        assert len(session.scalars(select(ModuleVersion)).all()) == 1


def test_processes_that_start_together_ship_each_module_once(
    workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "_MODULES", tmp_path / "modules")
    own = tmp_path / "modules" / "together"
    own.mkdir(parents=True)
    (own / "module.yaml").write_text("kind: skill\nlessons: [{id: one}]\n", encoding="utf-8")
    for language in LANGUAGES:
        (own / f"{language}.yaml").write_text("title: Together\n", encoding="utf-8")

    def ship(session: Session) -> str:
        ship_modules(session, NOW)
        return "shipped"

    assert at_once(workplace, ship) == ["shipped", "shipped"]
    with workplace.database.transaction() as session:
        assert session.scalars(select(TrainingModule.key)).all() == ["together"]
        assert len(session.scalars(select(ModuleVersion)).all()) == 1


def test_only_trainers_bring_modules(workplace: Workplace, tara: int) -> None:
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        with pytest.raises(NotAllowedError):
            bring_module(session, workplace.media, rita, NOW, ModuleFile(small_module(), {}))


def test_what_nobody_could_read_again_is_not_written_out(
    workplace: Workplace, tara: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workplace.database.transaction() as session:
        version = drafted(session, session.get_one(User, tara)).versions[0]
        assert packed(session, workplace.media, version)
        monkeypatch.setattr("qa_app.operations.module_files.module_file", lambda *_: b"x" * (LARGEST_FILE + 1))
        with pytest.raises(OperationError, match="module_file_large"):
            packed(session, workplace.media, version)
