"""Coaching reports for a whole team: asked for, watched while they are made, cancelled, taken away as one zip."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug import Response
from wtforms import SelectField
from wtforms.validators import InputRequired

from qa_app.operations.access import MANAGES, teams_managed
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.report_batches import (
    DAYS_KEPT,
    Wanted,
    agents_left_out,
    ask_for_reports,
    batch_of,
    batch_state,
    cancel_reports,
    go_on,
    only_while_coaching,
)
from qa_app.reports.batch_words import left_out
from qa_app.store.batch_queries import agents_named, batch_jobs, batches_of, reports_in, reports_made
from qa_app.store.interaction_filters import Seen, teams_seen
from qa_app.store.people import Team
from qa_app.store.work import ReportBatch
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, saw, workplace
from qa_app.web.errors import words_at_form, words_for
from qa_app.web.locale import LANGUAGE_NAMES, reader_language
from qa_app.web.period_form import PeriodForm
from qa_app.web.reader_time import today
from qa_app.web.wording import to

views = Blueprint("batches", __name__, url_prefix="/team/reports")
_ALL = "all"
_UNDER_WAY = ("making", "stopping")


class BatchForm(PeriodForm):
    team = SelectField(_l("Team"), [InputRequired(_l("Choose a team."))])
    language = SelectField(_l("Language of the PDFs"))


@views.route("", methods=["GET", "POST"], endpoint="list")
@access(*MANAGES)
def show_list() -> str | Response | tuple[str, int]:
    teams = _teams()
    form = BatchForm(today())
    form.team.choices = _choices(teams)
    form.language.choices = list(LANGUAGE_NAMES.items())
    problem, status = "", 200
    if form.validate_on_submit():
        team = next((team for team in teams if str(team.id) == form.team.data), None)
        try:
            batch = ask_for_reports(db(), me(), now(), Wanted(team, *form.days(), form.language.data))
            return redirect(url_for("batches.show", batch_id=batch.id), 303)
        except OperationError as error:
            problem, status = words_at_form(error), 422
    elif form.is_submitted():
        status = 422
    else:
        form.language.data = reader_language()
    return _list_page(form, problem), status


@views.get("/<int:batch_id>")
@access(*MANAGES)
def show(batch_id: int) -> str:
    batch, job = batch_of(db(), me(), batch_id)
    state = batch_state(batch, job)
    known = {agent.id: agent for agent in agents_named(db(), [one["agent"] for one in batch.left_out])}
    without = [(left_out(why, to()), agents) for why, agents in agents_left_out(batch, known).items()]
    return render_template(
        "batches/show.html",
        batch=batch,
        state=state,
        under_way=state in _UNDER_WAY,
        progress=_progress(batch),
        made=reports_made(db(), (batch.id,)).get(batch.id, 0),
        without=without,
        everybody=_manages_all(),
        withheld=_withheld(batch),
        size=_size(batch),
        days_kept=DAYS_KEPT,
    )


@views.get("/<int:batch_id>/progress")
@access(*MANAGES)
def progress(batch_id: int) -> dict[str, object]:
    """How far it is, for the script that shows it; `progress` counts agents."""
    batch, job = batch_of(db(), me(), batch_id)
    return {"state": batch_state(batch, job), "progress": batch.done, "words": _progress(batch)}


@views.post("/<int:batch_id>/cancel")
@access(*MANAGES)
def cancel(batch_id: int) -> Response:
    batch, job = batch_of(db(), me(), batch_id, hold=True)
    cancel_reports(db(), me(), now(), batch, job)
    return redirect(url_for("batches.show", batch_id=batch.id), 303)


@views.post("/<int:batch_id>/again")
@access(*MANAGES)
def again(batch_id: int) -> Response:
    """Go on with what failed."""
    batch, job = batch_of(db(), me(), batch_id, hold=True)
    go_on(db(), me(), now(), batch, job)
    flash(_("It goes on where it stopped."), "success")
    return redirect(url_for("batches.show", batch_id=batch.id), 303)


@views.get("/<int:batch_id>.zip")
@access(*MANAGES)
def download(batch_id: int) -> Response:
    batch, _job = batch_of(db(), me(), batch_id)
    if batch.media_key is None:
        raise NotFoundError("batch")
    only_while_coaching(db(), me(), batch)
    try:
        file = workplace().media.open(batch.media_key)
    except FileNotFoundError:
        raise NotFoundError("batch") from None
    saw(me(), "batch.downloaded", batch)
    for given, _agent in reports_in(db(), batch.id):
        saw(me(), "report.viewed", given, form="pdf", language=batch.language)
    name = f"coaching-reports-{batch.id}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


def _list_page(form: BatchForm, problem: str) -> str:
    batches = batches_of(db(), me().id)
    ids = [batch.id for batch in batches]
    jobs, made = batch_jobs(db(), ids), reports_made(db(), ids)
    return render_template(
        "batches/list.html",
        form=form,
        problem=problem,
        rows=[(batch, batch_state(batch, jobs.get(batch.id)), made.get(batch.id, 0)) for batch in batches],
        under_way=_UNDER_WAY,
        nobody=teams_managed(me()) == frozenset(),
        everybody=_manages_all(),
        days_kept=DAYS_KEPT,
    )


def _teams() -> Sequence[Team]:
    managed = teams_managed(me())
    return teams_seen(db(), Seen(managed is None, managed or frozenset()))


def _manages_all() -> bool:
    return teams_managed(me()) is None


def _choices(teams: Sequence[Team]) -> list[tuple[str, str]]:
    """A single team is chosen already; among several nothing is, since what is given cannot be taken back."""
    everybody = _manages_all()
    named = [(str(team.id), team.name) for team in teams]
    if len(named) == 1 and not everybody:
        return named
    return [("", _("Choose a team")), *named, (_ALL, _("All agents") if everybody else _("All my teams"))]


def _progress(batch: ReportBatch) -> str:
    words = ngettext(
        "%(done)s of %(num)s agent is through.",
        "%(done)s of %(num)s agents are through.",
        len(batch.agents),
        done=to().number(batch.done),
    )
    return str(words)


def _withheld(batch: ReportBatch) -> str:
    """Why the zip is not for the person at the moment, "" when it is."""
    try:
        if batch.media_key:
            only_while_coaching(db(), me(), batch)
    except NotAllowedError as error:
        return words_for(error)
    return ""


def _size(batch: ReportBatch) -> float | None:
    """Megabytes of the zip, None when there is none."""
    try:
        return workplace().media.size(batch.media_key) / 2**20 if batch.media_key else None
    except FileNotFoundError:
        return None
