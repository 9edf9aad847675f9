"""Writing a module: its parts in their order, and how far each is in each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import StringField
from wtforms.validators import AnyOf, InputRequired

from qa_app.operations.access import TEACHES
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.module_editing import Writing, change, draft_to_write, remove
from qa_app.operations.module_editing import put_back as put_back_removed
from qa_app.operations.modules import draft_of, module_of, open_version
from qa_app.store.training import ModuleVersion, TrainingModule, VersionState
from qa_app.web.access import access, me, module_or_404
from qa_app.web.addresses import row_number
from qa_app.web.edge import db, now
from qa_app.web.errors import words_for
from qa_app.web.locale import reader_language
from qa_app.web.module_forms import EditForm
from qa_app.web.module_removed import just_removed
from teaching.editing import Part, PartKind, part, parts, with_moved_part, with_part
from teaching.keys import Standing, exercise_keys, lesson_keys, question_keys, standing, text
from teaching.model import LANGUAGES, MOST_PARTS, Exercise, Language, Lesson, Module
from teaching.removal import Place

views = Blueprint("module_edit", __name__, url_prefix="/modules/<int:module_id>/edit")

KINDS: tuple[PartKind, ...] = get_args(PartKind)
ABOUT_KEYS = ("title", "summary")


class ArrangeForm(EditForm):
    kind = StringField(validators=[AnyOf(KINDS)])
    part = StringField(validators=[InputRequired()])
    do = StringField(validators=[AnyOf(("up", "down", "remove"))])


class AddForm(FlaskForm):  # type: ignore[misc]
    kind = StringField(validators=[AnyOf(KINDS)])


class PutBackForm(FlaskForm):  # type: ignore[misc]
    removed = StringField()


@dataclass(frozen=True, slots=True)
class TranslationProgress:
    """How far a part is in a language: how many of its texts are missing and how many outdated."""

    language: Language
    missing: int
    outdated: int
    texts: int


@dataclass(frozen=True, slots=True)
class PartRow:
    id: str
    title: str
    languages: Sequence[TranslationProgress]
    first: bool
    last: bool


@views.get("")
@access(*TEACHES)
def show(module_id: int) -> str:
    module = module_or_404(module_id)
    version = open_version(module)
    if version is None or version.state is not VersionState.DRAFT:
        return render_template("module_edit/no_draft.html", module=module, version=version)
    document = module_of(version)
    return render_template(
        "module_edit/show.html",
        module=module,
        version=version,
        document=document,
        title=title_of(document),
        languages=languages_of(document),
        about=progress(document, ABOUT_KEYS),
        parts={kind: _rows(document, kind) for kind in KINDS},
        most=MOST_PARTS,
        removed=just_removed(version),
    )


@views.post("/start")
@access(*TEACHES)
def start(module_id: int) -> Response:
    """A draft to write in, made from what is published."""
    draft_of(db(), me(), now(), module_or_404(module_id))
    return _overview(module_id)


@views.post("/add")
@access(*TEACHES)
def add(module_id: int) -> Response:
    """An empty part at the end, and its page."""
    version = draft_to_write(module_or_404(module_id))
    form = AddForm()
    if not form.validate():
        raise OperationError("module_invalid")
    kind: PartKind = form.kind.data
    added: list[str] = []

    def with_one(module: Module) -> Module:
        module, part_id = with_part(module, kind)
        added.append(part_id)
        return module

    try:
        # Something new is in nobody's way, whatever others have changed meanwhile.
        change(db(), Writing(me(), now(), version, version.edition), with_one, part=kind, did="added")
    except OperationError as error:
        flash(words_for(error), "danger")
        return _overview(module_id)
    return redirect(url_for(f"module_parts.{kind}", module_id=module_id, part_id=added[0]), 303)


@views.post("/arrange")
@access(*TEACHES)
def arrange(module_id: int) -> Response:
    """Move a part up or down, or take it out."""
    version = draft_to_write(module_or_404(module_id))
    form = ArrangeForm()
    if not form.validate():
        raise OperationError("module_invalid")
    kind, part_id, do = form.kind.data, form.part.data, form.do.data
    if part(module_of(version), kind, part_id) is None:
        raise NotFoundError("part")
    writing = Writing(me(), now(), version, form.seen())
    try:
        if do == "remove":
            removed = remove(db(), writing, Place(kind, part_id))
            return _overview(module_id, "removed", removed=removed.edition)
        edit = partial(with_moved_part, kind=kind, part_id=part_id, by=-1 if do == "up" else 1)
        change(db(), writing, edit, part=kind, part_id=part_id, did=do)
    except OperationError as error:
        if error.code != "module_changed":
            raise
        flash(_("Somebody else has changed this module meanwhile. Look at it as it is now, then try again."), "danger")
    return _overview(module_id, f"{kind}-{part_id}")


@views.post("/put-back")
@access(*TEACHES)
def put_back(module_id: int) -> Response:
    """Undo that something was removed; it stands where it was, and the page there."""
    version = draft_to_write(module_or_404(module_id))
    form = PutBackForm()
    removed = row_number(form.removed.data or "")
    if not form.validate() or removed is None:
        raise OperationError("not_put_back")
    try:
        # What comes back is in nobody's way, whatever others have changed meanwhile.
        place = put_back_removed(db(), Writing(me(), now(), version, version.edition), removed)
    except OperationError as error:
        flash(words_for(error), "danger")
        return _overview(module_id)
    flash(_("It is back, with its words in every language."), "success")
    if not place.item:
        return _overview(module_id, f"{place.kind}-{place.part}")
    values: dict[str, Any] = {"part_id": place.part, "language": request.args.get("language")}
    address = url_for(f"module_parts.{place.kind}", module_id=module_id, _anchor=f"item-{place.item}", **values)
    return redirect(address, 303)


def keys_of(one: Part) -> tuple[str, ...]:
    """The keys of a part's texts."""
    if isinstance(one, Lesson):
        return tuple(lesson_keys(one))
    return tuple(exercise_keys(one) if isinstance(one, Exercise) else question_keys(one))


