"""Disputes: what waits for a decision, one with all it is about, and deciding or withdrawing it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from qa_app.operations.access import DECIDES, READS, decides, is_self, team_ids_seen
from qa_app.operations.disputing import DECISIONS, decide, withdraw
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.suggesting import conversation_of, rubric_of, scorecard_of
from qa_app.store.blind_queries import blind_for
from qa_app.store.dispute_queries import DisputeFilter, dispute_counts, disputes
from qa_app.store.interaction_queries import comments_of
from qa_app.store.interactions import Waveform
from qa_app.store.people import RoleName
from qa_app.store.reviews import Dispute, DisputeState
from qa_app.web.access import access, dispute_or_404, me
from qa_app.web.edge import db, now, saw
from qa_app.web.errors import first_fault, words_for
from qa_app.web.locale import reader_language
from qa_app.web.paging import page_number, paged
from qa_app.web.scorecard_view import criteria_view
from qa_app.web.transcript_view import transcript_lines
from qa_app.web.views.reviews_read import MOST_CHARACTERS, unseen_before_graded
from scoring.marks import LEVELS

views = Blueprint("disputes", __name__, url_prefix="/disputes")

_PAGE = 30
_CHOOSE = _l("Choose how you decide.")
_FILTERS = {
    DisputeFilter.TO_DECIDE: _l("For you to decide"),
    DisputeFilter.OWN_REVIEWS: _l("About your own reviews"),
    DisputeFilter.DECIDED: _l("Decided"),
}


class DecisionForm(FlaskForm):  # type: ignore[misc]
    how = StringField(validators=[InputRequired(_CHOOSE), AnyOf(DECISIONS, _CHOOSE)])
    level = IntegerField(validators=[Optional(), NumberRange(0, LEVELS)])
    answer = TextAreaField(
        validators=[InputRequired(_l("Write an answer: the agent is to know why.")), Length(max=MOST_CHARACTERS)]
    )


@views.get("", endpoint="list")
@access(*DECIDES)
def listed() -> str:
    asked = request.args.get("show", "")
    which = DisputeFilter(asked) if asked in set(DisputeFilter) else DisputeFilter.TO_DECIDE
    teams = team_ids_seen(me())
    found = paged(disputes(db(), me(), teams, which, page_number(), _PAGE), _PAGE)
    return render_template(
        "disputes/list.html",
        found=found,
        blind=blind_for(db(), me().id, [row.review.interaction_id for row in found.rows]),
        which=which,
        filters=_FILTERS,
        counts=dispute_counts(db(), me(), teams),
    )


@views.get("/<int:dispute_id>")
@access(*READS)
def show(dispute_id: int) -> str:
    objection = dispute_or_404(dispute_id)
    unseen_before_graded(objection.review)
    return _page(objection, DecisionForm())


@views.post("/<int:dispute_id>/decide", endpoint="decide")
@access(*DECIDES)
def decide_it(dispute_id: int) -> Response | tuple[str, int]:
    objection = dispute_or_404(dispute_id)
    unseen_before_graded(objection.review)
    if not decides(me(), objection):
        raise NotAllowedError
    form = DecisionForm()
    if not form.validate():
        return _page(objection, form, first_fault(form)), 422
    try:
        decide(db(), me(), objection, (DisputeState(form.how.data), form.level.data), form.answer.data, now())
    except OperationError as error:
        if error.code not in ("dispute_partly_level", "answer_missing"):
            raise
        return _page(objection, form, words_for(error)), 422
    flash(_("The dispute is decided. The agent and the reviewer see your answer and both marks."), "success")
    return redirect(url_for("disputes.show", dispute_id=objection.id), 303)


@views.post("/<int:dispute_id>/withdraw", endpoint="withdraw")
@access(RoleName.AGENT)
def take_back(dispute_id: int) -> Response:
    objection = dispute_or_404(dispute_id)
    withdraw(db(), me(), objection, now())
    flash(_("The dispute is withdrawn. Until the deadline you may bring it again."), "success")
    anchor = f"criterion-{objection.criterion}"
    return redirect(url_for("reviews_read.show", review_id=objection.review_id, _anchor=anchor), 303)


def _page(objection: Dispute, form: DecisionForm, wrong: str = "") -> str:
    review, interaction = objection.review, objection.review.interaction
    saw(me(), "dispute.viewed", objection)
    card = scorecard_of(review.scorecard) if review.scorecard else None
    if card:
        # Only what the dispute is about, so that nothing else draws the eye.
        card = replace(card, marks=tuple(mark for mark in card.marks if mark.criterion == objection.criterion))
    criteria = criteria_view(rubric_of(review.rubric_version), card, review, reader_language())
    transcript = interaction.transcript
    return render_template(
        "disputes/show.html",
        dispute=objection,
        review=review,
        interaction=interaction,
        own=is_self(me(), interaction.agent),
        view=next(view for view in criteria if view.id == objection.criterion),
        decides=decides(me(), objection) and objection.state is DisputeState.OPEN,
        lines=transcript_lines(conversation_of(transcript), card) if transcript else (),
        waveform=db().get(Waveform, interaction.id),
        comments=comments_of(db(), interaction.id, me().id),
        form=form,
        wrong=wrong,
        most_characters=MOST_CHARACTERS,
    )
