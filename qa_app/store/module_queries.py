"""Training modules: those that are listed, with the versions that matter and how many people take them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, case, func, select, text
from sqlalchemy.orm import Session

from qa_app.store.people import User
from qa_app.store.training import (
    Enrolment,
    EnrolmentState,
    ModulePicture,
    ModuleVersion,
    TrainingModule,
    VersionState,
)


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module as lists show it: the version that is taken, the one that is written or in review, and its takers."""

    module: TrainingModule
    current: ModuleVersion | None
    open: ModuleVersion | None
    enrolled: int
    passed: int


def module_rows(session: Session) -> Sequence[ModuleRow]:
    """All modules, by id; of each at most two versions are read, however many it has."""
    modules = session.scalars(select(TrainingModule).order_by(TrainingModule.id)).all()
    published = select(ModuleVersion).join(TrainingModule).where(ModuleVersion.number == _newest_published())
    current = {version.module_id: version for version in session.scalars(published)}
    unpublished = select(ModuleVersion).where(ModuleVersion.state != VersionState.PUBLISHED)
    opened = {version.module_id: version for version in session.scalars(unpublished)}
    takers = _takers(session)
    return [
        ModuleRow(module, current.get(module.id), opened.get(module.id), *takers.get(module.id, (0, 0)))
        for module in modules
    ]


def versions_shown(session: Session, modules: Collection[int]) -> Mapping[int, ModuleVersion]:
    """Of modules (ids) the version that is taken, else the newest; no other version is read."""
    last = select(func.max(ModuleVersion.number)).where(ModuleVersion.module_id == TrainingModule.id)
    number = func.coalesce(_newest_published(), last.correlate(TrainingModule).scalar_subquery())
    wanted = select(ModuleVersion).join(TrainingModule).where(TrainingModule.id.in_(modules))
    return {version.module_id: version for version in session.scalars(wanted.where(ModuleVersion.number == number))}


def modules_offered(session: Session) -> frozenset[int]:
    """The modules (ids) that can be taken: published, and not retired."""
    published = select(ModuleVersion.module_id).where(ModuleVersion.state == VersionState.PUBLISHED)
    wanted = select(TrainingModule.id).where(TrainingModule.retired_at.is_(None), TrainingModule.id.in_(published))
    return frozenset(session.scalars(wanted))


def _newest_published() -> ScalarSelect[int]:
    """The number of the newest published version of the module that is asked for."""
    return (
        select(func.max(ModuleVersion.number))
        .where(ModuleVersion.module_id == TrainingModule.id, ModuleVersion.state == VersionState.PUBLISHED)
        .correlate(TrainingModule)
        .scalar_subquery()
    )


def drafts(session: Session) -> Sequence[ModuleVersion]:
    """All versions that are being written, by module."""
    wanted = select(ModuleVersion).where(ModuleVersion.state == VersionState.DRAFT)
    return session.scalars(wanted.order_by(ModuleVersion.module_id)).all()


def _takers(session: Session) -> Mapping[int, tuple[int, int]]:
    passed = func.sum(case((Enrolment.state == EnrolmentState.PASSED, 1), else_=0))
    rows = session.execute(
        select(Enrolment.module_id, func.count(), passed)
        .where(Enrolment.state != EnrolmentState.WITHDRAWN)
        .group_by(Enrolment.module_id)
    )
    return {module: (number, done) for module, number, done in rows}


def module_known(session: Session, key: str) -> TrainingModule | None:
    """The module with a key, held against others who bring or change it at the same time."""
    return session.scalar(select(TrainingModule).where(TrainingModule.key == key).with_for_update())


def shipped_known(session: Session) -> Mapping[str, str | None]:
    """Of all modules by key: the digest of the product's text that was last taken over."""
    rows = session.execute(select(TrainingModule.key, TrainingModule.shipped))
    return {row.key: row.shipped for row in rows}


def media_keys(session: Session, module_id: int) -> Mapping[str, str]:
    """Where the pictures of a module are kept, by their names."""
    kept = session.scalars(select(ModulePicture).where(ModulePicture.module_id == module_id))
    return {picture.name: picture.media_key for picture in kept}


def kept_keys(session: Session, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys of stored pictures that some module has."""
    return frozenset(session.scalars(select(ModulePicture.media_key).where(ModulePicture.media_key.in_(keys))))


def one_keeps_pictures(session: Session) -> None:
    """Those who keep pictures wait for those who remove some, as the same one may be in several modules."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7316025)"))


def one_brings(session: Session) -> None:
    """Those who bring modules that may not be there yet wait for each other; on SQLite all who write do."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7316024)"))


def names_of(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """What people are called, by their ids."""
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}
