"""Markets: added, changed and switched off by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.opening_hours import ClosedDay, Spans
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.setting_queries import market_of
from qa_app.store.settings import Market


@dataclass(frozen=True, slots=True)
class MarketFields:
    """What people set of a market; see `Market`. `opening_hours` holds the spans of the weekdays that have some."""

    name: str
    time_zone: str
    opening_hours: Mapping[str, Spans]
    closed_days: tuple[ClosedDay, ...]
    formality: str
    currency: str
    payment: str
    notes: str


def add_market(
    session: Session, actor: User, now: datetime, country: str, language: str, fields: MarketFields
) -> Market:
    """A market in use. Raises OperationError `market_exists`."""
    if market_of(session, country, language):
        raise OperationError("market_exists")
    market = Market(country=country, language=language)
    _write(market, fields)
    session.add(market)
    session.flush()
    audit(session, actor, now, "market.added", market, country=country, language=language)
    return market


def change_market(session: Session, actor: User, now: datetime, market: Market, fields: MarketFields) -> None:
    """Its country and language stay: they are what conversations are known by."""
    _write(market, fields)
    audit(session, actor, now, "market.changed", market, time_zone=market.time_zone, formality=market.formality)


def switch_market(session: Session, actor: User, now: datetime, market: Market, active: bool) -> None:
    """While a market is switched off, pages of conversations say nothing of it; what was set stays."""
    market.active = active
    audit(session, actor, now, "market.resumed" if active else "market.stopped", market)


def _write(market: Market, fields: MarketFields) -> None:
    market.name, market.time_zone, market.formality = fields.name.strip(), fields.time_zone, fields.formality
    market.opening_hours = dict(fields.opening_hours)
    market.closed_days = [{"day": one.day.isoformat(), "name": one.name} for one in fields.closed_days]
    market.currency, market.payment, market.notes = fields.currency, fields.payment.strip(), fields.notes.strip()
