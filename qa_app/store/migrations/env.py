"""Runs migrations on the connection that `qa_app.store.database.migrate` gives."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from qa_app.store import (  # noqa: F401 - the tables
    audit,
    calibrations,
    coaching,
    interactions,
    people,
    reviews,
    rubric_drafts,
    settings,
    training,
    word_lists,
    work,
)
from qa_app.store.schema import Moment, Named, Table


def _render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Our own types as what they are kept as, so that a migration never changes when our code does."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Named):
        return "sa.String(20)"
    if kind == "type" and type(item).__name__ == "AsaList":
        return "sa.UnicodeText()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    render_item=_render,
)
context.run_migrations()
