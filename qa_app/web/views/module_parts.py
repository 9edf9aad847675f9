"""Writing one part of a module, the source language beside another. Every button keeps what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from markupsafe import Markup
from werkzeug import Response

from qa_app.operations.access import TEACHES, has_role
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.module_editing import Writing, change, draft_to_write, remove
from qa_app.operations.module_pictures import keep_picture
from qa_app.operations.modules import module_of
from qa_app.store.training import ModuleVersion, RemovedPart, TrainingModule
from qa_app.web import module_words
from qa_app.web.access import access, me, module_or_404
from qa_app.web.edge import db, now, release, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.locale import reader_language
from qa_app.web.markdown import rendered
from qa_app.web.module_forms import FORMS, AboutForm
from qa_app.web.module_removed import just_removed
from qa_app.web.module_upload import MOST_SENT, Uploaded, uploaded
from qa_app.web.module_words import Typed
from qa_app.web.views.module_edit import ABOUT_KEYS, draft_and_module, keys_of, languages_of, title_of
from qa_app.web.views.module_pictures import addresses
from teaching.editing import (
    PartKind,
    arranged,
    part,
    pictures_used,
    still_right,
    with_changed,
    without_picture,
    written,
)
from teaching.keys import digest, text
from teaching.model import Exercise, Language, Module
from teaching.removal import Place

views = Blueprint("module_parts", __name__, url_prefix="/modules/<int:module_id>/edit")

_DONE = {"add": "items", "up": "item", "down": "item"}


@dataclass(slots=True)
class Page:
    """What a page of a part shows; `wrong` is said above what was typed, `previews` are lessons as they will look."""

    module: TrainingModule
    version: ModuleVersion
    document: Module
    kind: PartKind | None
    part_id: str
    languages: tuple[Language, ...]
    form: Any
    typed: Typed = field(default_factory=Typed)
    wrong: str = ""
    clash: bool = False
    previews: dict[Language, Markup] = field(default_factory=dict)

    def text_keys(self) -> Sequence[str]:
        one = part(self.document, self.kind, self.part_id) if self.kind else None
        return keys_of(one) if one else () if self.kind else ABOUT_KEYS

    def shown(self) -> str:
        """What tells whether somebody else has written in this part, and not only elsewhere in the module."""
        one = part(self.document, self.kind, self.part_id) if self.kind else None
        whole = one or self.document.model_copy(update={"texts": {}, "made_from": {}, "earlier": {}})
        words = [text(self.document, language, key) for language in self.languages for key in self.text_keys()]
        return digest("\0".join((whole.model_dump_json(), *words)))

    def render(self) -> str:
        return render_template(
            f"module_edit/{self.kind or 'about'}.html",
            page=self,
            module=self.module,
            form=self.form,
            part=part(self.document, self.kind, self.part_id) if self.kind else None,
            title=title_of(self.document),
            rows=module_words.rows(self.document, self.text_keys(), self.languages, self.typed, self.clash),
            others=languages_of(self.document)[1:],
            used=pictures_used(self.document),
            address_of=addresses(self.module.id, self.document),
            removed=just_removed(self.version),
        )


@views.url_value_preprocessor
def _take_picture(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Forms are read before any view, for their token; only from those who write lessons may one be large."""
    if endpoint == "module_parts.lesson" and current_user.is_authenticated and has_role(me(), *TEACHES):
        request.max_content_length = MOST_SENT
        release()


@views.route("/about", methods=["GET", "POST"])
@access(*TEACHES)
def about(module_id: int) -> tuple[str, int] | Response:
    module, version, document = draft_and_module(module_id)
    page = Page(module, version, document, None, "", _languages(document), AboutForm(document))
    return _answer(page, None)


@views.route("/lesson/<part_id>", methods=["GET", "POST"])
@access(*TEACHES)
def lesson(module_id: int, part_id: str) -> tuple[str, int] | Response:
    picture = uploaded() if request.method == "POST" else None
    return _answer(_page(module_id, "lesson", part_id), picture)


@views.route("/exercise/<part_id>", methods=["GET", "POST"])
@access(*TEACHES)
def exercise(module_id: int, part_id: str) -> tuple[str, int] | Response:
    return _answer(_page(module_id, "exercise", part_id), None)


@views.route("/question/<part_id>", methods=["GET", "POST"])
@access(*TEACHES)
def question(module_id: int, part_id: str) -> tuple[str, int] | Response:
    return _answer(_page(module_id, "question", part_id), None)


