"""Rubrics as they were when something was scored with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.store.interactions import RubricVersion


def rubric_version(session: Session, rubric: str, version: int, body: dict[str, Any]) -> RubricVersion:
    """The kept version of a rubric, kept now if it is met for the first time."""
    known = session.scalar(
        select(RubricVersion).where(RubricVersion.rubric == rubric, RubricVersion.version == version)
    )
    if known:
        return known
    kept = RubricVersion(rubric=rubric, version=version, body=body)
    session.add(kept)
    session.flush()
    return kept


def published_versions(session: Session) -> Sequence[RubricVersion]:
    """The versions that the company published and did not retire, the one published last first."""
    return session.scalars(
        select(RubricVersion)
        .where(RubricVersion.published_at.is_not(None), RubricVersion.retired_at.is_(None))
        .order_by(RubricVersion.published_at.desc(), RubricVersion.id.desc())
    ).all()
