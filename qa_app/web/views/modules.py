"""Training modules: which there are, a new one, and one of them to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from qa_app.operations.access import ENROLS, TEACHES, has_role
from qa_app.operations.modules import LONGEST_TITLE, module_of, new_module
from qa_app.store.module_queries import ModuleRow, module_rows
from qa_app.store.training import ModuleVersion
from qa_app.web.access import access, me, module_or_404
from qa_app.web.edge import db, now
from qa_app.web.locale import LANGUAGE_NAMES, reader_language
from qa_app.web.module_page import module_page
from qa_app.web.module_view import KINDS, STATES, LanguageView, languages_of, market_name
from qa_app.web.narrowing import one_of
from teaching.keys import title
from teaching.model import Module

views = Blueprint("modules", __name__, url_prefix="/modules")

SHOWN = {"published": _l("Published"), "unpublished": _l("Draft or in review"), "retired": _l("Retired")}


class NewForm(FlaskForm):  # type: ignore[misc]
    title = StringField(_l("Title"), [InputRequired(), Length(max=LONGEST_TITLE)])
    kind = SelectField(_l("Kind"), default="skill")
    source = SelectField(
        _l("Source language"), description=_l("The language it is written in first, and translated from.")
    )

    def __init__(self) -> None:
        super().__init__(source=reader_language())
        self.kind.choices, self.source.choices = list(KINDS.items()), list(LANGUAGE_NAMES.items())


@dataclass(frozen=True, slots=True)
class Listed:
    """A module in the list: what is published of it, or else its draft."""

    row: ModuleRow
    document: Module
    title: str
    languages: Sequence[LanguageView]


@views.get("", endpoint="list")
@access(*ENROLS)
def listed() -> str:
    kind, state = one_of("kind", KINDS), one_of("show", SHOWN)
    writes = has_role(me(), *TEACHES)
    rows = [(row, shown) for row in module_rows(db()) if (shown := row.current or (row.open if writes else None))]
    known = [_listed(row, shown) for row, shown in rows]
    found = [one for one in known if kind in (None, one.document.kind) and _is_in(one.row, state)]
    return render_template(
        "modules/list.html",
        found=sorted(found, key=lambda one: one.title.casefold()),
        known=known,
        kinds=KINDS,
        states=SHOWN,
        kind=kind,
        state=state,
        version_states=STATES,
        market_name=market_name,
        writes=writes,
    )


@views.route("/new", methods=["GET", "POST"])
@access(*TEACHES)
def new() -> tuple[str, int] | Response:
    form = NewForm()
    if form.validate_on_submit():
        made = new_module(db(), me(), now(), form.title.data, form.kind.data, form.source.data)
        return redirect(url_for("module_edit.show", module_id=made.id), 303)
    return render_template("modules/new.html", form=form), 422 if form.errors else 200


@views.get("/<int:module_id>")
@access(*ENROLS)
def show(module_id: int) -> str:
    return module_page(module_or_404(module_id))


def _listed(row: ModuleRow, shown: ModuleVersion) -> Listed:
    document = module_of(shown)
    return Listed(row, document, title(document, reader_language()), languages_of(document))


def _is_in(row: ModuleRow, state: str | None) -> bool:
    """Whether a module is in a state that the list is narrowed to; retired ones are shown when asked for only."""
    if (row.module.retired_at is not None) != (state == "retired"):
        return False
    if state == "published":
        return row.current is not None
    return state != "unpublished" or (row.open is not None and has_role(me(), *TEACHES))
