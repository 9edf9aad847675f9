"""The life of a training module: drafted, looked at by a second person, published or given back, retired.

Whoever calls has locked the module's row (`module_or_404` does so for requests that write), so that two who act at once
come one after the other.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from qa_app.operations.access import TEACHES, has_role, is_published, is_second
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.plain_ids import plain_id
from qa_app.store.database import Session
from qa_app.store.module_queries import media_keys
from qa_app.store.people import User
from qa_app.store.training import ModulePicture, ModuleVersion, TrainingModule, VersionState
from teaching.checks import Fault, faults
from teaching.model import Language, Module

LONGEST_NOTE = 2000
LONGEST_TITLE = 120


def module_of(version: ModuleVersion) -> Module:
    """What a version holds. Reading it anew takes a tenth of a millisecond, so nothing is kept."""
    return Module.model_validate(version.body)


def current_version(module: TrainingModule) -> ModuleVersion | None:
    """The version that is taken: the published one with the highest number, None when there is none yet."""
    published = [version for version in module.versions if is_published(version)]
    return published[-1] if published else None


def open_version(module: TrainingModule) -> ModuleVersion | None:
    """The version that is written or in review; there is one at most."""
    return next((version for version in module.versions if not is_published(version)), None)


def new_module(
    session: Session,
    actor: User,
    now: datetime,
    title: str,
    kind: Literal["market", "skill"],
    source: Language,
) -> TrainingModule:
    """A module with a first draft that has a title only; `source` is the language it is written in first."""
    _teaches(actor)
    key = _key(title)
    body = Module(id=key, kind=kind, source=source, texts={source: {"title": title.strip()}})
    return first_draft(session, actor, now, body)


def first_draft(session: Session, actor: User, now: datetime, body: Module) -> TrainingModule:
    """A module that was not there before, with a document as its first draft."""
    _teaches(actor)
    module = TrainingModule(key=body.id, created_at=now, created_by=actor.id)
    session.add(module)
    session.flush()
    next_draft(session, actor, now, module, body)
    audit(session, actor, now, "module.created", module, key=module.key)
    return module


def next_draft(session: Session, actor: User, now: datetime, module: TrainingModule, body: Module) -> ModuleVersion:
    """A document as a new draft of a module, written by the actor.

    Raises OperationError `module_open` when there is a draft or a version in review already.
    """
    _teaches(actor)
    if open_version(module):
        raise OperationError("module_open")
    return _add(session, now, module, body, [actor.id])


def draft_of(session: Session, actor: User, now: datetime, module: TrainingModule) -> ModuleVersion:
    """The draft of a module to write in, made from what is published when there is none.

    Whoever writes in it adds themselves to its `authors`. Raises OperationError `module_in_review`.
    """
    _teaches(actor)
    version = open_version(module)
    if version is None:
        version = _add(session, now, module, module_of(module.versions[-1]), [])
        audit(session, actor, now, "module.drafted", module, version=version.number)
    if version.state is VersionState.IN_REVIEW:
        raise OperationError("module_in_review")
    return version


def lacks(version: ModuleVersion) -> tuple[Fault, ...]:
    """What is to be mended before a version can be submitted or published."""
    return faults(module_of(version))


def submit(session: Session, actor: User, now: datetime, version: ModuleVersion) -> None:
    """Ask a second person to read a draft. Raises OperationError `module_over`, `module_lacks`."""
    _in_state(actor, version, VersionState.DRAFT)
    _complete(version)
    version.state, version.submitted_by, version.submitted_at = VersionState.IN_REVIEW, actor.id, now
    version.decided_by = None
    audit(session, actor, now, "module.submitted", version.module, version=version.number)


def take_back(session: Session, actor: User, now: datetime, version: ModuleVersion) -> None:
    """Make a version in review a draft again, by one of those who wrote or submitted it. Raises `module_over`."""
    _in_state(actor, version, VersionState.IN_REVIEW)
    if is_second(actor, version):
        raise NotAllowedError
    version.state = VersionState.DRAFT
    audit(session, actor, now, "module.taken_back", version.module, version=version.number)


def give_back(session: Session, actor: User, now: datetime, version: ModuleVersion, note: str) -> None:
    """Give a version in review back to its authors, saying why.

    Raises OperationError `module_over`, `second_person`, `module_note` without a note or with one that is too long.
    """
    _in_state(actor, version, VersionState.IN_REVIEW)
    _second(actor, version)
    note = note.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise OperationError("module_note", most=LONGEST_NOTE)
    version.state, version.note, version.decided_by = VersionState.DRAFT, note, actor.id
    audit(session, actor, now, "module.given_back", version.module, version=version.number)


def publish(session: Session, actor: User, now: datetime, version: ModuleVersion) -> None:
    """Publish a version in review; from now on it is the one that is taken, and never changed.

    Raises OperationError `module_over` (somebody else decided meanwhile), `second_person`, `module_lacks`.
    """
    _in_state(actor, version, VersionState.IN_REVIEW)
    _second(actor, version)
    _complete(version)
    version.state, version.published_at, version.decided_by = VersionState.PUBLISHED, now, actor.id
    version.note = ""
    version.removed.clear()
    audit(session, actor, now, "module.published", version.module, version=version.number)


def retire(session: Session, actor: User, now: datetime, module: TrainingModule) -> None:
    """Nobody new takes the module; those who began it finish it, and what they passed stays."""
    _teaches(actor)
    if module.retired_at is None:
        module.retired_at = now
        audit(session, actor, now, "module.retired", module)


def restore(session: Session, actor: User, now: datetime, module: TrainingModule) -> None:
    """Offer a retired module again."""
    _teaches(actor)
    if module.retired_at is not None:
        module.retired_at = None
        audit(session, actor, now, "module.restored", module)


@dataclass(frozen=True, slots=True)
class Discarded:
    """Whether the module is still there, and the keys of stored pictures that it no longer has."""

    stays: bool
    pictures: frozenset[str]


def discard_draft(session: Session, actor: User, now: datetime, version: ModuleVersion) -> Discarded:
    """Throw a draft away, and the module with it when nothing of it was ever published.

    Pictures that no other version shows go along; other modules may have the same. Raises OperationError `module_over`.
    """
    _in_state(actor, version, VersionState.DRAFT)
    module = version.module
    stays = current_version(module) is not None
    audit(session, actor, now, "module.discarded", module, key=module.key, version=version.number)
    shown = {picture.name for one in module.versions if one is not version for picture in module_of(one).pictures}
    loose = {name: key for name, key in media_keys(session, module.id).items() if name not in shown}
    for name in loose:
        session.delete(session.get_one(ModulePicture, (module.id, name)))
    if stays:
        module.versions.remove(version)
    else:
        session.delete(module)
    session.flush()
    return Discarded(stays, frozenset(loose.values()))


def _add(session: Session, now: datetime, module: TrainingModule, body: Module, authors: list[int]) -> ModuleVersion:
    number = max((version.number for version in module.versions), default=0) + 1
    version = ModuleVersion(number=number, body=body.model_dump(mode="json"), authors=authors, changed_at=now)
    version.state = VersionState.DRAFT
    module.versions.append(version)
    session.flush()
    return version


def _teaches(actor: User) -> None:
    if not has_role(actor, *TEACHES):
        raise NotAllowedError


def _in_state(actor: User, version: ModuleVersion, state: VersionState) -> None:
    _teaches(actor)
    if version.state is not state:
        raise OperationError("module_over")


def _second(actor: User, version: ModuleVersion) -> None:
    if not is_second(actor, version):
        raise OperationError("second_person")


def _complete(version: ModuleVersion) -> None:
    if lacks(version):
        raise OperationError("module_lacks")


def _key(title: str) -> str:
    """A key from a title that no other installation has given; a file of the module is known by it everywhere."""
    words = plain_id(title)
    start = words if words[:1].isalpha() else f"module_{words}"
    return f"{start[:30].strip('_')}_{secrets.token_hex(4)}"
