"""Who takes a module: how far they are, what one of them did, another day until it is due, or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import DateField
from wtforms.validators import InputRequired

from qa_app.operations.access import ENROLS, changes_training, team_ids_seen
from qa_app.operations.enrolling import move_due
from qa_app.operations.enrolling import withdraw as withdraw_training
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.modules import current_version, module_of
from qa_app.store.enrolment_queries import OPEN, Takers, enrolments_in, exercise_tries, standings
from qa_app.store.interaction_filters import Seen, teams_seen
from qa_app.store.people import Team
from qa_app.store.training import Enrolment, TrainingModule, TrainingProposal
from qa_app.web.access import access, me, module_or_404, seen_enrolment_or_404
from qa_app.web.addresses import row_asked
from qa_app.web.edge import db, now, saw
from qa_app.web.enrolment_view import STANDINGS, header, in_file, progress_of_all, why_words
from qa_app.web.errors import words_at_form
from qa_app.web.locale import reader_language
from qa_app.web.narrowing import one_of
from qa_app.web.paging import page_number, paged
from qa_app.web.reader_time import here, today
from qa_app.web.table_files import table_file
from teaching.keys import read_in, text, title

views = Blueprint("enrolments", __name__, url_prefix="/modules/<int:module_id>")
_ROWS = 50


class DueForm(FlaskForm):  # type: ignore[misc]
    due_on = DateField(_l("Due"), [InputRequired(_l("Give the date by which it is due."))])


def head(module: TrainingModule) -> dict[str, Any]:
    """What all pages beside a module say at the top."""
    current = current_version(module)
    shown = current or module.versions[-1]
    return {
        "module": module,
        "current": current,
        "module_name": title(module_of(shown), reader_language()),
        "open_to_take": current is not None and module.retired_at is None,
    }


def teams_to_teach() -> Sequence[Team]:
    """The teams to whose agents the reader may give training."""
    seen = team_ids_seen(me())
    return teams_seen(db(), Seen(seen is None, seen or frozenset()))


@views.get("/people")
@access(*ENROLS)
def of_module(module_id: int) -> str:
    module = module_or_404(module_id)
    saw(me(), "module.people_viewed", module)
    takers, teams = _takers(module)
    found = paged(enrolments_in(db(), takers, page_number(), _ROWS), _ROWS)
    everybody = Takers(module.id, takers.teams, None, takers.today)
    return render_template(
        "enrolments/list.html",
        **head(module),
        found=found,
        rows=progress_of_all(found.rows, exercise_tries(db(), [one.id for one in found.rows]), takers.today),
        why_words=why_words,
        standings=STANDINGS,
        counts=standings(db(), everybody),
        standing=takers.standing,
        teams=teams,
        team=row_asked("team"),
    )


@views.get("/people.<any(csv, xlsx):form>", endpoint="file")
@access(*ENROLS)
def take_file(module_id: int, form: str) -> Response:
    """The list as it is narrowed, all of it."""
    module = module_or_404(module_id)
    saw(me(), "module.people_downloaded", module, form=form)
    takers, _teams = _takers(module)
    found = enrolments_in(db(), takers, 0, None)
    rows = progress_of_all(found, exercise_tries(db(), [one.id for one in found]), takers.today)
    return table_file(form, f"module-{module.id}-people", header(), map(in_file, rows))


@views.get("/people/<int:given_id>")
@access(*ENROLS)
def show(module_id: int, given_id: int) -> str:
    return _page(_enrolment(module_id, given_id), DueForm(formdata=None))


@views.post("/people/<int:given_id>/due")
@access(*ENROLS)
def move(module_id: int, given_id: int) -> tuple[str, int] | Response:
    """Another day until which it is due."""
    enrolment = _enrolment(module_id, given_id)
    form = DueForm()
    if not form.validate_on_submit():
        return _page(enrolment, form), 422
    try:
        move_due(db(), me(), here(), enrolment, form.due_on.data)
    except OperationError as error:
        form.due_on.errors = [words_at_form(error)]
        return _page(enrolment, form), 422
    flash(_("Saved."), "success")
    return _back(enrolment)


@views.post("/people/<int:given_id>/withdraw")
@access(*ENROLS)
def withdraw(module_id: int, given_id: int) -> Response:
    enrolment = _enrolment(module_id, given_id)
    withdraw_training(db(), me(), now(), enrolment)
    flash(_("Taken back. What was done of it is kept."), "success")
    return _back(enrolment)


def _enrolment(module_id: int, given_id: int) -> Enrolment:
    enrolment = seen_enrolment_or_404(given_id)
    if enrolment.module_id != module_id:
        raise NotFoundError("enrolment")
    return enrolment


def _page(enrolment: Enrolment, form: DueForm) -> str:
    saw(me(), "enrolment.viewed", enrolment, form="results")
    document = module_of(enrolment.version)
    language = read_in(document, reader_language())
    tries = exercise_tries(db(), [enrolment.id])
    return render_template(
        "enrolments/show.html",
        **head(enrolment.module),
        enrolment=enrolment,
        document=document,
        text=lambda key: text(document, language, key),
        language=language,
        progress=progress_of_all([enrolment], tries, today())[0],
        tries=tries.get(enrolment.id, {}),
        proposal=db().get(TrainingProposal, enrolment.proposal_id) if enrolment.proposal_id else None,
        may_change=enrolment.state in OPEN and changes_training(me(), enrolment.agent),
        form=form,
    )


def _back(enrolment: Enrolment) -> Response:
    address = url_for("enrolments.show", module_id=enrolment.module_id, given_id=enrolment.id)
    return redirect(address, 303)


def _takers(module: TrainingModule) -> tuple[Takers, Sequence[Team]]:
    """Whom the list is about, as the address narrows it, and the teams that it may be narrowed to."""
    teams = teams_to_teach()
    team = row_asked("team")
    if team is not None and team not in {one.id for one in teams}:
        raise NotFoundError("team")
    wanted = frozenset({team}) if team is not None else team_ids_seen(me())
    return Takers(module.id, wanted, one_of("show", STANDINGS), today()), teams
