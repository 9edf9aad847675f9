"""The import page: files in, what is known of them, and what became of each."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug import Response as Redirect
from werkzeug.datastructures import FileStorage

from qa_app.operations.access import IMPORTS, has_role, sees_import, team_ids_seen
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.imports import read_again, remove_file
from qa_app.operations.uploads import Offered, add_all, begin_upload, part_path
from qa_app.store.import_queries import agent_names, files_of, files_page
from qa_app.store.people import RoleName
from qa_app.store.work import ImportedFile
from qa_app.web.access import access, me
from qa_app.web.addresses import row_asked, row_number
from qa_app.web.arriving import hand_over
from qa_app.web.edge import db, now, release, workplace
from qa_app.web.errors import words_for
from qa_app.web.import_form import ToldForm
from qa_app.web.import_rows import rows_of, scope, under_way
from qa_app.web.import_words import size_words
from qa_app.web.paging import page_number, paged

views = Blueprint("imports", __name__, url_prefix="/import")
_PAGE = 25
# Of a form that comes in one piece nothing can be resumed, so what is large comes in parts, by the script.
_FORM_LIMIT = 512 * 2**20


@views.url_value_preprocessor
def _take_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Forms are read before any view, for their token; only from those who import may one be large."""
    if endpoint == "imports.bring" and current_user.is_authenticated and has_role(me(), *IMPORTS):
        request.max_content_length = _FORM_LIMIT
        release()


@views.get("")
@access(*IMPORTS)
def show() -> str:
    return _page(ToldForm())


@views.post("")
@access(*IMPORTS)
def bring() -> Redirect | tuple[str, int]:
    """Files by an ordinary form, for browsers without the script."""
    form = ToldForm()
    files = [file for file in request.files.getlist("files") if file.filename]
    if not form.validate():
        return _page(form), 422
    if not files:
        flash(_("Choose at least one file."), "danger")
        return _page(form), 422
    batch = uuid4().hex
    for file in files:
        try:
            _take(file, form, batch)
        except OperationError as error:
            flash(words_for(error), "danger")
    return redirect(url_for("imports.show"), 303)


@views.get("/rows")
@access(*IMPORTS)
def rows() -> Response:
    """The rows of some files as they are now, for the script that keeps the page up to date."""
    ids = [row for part in request.args.get("ids", "").split(",")[: 4 * _PAGE] if (row := row_number(part))]
    found = rows_of(db(), files_of(db(), scope(me()), ids), me())
    shown = {row.id: {"html": render_template("imports/row.html", row=row), "moving": row.moving} for row in found}
    return jsonify(rows=shown, status=under_way(found))


@views.post("/<int:file_id>/again")
@access(*IMPORTS)
def again(file_id: int) -> Redirect:
    read_again(db(), me(), now(), _file_or_404(file_id))
    return redirect(_back(), 303)


@views.post("/<int:file_id>/remove")
@access(*IMPORTS)
def remove(file_id: int) -> Redirect:
    file = _file_or_404(file_id)
    path = part_path(workplace().config, file)
    unwanted = remove_file(db(), me(), now(), file)
    release()
    path.unlink(missing_ok=True)
    if unwanted:
        workplace().media.remove(unwanted)
    flash(_("%(name)s is off the list.", name=file.name), "success")
    return redirect(_back(), 303)


def _page(form: ToldForm) -> str:
    found = paged(files_page(db(), scope(me()), page_number(), _PAGE), _PAGE)
    shown = rows_of(db(), found.rows, me())
    teams = None if has_role(me(), RoleName.ADMINISTRATOR) else team_ids_seen(me())
    return render_template(
        "imports/show.html",
        form=form,
        rows=shown,
        status=under_way(shown),
        agents=agent_names(db(), teams),
        found=found,
        limit=size_words(workplace().config.upload_limit),
        form_limit=size_words(_FORM_LIMIT),
    )


def _take(file: FileStorage, form: ToldForm, batch: str) -> None:
    name = file.filename or ""
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    offered = Offered(name=name, size=size, batch=batch, told=form.told_of(name))
    row = begin_upload(db(), workplace().config, me(), now(), offered)
    path = part_path(workplace().config, row)
    release()
    try:
        add_all(workplace().config, row, file.stream)
    except OperationError:
        db().rollback()
        remove_file(db(), me(), now(), row)
        release()
        path.unlink(missing_ok=True)
        raise
    hand_over(row)


def _file_or_404(file_id: int) -> ImportedFile:
    found = db().get(ImportedFile, file_id, with_for_update=True)
    if found is None or not sees_import(me(), found):
        raise NotFoundError("import")
    return found


def _back() -> str:
    return url_for("imports.show", page=row_asked("page"))
