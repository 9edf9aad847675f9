"""A draft is changed by trainers, in the edition that they saw; what cannot be kept is refused whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.module_editing import Writing, change, draft_to_write
from qa_app.operations.module_moments import insert_moment
from qa_app.operations.modules import module_of
from qa_app.store.audit import AuditEvent
from qa_app.store.database import Session
from qa_app.store.people import RoleName, User
from qa_app.store.training import ModuleVersion, VersionState
from qa_app.web.app import create_app
from qa_app.workplace import Workplace
from teaching.editing import with_part, written
from teaching.model import Module
from tests.qa_app.teaching_modules import drafted
from tests.qa_app.workplace import NOW, agent, interaction, person

People = tuple[Session, User, User, ModuleVersion]


@pytest.fixture
def people(workplace: Workplace):  # type: ignore[no-untyped-def]
    """A session with a trainer, an agent, and the trainer's draft."""
    app = create_app(workplace)
    with workplace.database.transaction() as session:
        tara = person(session, app, "Tara", RoleName.TRAINER)
        ines = person(session, app, "Ines", RoleName.AGENT)
        yield session, tara, ines, drafted(session, tara).versions[0]
    app.extensions["job queue"].close()


def titled(module: Module) -> Module:
    return written(module, "en", {"title": "Other words"})


def test_a_change_raises_the_edition_and_names_its_author_once(people: People) -> None:
    session, tara, _, version = people
    for edition in range(2):
        change(session, Writing(tara, NOW, version, edition), titled, part="about")
    assert (version.edition, version.authors, version.changed_at) == (2, [tara.id], NOW)
    assert module_of(version).texts["en"]["title"] == "Other words"
    session.flush()
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "module.changed")).all()
    assert [event.fields for event in events] == [{"version": 1, "part": "about"}] * 2


def full(module: Module) -> Module:
    for _ in range(51):
        module, _ = with_part(module, "lesson")
    return module


def broken(module: Module) -> Module:
    return module.model_copy(update={"questions": (module.questions[0].model_copy(update={"options": ()}),)})


@pytest.mark.parametrize(
    ("edition", "edit", "code"),
    [(7, titled, "module_changed"), (0, full, "module_full"), (0, broken, "module_invalid")],
)
def test_what_cannot_be_kept_changes_nothing(
    people: People, edition: int, edit: Callable[[Module], Module], code: str
) -> None:
    session, tara, _, version = people
    before = version.body
    with pytest.raises(OperationError) as error:
        change(session, Writing(tara, NOW, version, edition), edit)
    assert (error.value.code, version.body, version.edition) == (code, before, 0)


def test_only_trainers_write_and_only_in_drafts(people: People) -> None:
    session, tara, ines, version = people
    with pytest.raises(NotAllowedError):
        change(session, Writing(ines, NOW, version, 0), titled)
    for state, code in ((VersionState.IN_REVIEW, "module_in_review"), (VersionState.PUBLISHED, "module_no_draft")):
        version.state = state
        session.flush()
        with pytest.raises(OperationError) as error:
            change(session, Writing(tara, NOW, version, 0), titled)
        assert error.value.code == "module_over"
        with pytest.raises(OperationError) as error:
            draft_to_write(version.module)
        assert error.value.code == code


def test_a_moment_is_of_a_conversation_that_the_trainer_may_see(people: People) -> None:
    session, tara, ines, version = people
    talk = interaction(session, agent(session, "Uwe", "South"))
    with pytest.raises(NotFoundError):
        insert_moment(session, Writing(ines, NOW, version, 0), ("worry", "en"), talk, "> Words")
    for quote, code in ((" \n", "moment_empty"), ("x" * 20_000, "lesson_full")):
        with pytest.raises(OperationError) as error:
            insert_moment(session, Writing(tara, NOW, version, 0), ("worry", "en"), talk, quote)
        assert error.value.code == code
    insert_moment(session, Writing(tara, NOW, version, 0), ("worry", "en"), talk, "> Words")
    assert module_of(version).texts["en"]["lesson.worry.text"].endswith("Then say what you do.\n\n> Words")
