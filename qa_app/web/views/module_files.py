"""A module as one file: downloaded here, brought in on another installation as a draft."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import FileField

from qa_app.operations.access import ENROLS, TEACHES, has_role
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.module_files import bring_module, packed
from qa_app.operations.modules import current_version, open_version
from qa_app.store.module_queries import module_known
from qa_app.store.training import TrainingModule
from qa_app.web.access import access, me, module_or_404
from qa_app.web.edge import db, now, release, saw, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.locale import reader_language
from qa_app.web.module_file_words import fault_words
from qa_app.web.module_page import version_asked
from teaching.files import LARGEST_FILE, FileFault, ModuleFile, read_module_file
from teaching.keys import title

views = Blueprint("module_files", __name__, url_prefix="/modules")
# The file, and the form around it.
_FORM_LIMIT = LARGEST_FILE + 2**20


class FileForm(FlaskForm):  # type: ignore[misc]
    file = FileField(_l("File of a module"))


@views.url_value_preprocessor
def _take_file(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Forms are read before any view, for their token; only from those who keep modules may one be large."""
    if endpoint == "module_files.bring" and current_user.is_authenticated and has_role(me(), *TEACHES):
        request.max_content_length = _FORM_LIMIT
        release()


@views.get("/<int:module_id>/file")
@access(*ENROLS)
def download(module_id: int) -> Response:
    module = module_or_404(module_id)
    opened = open_version(module) if has_role(me(), *TEACHES) else None
    version = version_asked(module) or current_version(module) or opened
    if version is None:
        raise NotFoundError("version")
    data = packed(db(), workplace().media, version)
    saw(me(), "module.downloaded", module, version=version.number)
    answer = Response(data, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{module.key}-{version.number}.zip"'
    return answer


@views.route("/file", methods=["GET", "POST"])
@access(*TEACHES)
def bring() -> tuple[str, int] | Response:
    form = FileForm()
    if not form.validate_on_submit():
        return render_template("modules/bring.html", form=form, read=None, known=None), 200
    data = form.file.data.read() if form.file.data else b""
    read = read_module_file(data) if data else FileFault("not_a_module_file")
    if isinstance(read, FileFault):
        form.file.errors = [fault_words(read)]
        return render_template("modules/bring.html", form=form, read=None, known=None), 422
    known = module_known(db(), read.module.id)
    try:
        version = bring_module(db(), workplace().media, me(), now(), read)
    except OperationError as error:
        form.file.errors = [words_at_form(error)]
        return _refused(form, read, known), 422
    name = title(read.module, reader_language())
    if known:
        flash(_("“%(title)s” is known here; what the file holds is a draft of it now.", title=name), "success")
        current = current_version(version.module)
        if current:
            values: dict[str, Any] = {"module_id": version.module_id, "from": current.number, "to": version.number}
            return redirect(url_for("module_compare.show", **values), 303)
    else:
        flash(_("“%(title)s” is a draft now. Another trainer publishes it.", title=name), "success")
    return redirect(url_for("modules.show", module_id=version.module_id), 303)


def _refused(form: FileForm, read: ModuleFile, known: TrainingModule | None) -> str:
    return render_template(
        "modules/bring.html", form=form, read=read.module, known=known, title=title(read.module, reader_language())
    )
