"""Files on their way, and who brought which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.store.work import FileState, ImportedFile


def file_by_token(session: Session, user_id: int, token: str, hold: bool) -> ImportedFile | None:
    """The person's file of that token, as it is in the database now; held until the transaction ends if asked for."""
    query = select(ImportedFile).where(ImportedFile.token == token, ImportedFile.brought_by == user_id)
    query = query.with_for_update() if hold else query
    return session.scalar(query.execution_options(populate_existing=True))


def upload_broken_off(session: Session, user_id: int, name: str, size: int, fingerprint: str) -> ImportedFile | None:
    """The person's upload of this file that is not whole yet, the newest of them."""
    return session.scalar(
        select(ImportedFile)
        .where(
            ImportedFile.brought_by == user_id,
            ImportedFile.state == FileState.UPLOADING,
            ImportedFile.name == name,
            ImportedFile.size == size,
            ImportedFile.fingerprint == fingerprint,
        )
        .order_by(ImportedFile.id.desc())
        .limit(1)
    )


def uploads_begun_before(session: Session, before: datetime) -> Sequence[ImportedFile]:
    """Uploads that are not whole although they began before a moment."""
    query = select(ImportedFile).where(ImportedFile.state == FileState.UPLOADING, ImportedFile.created_at < before)
    return session.scalars(query).all()


def tokens_uploading(session: Session) -> frozenset[str]:
    """The tokens of all files on their way."""
    return frozenset(session.scalars(select(ImportedFile.token).where(ImportedFile.state == FileState.UPLOADING)))


def batch_of(session: Session, file: ImportedFile) -> Sequence[ImportedFile]:
    """The other files that were brought together with one, the newest first."""
    if not file.batch:
        return ()
    query = (
        select(ImportedFile)
        .where(ImportedFile.batch == file.batch, ImportedFile.brought_by == file.brought_by, ImportedFile.id != file.id)
        .order_by(ImportedFile.id.desc())
    )
    return session.scalars(query).all()


def tables_of(session: Session, file: ImportedFile, recognised: str) -> Sequence[ImportedFile]:
    """Those of them that were recognised as something."""
    return [other for other in batch_of(session, file) if other.recognised == recognised]
