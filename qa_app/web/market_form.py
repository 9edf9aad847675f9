"""The form of a market, and what its fields are proposed to hold when a country and a language are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import available_timezones

from babel.dates import get_day_names
from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from qa_app.operations.errors import OperationError
from qa_app.operations.market_calendar import (
    closed_days,
    countries,
    currencies,
    currency_of,
    formality_in,
    time_zones,
)
from qa_app.operations.markets import MarketFields
from qa_app.operations.opening_hours import USUAL, WEEKDAYS, Spans, read_closed_days, read_spans, written
from qa_app.store.settings import Market
from qa_app.web.errors import words_for
from qa_app.web.market_words import FORMALITY, market_words

_SPARE_ROWS = 3
_MOST_ROWS = 200


class MarketForm(FlaskForm):  # type: ignore[misc]
    """The hours of each weekday and the closed days stand beside these fields, since their number varies.

    `hours` are the texts by weekday and `closed` the rows (day, name) as the page shows them, `hours_problems` and
    `closed_problem` what is wrong with them.
    """

    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    time_zone = SelectField(_l("Time zone"))
    formality = RadioField(_l("Form of address"))
    currency = SelectField(_l("Currency"))
    payment = TextAreaField(_l("Payment methods"), [Length(max=2000)])
    notes = TextAreaField(_l("Notes"), [Length(max=5000)])

    def __init__(self, country: str, language: str, market: Market | None = None) -> None:
        super().__init__(obj=market)
        self.time_zone.choices = _grouped(time_zones(country), sorted(available_timezones() - {"localtime"}))
        self.formality.choices = list(FORMALITY.items())
        locale = get_locale()
        names = {code: f"{code} · {locale.currencies.get(code, code)}" for code in sorted(currencies())}
        usual = currency_of(country)
        self.currency.choices = [(code, names[code]) for code in sorted(names, key=lambda code: (code != usual, code))]
        self.hours_problems: dict[str, str] = {}
        self.closed_problem = ""
        if self.is_submitted():
            self.hours = {day: request.form.get(f"hours-{day}", "")[:200] for day in WEEKDAYS}
            days, called = request.form.getlist("closed-day"), request.form.getlist("closed-name")
            self.closed = [(day[:40], name[:200]) for day, name in zip(days, called, strict=False)][:_MOST_ROWS]
        elif market:
            self.hours = {day: written(market.opening_hours.get(day, [])) for day in WEEKDAYS}
            self.closed = [(one.day.isoformat(), one.name) for one in closed_days(market)]
        else:
            self._propose(country, language)
        self.closed += [("", "")] * (_SPARE_ROWS - sum(not any(row) for row in self.closed))

    def _propose(self, country: str, language: str) -> None:
        self.hours, self.closed = {day: USUAL.get(day, "") for day in WEEKDAYS}, []
        self.name.data = market_words(country, language)
        self.time_zone.data = next(iter(time_zones(country)), "")
        self.formality.data = formality_in(language)
        self.currency.data = currency_of(country)

    @property
    def weekdays(self) -> Sequence[tuple[str, str, str, str]]:
        """Key, name, text and problem of each weekday."""
        names = get_day_names("wide", "stand-alone", get_locale())
        return [
            (day, names[place], self.hours[day], self.hours_problems.get(day, "")) for place, day in enumerate(WEEKDAYS)
        ]

    def fields(self) -> MarketFields | None:
        """What was filled in; None when something is wrong with it, which then stands at the fields."""
        valid = self.validate()
        hours = self._read_hours()
        try:
            closed = read_closed_days(self.closed)
        except OperationError as error:
            self.closed_problem, closed = words_for(error), ()
        if not valid or self.hours_problems or self.closed_problem:
            return None
        return MarketFields(
            self.name.data,
            self.time_zone.data,
            hours,
            closed,
            self.formality.data,
            self.currency.data,
            self.payment.data or "",
            self.notes.data or "",
        )

    def _read_hours(self) -> Mapping[str, Spans]:
        found = {}
        for day, text in self.hours.items():
            try:
                spans = read_spans(text)
            except OperationError as error:
                self.hours_problems[day] = words_for(error)
            else:
                if spans:
                    found[day] = spans
        return found


def country_choices() -> Sequence[tuple[str, str]]:
    """The countries to choose from, by name."""
    return list(countries(get_locale()).items())


def _grouped(usual: Sequence[str], known: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Time zones, those of the country first."""
    here = [(zone, zone.replace("_", " ")) for zone in usual]
    others = [(zone, zone.replace("_", " ")) for zone in known if zone not in usual]
    return ({_("In this country"): here} if here else {}) | {_("Elsewhere"): others}
