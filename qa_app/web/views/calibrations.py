"""Calibration sessions: which there are, making one, grading in it, and closing it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations.access import GRADES, TEACHES, has_role, takes_part
from qa_app.operations.calibrating_sessions import next_in_session, start_in_session
from qa_app.operations.calibration_results import at_a_glance
from qa_app.operations.calibrations import chosen, close_session, delete_session, make_session, missing
from qa_app.operations.errors import OperationError
from qa_app.store.calibration_queries import (
    calibrations,
    graded_already,
    handed_in,
    is_begun,
    levels_in,
    placed,
    states_of,
)
from qa_app.store.calibrations import CalibrationSession, SessionState
from qa_app.store.interactions import Interaction
from qa_app.web.access import access, calibration_or_404, me
from qa_app.web.calibration_form import SessionForm, new_seed
from qa_app.web.calibration_view import results_page
from qa_app.web.choosing import chosen_ids
from qa_app.web.edge import db, now, saw
from qa_app.web.errors import words_at_form
from qa_app.web.paging import page_number, paged
from qa_app.web.reader_time import here, today

views = Blueprint("calibrations", __name__, url_prefix="/calibrations")
_PAGE = 20


@views.get("", endpoint="list")
@access(*TEACHES, *GRADES)
def show_all() -> str:
    trains = has_role(me(), *TEACHES)
    found = paged(calibrations(db(), None if trains else me().id, page_number(), _PAGE), _PAGE)
    closed = [one.id for one in found.rows if one.state is SessionState.CLOSED]
    done = handed_in(db(), [one.id for one in found.rows])
    return render_template(
        "calibrations/list.html",
        found=found,
        trains=trains,
        done=done,
        all_done={one.id: sum(many for (key, _who), many in done.items() if key == one.id) for one in found.rows},
        glances={key: at_a_glance(levels) for key, levels in levels_in(db(), closed).items()},
        today=today(),
    )


@views.route("/new", methods=["GET", "POST"])
@access(*TEACHES)
def new() -> tuple[str, int] | Response:
    """Draw conversations, look at what was chosen, or make the session, as the button says."""
    if request.method == "GET":
        form = SessionForm(formdata=request.args) if request.args else SessionForm()
        return _new_page(form), 200
    form = SessionForm()
    do = request.form.get("do")
    if do == "draw":
        seed = new_seed()
        drawn = form.drawn(seed)["drawn"]
        if not drawn:
            flash(_("There is nothing to draw from. Choose a longer period, or another channel or language."), "info")
        return redirect(form.address(drawn, seed) if drawn else form.address(), 303)
    if do == "look":
        return redirect(form.address(), 303)
    if not form.validate():
        return _new_page(form), 422
    try:
        made = make_session(db(), me(), here(), form.fields())
    except OperationError as error:
        return _new_page(form, words_at_form(error)), 422
    flash(_("The session is made. The reviewers find it on top of their queues."), "success")
    return redirect(url_for("calibrations.show", calibration_id=made.id), 303)


@views.post("/choose")
@access(*TEACHES)
def choose() -> Response:
    """The form of a new session, with the conversations that were ticked in a list."""
    return redirect(url_for("calibrations.new", numbers=", ".join(map(str, chosen_ids())), _anchor="chosen"), 303)


def _new_page(form: SessionForm, problem: str = "") -> str:
    interactions: list[Interaction] = []
    if form.numbers.data:
        try:
            interactions = chosen(db(), me(), form.interactions())
        except OperationError as error:
            problem = problem or words_at_form(error)
    reviewers = [key for key in form.reviewer_ids.data or () if key in form.people] or list(form.people)
    return render_template(
        "calibrations/new.html",
        form=form,
        problem=problem,
        interactions=interactions,
        already=_already([one.id for one in interactions], reviewers),
        people=form.people,
    )


def _already(interactions: list[int], reviewers: list[int]) -> dict[int, list[int]]:
    """Who graded which conversation outside calibration, by conversation."""
    found: dict[int, list[int]] = {}
    for interaction, reviewer in sorted(graded_already(db(), reviewers, interactions)):
        found.setdefault(interaction, []).append(reviewer)
    return found


@views.get("/<int:calibration_id>")
@access(*TEACHES, *GRADES)
def show(calibration_id: int) -> str:
    calibration = calibration_or_404(calibration_id)
    saw(me(), "calibration.viewed", calibration)
    if calibration.state is SessionState.CLOSED:
        return results_page(calibration)
    return _open_page(calibration)


def _open_page(calibration: CalibrationSession, problem: str = "") -> str:
    trains = has_role(me(), *TEACHES)
    people = {person.id: person for person in calibration.reviewers}
    interactions = placed(db(), calibration.id)
    already = _already([one.interaction_id for one in interactions], list(people)) if trains else {}
    return render_template(
        "calibrations/show.html",
        calibration=calibration,
        interactions=interactions,
        states=states_of(db(), calibration.id, me().id),
        grades=takes_part(me(), calibration),
        following=next_in_session(db(), me(), calibration),
        trains=trains,
        done=handed_in(db(), (calibration.id,)),
        missing=missing(db(), calibration) if trains else (),
        begun=is_begun(db(), calibration.id),
        already=already,
        people=people,
        today=today(),
        problem=problem,
    )


@views.post("/<int:calibration_id>/grade/<int:interaction_id>")
@access(*GRADES)
def grade(calibration_id: int, interaction_id: int) -> Response:
    calibration = calibration_or_404(calibration_id)
    review = start_in_session(db(), me(), calibration, interaction_id, now())
    return redirect(url_for("reviews.edit", review_id=review.id), 303)


@views.post("/<int:calibration_id>/close")
@access(*TEACHES)
def close(calibration_id: int) -> Response | tuple[str, int]:
    calibration = calibration_or_404(calibration_id)
    try:
        close_session(db(), me(), now(), calibration, early="early" in request.form)
    except OperationError as error:
        if error.code != "calibration_incomplete":
            raise
        return _open_page(calibration, words_at_form(error)), 422
    flash(_("The session is closed. All who took part see the results now."), "success")
    return redirect(url_for("calibrations.show", calibration_id=calibration.id), 303)


@views.post("/<int:calibration_id>/delete")
@access(*TEACHES)
def delete(calibration_id: int) -> Response:
    calibration = calibration_or_404(calibration_id)
    delete_session(db(), me(), now(), calibration)
    flash(_("The session is deleted."), "success")
    return redirect(url_for("calibrations.list"), 303)
