"""A closed calibration session: what each gave for an interaction, what they decided together, the marks as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from qa_app.operations.access import GRADES, TEACHES
from qa_app.operations.calibration_decisions import About, change_decision, note_decision, strike
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.suggesting import rubric_of
from qa_app.store.blind_queries import blind_for
from qa_app.store.calibration_queries import reviews_in
from qa_app.store.calibrations import CalibrationDecision, CalibrationSession, SessionState
from qa_app.store.interactions import Interaction
from qa_app.store.review_queries import review_of
from qa_app.web.access import access, calibration_or_404, interaction_or_404, me
from qa_app.web.calibration_view import comparison_page, criterion_names, results_page
from qa_app.web.edge import db, now, saw
from qa_app.web.errors import words_at_form
from qa_app.web.table_files import FORMS, table_file

views = Blueprint("calibration_results", __name__, url_prefix="/calibrations/<int:calibration_id>")


class DecisionForm(FlaskForm):  # type: ignore[misc]
    text = TextAreaField()
    criterion = StringField(validators=[Length(max=40)])
    interaction_id = IntegerField(validators=[Optional()])


@views.get("/interactions/<int:interaction_id>")
@access(*TEACHES, *GRADES)
def compare(calibration_id: int, interaction_id: int) -> str | Response:
    calibration = calibration_or_404(calibration_id)
    interaction = _placed(calibration, interaction_id)
    if calibration.state is not SessionState.CLOSED:
        raise NotAllowedError("calibration_open")
    _unseen_before_graded([interaction_id])
    saw(me(), "interaction.viewed", interaction)
    return comparison_page(calibration, interaction)


def _unseen_before_graded(interactions: Sequence[int]) -> None:
    """Raise NotAllowedError for who is to grade one of them, as in a later session, without seeing what others did."""
    if blind_for(db(), me().id, interactions):
        raise NotAllowedError("grade_first")


def _placed(calibration: CalibrationSession, interaction_id: int) -> Interaction:
    if not any(one.interaction_id == interaction_id for one in calibration.interactions):
        raise NotFoundError("interaction")
    return interaction_or_404(interaction_id)


@views.post("/decisions")
@access(*TEACHES, *GRADES)
def decide(calibration_id: int) -> Response | tuple[str, int]:
    calibration = calibration_or_404(calibration_id)
    form = DecisionForm()
    if not form.validate():
        raise NotFoundError("criterion")
    about = About(form.criterion.data or None, form.interaction_id.data)
    interaction = _placed(calibration, about.interaction_id) if about.interaction_id is not None else None
    if interaction is not None:
        _unseen_before_graded([interaction.id])
    try:
        noted = note_decision(db(), me(), now(), calibration, form.text.data or "", about)
    except OperationError as error:
        if error.code not in ("decision_empty", "decision_too_long"):
            raise
        words, typed = words_at_form(error), form.text.data or ""
        if interaction is None:
            return results_page(calibration, words, typed), 422
        return comparison_page(calibration, interaction, words, typed), 422
    flash(_("The decision is noted."), "success")
    return _to(calibration, noted)


@views.post("/decisions/<int:decision_id>")
@access(*TEACHES, *GRADES)
def rewrite(calibration_id: int, decision_id: int) -> Response:
    calibration = calibration_or_404(calibration_id)
    changed = change_decision(db(), me(), now(), calibration, decision_id, request.form.get("text", ""))
    flash(_("Saved."), "success")
    return _to(calibration, changed)


def _to(calibration: CalibrationSession, decision: CalibrationDecision) -> Response:
    """The page that a decision stands on."""
    anchor = f"decision-{decision.id}"
    if decision.interaction_id is None:
        return redirect(url_for("calibrations.show", calibration_id=calibration.id, _anchor=anchor), 303)
    where = url_for(
        "calibration_results.compare",
        calibration_id=calibration.id,
        interaction_id=decision.interaction_id,
        _anchor=anchor,
    )
    return redirect(where, 303)


@views.post("/interactions/<int:interaction_id>/evidence/<criterion>/<int:number>")
@access(*GRADES)
def toggle(calibration_id: int, interaction_id: int, criterion: str, number: int) -> Response:
    """Say that a moment of the suggestion does not count, or that it does."""
    calibration = calibration_or_404(calibration_id)
    _placed(calibration, interaction_id)
    own = review_of(db(), interaction_id, me().id, calibration.id)
    if own is None:
        raise NotAllowedError
    strike(db(), me(), now(), own, criterion, number)
    where = url_for(
        "calibration_results.compare",
        calibration_id=calibration.id,
        interaction_id=interaction_id,
        _anchor=f"evidence-{criterion}-{number}",
    )
    return redirect(where, 303)


@views.get("/marks.<form>")
@access(*TEACHES, *GRADES)
def marks(calibration_id: int, form: str) -> Response:
    """All marks of a closed session, one row each."""
    calibration = calibration_or_404(calibration_id)
    if form not in FORMS:
        raise NotFoundError("file")
    if calibration.state is not SessionState.CLOSED:
        raise NotAllowedError("calibration_open")
    _unseen_before_graded([one.interaction_id for one in calibration.interactions])
    saw(me(), "calibration.downloaded", calibration)
    header = (_("Conversation"), _("Reviewer"), _("Criterion"), _("Level"), _("Reason"))
    return table_file(form, f"calibration-{calibration.id}", header, _rows(calibration))


def _rows(calibration: CalibrationSession) -> Iterator[tuple[object, ...]]:
    names = criterion_names(calibration)
    order = {criterion.id: place for place, criterion in enumerate(rubric_of(calibration.rubric_version).criteria)}
    places = {one.interaction_id: one.place for one in calibration.interactions}
    reviews = sorted(reviews_in(db(), calibration.id), key=lambda one: (places[one.interaction_id], one.reviewer.name))
    for review in reviews:
        for mark in sorted(review.marks, key=lambda mark: order.get(mark.criterion, len(order))):
            name = names.get(mark.criterion, mark.criterion)
            level = _("N/A") if mark.level is None else mark.level
            yield review.interaction_id, review.reviewer.name, name, level, mark.reason
