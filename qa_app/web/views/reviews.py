"""Grading: a review is begun, filled in as one goes, and released; the next one in the queue follows."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations.access import GRADES
from qa_app.operations.calibrating_sessions import next_in_session, start_in_session
from qa_app.operations.disputing import total_in_force
from qa_app.operations.errors import OperationError
from qa_app.operations.grading import grade, grading_of, write_reasons
from qa_app.operations.regrading import is_outdated, take_new_suggestion
from qa_app.operations.reviewing import lacks, seen_card, spend_time, start_review, submit, write_summary
from qa_app.operations.suggesting import conversation_of, rubric_of
from qa_app.store.blind_queries import is_blind
from qa_app.store.calibrations import CalibrationSession, SessionState
from qa_app.store.interaction_queries import comments_of
from qa_app.store.interactions import Waveform
from qa_app.store.review_queries import next_assignment, place_in_queue
from qa_app.store.reviews import AssignmentState, Review, ReviewState
from qa_app.web.access import access, interaction_or_404, me, review_or_404
from qa_app.web.edge import db, now, saw
from qa_app.web.locale import reader_language
from qa_app.web.market_words import note_on
from qa_app.web.reader_time import today
from qa_app.web.review_form import Asked, ReviewForm, after, asked, reasons_in
from qa_app.web.review_view import grading_views
from qa_app.web.transcript_view import transcript_lines

views = Blueprint("reviews", __name__, url_prefix="/reviews")


@views.post("/start/<int:interaction_id>")
@access(*GRADES)
def start(interaction_id: int) -> Response:
    review = start_review(db(), me(), interaction_or_404(interaction_id), now())
    return redirect(url_for("reviews.edit", review_id=review.id), 303)


@views.get("/<int:review_id>/edit")
@access(*GRADES)
def edit(review_id: int) -> str | Response:
    review = review_or_404(review_id)
    if review.state is ReviewState.RELEASED:
        return redirect(url_for("reviews_read.show", review_id=review.id), 303)
    session = review.calibration
    if session and (review.state is ReviewState.CALIBRATION or session.state is SessionState.CLOSED):
        return redirect(url_for("calibrations.show", calibration_id=session.id), 303)
    saw(me(), "review.viewed", review)
    return _page("reviews/edit.html", review, request.args.get("open", ""), checked="check" in request.args)


@views.post("/<int:review_id>/edit")
@access(*GRADES)
def change(review_id: int) -> Response | str:
    """Keep what is in the fields, then do what the button says; a script is answered with what changed."""
    review = review_or_404(review_id)
    form = ReviewForm()
    if not form.validate():
        abort(400)
    try:
        wanted = asked(form.do.data)
        _keep(review, form)
        if wanted.criterion:
            _grade(review, wanted, form.state.data or "")
    except ValueError:
        abort(400)
    if wanted.verb == "renew":
        take_new_suggestion(db(), me(), review, now())
    if wanted.verb == "submit" and not lacks(review):
        submit(db(), me(), review, now())
        handed_in = review.calibration is not None
        flash(_("Handed in.") if handed_in else _("The review is released. The agent can read it now."), "success")
        return _next(review)
    if wanted.verb == "skip":
        return _next(review)
    if "X-Part" in request.headers:
        return _page("reviews/changed.html", review, wanted.criterion)
    checked = wanted.verb == "submit"
    opened = lacks(review)[0].criterion if checked else wanted.criterion
    anchor = "lacking" if checked else f"criterion-{opened}" if opened else None
    check = 1 if checked else None
    return redirect(url_for("reviews.edit", review_id=review.id, open=opened or None, check=check, _anchor=anchor), 303)


@views.post("/<int:review_id>/time")
@access(*GRADES)
def time(review_id: int) -> tuple[str, int]:
    """Seconds that the page was in view since it last told; not in the audit trail, nothing is changed by it."""
    seconds = request.form.get("seconds", 0.0, type=float)
    spend_time(me(), review_or_404(review_id), seconds, now())
    return "", 204


def _keep(review: Review, form: ReviewForm) -> None:
    for criterion in rubric_of(review.rubric_version).criteria:
        texts = reasons_in(request.form, criterion.id, grading_of(review, criterion.id))
        write_reasons(db(), me(), review, criterion.id, texts, now())
    if "summary" in request.form:
        write_summary(db(), me(), review, form.summary.data or "", now())
    spend_time(me(), review, form.seconds.data or 0.0, now())


def _grade(review: Review, wanted: Asked, state: str) -> None:
    grading = after(grading_of(review, wanted.criterion), wanted, state)
    grade(db(), me(), review, wanted.criterion, grading, now())


def _next(review: Review) -> Response:
    """The next review of the queue, round and round; without one, what was just released, or the queue."""
    if review.calibration is not None:
        return _next_of_session(review, review.calibration)
    following = next_assignment(db(), me(), after=review.assignment) or next_assignment(db(), me())
    if following and following.interaction_id != review.interaction_id:
        try:
            begun = start_review(db(), me(), following.interaction, now())
            return redirect(url_for("reviews.edit", review_id=begun.id), 303)
        except OperationError:
            # It is being scored again, or is no longer theirs; the queue says so.
            return redirect(url_for("queue.show"), 303)
    # Who has it to grade once more without the suggestion, in a calibration session, must not see it here.
    if review.state is ReviewState.RELEASED and not is_blind(db(), review.interaction_id, me().id):
        return redirect(url_for("reviews_read.show", review_id=review.id), 303)
    return redirect(url_for("queue.show"), 303)


def _next_of_session(review: Review, session: CalibrationSession) -> Response:
    """The next review of a calibration session, or the session itself when there is none."""
    following = next_in_session(db(), me(), session, after=review.interaction_id)
    if following is not None:
        try:
            begun = start_in_session(db(), me(), session, following, now())
            return redirect(url_for("reviews.edit", review_id=begun.id), 303)
        except OperationError:
            pass  # It is being scored again; the session says what is left.
    return redirect(url_for("calibrations.show", calibration_id=session.id), 303)


def _page(template: str, review: Review, wanted: str, *, checked: bool = False) -> str:
    """The page or what changed of it; `wanted` is the criterion that was changed or is to be open."""
    interaction = review.interaction
    card = seen_card(review)
    lacking = lacks(review)
    criteria = grading_views(review, card, lacking, reader_language())
    known = {each.view.id for each in criteria}
    to_grade = next((each.view.id for each in criteria if "mark" in each.lacks), criteria[0].view.id)
    assignment = review.assignment
    waits = assignment is not None and assignment.state is AssignmentState.OPEN
    return render_template(
        template,
        review=review,
        session=review.calibration,
        interaction=interaction,
        market_note=note_on(interaction),
        assignment=assignment,
        place=place_in_queue(db(), assignment) if assignment and waits else None,
        lines=transcript_lines(conversation_of(interaction.transcript), card) if interaction.transcript else (),
        comments=comments_of(db(), interaction.id, me().id),
        waveform=db().get(Waveform, interaction.id),
        criteria=criteria,
        changed=wanted,
        opened=wanted if wanted in known else to_grade,
        checked=checked,
        lacking=len(lacking),
        total=total_in_force(review),
        suggested_total=card.total if card else None,
        outdated=is_outdated(db(), review),
        steps=len(interaction.transcript.steps) if interaction.transcript else 0,
        today=today(),
    )
