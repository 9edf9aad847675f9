"""Word lists as files: taken away as a table, brought in with a look at what that changes first."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import ngettext
from werkzeug import Response

from qa_app.operations.access import TEACHES
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.table_lines import LineState, text_of
from qa_app.operations.term_changes import save_change, try_change
from qa_app.operations.word_list_files import COLUMNS, MOST_BYTES, change_by, read_lines
from qa_app.store.own_term_queries import IN_FORCE, own_terms_in
from qa_app.web.access import access, me
from qa_app.web.edge import db, now
from qa_app.web.errors import words_at_form, words_for
from qa_app.web.table_files import FORMS, table_file
from qa_app.web.term_lists import KINDS, address, place_asked
from qa_app.web.views.terms import READS_LISTS

views = Blueprint("term_files", __name__, url_prefix="/terms/file")
_SHOWN = 500


@views.get("/list.<form>")
@access(*READS_LISTS)
def download(form: str) -> Response:
    """All own terms of a language, of every sector."""
    if form not in FORMS:
        raise NotFoundError("form")
    place = place_asked()
    rows = [row for row in own_terms_in(db(), place.language) if row.state in IN_FORCE]
    cells = [(row.term, row.kind, row.plain, row.state.value, row.sector) for row in rows]
    return table_file(form, f"terms-{place.language}", COLUMNS, cells)


@views.route("", methods=["GET", "POST"])
@access(*TEACHES)
def bring() -> str | tuple[str, int]:
    """A file to choose, and then what it would change, line by line."""
    place, problem = place_asked(), ""
    if request.method == "POST":
        file = request.files.get("file")
        try:
            text = text_of(file.read(MOST_BYTES + 1) if file else b"", MOST_BYTES)
            lines = read_lines(db(), text, place)
        except OperationError as error:
            problem = words_at_form(error)
        else:
            return render_template(
                "terms/preview.html",
                place=place,
                text=text,
                lines=[(line, words_for(line.problem) if line.problem else "") for line in lines[:_SHOWN]],
                counts=Counter(line.state for line in lines),
                kinds=KINDS,
                address=address,
            )
    page = render_template(
        "terms/file.html", place=place, problem=problem, kinds=KINDS, columns=COLUMNS, address=address
    )
    return page, 422 if problem else 200


@views.post("/confirm")
@access(*TEACHES)
def confirm() -> Response:
    """Save what was looked at, or have it tried first; it is read anew, since the list may have changed meanwhile."""
    place = place_asked()
    try:
        lines = read_lines(db(), request.form.get("text", ""), place)
        change = change_by(place, lines)
        if request.form.get("do") == "try":
            tried = try_change(db(), me(), now(), change)
            return redirect(address("term_trials.show", place, change_id=tried.id), 303)
        saved = save_change(db(), me(), now(), change)
    except OperationError as error:
        db().rollback()
        flash(words_at_form(error), "danger")
        return redirect(address("term_files.bring", place), 303)
    _say(Counter(line.state for line in lines))
    return redirect(address("terms.list", place, changed=saved.id), 303)


def _say(counts: Counter[LineState]) -> None:
    """What became of the lines of a file."""
    added, changed, wrong = counts[LineState.NEW], counts[LineState.CHANGED], counts[LineState.WRONG]
    flash(ngettext("%(num)s term added.", "%(num)s terms added.", added), "success")
    if changed:
        flash(ngettext("%(num)s term changed.", "%(num)s terms changed.", changed), "success")
    if wrong:
        flash(ngettext("%(num)s line was left out.", "%(num)s lines were left out.", wrong), "warning")
