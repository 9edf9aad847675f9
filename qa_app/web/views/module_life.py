"""The life of a module: submitted, taken back, given back, published, discarded, retired; the product's text of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations import modules as operations
from qa_app.operations.access import TEACHES
from qa_app.operations.errors import OperationError
from qa_app.operations.module_pictures import forget_pictures
from qa_app.operations.modules import open_version
from qa_app.operations.shipping import keep_own, take_over
from qa_app.store.training import ModuleVersion, TrainingModule
from qa_app.web.access import access, me, module_or_404
from qa_app.web.edge import db, now, release, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.module_page import NoteForm, StepForm, edition, module_page

views = Blueprint("module_life", __name__, url_prefix="/modules/<int:module_id>")


@views.post("/<any(submit, take_back, publish):step>")
@access(*TEACHES)
def move(module_id: int, step: str) -> Response:
    """Move the version that is written or in review one step on, or back."""
    module = module_or_404(module_id)
    steps: dict[str, tuple[Callable[..., None], str]] = {
        "submit": (operations.submit, _("Submitted. Another trainer reads it now, and publishes it or gives it back.")),
        "take_back": (operations.take_back, _("It is a draft again.")),
        "publish": (operations.publish, _("Published. Whoever is enrolled from now on takes this version.")),
    }
    operation, words = steps[step]
    try:
        operation(db(), me(), now(), _seen(module))
    except OperationError as error:
        flash(words_at_form(error), "danger")
    else:
        flash(words, "success")
    return _back(module)


@views.post("/give-back")
@access(*TEACHES)
def give_back(module_id: int) -> tuple[str, int] | Response:
    module = module_or_404(module_id)
    form = NoteForm()
    try:
        operations.give_back(db(), me(), now(), _seen(module), form.note.data or "")
    except OperationError as error:
        form.note.errors = [words_at_form(error)]
        return module_page(module, form), 422
    flash(_("Given back. The author finds your note here."), "success")
    return _back(module)


@views.post("/discard")
@access(*TEACHES)
def discard(module_id: int) -> Response:
    module = module_or_404(module_id)
    try:
        discarded = operations.discard_draft(db(), me(), now(), _seen(module))
    except OperationError as error:
        flash(words_at_form(error), "danger")
        return _back(module)
    release()
    forget_pictures(db(), workplace().media, discarded.pictures)
    flash(_("The draft is gone."), "success")
    return _back(module) if discarded.stays else redirect(url_for("modules.list"), 303)


@views.post("/<any(retire, restore):step>")
@access(*TEACHES)
def keep(module_id: int, step: str) -> Response:
    """Stop offering a module, or offer it again."""
    module = module_or_404(module_id)
    operation = operations.retire if step == "retire" else operations.restore
    operation(db(), me(), now(), module)
    return _back(module)


@views.post("/product/<any(take, keep):step>")
@access(*TEACHES)
def product(module_id: int, step: str) -> Response:
    """Take the product's text of a module over as a draft, or stay with one's own."""
    module = module_or_404(module_id)
    try:
        if step == "take":
            take_over(db(), me(), now(), module)
            flash(_("The product's version is a draft now. Another trainer publishes it."), "success")
        else:
            keep_own(db(), me(), now(), module)
    except OperationError as error:
        flash(words_at_form(error), "danger")
    return _back(module)


def _seen(module: TrainingModule) -> ModuleVersion:
    """The version that is written or in review, as the page showed it; raises OperationError `module_over`."""
    version = open_version(module)
    if version is None or StepForm().seen.data != edition(version):
        raise OperationError("module_over")
    return version


def _back(module: TrainingModule) -> Response:
    return redirect(url_for("modules.show", module_id=module.id), 303)
