"""Writing in the draft of a training module. What a change is stands in `teaching.editing`; here it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from qa_app.operations.access import TEACHES, has_role
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.modules import module_of, open_version
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.training import ModuleVersion, RemovedPart, TrainingModule, VersionState
from teaching import removal
from teaching.editing import PartKind, checked
from teaching.model import Module
from teaching.removal import Place

Edit = Callable[[Module], Module]


def draft_to_write(module: TrainingModule) -> ModuleVersion:
    """The draft of a module; raises OperationError `module_in_review`, or `module_no_draft` when none was begun."""
    version = open_version(module)
    if version is None:
        raise OperationError("module_no_draft")
    if version.state is VersionState.IN_REVIEW:
        raise OperationError("module_in_review")
    return version


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes in which draft, when, and the `edition` of it that they saw."""

    actor: User
    now: datetime
    version: ModuleVersion
    edition: int


def change(session: Session, writing: Writing, edit: Edit, **noted: Any) -> Module:
    """Change a draft, and note the actor as one of its authors. `noted` are identifiers for the audit trail.

    Raises NotAllowedError, and OperationError `module_over`, `module_changed` when somebody else wrote meanwhile,
    `module_full`, `module_invalid`.
    """
    actor, version = writing.actor, writing.version
    if not has_role(actor, *TEACHES):
        raise NotAllowedError
    session.refresh(version, with_for_update=True)
    if version.state is not VersionState.DRAFT:
        raise OperationError("module_over")
    if version.edition != writing.edition:
        raise OperationError("module_changed")
    document = _checked(edit(module_of(version)))
    version.body = document.model_dump(mode="json")
    version.edition += 1
    version.changed_at = writing.now
    if actor.id not in version.authors:
        version.authors = [*version.authors, actor.id]
    audit(session, actor, writing.now, "module.changed", version.module, version=version.number, **noted)
    return document


def remove(session: Session, writing: Writing, place: Place, edit: Edit = lambda module: module) -> RemovedPart:
    """Take something out of a draft after an edit of it, and keep it to be put back.

    Raises NotFoundError where it is not there, and as `change` does.
    """
    kept: list[Module] = []

    def without(module: Module) -> Module:
        kept.append(_checked(edit(module)))
        try:
            return removal.without(kept[0], place)
        except ValueError as error:
            raise NotFoundError("part") from error

    change(session, writing, without, part=place.kind, part_id=place.part, did="remove")
    version = writing.version
    removed = RemovedPart(
        version_id=version.id,
        edition=version.edition,
        kind=place.kind,
        part=place.part,
        item=place.item,
        body=kept[0].model_dump(mode="json"),
    )
    session.add(removed)
    session.flush()
    return removed


def put_back(session: Session, writing: Writing, edition: int) -> Place:
    """Put back what was taken out when a draft came to an edition, and say where it is.

    Raises OperationError `not_put_back` where the draft was changed too much since, and as `change` does.
    """
    version = writing.version
    removed = session.get(RemovedPart, (version.id, edition))
    if removed is None:
        raise OperationError("not_put_back")
    place, before = place_of(removed), Module.model_validate(removed.body)

    def again(module: Module) -> Module:
        try:
            return removal.put_back(module, before, place)
        except ValueError as error:
            raise OperationError("not_put_back") from error

    change(session, writing, again, part=place.kind, part_id=place.part, did="put_back")
    session.delete(removed)
    return place


def place_of(removed: RemovedPart) -> Place:
    """Where something was removed."""
    kind: PartKind = removed.kind  # type: ignore[assignment]
    return Place(kind, removed.part, removed.item)


def _checked(document: Module) -> Module:
    try:
        return checked(document)
    except ValidationError as error:
        full = any(fault["type"] == "too_long" for fault in error.errors())
        raise OperationError("module_full" if full else "module_invalid") from error
