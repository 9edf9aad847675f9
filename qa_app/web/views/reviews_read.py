"""A released review: read by all who may see the conversation; the agent acknowledges and disputes it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from qa_app.operations.access import READS, coaches, comments, is_self
from qa_app.operations.acknowledging import acknowledge_review
from qa_app.operations.disputing import Proposal, dispute, dispute_until, may_dispute
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.settings import in_force
from qa_app.operations.suggesting import conversation_of, rubric_of, scorecard_of
from qa_app.store.blind_queries import is_blind
from qa_app.store.interaction_queries import comments_of
from qa_app.store.interactions import Waveform
from qa_app.store.people import RoleName
from qa_app.store.reviews import Review, ReviewState
from qa_app.web.access import access, me, review_or_404
from qa_app.web.edge import db, now, saw, workplace
from qa_app.web.errors import first_fault, words_at_form
from qa_app.web.locale import reader_language
from qa_app.web.scorecard_view import criteria_view, initials
from qa_app.web.transcript_view import transcript_lines
from scoring.marks import LEVELS

views = Blueprint("reviews_read", __name__, url_prefix="/reviews/<int:review_id>")
views.add_app_template_filter(initials, "initials")

MOST_CHARACTERS = 5_000
_CHOOSE = _l("Choose the level that you think is right.")


class DisputeForm(FlaskForm):  # type: ignore[misc]
    level = IntegerField(validators=[InputRequired(_CHOOSE), NumberRange(0, LEVELS, _CHOOSE)])
    reason = TextAreaField(
        validators=[InputRequired(_l("Say why you see it differently.")), Length(max=MOST_CHARACTERS)]
    )


@dataclass(frozen=True, slots=True)
class _Refused:
    """A dispute that could not be taken as it was filled in: about which criterion, what was typed, what is wrong."""

    criterion: str
    form: DisputeForm
    words: str


@views.get("")
@access(*READS)
def show(review_id: int) -> str | Response:
    review = review_or_404(review_id)
    if review.state is not ReviewState.RELEASED:
        return redirect(url_for("reviews.edit", review_id=review.id))
    unseen_before_graded(review)
    return _page(review)


@views.post("/acknowledge")
@access(RoleName.AGENT)
def acknowledge(review_id: int) -> Response:
    review = review_or_404(review_id)
    acknowledge_review(db(), me(), review, now())
    flash(_("Thank you. It is noted that you have read this review."), "success")
    return redirect(url_for("reviews_read.show", review_id=review.id), 303)


@views.post("/marks/<criterion>/dispute")
@access(RoleName.AGENT)
def object_to(review_id: int, criterion: str) -> Response | tuple[str, int]:
    review = review_or_404(review_id)
    mark = next((mark for mark in review.marks if mark.criterion == criterion), None)
    if mark is None:
        raise NotFoundError("mark")
    if not is_self(me(), review.interaction.agent):
        raise NotAllowedError
    form = DisputeForm()
    if not form.validate():
        return _page(review, _Refused(criterion, form, first_fault(form))), 422
    days = in_force(db(), workplace().config).dispute_days
    try:
        dispute(db(), me(), mark, Proposal(form.level.data, form.reason.data), now(), days)
    except OperationError as error:
        return _page(review, _Refused(criterion, form, words_at_form(error))), 422
    flash(_("Your dispute is sent. Someone other than the reviewer decides it and answers you."), "success")
    return redirect(url_for("reviews_read.show", review_id=review.id, _anchor=f"criterion-{criterion}"), 303)


def unseen_before_graded(review: Review) -> None:
    """Raise NotAllowedError for a reviewer who is yet to grade the conversation without seeing what others did."""
    if is_blind(db(), review.interaction_id, me().id):
        raise NotAllowedError("grade_first")


def _page(review: Review, refused: _Refused | None = None) -> str:
    reader, interaction = me(), review.interaction
    saw(reader, "review.viewed", review)
    card = scorecard_of(review.scorecard) if review.scorecard else None
    transcript = interaction.transcript
    days = in_force(db(), workplace().config).dispute_days
    return render_template(
        "reviews_read/show.html",
        review=review,
        interaction=interaction,
        own=is_self(reader, interaction.agent),
        coaches=interaction.agent is not None and coaches(reader, interaction.agent),
        criteria=criteria_view(rubric_of(review.rubric_version), card, review, reader_language()),
        suggested=card.total if card else None,
        disputes={row.criterion: row for row in review.disputes},
        may_dispute=may_dispute(reader, review, now(), days),
        dispute_until=dispute_until(review, days),
        lines=transcript_lines(conversation_of(transcript), card) if transcript else (),
        waveform=db().get(Waveform, interaction.id),
        comments=comments_of(db(), interaction.id, reader.id),
        may_comment=comments(reader, interaction),
        refused=refused,
        most_characters=MOST_CHARACTERS,
    )
