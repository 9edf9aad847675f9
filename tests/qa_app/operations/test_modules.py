"""The life of a training module: a second person publishes, what is published stays, nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from qa_app.operations import modules
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.store.audit import AuditEvent
from qa_app.store.database import Session
from qa_app.store.people import RoleName, User
from qa_app.store.training import ModuleVersion, TrainingModule, VersionState
from qa_app.workplace import Workplace
from teaching.keys import translated
from tests.qa_app.teaching_modules import drafted, published, small_module
from tests.qa_app.workplace import NOW, make_app, person


@pytest.fixture
def tara(workplace: Workplace) -> int:
    """Tara and Toni are trainers, Rita reviews; the id of Tara."""
    app = make_app(workplace)
    with workplace.database.transaction() as session:
        person(session, app, "Toni", RoleName.TRAINER)
        person(session, app, "Rita", RoleName.REVIEWER)
        return person(session, app, "Tara", RoleName.TRAINER).id


@pytest.fixture
def session(workplace: Workplace, tara: int) -> Iterator[Session]:
    with workplace.database.transaction() as opened:
        yield opened


def called(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def test_a_module_begins_with_a_title_and_a_key_of_its_own(session: Session) -> None:
    tara = called(session, "Tara")
    made = [modules.new_module(session, tara, NOW, title, "skill", "de") for title in ("Größe", "Größe", "1+1", "!")]
    keys = [one.key for one in made]
    assert len(set(keys)) == 4
    assert keys[0].startswith("gro")
    for one in made:
        version = one.versions[0]
        assert (version.number, version.state, version.authors) == (1, VersionState.DRAFT, [tara.id])
        assert modules.module_of(version).id == one.key
        assert modules.current_version(one) is None
    assert modules.module_of(made[0].versions[0]).texts == {"de": {"title": "Größe"}}


def test_only_trainers_keep_modules(session: Session) -> None:
    rita, tara = called(session, "Rita"), called(session, "Tara")
    with pytest.raises(NotAllowedError):
        modules.new_module(session, rita, NOW, "Mine", "skill", "en")
    module = drafted(session, tara)
    with pytest.raises(NotAllowedError):
        modules.submit(session, rita, NOW, module.versions[0])
    with pytest.raises(NotAllowedError):
        modules.retire(session, rita, NOW, module)


def test_it_is_published_by_a_second_person(session: Session) -> None:
    tara, toni = called(session, "Tara"), called(session, "Toni")
    module = drafted(session, tara)
    version = module.versions[0]
    with pytest.raises(OperationError, match="module_over"):
        modules.publish(session, toni, NOW, version)
    modules.submit(session, tara, NOW, version)
    with pytest.raises(OperationError, match="second_person"):
        modules.publish(session, tara, NOW, version)
    modules.publish(session, toni, NOW, version)
    assert modules.current_version(module) is version
    assert (version.published_at, version.decided_by) == (NOW, toni.id)
    with pytest.raises(OperationError, match="module_over"):
        modules.publish(session, toni, NOW, version)


def test_who_submits_what_another_wrote_does_not_publish_it_either(session: Session) -> None:
    tara, toni = called(session, "Tara"), called(session, "Toni")
    version = drafted(session, tara).versions[0]
    modules.submit(session, toni, NOW, version)
    for person_ in (tara, toni):
        with pytest.raises(OperationError, match="second_person"):
            modules.publish(session, person_, NOW, version)


def test_what_is_not_complete_is_neither_submitted_nor_published(session: Session) -> None:
    tara, toni = called(session, "Tara"), called(session, "Toni")
    module = modules.new_module(session, tara, NOW, "Empty", "market", "en")
    version = module.versions[0]
    assert {fault.code for fault in modules.lacks(version)} == {"nothing_to_learn", "market_missing", "text_missing"}
    with pytest.raises(OperationError, match="module_lacks"):
        modules.submit(session, tara, NOW, version)
    whole = drafted(session, tara).versions[0]
    modules.submit(session, tara, NOW, whole)
    whole.body = translated(small_module(), "en", {"summary": ""}).model_dump(mode="json")
    with pytest.raises(OperationError, match="module_lacks"):
        modules.publish(session, toni, NOW, whole)


def test_it_is_given_back_with_a_note_and_published_later(session: Session) -> None:
    tara, toni = called(session, "Tara"), called(session, "Toni")
    version = drafted(session, tara).versions[0]
    modules.submit(session, tara, NOW, version)
    for note in ("  ", "x" * 2001):
        with pytest.raises(OperationError, match="module_note"):
            modules.give_back(session, toni, NOW, version, note)
    with pytest.raises(OperationError, match="second_person"):
        modules.give_back(session, tara, NOW, version, "Fine!")
    modules.give_back(session, toni, NOW, version, "The second pair is too long.")
    assert (version.state, version.note) == (VersionState.DRAFT, "The second pair is too long.")
    modules.submit(session, tara, NOW, version)
    modules.publish(session, toni, NOW, version)
    assert version.note == ""


def test_its_author_takes_it_back_from_review(session: Session) -> None:
    tara, toni = called(session, "Tara"), called(session, "Toni")
    module = drafted(session, tara)
    modules.submit(session, tara, NOW, module.versions[0])
    with pytest.raises(OperationError, match="module_in_review"):
        modules.draft_of(session, tara, NOW, module)
    with pytest.raises(NotAllowedError):
        modules.take_back(session, toni, NOW, module.versions[0])
    modules.take_back(session, tara, NOW, module.versions[0])
    assert modules.draft_of(session, tara, NOW, module) is module.versions[0]


def test_a_published_version_is_followed_by_another_and_stays(session: Session) -> None:
    tara, toni = called(session, "Tara"), called(session, "Toni")
    module = published(session, tara, toni)
    first = modules.current_version(module)
    assert first is not None
    draft = modules.draft_of(session, toni, NOW, module)
    assert modules.draft_of(session, tara, NOW, module) is draft, "there is one draft at a time"
    assert (draft.number, draft.body) == (2, first.body)
    assert modules.current_version(module) is first, "what people take is what is published"
    draft.body = translated(small_module(), "en", {"title": "New"}).model_dump(mode="json")
    draft.authors = [toni.id]
    modules.submit(session, toni, NOW, draft)
    modules.publish(session, tara, NOW, draft)
    assert modules.current_version(module) is draft
    assert modules.module_of(first).texts["en"]["title"] == "Refunds"


def test_a_draft_is_discarded_and_what_was_published_stays(session: Session) -> None:
    tara, toni = called(session, "Tara"), called(session, "Toni")
    module = published(session, tara, toni)
    draft = modules.draft_of(session, tara, NOW, module)
    assert modules.discard_draft(session, tara, NOW, draft).stays
    assert [version.number for version in module.versions] == [1]
    other = drafted(session, tara, small_module("other"))
    assert not modules.discard_draft(session, tara, NOW, other.versions[0]).stays
    assert [one.key for one in session.scalars(select(TrainingModule))] == ["refunds"]
    with pytest.raises(OperationError, match="module_over"):
        modules.discard_draft(session, tara, NOW, module.versions[0])


def test_retired_and_offered_again(session: Session) -> None:
    tara, toni = called(session, "Tara"), called(session, "Toni")
    module = published(session, tara, toni)
    modules.retire(session, tara, NOW, module)
    assert module.retired_at == NOW
    modules.restore(session, toni, NOW, module)
    assert module.retired_at is None


def test_everything_is_in_the_audit_trail_without_words(session: Session) -> None:
    tara, toni = called(session, "Tara"), called(session, "Toni")
    module = published(session, tara, toni)
    modules.draft_of(session, tara, NOW, module)
    modules.retire(session, toni, NOW, module)
    session.flush()
    events = session.scalars(select(AuditEvent).where(AuditEvent.action.like("module.%")).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == [
        "module.created",
        "module.submitted",
        "module.published",
        "module.drafted",
        "module.retired",
    ]
    assert all(event.object_type == "training_modules" and event.object_id == module.id for event in events)
    assert "Refunds" not in str([event.fields for event in events])


def test_two_who_publish_at_once_publish_one_version(workplace: Workplace, tara: int) -> None:
    app = make_app(workplace)
    with workplace.database.transaction() as session:
        author = session.get_one(User, tara)
        seconds = [called(session, "Toni").id, person(session, app, "Theo", RoleName.TRAINER).id]
        module = drafted(session, author)
        modules.submit(session, author, NOW, module.versions[0])
        key = module.id
    together = Barrier(2)

    def publish(second: int) -> str:
        together.wait()
        with workplace.database.transaction() as session:
            held = session.get_one(TrainingModule, key, with_for_update=True)
            try:
                modules.publish(session, session.get_one(User, second), NOW, held.versions[0])
            except OperationError as error:
                return error.code
        return "published"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(publish, seconds)) == ["module_over", "published"]
    with workplace.database.transaction() as session:
        assert len(session.scalars(select(ModuleVersion)).all()) == 1
        assert len(session.scalars(select(AuditEvent).where(AuditEvent.action == "module.published")).all()) == 1
