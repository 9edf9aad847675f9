"""What an administrator may set for the whole company, with its limits; the words for it are in the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa_app.config import Config
from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.setting_queries import changed_settings
from qa_app.store.settings import Setting
from scoring.calibration import LOWEST_ALPHA


@dataclass(frozen=True, slots=True)
class Known:
    """A setting: a number from `least` to `most`, whole where its default is."""

    key: str
    default: float
    least: float
    most: float

    @property
    def whole(self) -> bool:
        return isinstance(self.default, int)


KNOWN = {
    one.key: one
    for one in (
        Known("min_reviews", 5, 2, 100),
        Known("talk_weeks", 8, 1, 52),
        Known("lowest_alpha", LOWEST_ALPHA, 0.0, 1.0),
        Known("review_due_days", 7, 1, 90),
        Known("training_due_days", 14, 1, 90),
        Known("dispute_days", 14, 1, 365),
    )
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force of KNOWN, by their keys."""

    min_reviews: int
    talk_weeks: int
    lowest_alpha: float
    review_due_days: int
    training_due_days: int
    dispute_days: int


def in_force(session: Session, config: Config) -> Settings:
    """What counts now: as set on the page, else by default."""
    changed = changed_settings(session)
    values: dict[str, Any] = {
        key: changed[key][0].value if key in changed else default_of(key, config) for key in KNOWN
    }
    return Settings(**values)


def default_of(key: str, config: Config) -> float:
    """What counts when nobody has set anything on the page."""
    return config.dispute_days if key == "dispute_days" else KNOWN[key].default


def change_setting(session: Session, actor: User, now: datetime, key: str, value: float, config: Config) -> None:
    """Set one of KNOWN for everybody from now on. Raises OperationError `setting_range`."""
    known = KNOWN[key]
    if not known.least <= value <= known.most:
        raise OperationError("setting_range", least=known.least, most=known.most)
    row = session.get(Setting, key)
    old = default_of(key, config) if row is None else row.value
    new = int(value) if known.whole else value
    if row is None:
        row = Setting(key=key, value=new, changed_by=actor.id, changed_at=now)
        session.add(row)
    elif new == old:
        return
    row.value, row.changed_by, row.changed_at = new, actor.id, now
    _note(session, actor, now, row, old, new)


def reset_setting(session: Session, actor: User, now: datetime, key: str, config: Config) -> None:
    """The default counts again, also when it changes."""
    row = session.get(Setting, key)
    if row is None:
        return
    _note(session, actor, now, row, row.value, default_of(key, config))
    session.delete(row)


def _note(session: Session, actor: User, now: datetime, row: Setting, old: float, new: float) -> None:
    why = f"{row.key}: {old} → {new}"
    audit(session, actor, now, "setting.changed", row, why, setting=row.key, old=old, new=new)
