"""Rubrics being written; published ones are `qa_app.store.interactions.RubricVersion`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.store.interactions import RubricVersion
from qa_app.store.people import User
from qa_app.store.schema import Table


class RubricDraft(Table):
    """A rubric that is being changed; `body` is what `rubrics.model.Rubric` reads, perhaps still with faults.

    `based_on` is the version it began as, None for one that came with the product and was never used. `edition` counts
    changes, so that two who write at once do not lose each other's work.
    """

    __tablename__ = "rubric_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric: Mapped[str] = mapped_column(String(40), unique=True)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("rubric_versions.id"))
    body: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    edition: Mapped[int] = mapped_column(default=0)
    changed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]
    created_at: Mapped[datetime]

    based_on: Mapped[RubricVersion | None] = relationship()
    changer: Mapped[User] = relationship()
