"""The reviewer's queue, whose queue has what, and Spotlight, where one looks for what is worth grading."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from qa_app.operations.access import ASSIGNS, GRADES, SEARCHES, TEACHES, conversations_seen, has_role, teams_assigned
from qa_app.operations.assigning import hand_back
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.store.assignment_queries import (
    OpenKind,
    QueueFilter,
    coverage,
    drafts_of,
    open_kinds,
    queue,
    released_since,
)
from qa_app.store.calibration_queries import handed_in, open_calibrations
from qa_app.store.calibrations import CalibrationSession
from qa_app.store.interaction_filters import SPOTLIGHTS
from qa_app.store.people import RoleName
from qa_app.store.reviews import Assignment, AssignmentState
from qa_app.store.spotlight_queries import ORDERS, spotlight
from qa_app.web.access import access, me
from qa_app.web.choosing import ChooseForm, choose_form, chosen_ids, give
from qa_app.web.edge import db
from qa_app.web.errors import words_at_form
from qa_app.web.interaction_rows import rows_of
from qa_app.web.narrowing import (
    address,
    after_in_address,
    after_words,
    filter_fields,
    narrowed,
    one_of,
)
from qa_app.web.paging import page_number, paged
from qa_app.web.reader_time import here, monday, today
from qa_app.web.wording import channel, language_name
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel

views = Blueprint("queue", __name__)
_QUEUE_PAGE = 30
_SPOTLIGHT_PAGE = 30
WHY = {
    "drawn": _l("Drawn at random"),
    "chosen": _l("Chosen for you"),
    "lowest": _l("Lowest marks"),
    "critical": _l("Critical failures"),
    "silence": _l("Long silences"),
    "unhappy": _l("Unhappy customers"),
    "disputed": _l("Open disputes"),
    "uncertain": _l("Low certainty"),
}
_ORDER_OF = {"lowest": "mark", "silence": "silence", "unhappy": "mood"}
ORDER_WORDS = {
    "newest": _l("Newest first"),
    "mark": _l("Lowest mark first"),
    "silence": _l("Longest silence first"),
    "mood": _l("Unhappiest first"),
}


class HandBackForm(FlaskForm):  # type: ignore[misc]
    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Give a reason.")), Length(max=500)])


@views.get("/queue")
@access(*GRADES, *ASSIGNS)
def show() -> str:
    everybody = coverage(db(), teams_assigned(me()), today(), monday()) if has_role(me(), *ASSIGNS) else None
    if not has_role(me(), *GRADES):
        return render_template("queue/everybody.html", everybody=everybody, today=today())
    kinds = open_kinds(db(), me().id)
    wanted = _queue_filter(kinds)
    found = paged(queue(db(), me().id, wanted, page_number(), _QUEUE_PAGE), _QUEUE_PAGE)
    return render_template(
        "queue/show.html",
        found=found,
        begun=drafts_of(db(), me().id, [row.interaction_id for row in found.rows]),
        chips=_chips(kinds),
        open=sum(kind.count for kind in kinds),
        done=released_since(db(), me().id, monday()),
        everybody=everybody,
        calibrations=_calibrations(),
        today=today(),
        why=WHY,
    )


def _calibrations() -> list[tuple[CalibrationSession, int]]:
    """The calibration sessions in which the reviewer still has something to grade, with how much is handed in."""
    sessions = open_calibrations(db(), me().id)
    done = handed_in(db(), [one.id for one in sessions])
    found = [(one, done.get((one.id, me().id), 0)) for one in sessions]
    return [(one, own) for one, own in found if own < len(one.interactions)]


def _queue_filter(kinds: Sequence[OpenKind]) -> QueueFilter:
    due = request.args.get("show")
    return QueueFilter(
        due_before=today() if due == "overdue" else None,
        due_on=today() if due == "today" else None,
        channel=one_of("channel", tuple(Channel)),
        language=one_of("language", SUPPORTED_LANGUAGES),
        why=one_of("why", tuple(kind.why for kind in kinds)),
    )


def _chips(kinds: Sequence[OpenKind]) -> list[tuple[str, object, int, bool]]:
    """Address, words, how many, and whether the queue is narrowed to it now: what is due first, then what differs."""
    over = sum(kind.count for kind in kinds if kind.due_on < today())
    due = sum(kind.count for kind in kinds if kind.due_on == today())
    found = [("show", "overdue", _("Overdue"), over), ("show", "today", _("Due today"), due)]
    for key, words in (("channel", channel), ("language", language_name), ("why", lambda why: WHY.get(why, why))):
        counts: dict[str, int] = {}
        for kind in kinds:
            if value := getattr(kind, key):
                counts[value] = counts.get(value, 0) + kind.count
        if len(counts) > 1:
            found += [(key, value, words(value), count) for value, count in sorted(counts.items())]
    return [
        (address("queue.show", **{key: None if on else value}), words, count, on)
        for key, value, words, count in found
        if (on := request.args.get(key) == value) or count
    ]


@views.route("/queue/<int:assignment_id>/hand-back", methods=["GET", "POST"])
@access(*GRADES)
def give_back(assignment_id: int) -> tuple[str, int] | Response:
    """Hand an assignment back with a reason."""
    assignment = db().get(Assignment, assignment_id)
    if assignment is None or assignment.reviewer_id != me().id or assignment.state is not AssignmentState.OPEN:
        raise NotFoundError("assignment")
    form = HandBackForm()
    if form.validate_on_submit():
        instead = hand_back(db(), me(), here(), assignment, form.reason.data)
        flash(
            _("Handed back. Another conversation of the same agent has taken its place.")
            if instead
            else _("Handed back."),
            "success",
        )
        return redirect(url_for("queue.show"), 303)
    page = render_template("queue/hand_back.html", form=form, assignment=assignment)
    return page, 422 if form.errors else 200


@views.get("/spotlight", endpoint="spotlight")
@access(*SEARCHES)
def show_spotlight() -> str:
    return _spotlight()


@views.post("/spotlight")
@access(*GRADES, RoleName.MANAGER)
def choose() -> Response | tuple[str, int]:
    """Put the ticked rows into a queue."""
    try:
        give(ChooseForm(), one_of("show", SPOTLIGHTS) or "chosen")
    except OperationError as error:
        return _spotlight(words_at_form(error)), 422
    return redirect(address("queue.spotlight"), 303)


def _spotlight(problem: str = "") -> str:
    wanted = narrowed()
    order = one_of("sort", ORDERS) or _ORDER_OF.get(wanted.spotlight or "", "newest")
    page = spotlight(db(), conversations_seen(me()), wanted, order, after_in_address(order), _SPOTLIGHT_PAGE)
    return render_template(
        "queue/spotlight.html",
        rows=rows_of(page.rows),
        next=after_words(page.next),
        order=order,
        orders=ORDER_WORDS,
        spotlights={key: WHY[key] for key in SPOTLIGHTS},
        form=choose_form(),
        teaches=has_role(me(), *TEACHES),
        chosen=chosen_ids(),
        problem=problem,
        address=address,
        **filter_fields(),
    )
