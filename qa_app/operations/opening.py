"""The workplace as every process opens it: its tables up to date, and the product's modules in it."""

from __future__ import annotations

from datetime import UTC, datetime

from qa_app.config import Config
from qa_app.media import Media
from qa_app.operations.shipping import ship_modules
from qa_app.store.database import Database, migrate
from qa_app.workplace import Workplace


def open_workplace(config: Config) -> Workplace:
    """Open the database and the store of files; a few milliseconds when both are up to date."""
    database = Database(config.database)
    migrate(database)
    with database.transaction() as session:
        ship_modules(session, datetime.now(UTC))
    return Workplace(config, database, Media(config.media))
