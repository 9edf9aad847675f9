"""Goals of a talk: proposed, agreed, and closed with what came of them."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations import goals
from qa_app.operations.access import READS, joins
from qa_app.operations.criterion_names import criteria_known
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.web.access import access, goal_or_404, me, talk_or_404
from qa_app.web.edge import db, now, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.talk_forms import GoalForm, Kept, OutcomeForm
from qa_app.web.talk_view import mean_words
from qa_app.web.views.talks import page
from qa_app.web.wording import criterion, to

views = Blueprint("goals", __name__, url_prefix="/talks/<int:talk_id>/goals")
_WEEKS = timedelta(weeks=6)


@views.route("/new", methods=["GET", "POST"])
@access(*READS)
def new(talk_id: int) -> str | Response | tuple[str, int]:
    talk = talk_or_404(talk_id)
    if not joins(me(), talk):
        raise NotAllowedError
    form = GoalForm(follow_up=(max(now(), talk.planned_at) + _WEEKS).date())
    problem = ""
    if form.validate_on_submit():
        try:
            goal = goals.propose(db(), me(), now(), talk, form.draft())
            flash(_("Proposed. It counts once the other side agrees."), "success")
            return redirect(url_for("talks.show", talk_id=talk.id, _anchor=f"goal-{goal.id}"), 303)
        except OperationError as error:
            problem = words_at_form(error)
    before = goals.baselines(db(), talk, now())
    stands = [
        (criterion(name), mean_words(before[name]))
        for name in criteria_known(workplace().database, db())
        if name in before
    ]
    shown = render_template(
        "talks/goal.html", talk=talk, form=form, problem=problem, stands=stands, share=to().share(0.95)
    )
    return (shown, 422) if problem or form.errors else shown


@views.post("/<int:goal_id>/agree")
@access(*READS)
def agree(talk_id: int, goal_id: int) -> Response:
    goal = goal_or_404(talk_or_404(talk_id), goal_id)
    goals.agree(db(), me(), now(), goal)
    flash(_("Agreed. Both of you see it here, and the result from the follow-up date on."), "success")
    return _back(talk_id, f"goal-{goal_id}")


@views.post("/<int:goal_id>/withdraw")
@access(*READS)
def withdraw(talk_id: int, goal_id: int) -> Response:
    goals.withdraw(db(), me(), now(), goal_or_404(talk_or_404(talk_id), goal_id))
    flash(_("The proposal is gone."), "success")
    return _back(talk_id, "goals")


@views.post("/<int:goal_id>/close")
@access(*READS)
def close(talk_id: int, goal_id: int) -> str | Response | tuple[str, int]:
    talk = talk_or_404(talk_id)
    goal, form = goal_or_404(talk, goal_id), OutcomeForm()
    if not form.validate_on_submit():
        return page(talk, Kept(outcome=form, closing=goal_id)), 422
    goals.close(db(), me(), now(), goal, form.outcome.data)
    flash(_("Saved."), "success")
    return _back(talk_id, f"goal-{goal_id}")


def _back(talk_id: int, anchor: str) -> Response:
    return redirect(url_for("talks.show", talk_id=talk_id, _anchor=anchor), 303)
