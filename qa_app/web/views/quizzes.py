"""The quiz of an agent's own training, and how each one that was handed in turned out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.learning import hand_in
from qa_app.store.people import RoleName
from qa_app.store.training import Enrolment
from qa_app.web.access import access, me, my_enrolment_or_404
from qa_app.web.course_view import Course, around, parts
from qa_app.web.edge import db, now, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.quiz_form import answers_given, answers_view, questions_view
from qa_app.web.views.learning import course_of, waits

views = Blueprint("quizzes", __name__)


@views.route("/training/<int:enrolment_id>/quiz", methods=["GET", "POST"])
@access(RoleName.AGENT)
def show(enrolment_id: int) -> str | Answer | tuple[str, int]:
    enrolment = my_enrolment_or_404(enrolment_id)
    course = course_of(enrolment)
    if not course.module.questions:
        raise NotFoundError("quiz")
    if request.method == "GET":
        return waits(enrolment) or _page(enrolment, course, request.form)
    answers, missing = answers_given(course, seed_of(enrolment), request.form)
    if request.form.get("attempt", "") != str(len(enrolment.quizzes) + 1):
        # It was handed in from another window meanwhile, and what is shown now stands in another order.
        wrong = _("The quiz was handed in from another window. Here it is again, in another order.")
        return _page(enrolment, course, MultiDict(), wrong), 422
    if missing:
        wrong = _("Some questions have no answer yet. They are marked below; everything else is kept.")
        return _page(enrolment, course, request.form, wrong, missing), 422
    try:
        attempt = hand_in(db(), me(), now(), enrolment, answers, workplace().config)
    except OperationError as error:
        return _page(enrolment, course, request.form, words_at_form(error)), 422
    return redirect(url_for("quizzes.result", enrolment_id=enrolment.id, quiz_id=attempt.id), 303)


@views.get("/training/<int:enrolment_id>/quiz/<int:quiz_id>")
@access(RoleName.AGENT)
def result(enrolment_id: int, quiz_id: int) -> str:
    """A quiz that was handed in: what was right, and why."""
    enrolment = my_enrolment_or_404(enrolment_id)
    attempt = next((one for one in enrolment.quizzes if one.id == quiz_id), None)
    if attempt is None:
        raise NotFoundError("quiz")
    course = course_of(enrolment)
    return render_template(
        "training/result.html",
        course=course,
        enrolment=enrolment,
        passed=attempt.passed,
        share=attempt.score,
        answers=answers_view(course, attempt.answers),
        parts=parts(course),
    )


def seed_of(enrolment: Enrolment) -> str:
    """What the order of the options follows from: another one at each try, the same when the page is loaded again."""
    return f"{enrolment.id} {len(enrolment.quizzes) + 1}"


def _page(
    enrolment: Enrolment,
    course: Course,
    given: MultiDict[str, str],
    wrong: str = "",
    missing: frozenset[str] = frozenset(),
) -> str:
    before, _after = around(course, "quiz")
    known = parts(course)
    return render_template(
        "training/quiz.html",
        course=course,
        enrolment=enrolment,
        questions=questions_view(course, seed_of(enrolment), given, missing),
        attempt=len(enrolment.quizzes) + 1,
        earlier=enrolment.quizzes,
        left=[part for part in known if not part.done and part.kind != "quiz"],
        problem=wrong,
        before=before,
        parts=known,
    )
