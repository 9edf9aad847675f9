"""What rules propose: whom it is about and on which marks it rests, confirmed or dismissed by a person."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations.access import ENROLS, decides_proposal, team_ids_seen
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.proposing import LONGEST_REASON, confirm, dismiss
from qa_app.store.proposal_queries import open_proposals
from qa_app.store.training import TrainingProposal
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, saw
from qa_app.web.errors import words_at_form
from qa_app.web.paging import page_number, paged
from qa_app.web.reader_time import here, today
from qa_app.web.views.training_rules import sentence, titles_of

views = Blueprint("training_proposals", __name__, url_prefix="/modules/proposals")
_ROWS = 30


@views.get("", endpoint="list")
@access(*ENROLS)
def listed() -> str:
    return _page()


@views.post("/<int:proposal_id>/confirm", endpoint="confirm")
@access(*ENROLS)
def give(proposal_id: int) -> Response:
    """The agent is to take the module."""
    proposal = _proposal_or_404(proposal_id)
    try:
        given = confirm(db(), me(), here(), proposal, today() + timedelta(days=proposal.rule.due_days))
    except OperationError as error:
        flash(words_at_form(error), "danger")
    else:
        flash(_("Given to %(name)s.", name=given.agent.name), "success")
    return redirect(url_for("training_proposals.list"), 303)


@views.post("/<int:proposal_id>/dismiss", endpoint="dismiss")
@access(*ENROLS)
def leave(proposal_id: int) -> tuple[str, int] | Response:
    proposal = _proposal_or_404(proposal_id)
    reason = request.form.get("reason", "")
    try:
        dismiss(db(), me(), now(), proposal, reason)
    except OperationError as error:
        # One that somebody else decided about is in the list no more; then the words stand above it.
        return _page(proposal.id, reason, words_at_form(error)), 422
    flash(_("Dismissed. It is not proposed again for a month."), "success")
    return redirect(url_for("training_proposals.list"), 303)


def _page(at: int | None = None, reason: str = "", problem: str = "") -> str:
    """The list; `reason` is what was typed for the proposal `at`, and `problem` what is wrong with it."""
    saw(me(), "proposals.viewed", None)
    found = paged(open_proposals(db(), team_ids_seen(me()), page_number(), _ROWS), _ROWS)
    return render_template(
        "training_rules/proposals.html",
        found=found,
        sentence=sentence,
        titles=titles_of(one.rule for one in found.rows),
        at=at,
        reason=reason,
        problem=problem,
        gone=problem if at not in {one.id for one in found.rows} else "",
        longest=LONGEST_REASON,
    )


def _proposal_or_404(proposal_id: int) -> TrainingProposal:
    """A proposal; held against others who decide about it at the same time."""
    found = db().get(TrainingProposal, proposal_id, with_for_update=True, populate_existing=True)
    if found is None or not decides_proposal(me(), found):
        raise NotFoundError("proposal")
    return found
