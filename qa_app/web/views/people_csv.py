"""Accounts, agents and teams as a file: taken away, and brought in with a look at what that changes first."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug import Response as Answer

from qa_app.operations.errors import OperationError
from qa_app.operations.people_file import note_invitations, people_rows, take_in
from qa_app.operations.people_lines import COLUMNS, MOST_BYTES, read_people
from qa_app.operations.people_plan import Plan, plan_of
from qa_app.operations.table_lines import MOST_LINES, LineState, text_of
from qa_app.store.people import RoleName
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, release, saw
from qa_app.web.errors import words_at_form, words_for
from qa_app.web.mailing import invite_all
from qa_app.web.new_passwords import unusable
from qa_app.web.table_files import csv_file
from qa_app.web.wording import language_name, role_name

views = Blueprint("people_csv", __name__, url_prefix="/people/file")
_SHOWN = 500


@views.get("/people.csv")
@access(RoleName.ADMINISTRATOR)
def download() -> Response:
    """Everybody as there is now; the file can be brought in again."""
    saw(me(), "people.downloaded", None)
    return csv_file("people.csv", COLUMNS, people_rows(db()))


@views.route("", methods=["GET", "POST"])
@access(RoleName.ADMINISTRATOR)
def bring() -> str | tuple[str, int]:
    """A file to choose, and then what it would change, line by line."""
    problem = ""
    if request.method == "POST":
        try:
            text = text_of(_brought(), MOST_BYTES)
            return _preview(text, plan_of(db(), read_people(text)))
        except OperationError as error:
            problem = words_at_form(error)
    page = render_template("people/file.html", problem=problem, columns=COLUMNS, most=MOST_LINES, roles=list(RoleName))
    return page, 422 if problem else 200


@views.post("/confirm")
@access(RoleName.ADMINISTRATOR)
def confirm() -> Answer | tuple[str, int]:
    """Do what was looked at; it is read anew, since people may have changed meanwhile."""
    text = request.form.get("text", "")
    try:
        plan = plan_of(db(), read_people(text))
        wrong = sum(line.state is LineState.WRONG for line in plan.lines)
        if wrong and not request.form.get("good"):
            return _preview(text, plan), 422
        moment = now()
        invited = take_in(db(), me(), moment, plan.good, unusable())
        note_invitations(db(), me(), moment, invited)
    except OperationError as error:
        db().rollback()
        flash(words_at_form(error), "danger")
        return redirect(url_for("people_csv.bring"), 303)
    # Nobody is to get a link to an account that is not there in the end; and letters take a while.
    release()
    invite_all(invited)
    _tell(plan, len(invited), wrong)
    return redirect(url_for("people.list"), 303)


def _brought() -> bytes:
    file = request.files.get("file")
    if file is None:
        return b""
    with file.stream:
        return bytes(file.read())


def _tell(plan: Plan, invited: int, wrong: int) -> None:
    counts = Counter(line.state for line in plan.lines)
    added, changed = counts[LineState.NEW], counts[LineState.CHANGED]
    flash(ngettext("%(num)s line added.", "%(num)s lines added.", added), "success")
    if changed:
        flash(ngettext("%(num)s line changed.", "%(num)s lines changed.", changed), "success")
    if invited:
        words = ngettext("%(num)s person was invited by letter.", "%(num)s people were invited by letter.", invited)
        flash(words, "success")
    if wrong:
        flash(ngettext("%(num)s line was left out.", "%(num)s lines were left out.", wrong), "warning")


def _preview(text: str, plan: Plan) -> str:
    """What is wrong first, then what changes; lines that change nothing are only counted."""
    order = (LineState.WRONG, LineState.NEW, LineState.CHANGED)
    told = sorted((line for line in plan.lines if line.state in order), key=lambda line: order.index(line.state))
    return render_template(
        "people/preview.html",
        text=text,
        plan=plan,
        counts=Counter(line.state for line in plan.lines),
        closed=sum(("active", "yes", "no") in line.changes for line in plan.lines),
        lines=[(line, {key: words_for(error) for key, error in line.faults.items()}) for line in told[:_SHOWN]],
        left=max(len(told) - _SHOWN, 0),
        cell=_cell,
    )


def _cell(column: str, text: str) -> str:
    """A cell of the file in the reader's words."""
    if column == "roles":
        return ", ".join(role_name(RoleName(role)) for role in text.split())
    return language_name(text) if column == "language" and text else text
