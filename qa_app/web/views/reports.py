"""Coaching reports: made for an agent, read as a page or on paper, acknowledged and answered."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer
from wtforms import TextAreaField
from wtforms.validators import Length

from qa_app.operations.access import COACHES, READS, coaches, is_self, sees_talk
from qa_app.operations.coaching import acknowledge as acknowledge_report
from qa_app.operations.coaching import made_on, make_report, only_after_grading, report_of, say
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.reports import coaching_words
from qa_app.reports.coaching_pdf import render
from qa_app.reports.words import period
from qa_app.store.coaching import GivenReport, Goal
from qa_app.store.coaching_queries import goals_of_report, reports_of
from qa_app.store.people import RoleName
from qa_app.web import report_view
from qa_app.web.access import access, agent_or_404, me, my_agent, report_or_404
from qa_app.web.edge import db, now, saw, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.locale import LANGUAGE_NAMES, reader_language
from qa_app.web.period_form import PeriodForm
from qa_app.web.reader_time import today
from qa_app.web.wording import to
from transcripts.conversation import SUPPORTED_LANGUAGES

views = Blueprint("reports", __name__)


class CommentForm(FlaskForm):  # type: ignore[misc]
    comment = TextAreaField(
        _l("Comment"), [Length(max=4000)], description=_l("Your coach reads it. You may leave it empty.")
    )


@views.get("/reports/<int:report_id>")
@access(*READS)
def show(report_id: int) -> str:
    given = report_or_404(report_id)
    return _page(given, CommentForm(comment=given.agent_comment))


@views.get("/reports/<int:report_id>.pdf")
@access(*READS)
def pdf(report_id: int) -> Response:
    """The same on paper, in the language asked for, else the agent's, else the reader's."""
    given = report_or_404(report_id)
    only_after_grading(db(), me(), given.agent_id, given.conversations.values())
    asked = request.args.get("language", "")
    language = asked if asked in SUPPORTED_LANGUAGES else _agents_language(given)
    goals = _goals(given)
    report = replace(
        report_of(given),
        language=language,
        goal=" · ".join(goal.text for goal in goals),
        follow_up=goals[0].follow_up.isoformat() if goals else "",
    )
    saw(me(), "report.viewed", given, form="pdf", language=language)
    document = render(report, made_on(given, _zone()))
    name = f"coaching-report-{given.id}-{language}.pdf"
    return Response(document, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@views.post("/reports/<int:report_id>/acknowledge")
@access(RoleName.AGENT)
def acknowledge(report_id: int) -> str | Answer | tuple[str, int]:
    given = report_or_404(report_id)
    form = CommentForm()
    if not form.validate_on_submit():
        return _page(given, form), 422
    acknowledge_report(db(), me(), now(), given, form.comment.data or "")
    flash(_("Thank you. Your coach sees that you have read the report."), "success")
    return redirect(url_for("reports.show", report_id=given.id, _anchor="your-say"), 303)


@views.post("/reports/<int:report_id>/comment")
@access(RoleName.AGENT)
def comment(report_id: int) -> str | Answer | tuple[str, int]:
    given = report_or_404(report_id)
    form = CommentForm()
    if not form.validate_on_submit():
        return _page(given, form), 422
    say(db(), me(), now(), given, form.comment.data or "")
    flash(_("Saved."), "success")
    return redirect(url_for("reports.show", report_id=given.id, _anchor="your-say"), 303)


@views.route("/agents/<int:agent_id>/report", methods=["GET", "POST"])
@access(*COACHES)
def new(agent_id: int) -> str | Answer | tuple[str, int]:
    agent = agent_or_404(agent_id)
    if not coaches(me(), agent):
        raise NotAllowedError
    form = PeriodForm(today())
    problem, status = "", 200
    if form.validate_on_submit():
        try:
            given = make_report(db(), me(), now(), agent, *form.days())
            flash(_("The report is ready, and %(agent)s can read it.", agent=agent.name), "success")
            return redirect(url_for("reports.show", report_id=given.id), 303)
        except OperationError as error:
            problem, status = words_at_form(error), 422
    elif form.is_submitted():
        status = 422
    return render_template("reports/new.html", agent=agent, form=form, problem=problem), status


@views.get("/agents/<int:agent_id>/reports")
@access(*COACHES)
def of_agent(agent_id: int) -> str:
    agent = agent_or_404(agent_id)
    if not coaches(me(), agent) and not is_self(me(), agent):
        raise NotAllowedError
    return render_template("reports/list.html", agent=agent, reports=reports_of(db(), agent.id), mine=False)


@views.get("/me/reports")
@access(RoleName.AGENT)
def mine() -> str:
    agent = my_agent()
    return render_template("reports/list.html", agent=agent, reports=reports_of(db(), agent.id), mine=True)


def _page(given: GivenReport, form: CommentForm) -> str:
    only_after_grading(db(), me(), given.agent_id, given.conversations.values())
    saw(me(), "report.viewed", given)
    report, reader = report_of(given), to()
    return render_template(
        "reports/show.html",
        given=given,
        report=report,
        period=period(report.first, report.last, reader),
        strengths=report_view.strengths(report, given, reader),
        focus=report_view.focus(report, given, reader),
        terms=report_view.terms(report, reader),
        kinds=report_view.kinds(report, reader),
        words=coaching_words,
        reader=reader,
        drawing=report_view,
        made_on=made_on(given, _zone()),
        goals=_goals(given),
        form=form,
        own=is_self(me(), given.agent),
        may_coach=coaches(me(), given.agent),
        languages=LANGUAGE_NAMES,
        paper_language=_agents_language(given),
    )


def _goals(given: GivenReport) -> list[Goal]:
    """What was agreed about the report, as far as the reader may see the talks."""
    return [goal for goal in goals_of_report(db(), given.id) if sees_talk(me(), goal.talk)]


def _agents_language(given: GivenReport) -> str:
    user = given.agent.user
    return (user.language if user else None) or reader_language()


def _zone() -> ZoneInfo:
    """The clock of the company."""
    return ZoneInfo(workplace().config.time_zone)
