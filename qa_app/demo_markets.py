"""The four markets of the demo's company: when they are open, how people are addressed, how they pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from qa_app.operations.markets import MarketFields, add_market
from qa_app.operations.opening_hours import WEEKDAYS, ClosedDay, Spans
from qa_app.store.database import Session
from qa_app.store.people import User


@dataclass(frozen=True, slots=True)
class _Market:
    """A market as the people there write of it; on `closed_as`, the last day of the year, nobody works."""

    country: str
    name: str
    time_zone: str
    hours: str
    saturday: str
    formality: str
    currency: str
    payment: str
    closed_as: str


_MARKETS = {
    "nl": _Market(
        "NL", "Nederland", "Europe/Amsterdam", "08:00-18:00", "09:00-13:00", "follow", "EUR", "iDEAL, incasso",
        "Oudjaar",
    ),
    "de": _Market(
        "DE", "Deutschland", "Europe/Berlin", "08:00-17:00", "", "formal", "EUR", "Lastschrift, PayPal",
        "Silvester",
    ),
    "ro": _Market(
        "RO", "România", "Europe/Bucharest", "09:00-18:00", "", "formal", "RON", "Card, ramburs", "Ajunul Anului Nou"
    ),
    "en": _Market(
        "GB", "United Kingdom", "Europe/London", "08:00-20:00", "10:00-16:00", "follow", "GBP", "Card, Direct Debit",
        "New Year’s Eve",
    ),
}  # fmt: skip
COUNTRIES: Mapping[str, str] = {language: market.country for language, market in _MARKETS.items()}
ZONES: Mapping[str, str] = {language: market.time_zone for language, market in _MARKETS.items()}


def open_markets(session: Session, administrator: User, now: datetime) -> None:
    for language, market in _MARKETS.items():
        fields = MarketFields(
            market.name,
            market.time_zone,
            _hours(market),
            (ClosedDay(date(now.year, 12, 31), market.closed_as),),
            market.formality,
            market.currency,
            market.payment,
            "",
        )
        add_market(session, administrator, now, market.country, language, fields)


def _hours(market: _Market) -> Mapping[str, Spans]:
    hours = {day: [market.hours.split("-")] for day in WEEKDAYS[:5]}
    return {**hours, "sat": [market.saturday.split("-")]} if market.saturday else hours
