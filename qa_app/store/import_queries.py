"""What was brought in, newest first, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import Agent
from qa_app.store.work import FileInteraction, ImportedFile

_NAMES = 500


@dataclass(frozen=True, slots=True)
class Became:
    """The interactions of one file: how many, how many of them are new, over and failed, and the first few of them.

    `progress` is the sum of their progress, 1 for each that is over.
    """

    count: int
    new: int
    done: int
    failed: int
    progress: float
    first: Sequence[Interaction]


def files_page(session: Session, user_id: int | None, page: int, size: int) -> Sequence[ImportedFile]:
    """A page (from 0) of what the user, or with None anybody, brought in, and one more when there is a next page."""
    return session.scalars(_of(user_id).order_by(ImportedFile.id.desc()).limit(size + 1).offset(page * size)).all()


def files_of(session: Session, user_id: int | None, ids: Collection[int]) -> Sequence[ImportedFile]:
    """Those of the files that the user, or with None anybody, brought in."""
    return session.scalars(_of(user_id).where(ImportedFile.id.in_(ids))).all()


def what_became_of(session: Session, file_ids: Collection[int], most: int) -> Mapping[int, Became]:
    """Of each file in which interactions were found what became of them, with the first `most` of them."""
    over = Interaction.stage.in_((Stage.DONE, Stage.FAILED))
    counts = session.execute(
        select(
            FileInteraction.file_id,
            func.count(),
            func.sum(case((FileInteraction.new, 1), else_=0)),
            func.sum(case((Interaction.stage == Stage.DONE, 1), else_=0)),
            func.sum(case((Interaction.stage == Stage.FAILED, 1), else_=0)),
            func.sum(case((over, 1.0), else_=Interaction.progress)),
        )
        .join(Interaction, Interaction.id == FileInteraction.interaction_id)
        .where(FileInteraction.file_id.in_(file_ids))
        .group_by(FileInteraction.file_id)
    ).all()
    first = _first(session, file_ids, most)
    return {
        file: Became(count, new, done, failed, progress, first.get(file, ()))
        for file, count, new, done, failed, progress in counts
    }


def failed_interactions(session: Session, file_id: int) -> Sequence[Interaction]:
    """The interactions of a file whose processing failed."""
    return session.scalars(
        select(Interaction)
        .join(FileInteraction, FileInteraction.interaction_id == Interaction.id)
        .where(FileInteraction.file_id == file_id, Interaction.stage == Stage.FAILED)
    ).all()


def is_wanted(session: Session, media_key: str, but: ImportedFile) -> bool:
    """Whether stored content belongs to an interaction, or to a file other than this one."""
    others = select(ImportedFile.id).where(ImportedFile.media_key == media_key, ImportedFile.id != but.id)
    heard = select(Interaction.id).where(Interaction.media_key == media_key)
    return any(session.scalar(query.limit(1)) is not None for query in (others, heard))


def agent_names(session: Session, teams: Collection[int] | None) -> Sequence[str]:
    """Names of agents for suggestions: of the teams with these ids, or of all."""
    query = select(Agent.name).order_by(Agent.name).limit(_NAMES)
    query = query if teams is None else query.where(Agent.team_id.in_(teams))
    return session.scalars(query).all()


def _of(user_id: int | None) -> Select[ImportedFile]:
    query = select(ImportedFile).options(joinedload(ImportedFile.bringer))
    return query if user_id is None else query.where(ImportedFile.brought_by == user_id)


def _first(session: Session, file_ids: Collection[int], most: int) -> Mapping[int, list[Interaction]]:
    place = func.row_number().over(partition_by=FileInteraction.file_id, order_by=FileInteraction.interaction_id)
    ranked = (
        select(FileInteraction.file_id, FileInteraction.interaction_id, place.label("place"))
        .where(FileInteraction.file_id.in_(file_ids))
        .subquery()
    )
    rows = session.execute(
        select(ranked.c.file_id, Interaction)
        .join(Interaction, Interaction.id == ranked.c.interaction_id)
        .where(ranked.c.place <= most)
        .order_by(ranked.c.file_id, Interaction.id)
        .options(joinedload(Interaction.agent))
    )
    found: dict[int, list[Interaction]] = {}
    for file, interaction in rows:
        found.setdefault(file, []).append(interaction)
    return found
