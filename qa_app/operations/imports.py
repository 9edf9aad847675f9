"""What a person does with files that were brought in: read them again, take them off the list."""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.intake import file_arrived, try_again
from qa_app.store.database import Session
from qa_app.store.import_queries import failed_interactions, is_wanted
from qa_app.store.people import User
from qa_app.store.work import FileState, ImportedFile


def read_again(session: Session, actor: User, now: datetime, file: ImportedFile) -> None:
    """Ask once more for what failed: the reading of the file, or the work on interactions found in it.

    Raises OperationError `not_failed`.
    """
    if file.state is FileState.FAILED and file.media_key:
        file.problems = []
        file_arrived(session, actor, now, file, file.media_key)
        return
    failed = failed_interactions(session, file.id)
    if not failed:
        raise OperationError("not_failed")
    for interaction in failed:
        try_again(session, actor, now, interaction)


def remove_file(session: Session, actor: User, now: datetime, file: ImportedFile) -> str | None:
    """Take a file off the list; its interactions stay. The key of stored content that nobody needs any more, if any.

    Raises OperationError `file_busy` while it is being read.
    """
    if file.state in (FileState.WAITING, FileState.READING):
        raise OperationError("file_busy", name=file.name)
    audit(session, actor, now, "file.removed", file)
    unwanted = file.media_key is not None and not is_wanted(session, file.media_key, file)
    session.delete(file)
    return file.media_key if unwanted else None
