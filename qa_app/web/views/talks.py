"""One-to-one talks: planned, prepared by both sides, held, and their notes."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations import talks
from qa_app.operations.access import COACHES, READS, coaches, joins, leads, sees_talk
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.store.coaching import Talk, TalkState
from qa_app.store.coaching_queries import talks_with
from qa_app.web import report_view, talk_view
from qa_app.web.access import access, agent_or_404, me, report_or_404, talk_or_404
from qa_app.web.addresses import row_asked
from qa_app.web.edge import db, now, saw
from qa_app.web.errors import words_at_form
from qa_app.web.reader_time import here, on_clock
from qa_app.web.talk_forms import NOTHING_KEPT, Kept, NotesForm, OutcomeForm, PointForm, TimeForm
from qa_app.web.wording import to

views = Blueprint("talks", __name__, url_prefix="/talks")


@views.get("")
@access(*READS)
def list() -> str:  # noqa: A001 - the name of the page
    agent = me().agent
    mine = [talk for talk in talks_with(db(), me().id, agent.id if agent else None) if sees_talk(me(), talk)]
    return render_template("talks/list.html", talks=mine, lists=talk_view.lists(mine, now()))


@views.route("/new", methods=["GET", "POST"])
@access(*COACHES)
def new() -> str | Response | tuple[str, int]:
    """For an agent, about a report if there is one: `?agent=3&report=7`."""
    chosen = row_asked("agent")
    if chosen is None:
        return redirect(url_for("agents.list"), 303)
    agent = agent_or_404(chosen)
    if not coaches(me(), agent):
        raise NotAllowedError
    wanted = row_asked("report")
    report = report_or_404(wanted) if wanted is not None else None
    if report is not None and report.agent_id != agent.id:
        raise NotFoundError("report")
    soon = (here() + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)
    form = TimeForm(planned_at=soon)
    if form.validate_on_submit():
        talk = talks.plan_talk(db(), me(), now(), agent, form.moment(), report)
        flash(_("The talk is planned. The agenda is a start; both of you can add to it."), "success")
        return redirect(url_for("talks.show", talk_id=talk.id), 303)
    page = render_template("talks/new.html", agent=agent, report=report, form=form)
    return (page, 422) if form.errors else page


@views.get("/<int:talk_id>")
@access(*READS)
def show(talk_id: int) -> str:
    return page(talk_or_404(talk_id))


@views.post("/<int:talk_id>/time")
@access(*COACHES)
def move(talk_id: int) -> str | Response | tuple[str, int]:
    talk, form = talk_or_404(talk_id), TimeForm()
    if not form.validate_on_submit():
        return page(talk, Kept(time=form)), 422
    talks.move_talk(db(), me(), now(), talk, form.moment())
    flash(_("Saved."), "success")
    return _back(talk)


@views.post("/<int:talk_id>/<any(planned, held, cancelled):state>")
@access(*COACHES)
def set_state(talk_id: int, state: str) -> Response:
    talk = talk_or_404(talk_id)
    talks.set_state(db(), me(), now(), talk, TalkState(state))
    flash(_("Saved."), "success")
    return _back(talk)


@views.post("/<int:talk_id>/agenda")
@access(*READS)
def add_point(talk_id: int) -> str | Response | tuple[str, int]:
    talk, form = talk_or_404(talk_id), PointForm()
    if not form.validate_on_submit():
        return page(talk, Kept(point=form)), 422
    talks.add_point(db(), me(), now(), talk, form.text.data)
    return _back(talk, "agenda")


@views.post("/<int:talk_id>/agenda/<int:number>/<any(done, open):state>")
@access(*READS)
def tick_point(talk_id: int, number: int, state: str) -> Response:
    talk = talk_or_404(talk_id)
    talks.tick_point(db(), me(), now(), talk, number, state == "done")
    return _back(talk, "agenda")


@views.post("/<int:talk_id>/agenda/<int:number>/remove")
@access(*READS)
def remove_point(talk_id: int, number: int) -> Response:
    talk = talk_or_404(talk_id)
    talks.remove_point(db(), me(), now(), talk, number)
    return _back(talk, "agenda")


@views.post("/<int:talk_id>/notes")
@access(*READS)
def write_notes(talk_id: int) -> str | Response | tuple[str, int]:
    talk, form = talk_or_404(talk_id), NotesForm()
    if not form.validate_on_submit():
        return page(talk, Kept(notes=form)), 422
    try:
        talks.write_notes(db(), me(), now(), talk, form.notes.data or "", form.seen.data or "")
    except OperationError as error:
        form.seen.data = talks.edition(talk.notes)
        return page(talk, Kept(notes=form, notes_problem=words_at_form(error))), 422
    flash(_("Saved."), "success")
    return _back(talk, "notes")


def page(talk: Talk, kept: Kept = NOTHING_KEPT) -> str:
    """The page of a talk; forms that could not be taken keep what was typed."""
    saw(me(), "talk.viewed", talk)
    return render_template(
        "talks/show.html",
        talk=talk,
        both=joins(me(), talk),
        leads=leads(me(), talk),
        agenda=talk_view.agenda(db(), talk, me()),
        goals=talk_view.goals(db(), talk, me(), now().date()),
        drawing=report_view,
        share=to().share(0.95),
        time_form=kept.time or TimeForm(formdata=None, planned_at=on_clock(talk.planned_at)),
        point_form=kept.point or PointForm(formdata=None),
        notes_form=kept.notes or NotesForm(formdata=None, notes=talk.notes, seen=talks.edition(talk.notes)),
        notes_problem=kept.notes_problem,
        outcome_form=kept.outcome or OutcomeForm(formdata=None),
        closing=kept.closing,
    )


def _back(talk: Talk, anchor: str | None = None) -> Response:
    return redirect(url_for("talks.show", talk_id=talk.id, _anchor=anchor), 303)
