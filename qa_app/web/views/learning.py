"""An agent's own training: what is to be taken, a module's first page and its lessons."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from qa_app.operations.learning import begin as begin_module
from qa_app.operations.learning import read_lesson, take_newer
from qa_app.operations.modules import current_version, module_of
from qa_app.operations.training_progress import progress_of
from qa_app.store.enrolment_queries import open_enrolments, passed_enrolments
from qa_app.store.people import RoleName
from qa_app.store.training import Enrolment, EnrolmentState, TrainingProposal
from qa_app.web.access import access, me, my_enrolment_or_404
from qa_app.web.course_view import Course, around, lesson_or_404, parts
from qa_app.web.edge import db, now, workplace
from qa_app.web.locale import reader_language
from qa_app.web.reader_time import today
from qa_app.web.views.module_pictures import addresses
from teaching.keys import offered, read_in

views = Blueprint("learning", __name__, url_prefix="/training")
_MOST = 100
_PAGES = {"exercise": "exercises.show", "quiz": "quizzes.show"}


def course_of(enrolment: Enrolment) -> Course:
    """What somebody takes, in the language that they chose, else in their own where the module has it."""
    module = module_of(enrolment.version)

    def where(page: str, **values: Any) -> str:
        return url_for(_PAGES.get(page, f"learning.{page}"), enrolment_id=enrolment.id, **values)

    language = read_in(module, enrolment.language or reader_language())
    return Course(module, language, where, addresses(enrolment.module_id, module), progress_of(enrolment, module))


def waits(enrolment: Enrolment) -> Answer | None:
    """The way to the first page for whoever has not begun yet."""
    begun = enrolment.state is not EnrolmentState.ASSIGNED
    return None if begun else redirect(url_for("learning.start", enrolment_id=enrolment.id), 303)


@views.get("")
@access(RoleName.AGENT)
def mine() -> str:
    agent = me().agent
    if agent is None:
        return render_template("agents/unlinked.html")
    return render_template(
        "training/mine.html",
        waiting=[(one, course_of(one)) for one in open_enrolments(db(), agent.id, _MOST)],
        passed=[(one, course_of(one)) for one in passed_enrolments(db(), agent.id, _MOST)],
        parts=parts,
        today=today(),
    )


@views.get("/<int:enrolment_id>")
@access(RoleName.AGENT)
def start(enrolment_id: int) -> str:
    """What the module is, why one has it, and how far one is."""
    enrolment = my_enrolment_or_404(enrolment_id)
    course = course_of(enrolment)
    known = parts(course)
    newest = current_version(enrolment.module)
    proposal = db().get(TrainingProposal, enrolment.proposal_id) if enrolment.proposal_id else None
    return render_template(
        "training/start.html",
        enrolment=enrolment,
        course=course,
        parts=known,
        following=next((part for part in known if not part.done and not part.locked), None),
        languages=offered(course.module),
        proposal=proposal,
        newer=newest if newest and newest.id != enrolment.version_id else None,
        today=today(),
    )


@views.post("/<int:enrolment_id>/begin")
@access(RoleName.AGENT)
def begin(enrolment_id: int) -> Answer:
    """Begin in a language, or go on in another one."""
    enrolment = my_enrolment_or_404(enrolment_id)
    fresh = enrolment.state is EnrolmentState.ASSIGNED
    begin_module(db(), me(), now(), enrolment, request.form.get("language", ""), workplace().config)
    course = course_of(enrolment)
    known = parts(course)
    return redirect(known[0].address if fresh and known else course.where("start"), 303)


@views.post("/<int:enrolment_id>/newer")
@access(RoleName.AGENT)
def newer(enrolment_id: int) -> Answer:
    enrolment = my_enrolment_or_404(enrolment_id)
    take_newer(db(), me(), now(), enrolment)
    flash(_("You take the newest version now."), "success")
    return redirect(url_for("learning.start", enrolment_id=enrolment.id), 303)


@views.route("/<int:enrolment_id>/lessons/<part>", methods=["GET", "POST"])
@access(RoleName.AGENT)
def lesson(enrolment_id: int, part: str) -> str | Answer:
    """A lesson; going on from it says that it was read."""
    enrolment = my_enrolment_or_404(enrolment_id)
    course = course_of(enrolment)
    found = lesson_or_404(course, part)
    before, after = around(course, "lesson", part)
    if request.method == "POST":
        read_lesson(db(), me(), now(), enrolment, found.id, workplace().config)
        return redirect(after.address if after else course.where("start"), 303)
    return waits(enrolment) or render_template(
        "training/lesson.html", course=course, lesson=found, before=before, after=after, parts=parts(course)
    )
