"""How markets are written: names, hours, and what a conversation's page says of its market."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date, get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qa_app.operations.market_calendar import moment_in
from qa_app.operations.opening_hours import WEEKDAYS, written
from qa_app.store.interactions import Interaction
from qa_app.store.setting_queries import market_of
from qa_app.store.settings import Market
from qa_app.web.edge import db
from qa_app.web.locale import reader_language
from qa_app.web.wording import language_name

FORMALITY = {
    "formal": _l("Formal: u, Sie, dumneavoastră"),
    "informal": _l("Informal: je, du, tu"),
    "follow": _l("As the customer does"),
}
_EXPECTED = {
    "formal": _l("customers expect the formal address"),
    "informal": _l("customers expect the informal address"),
    "follow": _l("the address follows the customer's"),
}


@dataclass(frozen=True, slots=True)
class MarketNote:
    """A market as the page of a conversation tells of it; `clock` and `state` are "" where its begin is not known."""

    market: Market
    name: str
    clock: str
    state: str
    address: str


def note_on(interaction: Interaction) -> MarketNote | None:
    """What to say of the market of a conversation; None where it is of none that is in use."""
    if not interaction.market or not interaction.language:
        return None
    market = market_of(db(), interaction.market, interaction.language)
    if market is None or not market.active:
        return None
    address = str(_EXPECTED[market.formality])
    if interaction.started_at is None:
        return MarketNote(market, market.name, "", "", address)
    moment = moment_in(market, interaction.started_at, reader_language())
    weekday = format_date(moment.local.date(), "EEEE", locale=get_locale())
    clock = _("%(weekday)s %(clock)s there", weekday=weekday, clock=f"{moment.local:%H:%M}")
    return MarketNote(market, market.name, clock, _state(moment.free, moment.closed, moment.open), address)


def _state(free: str, closed: bool, is_open: bool) -> str:
    if closed:
        return str(_("closed that day: %(name)s", name=free) if free else _("closed that day"))
    if free:
        return str(_("public holiday: %(name)s", name=free))
    return "" if is_open else str(_("outside opening hours"))


def country_name(country: str) -> str:
    """A country's name in the reader's language."""
    return str(get_locale().territories.get(country, country))


def market_words(country: str, language: str) -> str:
    """Country and language, as `Belgium (Dutch)`."""
    return f"{country_name(country)} ({language_name(language)})"


def weekly_hours(market: Market) -> Sequence[tuple[str, str]]:
    """Each weekday's name and hours, "" where closed."""
    names = get_day_names("wide", "stand-alone", get_locale())
    return [(names[place], written(market.opening_hours.get(day, []))) for place, day in enumerate(WEEKDAYS)]
