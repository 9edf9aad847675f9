"""The workplace: one installation's configuration with its database and its files, as every process opens it."""

from __future__ import annotations

from dataclasses import dataclass

from qa_app.config import Config
from qa_app.media import Media
from qa_app.store.database import Database, migrate


@dataclass(frozen=True, slots=True)
class Workplace:
    config: Config
    database: Database
    media: Media


def open_workplace(config: Config) -> Workplace:
    """Open the database, bringing its tables up to date, and the store of files."""
    database = Database(config.database)
    migrate(database)
    return Workplace(config, database, Media(config.media))
