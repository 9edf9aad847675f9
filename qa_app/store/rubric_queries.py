"""Rubrics as they were when something was scored with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from qa_app.store.interactions import Interaction, RubricVersion, Stage
from qa_app.store.rubric_drafts import RubricDraft


def rubric_version(session: Session, rubric: str, version: int, body: dict[str, Any]) -> RubricVersion:
    """The kept version of a rubric, kept now if it is met for the first time."""
    known = session.scalar(
        select(RubricVersion).where(RubricVersion.rubric == rubric, RubricVersion.version == version)
    )
    if known:
        return known
    kept = RubricVersion(rubric=rubric, version=version, body=body)
    session.add(kept)
    session.flush()
    return kept


def published_versions(session: Session) -> Sequence[RubricVersion]:
    """The versions that the company published and did not retire, the one published last first."""
    return session.scalars(
        select(RubricVersion)
        .where(RubricVersion.published_at.is_not(None), RubricVersion.retired_at.is_(None))
        .order_by(RubricVersion.published_at.desc(), RubricVersion.id.desc())
    ).all()


def newest_published(session: Session) -> tuple[int, datetime] | None:
    """Id and time of the version published last, retired or not; tells whether there is a new one since."""
    found = session.execute(
        select(RubricVersion.id, RubricVersion.published_at)
        .where(RubricVersion.published_at.is_not(None))
        .order_by(RubricVersion.published_at.desc(), RubricVersion.id.desc())
        .limit(1)
    ).one_or_none()
    return (found.id, found.published_at) if found else None


def bodies_published(session: Session) -> Sequence[dict[str, Any]]:
    """All that was ever published, the oldest first."""
    wanted = select(RubricVersion.body).where(RubricVersion.published_at.is_not(None))
    return session.scalars(wanted.order_by(RubricVersion.published_at, RubricVersion.id)).all()


def versions_kept(session: Session) -> Sequence[RubricVersion]:
    """Every version, the company's own and those of the product that were used, by rubric, the newest first."""
    return session.scalars(select(RubricVersion).order_by(RubricVersion.rubric, RubricVersion.version.desc())).all()


def highest_version(session: Session, rubric: str) -> int:
    """The number of the newest version of a rubric, 0 when there is none."""
    return session.scalar(select(func.max(RubricVersion.version)).where(RubricVersion.rubric == rubric)) or 0


def drafts(session: Session) -> Sequence[RubricDraft]:
    """All drafts, with who changed them last."""
    return session.scalars(
        select(RubricDraft)
        .options(joinedload(RubricDraft.changer), joinedload(RubricDraft.based_on))
        .order_by(RubricDraft.rubric)
    ).all()


def draft_of(session: Session, rubric: str) -> RubricDraft | None:
    return session.scalar(select(RubricDraft).where(RubricDraft.rubric == rubric))


def latest_of_channels(session: Session, channels: Collection[str], most: int) -> Sequence[Interaction]:
    """The conversations of some channels that took place last, the latest first, with their agents."""
    return session.scalars(
        select(Interaction)
        .where(Interaction.channel.in_(channels), Interaction.stage == Stage.DONE)
        .order_by(Interaction.started_at.desc().nulls_last(), Interaction.id.desc())
        .options(joinedload(Interaction.agent))
        .limit(most)
    ).all()
