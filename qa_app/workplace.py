"""The workplace: one installation's configuration with its database and its files."""

from __future__ import annotations

from dataclasses import dataclass

from qa_app.config import Config
from qa_app.media import Media
from qa_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Workplace:
    config: Config
    database: Database
    media: Media
