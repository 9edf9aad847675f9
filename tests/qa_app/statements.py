"""What a database was asked, for tests of how often and under which lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import event

from qa_app.store.database import Database


class Statement(NamedTuple):
    """`writes` says that others who want to write waited meanwhile."""

    sql: str
    writes: bool


@contextmanager
def statements(database: Database) -> Iterator[list[Statement]]:
    """The statements of the block, in their order."""
    seen: list[Statement] = []

    def note(connection: Any, _: Any, sql: str, *__: Any) -> None:
        seen.append(Statement(sql, bool(connection.get_execution_options().get("writes"))))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
