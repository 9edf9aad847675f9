"""The words of transcripts, kept so that they can be searched: FTS5 on SQLite, a tsvector on PostgreSQL.

Words are taken apart here and not by the database, so that both find the same: without case and diacritics, runs of
letters and digits. Migration 0002 makes the table `transcript_words` of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from transcripts.text import fold

_WORD = re.compile(r"[^\W_]+")
# Longer runs are no words anybody searches for, and PostgreSQL refuses to keep them.
_MOST_LETTERS = 64
# PostgreSQL keeps at most 1 MiB of words for a row; an hour of talking has about 60 kB.
_MOST_BYTES = 900_000
# Stands between turns in FTS5, so that no phrase goes across; a private character, in no word of ours.
TURN_BREAK = "\ue000"


def words_in(said: str) -> list[str]:
    """The words as they are kept and searched for."""
    return [word[:_MOST_LETTERS] for word in _WORD.findall(fold(said))]


def index_transcript(connection: Connection, interaction_id: int, conversation: Mapping[str, Any]) -> None:
    """Keep the words of a conversation (as `transcripts.files` writes it) in place of those kept before.

    Called by the table Transcript itself whenever one is written, on the same connection and so in one transaction.
    """
    dialect = connection.dialect.name
    forget, keep = _STATEMENTS[dialect]
    connection.execute(text(forget), {"id": interaction_id})
    connection.execute(text(keep), {"id": interaction_id, "words": words_written(conversation, dialect)})


def words_written(conversation: Mapping[str, Any], dialect: str) -> str:
    """The words of a conversation as they are given to a database, `sqlite` or `postgresql`."""
    turns = _within_limit(words_in(str(turn.get("text", ""))) for turn in conversation.get("turns", ()))
    return fts_words(turns) if dialect == "sqlite" else tsvector_words(turns)


def _within_limit(turns: Iterable[list[str]]) -> list[list[str]]:
    kept, size = [], 0
    for words in turns:
        size += sum(len(word.encode()) + 4 for word in words)
        if size > _MOST_BYTES:
            break
        kept.append(words)
    return kept


def fts_words(turns: Sequence[Sequence[str]]) -> str:
    """Words of turns as FTS5 takes them apart again."""
    return f" {TURN_BREAK} ".join(" ".join(words) for words in turns)


def tsvector_words(turns: Sequence[Sequence[str]]) -> str:
    """Words of turns with their places, as PostgreSQL reads a tsvector; between turns one place stays empty.

    It counts no further than 16,383, about two hours of talking: behind that words are found, but no phrases.
    """
    places: dict[str, list[int]] = {}
    place = 0
    for words in turns:
        for word in words:
            place += 1
            places.setdefault(word, []).append(place)
        place += 1
    return " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())


_STATEMENTS = {
    "sqlite": (
        "DELETE FROM transcript_words WHERE rowid = :id",
        "INSERT INTO transcript_words (rowid, words) VALUES (:id, :words)",
    ),
    "postgresql": (
        "DELETE FROM transcript_words WHERE interaction_id = :id",
        "INSERT INTO transcript_words (interaction_id, words) VALUES (:id, CAST(:words AS tsvector))",
    ),
}
