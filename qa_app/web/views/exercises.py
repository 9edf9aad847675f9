"""Exercises of an agent's own training: an answer is scored at once, as often as wanted."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer
from wtforms import TextAreaField

from qa_app.operations.errors import OperationError
from qa_app.operations.exercising import exercise_rubric, scored
from qa_app.operations.learning import keep_try
from qa_app.store.enrolment_queries import read_whole
from qa_app.store.people import RoleName
from qa_app.store.training import Enrolment, EnrolmentState
from qa_app.web.access import access, me, my_enrolment_or_404
from qa_app.web.addresses import row_asked
from qa_app.web.course_view import Course, around, exercise_or_404, parts
from qa_app.web.edge import db, now, release, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.exercise_view import EarlierTry, TryView, try_view
from qa_app.web.views.learning import course_of, waits
from qa_app.web.wording import language_name
from scoring.scorecard import scorecard_from_json
from teaching.model import Exercise

views = Blueprint("exercises", __name__)
_WHOLE = 5


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """What is wrong with an answer is said by the operation, kindly; the page keeps the words."""

    answer = TextAreaField(_l("Your answer"))


@views.route("/training/<int:enrolment_id>/exercises/<part>", methods=["GET", "POST"])
@access(RoleName.AGENT)
def show(enrolment_id: int, part: str) -> str | Answer | tuple[str, int]:
    enrolment = my_enrolment_or_404(enrolment_id)
    course = course_of(enrolment)
    exercise = exercise_or_404(course, part)
    form = AnswerForm()
    if not form.is_submitted():
        latest = next((one for one in reversed(enrolment.exercises) if one.exercise == part), None)
        if latest and not latest.reached:
            form.answer.data = latest.answer  # to be written on, not written again
        return waits(enrolment) or _page(enrolment, course, exercise, form)
    if waiting := waits(enrolment):
        return waiting
    answer = (form.answer.data or "").strip()
    team = enrolment.agent.team
    try:
        found = scored(db(), course.module, exercise, (course.language, answer), team.sector if team else "", release)
        # The transaction ended before the answer was scored: the enrolment is read again.
        enrolment = my_enrolment_or_404(enrolment_id)
        keep_try(db(), me(), now(), enrolment, part, answer, found, workplace().config)
    except OperationError as error:
        return _page(enrolment, course, exercise, form, problem(error, course)), 422
    return redirect(course.where("exercise", part=part, _anchor="feedback"), 303)


def problem(error: OperationError, course: Course) -> str:
    """Why an answer was not scored, in the reader's words."""
    error.fields.setdefault("language", language_name(course.language))
    return words_at_form(error)


def _page(enrolment: Enrolment, course: Course, exercise: Exercise, form: AnswerForm, wrong: str = "") -> str:
    before, after = around(course, "exercise", exercise.id)
    latest, earlier = _tries(enrolment, course, exercise)
    return render_template(
        "training/exercise.html",
        course=course,
        exercise=exercise,
        form=form,
        problem=wrong,
        latest=latest,
        earlier=earlier,
        opened=row_asked("try"),
        before=before,
        after=after,
        parts=parts(course),
        over=enrolment.state is EnrolmentState.WITHDRAWN,
    )


def _tries(enrolment: Enrolment, course: Course, exercise: Exercise) -> tuple[TryView | None, Sequence[EarlierTry]]:
    """The latest try of an exercise, and those before it, the latest first; whole are the last ones and that asked for.

    People may try as often as they like, and each whole try takes the page a while.
    """
    made = dict(enumerate((one for one in enrolment.exercises if one.exercise == exercise.id), 1))
    asked = row_asked("try")
    whole = {number: one for number, one in made.items() if number > len(made) - _WHOLE or number == asked}
    read_whole(db(), whole.values())
    rubric = exercise_rubric(db(), exercise)
    message = f"exercise.{exercise.id}.message"
    views_of = {
        number: try_view(
            exercise,
            rubric,
            scorecard_from_json(one.body, "exercise"),
            (one.language, course.module.texts[one.language][message], one.answer),  # type: ignore[arg-type, index]
            one.reached,
            number,
            one.at,
        )
        for number, one in whole.items()
    }
    found = [
        EarlierTry(
            number,
            one.at,
            one.reached,
            course.where("exercise", part=exercise.id, _anchor=f"try-{number}", **{"try": number}),
            views_of.get(number),
        )
        for number, one in made.items()
    ]
    return views_of.get(len(made)), found[-2::-1]
