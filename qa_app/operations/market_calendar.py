"""What day and hour it was in a market: public holidays, closed days, opening hours; and what is usual in a country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from qa_app.operations.opening_hours import ClosedDay, is_open
from qa_app.store.settings import Market

# German and Romanian address strangers formally; elsewhere one follows the customer.
_FORMAL = ("de", "ro")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment by a market's clock; `free` is the public holiday or the closed day that it was, "" where none was.

    `closed` says that the day is one of the company's own.
    """

    local: datetime
    open: bool
    free: str
    closed: bool


def moment_in(market: Market, at: datetime, language: str) -> Moment:
    """What a moment was in a market; the name of a holiday in the reader's language, else the country's own."""
    local = at.astimezone(ZoneInfo(market.time_zone))
    own = {one.day: one.name for one in closed_days(market)}
    holiday = _holidays(market.country, local.year, language).get(local.date(), "")
    closed = local.date() in own
    free = own.get(local.date()) or holiday
    working = not closed and not holiday
    return Moment(local, working and is_open(market.opening_hours, local.weekday(), local.time()), free, closed)


def closed_days(market: Market) -> tuple[ClosedDay, ...]:
    """The market's own closed days, by day."""
    return tuple(ClosedDay(date.fromisoformat(one["day"]), one["name"]) for one in market.closed_days)


def holidays_ahead(country: str, first: date, language: str) -> Sequence[tuple[date, str]]:
    """The public holidays of the twelve months from a day on; none where they are not known."""
    last = first + timedelta(days=365)
    years = range(first.year, last.year + 1)
    found = [pair for year in years for pair in _holidays(country, year, language).items()]
    return sorted(pair for pair in found if first <= pair[0] < last)


def knows_holidays(country: str) -> bool:
    """Whether the public holidays of a country are known."""
    from holidays import list_supported_countries

    return country in list_supported_countries(include_aliases=False)


@lru_cache(maxsize=256)
def _holidays(country: str, year: int, language: str) -> Mapping[date, str]:
    if not knows_holidays(country):
        return {}
    from holidays import country_holidays

    known = country_holidays(country, years=year)
    # Without a language it would be the server's.
    spoken = [one for one in known.supported_languages if one.split("_")[0] == language]
    return dict(country_holidays(country, years=year, language=spoken[0] if spoken else known.default_language))


@lru_cache(maxsize=8)
def countries(locale: Locale) -> Mapping[str, str]:
    """The countries that have time zones, by ISO 3166, with their names in a language, by name."""
    known = get_global("territory_zones")
    names = {key: name for key, name in locale.territories.items() if key.isalpha() and key in known and key != "ZZ"}
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def time_zones(country: str) -> Sequence[str]:
    """The time zones of a country."""
    zones: Sequence[str] = get_global("territory_zones").get(country, [])
    return zones


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """The currencies (ISO 4217) that are tender somewhere."""
    return frozenset(code for country in get_global("territory_zones") for code in get_territory_currencies(country))


def currency_of(country: str) -> str:
    """The currency that is usual in a country, "" where none is known."""
    return next(iter(get_territory_currencies(country)), "")


def formality_in(language: str) -> str:
    """The form of address that is usual in a language."""
    return "formal" if language in _FORMAL else "follow"
