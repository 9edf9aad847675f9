"""What trainers do about agreement: have it checked, stop and resume suggestions, learn and use corrections."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations.access import TEACHES
from qa_app.operations.agreement_figures import Based
from qa_app.operations.agreement_runs import ask_for_run
from qa_app.operations.agreement_stops import resume_by_hand, stop_by_hand
from qa_app.operations.criterion_names import criteria_known
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.learned_corrections import switch
from qa_app.operations.settings import in_force
from qa_app.store.calibrations import LearnedCorrection, RunKind, StoppedSuggestion
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.views.agreement import figures_now, page
from transcripts.conversation import SUPPORTED_LANGUAGES

views = Blueprint("agreement_changes", __name__, url_prefix="/agreement")


@views.post("/check")
@access(*TEACHES)
def check() -> Response:
    ask_for_run(db(), me(), now(), RunKind.CHECK)
    return redirect(url_for("agreement.show"), 303)


@views.post("/learn")
@access(*TEACHES)
def learn() -> Response:
    ask_for_run(db(), me(), now(), RunKind.LEARN)
    return redirect(url_for("agreement.show", _anchor="corrections"), 303)


@views.post("/stop")
@access(*TEACHES)
def stop() -> Response | tuple[str, int]:
    where = request.form.get("criterion", ""), request.form.get("language", "")
    if where[0] not in criteria_known(workplace().database, db()) or where[1] not in SUPPORTED_LANGUAGES:
        raise NotFoundError("criterion")
    reason = request.form.get("reason", "")
    try:
        limit = in_force(db(), workplace().config).lowest_alpha
        stop_by_hand(db(), me(), now(), where, reason, (_based(*where), limit))
    except OperationError as error:
        return page(words_at_form(error), where, reason), 422
    flash(_("Stopped. From the next conversation on there is no suggestion here."), "success")
    return redirect(url_for("agreement.show"), 303)


@views.post("/stops/<int:stop_id>/resume")
@access(*TEACHES)
def resume(stop_id: int) -> Response | tuple[str, int]:
    row = db().get(StoppedSuggestion, stop_id, with_for_update=True)
    if row is None:
        raise NotFoundError("stop")
    where, reason = (row.criterion, row.language), request.form.get("reason", "")
    try:
        resume_by_hand(db(), me(), now(), row, reason, _based(*where))
    except OperationError as error:
        return page(words_at_form(error), where, reason), 422
    flash(_("Resumed. From the next conversation on it is suggested again."), "success")
    return redirect(url_for("agreement.show"), 303)


def _based(criterion: str, language: str) -> Based | None:
    """The figures of the latest check, which a person sees when they decide."""
    figures = figures_now()
    rows = figures.rows if figures else ()
    return next((row.now for row in rows if (row.criterion, row.language) == (criterion, language)), None)


@views.post("/corrections/<int:correction_id>")
@access(*TEACHES)
def correct(correction_id: int) -> Response:
    """Switch a correction on or off."""
    row = db().get(LearnedCorrection, correction_id, with_for_update=True)
    if row is None:
        raise NotFoundError("correction")
    on = request.form.get("do") == "on"
    switch(db(), me(), now(), row, on)
    if on:
        flash(_("On. From the next conversation on, suggestions are corrected."), "success")
    else:
        flash(_("Off. Marks stay as they are reckoned."), "success")
    return redirect(url_for("agreement.show", _anchor="corrections"), 303)
