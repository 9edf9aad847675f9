"""The database: one engine a process, sessions whose edges are transactions, and bringing the tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as Alembic
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

__all__ = ["Database", "IntegrityError", "OperationalError", "Session", "is_second_of_its_kind", "migrate"]

MIGRATIONS = Path(__file__).with_name("migrations")
# What SQLite and PostgreSQL call a row whose key there is already.
_UNIQUE = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}
# How long a writer waits for another; a page that waits longer than this is lost anyway.
_BUSY_SECONDS = 20


class Database:
    """An engine with its sessions. `url` is an SQLAlchemy URL for SQLite or PostgreSQL. Errors repeat no values.

    `reading` sessions see one state and hold nobody up; `writing` ones wait for each other on SQLite from their
    beginning, since there a reader that turns writer fails when another one wrote meanwhile.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.reading = sessionmaker(self.engine, expire_on_commit=False)
        self.writing = sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session for writing that commits on leaving, and rolls back when something is raised."""
        with self.writing.begin() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def is_second_of_its_kind(error: IntegrityError) -> bool:
    """Whether a row was refused because there is one like it, not because something in it is wrong."""
    return bool(_UNIQUE & {getattr(error.orig, name, None) for name in ("sqlite_errorname", "sqlstate")})


def _engine(url: str) -> Engine:
    where = make_url(url)
    if where.get_backend_name() == "postgresql":
        return create_engine(where.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(where, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # The driver would begin transactions only before it writes, and so let two writers read the same state.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -4000")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the tables to a revision, the newest by default; processes that start together wait for each other."""
    settings = Alembic()
    settings.set_main_option("script_location", str(MIGRATIONS))
    engine = database.engine.execution_options(writes=True)
    with engine.connect() as connection, rows_kept(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7316023)"))
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


@contextmanager
def rows_kept(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, and dropping the old one would take along all rows that point to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
