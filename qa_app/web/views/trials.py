"""How far a trial is, for the script that shows it."""

from __future__ import annotations

from flask import Blueprint

from qa_app.operations.access import TEACHES
from qa_app.operations.trials import trial_of, trial_state
from qa_app.web.access import access, me
from qa_app.web.edge import db

views = Blueprint("trials", __name__, url_prefix="/trials")


@views.get("/<int:trial_id>")
@access(*TEACHES)
def progress(trial_id: int) -> dict[str, object]:
    """`state` is trying, done or failed; `progress` goes from 0 to 1."""
    trial = trial_of(db(), me(), trial_id)
    return {"state": trial_state(db(), trial), "progress": trial.progress}