@views.post("/preview")
@access(*TEACHES)
def preview(module_id: int) -> str:
    """A lesson's text as it will look, for the script that shows it beside the box."""
    module = module_or_404(module_id)
    document = module_of(draft_to_write(module))
    words = request.form.get("text", "")[: module_words.LONGEST_LESSON]
    return str(rendered(words, addresses(module.id, document)))


def _page(module_id: int, kind: PartKind, part_id: str) -> Page:
    module, version, document = draft_and_module(module_id)
    one = part(document, kind, part_id)
    if one is None:
        raise NotFoundError("part")
    return Page(module, version, document, kind, part_id, _languages(document), FORMS[type(one)](one))


def _languages(document: Module) -> tuple[Language, ...]:
    """The source and the language beside it: the one asked for, the reader's, or the next."""
    others = languages_of(document)[1:]
    wanted = (request.args.get("language"), reader_language(), others[0])
    return document.source, next(one for one in wanted if one in others)


def _answer(page: Page, picture: Uploaded | None) -> tuple[str, int] | Response:
    if request.method == "GET":
        return page.render(), 200
    page.typed = module_words.read(request.form, page.text_keys(), page.languages)
    do, _colon, item = request.form.get("do", "save").partition(":")
    if do == "preview" and item in page.languages:
        words = page.typed.words[item].get(f"lesson.{page.part_id}.text", "")
        page.previews[item] = rendered(words, addresses(page.module.id, page.document))
        return page.render(), 200
    whole = page.form.validate() and not page.typed.faults
    if not (whole and (picture is None or picture.check(page.form))):
        page.wrong = _("Nothing was saved yet. Mend what is marked below, then save again.")
        return page.render(), 422
    try:
        removed = _save(page, do, item, picture)
    except OperationError as error:
        page.wrong = words_at_form(error)
        _look_again(page, error)
        return page.render(), 422
    if removed:
        return redirect(_address(page, "removed", removed=removed.edition), 303)
    flash(_("Saved."), "success")
    anchor = {"items": "items", "item": f"item-{item}"}.get(_DONE.get(do, ""))
    return redirect(_address(page, anchor), 303)


def _save(page: Page, do: str, item: str, picture: Uploaded | None) -> RemovedPart | None:
    """Keep what was chosen and typed, and do what the button says; what was removed can be put back."""
    untouched = page.form.shown.data == page.shown()
    edition = page.version.edition if untouched else page.form.seen()
    writing = Writing(me(), now(), page.version, edition)
    noted = {"part": page.kind or "about", "part_id": page.part_id}
    if picture:
        noted["picture"] = picture.name
        keep_picture(db(), workplace().media, page.module.id, picture.name, picture.data)
    edit = partial(_edited, page, do, item, picture)
    if do == "remove" and page.kind:
        return remove(db(), writing, Place(page.kind, page.part_id, item), edit)
    change(db(), writing, edit, **noted)
    return None


def _edited(page: Page, do: str, item: str, picture: Uploaded | None, module: Module) -> Module:
    """The draft with what was chosen, what was typed, and what the button does, but for taking something out."""
    if page.kind is None:
        module = page.form.changed(module)
    else:
        one = part(module, page.kind, page.part_id)
        if one is None:
            raise OperationError("module_changed")
        one = page.form.changed(one)
        if do in ("add", "up", "down") and not isinstance(one, Exercise):
            one = arranged(one, do, item)  # type: ignore[arg-type]
        module = with_changed(module, one)
    for language in page.languages:
        module = written(module, language, page.typed.words.get(language, {}))
    if do == "right" and item in page.text_keys():
        module = still_right(module, page.languages[1], item)
    if do == "drop" and item not in pictures_used(module):
        module = without_picture(module, item)
    if picture:
        module = picture.put_into(module, page.part_id, page.form, page.languages)
    return module


def _look_again(page: Page, error: OperationError) -> None:
    """After somebody else wrote: what is there now, beside what was typed, to be saved over it knowingly."""
    if error.code == "module_changed":
        page.document, page.clash = module_of(page.version), True
        page.form.edition.data, page.form.shown.data = page.version.edition, page.shown()


def _address(page: Page, anchor: str | None, **values: Any) -> str:
    endpoint = f"module_parts.{page.kind or 'about'}"
    if page.kind:
        values["part_id"] = page.part_id
    return url_for(endpoint, module_id=page.module.id, language=page.languages[1], _anchor=anchor, **values)
