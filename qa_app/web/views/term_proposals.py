"""Terms that stand out in recent conversations, to be taken over or turned down."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations.access import TEACHES, conversations_seen
from qa_app.operations.errors import OperationError
from qa_app.operations.trials import ask_for_trial, trial_state
from qa_app.operations.word_lists import Place, TermFields, add_term, dismiss_term
from qa_app.store.own_term_queries import own_terms_in
from qa_app.store.trial_interaction_queries import shown_of
from qa_app.store.trial_queries import trials_of
from qa_app.store.word_lists import Trial, TrialKind
from qa_app.web.access import access, me
from qa_app.web.edge import db, now
from qa_app.web.errors import words_at_form
from qa_app.web.paging import page_number, paged
from qa_app.web.term_lists import KINDS, address, place_asked, sectors_shown
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.text import fold

views = Blueprint("term_proposals", __name__, url_prefix="/terms/proposals")
_ROWS = 25
_REMEMBERED = 20


@views.get("")
@access(*TEACHES)
def show() -> str:
    place = place_asked()
    trial = _latest(place)
    terms = _open(trial, place)
    start = page_number() * _ROWS
    page = paged(terms[start : start + _ROWS + 1], _ROWS)
    ids = {int(one["conversation"]) for term in page.rows for one in term["examples"]}
    return render_template(
        "terms/proposals.html",
        place=place,
        trial=trial,
        state=trial_state(db(), trial) if trial else "",
        looked_at=(trial.result or {}).get("looked_at", 0) if trial else 0,
        found=page,
        many=len(terms),
        seen=shown_of(db(), conversations_seen(me()), ids),
        languages=SUPPORTED_LANGUAGES,
        sectors=sectors_shown(place),
        kinds=KINDS,
        address=address,
    )


@views.post("")
@access(*TEACHES)
def find() -> Response:
    """Look through the latest conversations; one search at a time is enough for a language."""
    place = place_asked()
    trial = _latest(place)
    if trial is None or trial_state(db(), trial) != "trying":
        ask_for_trial(db(), me(), now(), TrialKind.JARGON, {"language": place.language})
    return redirect(address("term_proposals.show", place), 303)


@views.post("/decide")
@access(*TEACHES)
def decide() -> Response:
    """Customers know a proposed word, or it is no term: it is proposed no more."""
    place, term, kind = place_asked(), request.form.get("term", ""), request.form.get("kind", "")
    try:
        if request.form.get("do") == "allow":
            add_term(db(), me(), now(), place, TermFields(term, kind, allowed=True))
            flash(_("Noted: your customers know “%(term)s”. It counts as jargon no more.", term=term), "success")
        else:
            dismiss_term(db(), me(), now(), place, term, kind)
            flash(_("“%(term)s” is not proposed again.", term=term), "success")
    except OperationError as error:
        flash(words_at_form(error), "danger")
    return redirect(address("term_proposals.show", place), 303)


def _latest(place: Place) -> Trial | None:
    trials = trials_of(db(), me().id, TrialKind.JARGON, _REMEMBERED)
    return next((trial for trial in trials if trial.request["language"] == place.language), None)


def _open(trial: Trial | None, place: Place) -> list[dict[str, Any]]:
    """The terms of a search about which nobody has decided anything since."""
    decided = {fold(row.term) for row in own_terms_in(db(), place.language)}
    found = trial.result["terms"] if trial and trial.result else []
    return [term for term in found if fold(term["term"]) not in decided]