def languages_of(document: Module) -> tuple[Language, ...]:
    """The four languages, the source first."""
    return (document.source, *(one for one in LANGUAGES if one != document.source))


def title_of(document: Module, key: str = "title") -> str:
    """A title in the reader's language, else as it was written first; "" where there is none."""
    return text(document, reader_language(), key) or text(document, document.source, key)


def progress(document: Module, keys: Sequence[str]) -> Sequence[TranslationProgress]:
    """How far some texts are in each language, the source first."""
    found = []
    for language in languages_of(document):
        standings = [standing(document, language, key) for key in keys]
        missing, outdated = standings.count(Standing.MISSING), standings.count(Standing.OUTDATED)
        found.append(TranslationProgress(language, missing, outdated, len(standings)))
    return found


def draft_and_module(module_id: int) -> tuple[TrainingModule, ModuleVersion, Module]:
    """A module with its draft and what that holds; raises as `module_or_404` and `draft_to_write` do."""
    module = module_or_404(module_id)
    version = draft_to_write(module)
    return module, version, module_of(version)


def _rows(document: Module, kind: PartKind) -> Sequence[PartRow]:
    known = parts(document, kind)
    return [
        PartRow(
            one.id,
            title_of(document, f"{kind}.{one.id}.{'text' if kind == 'question' else 'title'}"),
            progress(document, keys_of(one)),
            place == 0,
            place == len(known) - 1,
        )
        for place, one in enumerate(known)
    ]


def _overview(module_id: int, anchor: str | None = None, removed: int | None = None) -> Response:
    return redirect(url_for("module_edit.show", module_id=module_id, removed=removed, _anchor=anchor), 303)
