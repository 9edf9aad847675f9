"""Settings that were changed, and the markets."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.store.people import User
from qa_app.store.settings import Market, Setting


def changed_settings(session: Session) -> dict[str, tuple[Setting, str | None]]:
    """The settings that were changed from their default, by key, with the name of whoever changed them last."""
    rows = session.execute(select(Setting, User.name).outerjoin(User, User.id == Setting.changed_by))
    return {setting.key: (setting, name) for setting, name in rows}


def all_markets(session: Session) -> Sequence[Market]:
    """All markets, those in use first, by name."""
    return session.scalars(select(Market).order_by(Market.active.desc(), Market.name, Market.id)).all()


def market_of(session: Session, country: str, language: str) -> Market | None:
    """The market of a country and a language, in use or not."""
    return session.scalar(select(Market).where(Market.country == country, Market.language == language))
