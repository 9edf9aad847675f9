"""Markets that the company serves: administrators keep them, those who judge and train may read them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations.access import has_role
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.market_calendar import closed_days, countries, holidays_ahead, knows_holidays
from qa_app.operations.markets import add_market, change_market, switch_market
from qa_app.store.people import RoleName
from qa_app.store.setting_queries import all_markets
from qa_app.store.settings import Market
from qa_app.web.access import access, me
from qa_app.web.edge import db, now
from qa_app.web.errors import words_for
from qa_app.web.locale import LANGUAGE_NAMES, reader_language
from qa_app.web.market_form import MarketForm, country_choices
from qa_app.web.market_words import FORMALITY, country_name, market_words, weekly_hours
from qa_app.web.reader_time import today

views = Blueprint("markets", __name__, url_prefix="/markets")
READS_MARKETS = (RoleName.ADMINISTRATOR, RoleName.TRAINER, RoleName.MANAGER, RoleName.REVIEWER)


@views.get("", endpoint="list")
@access(*READS_MARKETS)
def listed() -> str:
    return render_template(
        "markets/list.html",
        markets=all_markets(db()),
        formality=FORMALITY,
        country_name=country_name,
        may_change=_may_change(),
    )


@views.get("/<int:market_id>")
@access(*READS_MARKETS)
def show(market_id: int) -> str:
    market = _market(market_id)
    return render_template(
        "markets/show.html",
        market=market,
        place=market_words(market.country, market.language),
        hours=weekly_hours(market),
        closed=closed_days(market),
        holidays=holidays_ahead(market.country, today(), reader_language()),
        known=knows_holidays(market.country),
        formality=FORMALITY,
        may_change=_may_change(),
    )


@views.route("/new", methods=["GET", "POST"])
@access(RoleName.ADMINISTRATOR)
def new() -> str | Response | tuple[str, int]:
    """First the country and the language, then the rest, filled in as is usual there."""
    country, language = request.values.get("country", ""), request.values.get("language", "")
    if country not in countries(get_locale()) or language not in LANGUAGE_NAMES:
        page = render_template(
            "markets/choose.html", countries=country_choices(), languages=LANGUAGE_NAMES, country=country
        )
        return page, 422 if request.method == "POST" else 200
    form = MarketForm(country, language)
    fields = form.fields() if form.is_submitted() else None
    if fields:
        try:
            market = add_market(db(), me(), now(), country, language, fields)
        except OperationError as error:
            form.name.errors = [words_for(error)]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("markets.show", market_id=market.id), 303)
    return _form(form, country, language, None), 422 if form.is_submitted() else 200


@views.route("/<int:market_id>/edit", methods=["GET", "POST"])
@access(RoleName.ADMINISTRATOR)
def edit(market_id: int) -> str | Response | tuple[str, int]:
    market = _market(market_id)
    form = MarketForm(market.country, market.language, market)
    fields = form.fields() if form.is_submitted() else None
    if fields:
        change_market(db(), me(), now(), market, fields)
        flash(_("Saved."), "success")
        return redirect(url_for("markets.show", market_id=market.id), 303)
    return _form(form, market.country, market.language, market), 422 if form.is_submitted() else 200


@views.post("/<int:market_id>/switch")
@access(RoleName.ADMINISTRATOR)
def switch(market_id: int) -> Response:
    market = _market(market_id)
    switch_market(db(), me(), now(), market, not market.active)
    flash(_("The market is in use again.") if market.active else _("The market is switched off."), "success")
    return redirect(url_for("markets.show", market_id=market.id), 303)


def _form(form: MarketForm, country: str, language: str, market: Market | None) -> str:
    return render_template(
        "markets/edit.html",
        form=form,
        country=country,
        language=language,
        place=market_words(country, language),
        market=market,
        known=knows_holidays(country),
    )


def _market(market_id: int) -> Market:
    found = db().get(Market, market_id)
    if found is None:
        raise NotFoundError("market")
    return found


def _may_change() -> bool:
    return has_role(me(), RoleName.ADMINISTRATOR)
