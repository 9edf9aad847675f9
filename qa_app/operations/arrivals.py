"""Files that have come as a whole: one is read, or is a table that tells of the files that came with it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from qa_app.operations.auditing import audit
from qa_app.operations.intake import file_arrived
from qa_app.operations.metadata import Told
from qa_app.operations.sidecar import Sidecar, file_key, is_sidecar, read_sidecar
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.upload_queries import batch_of, tables_of
from qa_app.store.work import FileState, ImportedFile
from qa_app.workplace import Workplace
from transcripts.errors import InputError

TABLE = "table"
"""`ImportedFile.recognised` of a table that tells of other files."""
_TABLE_LIMIT = 8 * 2**20
_MOST_PROBLEMS = 200


def table_in(path: Path, file: ImportedFile, default_zone: str) -> Sidecar | None:
    """What a file whose bytes lie at the path tells of others, None if it does not; reads it, so better outside a
    transaction.
    """
    if path.stat().st_size > _TABLE_LIMIT:
        return None
    data = path.read_bytes()
    if not is_sidecar(data, file.name):
        return None
    try:
        return read_sidecar(data, file.name, Told.from_json(file.told).time_zone or default_zone)
    except InputError:
        return None


def told_by_tables(workplace: Workplace, session: Session, file: ImportedFile) -> Told:
    """What is told of a file: by tables that came with it, the newest first, and before that by whoever brought it."""
    told = Told()
    for table in tables_of(session, file, TABLE):
        with workplace.media.local_file(table.media_key or "") as path:
            found = table_in(path, table, workplace.config.time_zone)
        told = told.over(found.told.get(file_key(file.name), Told()) if found else Told())
    return told.over(Told.from_json(file.told))


def arrived(session: Session, actor: User, now: datetime, file: ImportedFile, media_key: str, told: Told) -> None:
    """A file to be read is whole and in the store, and this is told of it."""
    file.told = told.to_json()
    file_arrived(session, actor, now, file, media_key)


def table_arrived(
    session: Session, actor: User, now: datetime, file: ImportedFile, media_key: str, table: Sidecar
) -> None:
    """A table is whole and in the store: what it tells goes to the files that came with it, also to those read already.

    An interaction keeps what it knows and gets only what it lacks.
    """
    file.media_key, file.received = media_key, file.size
    file.state, file.recognised = FileState.DONE, TABLE
    file.problems = [{"code": problem.code, "line": problem.line, "what": problem.what} for problem in table.problems][
        :_MOST_PROBLEMS
    ]
    audit(session, actor, now, "file.brought", file)
    for other in batch_of(session, file):
        told = table.told.get(file_key(other.name))
        if told is None or other.recognised == TABLE:
            continue
        other.told = told.over(Told.from_json(other.told)).to_json()
        if other.state is not FileState.UPLOADING and other.media_key:
            file_arrived(session, actor, now, other, other.media_key)
