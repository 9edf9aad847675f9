"""Trying a module before agents do, or to know what they are taught: the same pages, and nothing is kept."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from qa_app.operations.access import ENROLS, sees_version, tries_version
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.exercising import exercise_rubric, scored
from qa_app.operations.modules import current_version, module_of, open_version
from qa_app.store.people import RoleName
from qa_app.store.training import ModuleVersion, TrainingModule
from qa_app.web.access import access, me
from qa_app.web.course_view import Course, around, exercise_or_404, lesson_or_404, parts
from qa_app.web.edge import db, release
from qa_app.web.exercise_view import try_view
from qa_app.web.locale import reader_language
from qa_app.web.quiz_form import answers_given, answers_view, questions_view
from qa_app.web.views.exercises import AnswerForm, problem
from qa_app.web.views.module_pictures import addresses
from teaching.keys import offered, read_in
from teaching.quiz import marked

views = Blueprint("module_trial", __name__, url_prefix="/modules/<int:module_id>/try")
TRIES = (*ENROLS, RoleName.REVIEWER)
_SEED = "try"
_page = partial(render_template, enrolment=None)


def _version_or_404(module_id: int) -> ModuleVersion:
    """The version asked for by its number; else the newest that the person may try, a draft before what it follows."""
    module = db().get(TrainingModule, module_id)
    if module is None:
        raise NotFoundError("module")
    asked = request.args.get("version", "")
    known = [one for one in (open_version(module), current_version(module)) if one]
    if asked:
        known = [one for one in module.versions if str(one.number) == asked]
    found = next((one for one in known if tries_version(me(), one)), None)
    if found is None:
        raise NotFoundError("module")
    return found


def _course(version: ModuleVersion) -> Course:
    module = module_of(version)
    language = read_in(module, request.args.get("language") or reader_language())

    def where(page: str, **values: Any) -> str:
        kept = {"version": version.number, "language": language} | values
        return url_for(f"module_trial.{page}", module_id=version.module_id, **kept)

    return Course(module, language, where, addresses(version.module_id, module), None)


@views.get("")
@access(*TRIES)
def start(module_id: int) -> str:
    version = _version_or_404(module_id)
    course = _course(version)
    known = parts(course)
    return _page(
        "training/start.html",
        course=course,
        parts=known,
        following=next(iter(known), None),
        languages=offered(course.module),
        version=version,
        keeps=sees_version(me(), version),
    )


@views.get("/lessons/<part>")
@access(*TRIES)
def lesson(module_id: int, part: str) -> str:
    course = _course(_version_or_404(module_id))
    found = lesson_or_404(course, part)
    before, after = around(course, "lesson", part)
    return _page("training/lesson.html", course=course, lesson=found, before=before, after=after, parts=parts(course))


@views.route("/exercises/<part>", methods=["GET", "POST"])
@access(*TRIES)
def exercise(module_id: int, part: str) -> tuple[str, int]:
    """An answer is scored as in earnest, and forgotten with the page."""
    course = _course(_version_or_404(module_id))
    found = exercise_or_404(course, part)
    form = AnswerForm()
    latest, wrong = None, ""
    if form.validate_on_submit():
        answer = (form.answer.data or "").strip()
        message = course.text(f"exercise.{part}.message")
        try:
            result = scored(db(), course.module, found, (course.language, answer), "", release)
            said = (course.language, message, answer)
            latest = try_view(found, exercise_rubric(db(), found), result.card, said, result.reached, 1)
        except OperationError as error:
            wrong = problem(error, course)
    before, after = around(course, "exercise", part)
    page = _page(
        "training/exercise.html",
        course=course,
        exercise=found,
        form=form,
        problem=wrong,
        latest=latest,
        earlier=(),
        before=before,
        after=after,
        parts=parts(course),
        over=False,
    )
    return page, 422 if wrong else 200


@views.route("/quiz", methods=["GET", "POST"])
@access(*TRIES)
def quiz(module_id: int) -> str:
    """Handed in, it shows what was right; questions without an answer are wrong here."""
    course = _course(_version_or_404(module_id))
    if not course.module.questions:
        raise NotFoundError("quiz")
    if request.method == "POST":
        answers, _missing = answers_given(course, _SEED, request.form)
        result = marked(course.module, answers)
        return _page(
            "training/result.html",
            course=course,
            passed=result.passed,
            share=result.share,
            answers=answers_view(course, answers),
            parts=parts(course),
        )
    before, _after = around(course, "quiz")
    return _page(
        "training/quiz.html",
        course=course,
        questions=questions_view(course, _SEED, MultiDict()),
        attempt=1,
        earlier=(),
        left=(),
        problem="",
        before=before,
        parts=parts(course),
    )
