"""A draft of a rubric tried on a conversation, beside the rubric in force."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from qa_app.operations.access import TEACHES, sees_interaction
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.rubric_trying import try_on
from qa_app.operations.trials import trial_of, trial_state
from qa_app.store.blind_queries import is_blind
from qa_app.store.rubric_drafts import RubricDraft
from qa_app.store.rubric_queries import latest_of_channels
from qa_app.store.word_lists import TrialKind
from qa_app.web.access import access, interaction_or_404, me
from qa_app.web.edge import db, now, saw
from qa_app.web.errors import words_at_form, words_for
from qa_app.web.rubric_draft_view import whole_form
from qa_app.web.rubric_faults import faults_of
from qa_app.web.rubric_try_view import tried_view
from qa_app.web.views.rubric_drafts import draft_or_404

views = Blueprint("rubric_trying", __name__, url_prefix="/rubrics/drafts/<int:draft_id>/try")
_OFFERED = 50


@views.route("", methods=["GET", "POST"])
@access(*TEACHES)
def ask(draft_id: int) -> str | Response | tuple[str, int]:
    """Choose a conversation by its number; without one it is the latest of the draft's channels."""
    draft = draft_or_404(draft_id)
    if request.method == "GET":
        return _page(draft)
    number = request.form.get("interaction", "").strip()
    try:
        if number and not (number.isascii() and number.isdigit() and len(number) < 10):
            raise OperationError("nothing_to_try")
        trial = try_on(db(), me(), now(), draft, interaction_or_404(int(number)) if number else None)
    except NotFoundError:
        return _page(draft, words_for(OperationError("nothing_to_try"))), 422
    except OperationError as error:
        return _page(draft, words_at_form(error)), 422
    return redirect(url_for("rubric_trying.show", draft_id=draft.id, tried_id=trial.id), 303)


def _page(draft: RubricDraft, problem: str = "") -> str:
    """What keeps the draft from being tried, else the latest conversations, as nobody knows their numbers by heart."""
    latest = latest_of_channels(db(), whole_form(draft.body).channels, _OFFERED)
    seen = [one for one in latest if sees_interaction(me(), one)]
    return render_template("rubrics/try.html", draft=draft, faults=faults_of(draft.body), problem=problem, latest=seen)


@views.get("/<int:tried_id>")
@access(*TEACHES)
def show(draft_id: int, tried_id: int) -> str:
    draft = draft_or_404(draft_id)
    trial = trial_of(db(), me(), tried_id, TrialKind.RUBRIC)
    interaction = interaction_or_404(trial.request["interaction"])
    if trial.request["draft"] != draft.id or is_blind(db(), interaction.id, me().id):
        raise NotFoundError("trial")
    saw(me(), "interaction.viewed", interaction)
    return render_template(
        "rubrics/tried.html",
        draft=draft,
        trial=trial,
        state=trial_state(db(), trial),
        problem=words_for(OperationError(trial.problem)) if trial.problem else None,
        interaction=interaction,
        view=tried_view(trial) if trial.result else None,
    )
