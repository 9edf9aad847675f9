"""The learning record store: how far records of training are sent, what it refused, and sending again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug import Response

from qa_app.operations.learning_records import PAUSE, send_again
from qa_app.operations.modules import module_of
from qa_app.store.learning_record_queries import last_sending, refused, standing
from qa_app.store.people import RoleName
from qa_app.store.training import LearningRecord
from qa_app.store.work import JobState
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, workplace
from qa_app.web.locale import reader_language
from qa_app.web.paging import page_number, paged
from teaching.keys import title

views = Blueprint("records", __name__, url_prefix="/records")
_PAGE = 50
_FAULTS = {
    "not_let_in": _l("The store does not accept the key. Put it right in FAIRWORD_LRS, then start the server again."),
    "wrong_address": _l(
        "There is no store at that address. Put it right in FAIRWORD_LRS, then start the server again."
    ),
}
_VERBS = {
    "initialized": _l("Training begun"),
    "experienced": _l("Lesson of a training read"),
    "answered": _l("Exercise of a training tried"),
    "passed": _l("Quiz passed"),
    "failed": _l("Quiz not passed"),
    "completed": _l("Training passed"),
}


@views.get("", endpoint="list")
@access(RoleName.ADMINISTRATOR)
def show() -> str:
    last = last_sending(db())
    failed = last is not None and last.state is JobState.FAILED
    language = reader_language()
    found = paged(refused(db(), page_number(), _PAGE), _PAGE)
    return render_template(
        "records/list.html",
        store=workplace().config.lrs is not None,
        standing=standing(db()),
        at_it=last is not None and last.state in (JobState.WAITING, JobState.RUNNING),
        fault=_FAULTS.get(last.problem or "", _l("The store could not be reached.")) if last and failed else "",
        again_at=last.finished_at + PAUSE if last and failed and last.finished_at else None,
        found=found,
        titles={one.id: title(module_of(one.enrolment.version), language) for one in found.rows},
        verbs={one.id: _verb(one) for one in found.rows},
    )


@views.post("/again")
@access(RoleName.ADMINISTRATOR)
def again() -> Response:
    """Send what the store has not got now, also what it refused."""
    send_again(db(), me(), now(), workplace().config)
    flash(_("What the store has not got is being sent."), "success")
    return redirect(url_for("records.list"), 303)


def _verb(record: LearningRecord) -> str:
    """What happened, in words; what a later version may write by its name."""
    name = str(record.body["verb"]["id"]).rsplit("/", 1)[-1]
    return str(_VERBS.get(name, name))
