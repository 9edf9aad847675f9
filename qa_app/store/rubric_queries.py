"""Rubrics as they were when something was scored with them."""

from __future__ import annotations

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
