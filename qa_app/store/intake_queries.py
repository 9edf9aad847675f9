"""What is brought in: each thing once, also when two workers meet it at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa_app.store.interactions import Interaction
from qa_app.store.work import FileInteraction, Job, JobKind, JobState

_Row = TypeVar("_Row")


def add_or_find(session: Session, row: _Row, find: Callable[[], _Row | None]) -> tuple[_Row, bool]:
    """The row, added now and True; or what `find` gives and False, where another transaction was faster."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        known = find()
        if known is None:
            raise
        return known, False
    return row, True


def interaction_by_digest(session: Session, digest: str) -> Interaction | None:
    return session.scalars(select(Interaction).where(Interaction.digest == digest)).one_or_none()


def interactions_of_file(session: Session, file_id: int) -> Sequence[tuple[Interaction, bool]]:
    """The interactions a file holds, in the order they were found, and whether the file brought them."""
    rows = session.execute(
        select(Interaction, FileInteraction.new)
        .join(FileInteraction, FileInteraction.interaction_id == Interaction.id)
        .where(FileInteraction.file_id == file_id)
        .order_by(Interaction.id)
    )
    return [(interaction, new) for interaction, new in rows]


def open_jobs(session: Session, kind: JobKind, subject_ids: Sequence[int]) -> Sequence[Job]:
    """The jobs of a kind about these rows that are not over."""
    states = (JobState.WAITING, JobState.RUNNING)
    return session.scalars(
        select(Job).where(Job.kind == kind, Job.subject_id.in_(subject_ids), Job.state.in_(states)).order_by(Job.id)
    ).all()
