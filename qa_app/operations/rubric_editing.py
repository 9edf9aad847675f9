"""The company's own rubrics: drafted from what counts today, published as a new version, retired."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qa_app.operations.access import TEACHES, has_role
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.store.database import Session
from qa_app.store.interactions import RubricVersion
from qa_app.store.people import User
from qa_app.store.rubric_drafts import RubricDraft
from qa_app.store.rubric_queries import draft_of, highest_version, rubric_version
from rubrics.load import faults_in, shipped, shipped_rubric
from rubrics.model import Rubric

# The longest that was ever written has a tenth of it; beyond, a page could not show it any more.
_MOST_CHARACTERS = 200_000
_OWN = "own_"


def own_id(rubric: str) -> str:
    """What the company's own rubric made from one of the product's is called; its versions count apart."""
    return f"{_OWN}{rubric}" if rubric in shipped() else rubric


def start_from_product(session: Session, actor: User, now: datetime, rubric_id: str) -> RubricDraft:
    """A draft that says what a rubric of the product says, or the one that is there already."""
    rubric = shipped_rubric(rubric_id)
    return start_from(
        session, actor, now, rubric_version(session, rubric.id, rubric.version, rubric.model_dump(mode="json"))
    )


def start_from(session: Session, actor: User, now: datetime, version: RubricVersion) -> RubricDraft:
    """A draft that says what a version says, or the one of its rubric that is there already."""
    _may_write(actor)
    rubric = own_id(version.rubric)
    known = draft_of(session, rubric)
    if known:
        return known
    draft = RubricDraft(
        rubric=rubric,
        based_on=version,
        body=version.body | _named(session, rubric),
        changer=actor,
        changed_at=now,
        created_at=now,
    )
    session.add(draft)
    session.flush()
    audit(session, actor, now, "rubric.drafted", draft, rubric=rubric, based_on=version.id)
    return draft


def keep(
    session: Session, actor: User, now: datetime, draft: RubricDraft, edition: int, body: Mapping[str, Any]
) -> None:
    """Put the draft's content in place of what it was at `edition`; it may have faults.

    Raises OperationError `rubric_changed` when somebody changed it since, `rubric_large` for more than a page shows,
    `rubric_signs` for what no database takes.
    """
    _may_write(actor)
    _only_at(draft, edition)
    whole = {**body} | _named(session, draft.rubric)
    _only_what_can_be_kept(whole)
    if whole == draft.body:
        return
    draft.body = whole
    draft.edition += 1
    draft.changer, draft.changed_at = actor, now
    audit(session, actor, now, "rubric.changed", draft, rubric=draft.rubric, edition=draft.edition)


def discard(session: Session, actor: User, now: datetime, draft: RubricDraft) -> None:
    """Throw a draft away; what was published stays."""
    _may_write(actor)
    audit(session, actor, now, "rubric.discarded", draft, rubric=draft.rubric)
    session.delete(draft)


def publish(session: Session, actor: User, now: datetime, draft: RubricDraft, edition: int, note: str) -> RubricVersion:
    """Make the draft a version, in force at once for what is scored from now on; what was scored keeps its own.

    Raises OperationError `rubric_changed`, `rubric_note` without a word on why, `rubric_faulty` when it cannot be used.
    """
    _may_write(actor)
    _only_at(draft, edition)
    if not note.strip():
        raise OperationError("rubric_note")
    body = draft.body | _named(session, draft.rubric)
    if draft.rubric in shipped() or faults_in(body, draft.rubric):
        raise OperationError("rubric_faulty")
    version = RubricVersion(
        rubric=draft.rubric,
        version=body["version"],
        body=Rubric.model_validate(body).model_dump(mode="json"),
        note=note.strip(),
        published_at=now,
        published_by=actor.id,
    )
    session.add(version)
    session.delete(draft)
    session.flush()
    audit(session, actor, now, "rubric.published", version, rubric=version.rubric, version=version.version)
    return version


def retire(session: Session, actor: User, now: datetime, version: RubricVersion) -> None:
    """Take a version out of force; what was published before it counts again, else the product's.

    Raises OperationError `rubric_not_in_use` for one of the product, or one that was retired before.
    """
    _may_write(actor)
    if version.published_at is None or version.retired_at is not None:
        raise OperationError("rubric_not_in_use")
    version.retired_at = now
    audit(session, actor, now, "rubric.retired", version, rubric=version.rubric, version=version.version)


def _named(session: Session, rubric: str) -> dict[str, Any]:
    """What no author decides: the rubric's id and the number of its next version."""
    return {"id": rubric, "version": highest_version(session, rubric) + 1}


def is_large(body: Mapping[str, Any]) -> bool:
    """Whether a rubric is more than can be kept. To look for all that is wrong with such a one takes minutes."""
    return len(json.dumps(body, ensure_ascii=False)) > _MOST_CHARACTERS


def _only_what_can_be_kept(body: Mapping[str, Any]) -> None:
    """Raises OperationError for a text of no end, and for signs that no database takes."""
    if is_large(body):
        raise OperationError("rubric_large")
    text = json.dumps(body, ensure_ascii=False)
    if "\\u0000" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise OperationError("rubric_signs")


def _only_at(draft: RubricDraft, edition: int) -> None:
    if draft.edition != edition:
        raise OperationError("rubric_changed", name=draft.changer.name)


def _may_write(actor: User) -> None:
    if not has_role(actor, *TEACHES):
        raise NotAllowedError
