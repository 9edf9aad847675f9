"""What a change of the word lists alters in recent conversations, and scoring those again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations.access import TEACHES, conversations_seen
from qa_app.operations.errors import OperationError
from qa_app.operations.term_changes import change_of, follow, save_tried
from qa_app.operations.trials import begin, trial_of, trial_state
from qa_app.store.trial_interaction_queries import never_graded, shown_of
from qa_app.store.word_lists import Trial, TrialKind
from qa_app.web.access import access, me
from qa_app.web.edge import db, now
from qa_app.web.errors import words_at_form
from qa_app.web.term_lists import KINDS, address
from scoring.goal import mean_of

views = Blueprint("term_trials", __name__, url_prefix="/terms/trials")
_EDITS_SHOWN = 500


@views.get("/<int:change_id>")
@access(*TEACHES)
def show(change_id: int) -> str:
    trial = _trial(change_id)
    change, altered = change_of(trial), (trial.result or {}).get("altered", [])
    ids = [row["interaction"] for row in altered]
    return render_template(
        "terms/trial.html",
        trial=trial,
        state=trial_state(db(), trial),
        change=change,
        edits_shown=_EDITS_SHOWN,
        altered=altered,
        interactions=shown_of(db(), conversations_seen(me()), ids),
        ungraded=never_graded(db(), ids),
        mean=_mean(altered),
        kinds=KINDS,
        address=address,
    )


@views.post("/<int:change_id>/begin")
@access(*TEACHES)
def start(change_id: int) -> Response:
    """Have a change looked at that was saved before anybody asked what it alters."""
    trial = _trial(change_id)
    begin(db(), trial, now())
    return _back(trial)


@views.post("/<int:change_id>/save")
@access(*TEACHES)
def save(change_id: int) -> Response:
    trial = _trial(change_id)
    try:
        save_tried(db(), me(), now(), trial)
    except OperationError as error:
        db().rollback()
        flash(words_at_form(error), "danger")
    else:
        flash(_("Saved. Conversations scored from now on follow it."), "success")
    return _back(trial)


@views.post("/<int:change_id>/again")
@access(*TEACHES)
def again(change_id: int) -> Response:
    trial = _trial(change_id)
    try:
        many = follow(db(), me(), now(), trial)
    except OperationError as error:
        flash(words_at_form(error), "danger")
    else:
        words = ngettext("%(num)s conversation is scored again.", "%(num)s conversations are scored again.", many)
        flash(words, "success")
    return _back(trial)


@dataclass(frozen=True, slots=True)
class MeanChange:
    """By how many points whole scores change on average, in words; without an interval where there are too few."""

    n: int
    change: str
    low: str = ""
    high: str = ""


def _mean(altered: Sequence[Mapping[str, Any]]) -> MeanChange | None:
    """None where no conversation has a whole score both with and without the change."""
    changes = [row["after"] - row["before"] for row in altered if None not in (row["before"], row["after"])]
    # Changes lie between -1 and 1, what means are made of between 0 and 1.
    found = mean_of([(change + 1) / 2 for change in changes])
    if found.mean is None:
        return None
    if found.low is None or found.high is None or max(changes) == min(changes):
        return MeanChange(found.n, _points(found.mean))
    return MeanChange(found.n, _points(found.mean), _points(found.low), _points(found.high))


def _points(share: float) -> str:
    points = round((2 * share - 1) * 100, 1)
    return f"{'+' if points > 0 else ''}{format_decimal(points)}"


def _trial(change_id: int) -> Trial:
    return trial_of(db(), me(), change_id, TrialKind.TERMS)


def _back(trial: Trial) -> Response:
    return redirect(url_for("term_trials.show", change_id=trial.id), 303)
