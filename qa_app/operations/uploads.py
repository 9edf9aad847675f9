"""Files on their way to us, in parts: the row says how much of a file is there, and that much is safe on the disk.

A part is on the disk before the row counts it. Whatever happens between the two, the next part is written where the
row says that the file ends, so the row and the bytes agree again.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO

from qa_app.config import Config
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.file_names import display_name
from qa_app.operations.metadata import Told
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.upload_queries import file_by_token, tokens_uploading, upload_broken_off, uploads_begun_before
from qa_app.store.work import FileState, ImportedFile

PART_LIMIT = 8 * 2**20
_KEPT = timedelta(days=1)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# What is inside these is not read: unpacked it can be of any size, and which file is whose would be a guess.
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".tbz", ".txz", ".bz2", ".xz", ".zst", ".cab", ".iso")
_ARCHIVE_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ\x00")


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that someone wants to bring in: its size in bytes, what the browser knows it by, with which others it
    comes, and what is told about it.
    """

    name: str
    size: int
    fingerprint: str = ""
    batch: str | None = None
    told: Told = field(default_factory=Told)


def begin_upload(session: Session, config: Config, user: User, now: datetime, offered: Offered) -> ImportedFile:
    """The row of a file that is on its way: the one whose upload broke off, or a new one.

    Raises OperationError before a byte is sent: `empty_file`, `file_too_large`, `archive`, `disk_full`.
    """
    name = display_name(offered.name)
    _check(config, name, offered.size)
    known = (
        upload_broken_off(session, user.id, name, offered.size, offered.fingerprint) if offered.fingerprint else None
    )
    if shutil.disk_usage(config.data).free < offered.size - (known.received if known else 0):
        raise OperationError("disk_full", name=name)
    if known:
        known.told, known.batch = offered.told.to_json(), offered.batch
        return known
    row = ImportedFile(
        token=secrets.token_hex(16),
        name=name,
        size=offered.size,
        received=0,
        fingerprint=offered.fingerprint,
        batch=offered.batch,
        told=offered.told.to_json(),
        state=FileState.UPLOADING,
        brought_by=user.id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    audit(session, user, now, "file.upload_begun", row, size=row.size)
    return row


def own_upload(session: Session, user: User, token: str, hold: bool = True) -> ImportedFile:
    """The file of that token, held against others until the transaction ends; raises NotFoundError if not one's own."""
    row = file_by_token(session, user.id, token, hold)
    if row is None:
        raise NotFoundError("upload")
    return row


def received(config: Config, row: ImportedFile) -> int:
    """The bytes that are there: as many as the row says, unless somebody took the part file away."""
    if row.state is not FileState.UPLOADING:
        return row.size
    path = part_path(config, row)
    return min(row.received, path.stat().st_size) if path.exists() else 0


def add_part(config: Config, row: ImportedFile, offset: int, data: bytes) -> bool:
    """Add bytes to a file that is held; False, and nothing changed, if it does not end at `offset`.

    Raises OperationError: `too_many_bytes`, `archive`, `disk_full`; the row then stands where it stood.
    """
    ends_at = received(config, row)
    if row.state is not FileState.UPLOADING or offset != ends_at:
        return False
    if ends_at + len(data) > row.size:
        raise OperationError("too_many_bytes", name=row.name)
    if offset == 0 and data.startswith(_ARCHIVE_STARTS):
        raise OperationError("archive", name=row.name)
    try:
        _write(part_path(config, row), ends_at, data)
    except OSError as error:
        if error.errno in _FULL:
            raise OperationError("disk_full", name=row.name) from error
        raise
    row.received = ends_at + len(data)
    return True


def add_all(config: Config, row: ImportedFile, source: IO[bytes]) -> None:
    """Add a whole file, part by part, as `add_part`."""
    while data := source.read(PART_LIMIT):
        add_part(config, row, row.received, data)


def part_path(config: Config, row: ImportedFile) -> Path:
    """Where the bytes of a file on its way lie; its token is ours, its name is not used."""
    return config.data / "uploads" / row.token


def sweep_uploads(session: Session, config: Config, now: datetime) -> int:
    """Forget uploads to which nothing was added for a day, and part files that belong to none; says how many."""
    folder = config.data / "uploads"
    if not folder.is_dir():
        return 0
    last = {path.name: path.stat().st_mtime for path in folder.iterdir()}
    before = (now - _KEPT).timestamp()
    gone = [row for row in uploads_begun_before(session, now - _KEPT) if last.get(row.token, 0) < before]
    for row in gone:
        session.delete(row)
    session.flush()
    kept = tokens_uploading(session)
    for name, moment in last.items():
        if name not in kept and moment < before:
            (folder / name).unlink(missing_ok=True)
    return len(gone)


def _check(config: Config, name: str, size: int) -> None:
    if size <= 0:
        raise OperationError("empty_file", name=name)
    if size > config.upload_limit:
        raise OperationError("file_too_large", name=name, limit=config.upload_limit // 2**20)
    if PurePosixPath(name).suffix.lower() in _ARCHIVES or name.lower().endswith(".tar.gz"):
        raise OperationError("archive", name=name)


def _write(path: Path, ends_at: int, data: bytes) -> None:
    """Put bytes into a file behind the first `ends_at`, on the disk when this returns; raises OSError, and takes away
    what was written then.
    """
    path.parent.mkdir(mode=0o700, exist_ok=True)
    new = not path.exists()
    with path.open("ab", buffering=0) as file:
        file.truncate(ends_at)
        left = memoryview(data)
        try:
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(ends_at)
            raise
    if new:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A file's name is safe only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
