"""Writing in the draft of a training module. What a change is stands in `teaching.editing`; here it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from qa_app.operations.access import TEACHES, has_role
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.modules import module_of, open_version
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.training import ModuleVersion, TrainingModule, VersionState
from teaching.editing import checked
from teaching.model import Module

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


def _checked(document: Module) -> Module:
    try:
        return checked(document)
    except ValidationError as error:
        full = any(fault["type"] == "too_long" for fault in error.errors())
        raise OperationError("module_full" if full else "module_invalid") from error
