"""A real moment for a lesson: some turns of a conversation, shown without personal data before they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from qa_app.operations.access import TEACHES
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.module_editing import Writing
from qa_app.operations.module_moments import MOST_TURNS, Said, as_quote, insert_moment, said_without_names
from qa_app.operations.modules import module_of
from qa_app.store.interactions import Interaction
from qa_app.store.module_queries import drafts
from qa_app.store.training import ModuleVersion, TrainingModule
from qa_app.web.access import access, interaction_or_404, me
from qa_app.web.addresses import row_asked
from qa_app.web.edge import db, now, saw
from qa_app.web.errors import words_at_form
from qa_app.web.locale import LANGUAGE_NAMES
from qa_app.web.module_forms import EditForm
from qa_app.web.module_words import LONGEST_LESSON
from qa_app.web.views.module_edit import draft_and_module, languages_of, title_of
from teaching.editing import part
from teaching.model import Language, Module

views = Blueprint("module_moments", __name__)


class ChooseForm(FlaskForm):  # type: ignore[misc]
    """Which conversation, for which text; like the turns they are in the address, so going back finds them again."""

    class Meta:
        csrf = False

    interaction = IntegerField(
        _l("Conversation"),
        [InputRequired(), NumberRange(1)],
        description=_l("Its number, as in the address of its page."),
    )
    language = SelectField(_l("For the text in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = list(LANGUAGE_NAMES.items())


class TakeForm(EditForm):
    quote = TextAreaField(_l("As it will stand in the lesson"), [InputRequired(), Length(max=LONGEST_LESSON)])


@dataclass(frozen=True, slots=True)
class Moment:
    """What was asked for: a lesson of a draft, and turns of a conversation in words for a language.

    `said` is the whole conversation, `chosen` are the numbers of the turns ticked; both empty until they are asked for.
    """

    module: TrainingModule
    version: ModuleVersion
    document: Module
    part_id: str
    form: ChooseForm
    interaction: Interaction | None
    language: Language
    said: Sequence[Said]
    chosen: frozenset[int]

    def too_many(self) -> bool:
        return len(self.chosen) > MOST_TURNS

    def render(self, take: TakeForm, wrong: str = "") -> str:
        return render_template(
            "module_edit/moment.html",
            moment=self,
            module=self.module,
            form=self.form,
            take=take,
            wrong=wrong,
            title=title_of(self.document),
            lesson=title_of(self.document, f"lesson.{self.part_id}.title"),
            most=MOST_TURNS,
        )


_ADDRESS = "/modules/<int:module_id>/edit/lesson/<part_id>/moment"


@views.get(_ADDRESS)
@access(*TEACHES)
def choose(module_id: int, part_id: str) -> str:
    """The conversation and its turns are chosen and read."""
    moment, take = _moment(module_id, part_id), TakeForm()
    take.quote.data = "" if moment.too_many() else as_quote(moment.said, moment.chosen)
    return moment.render(take)


@views.post(_ADDRESS)
@access(*TEACHES)
def insert(module_id: int, part_id: str) -> tuple[str, int] | Response:
    """What was read, and mended where a name was left, comes to the end of the lesson's text."""
    moment, take = _moment(module_id, part_id), TakeForm()
    if not take.validate() or moment.interaction is None:
        return moment.render(take), 422
    writing = Writing(me(), now(), moment.version, take.seen())
    quote = take.quote.data.replace("\r\n", "\n")
    try:
        insert_moment(db(), writing, (part_id, moment.language), moment.interaction, quote)
    except OperationError as error:
        return moment.render(take, words_at_form(error)), 422
    flash(_("The moment stands at the end of the lesson now."), "success")
    address = url_for("module_parts.lesson", module_id=module_id, part_id=part_id, language=moment.language)
    return redirect(address, 303)


@views.get("/interactions/<int:interaction_id>/lessons")
@access(*TEACHES)
def lessons(interaction_id: int) -> str:
    """The lessons that are being written, to choose the one that a moment of this conversation is for."""
    interaction = interaction_or_404(interaction_id)
    written = [(version, module_of(version)) for version in drafts(db())]
    return render_template(
        "module_edit/lessons.html",
        interaction=interaction,
        drafts=[(version, title_of(document), _lessons(document)) for version, document in written],
    )


def _moment(module_id: int, part_id: str) -> Moment:
    module, version, document = draft_and_module(module_id)
    if part(document, "lesson", part_id) is None:
        raise NotFoundError("part")
    form = ChooseForm(request.args)
    interaction = _interaction(row_asked("interaction"))
    language = form.language.data = _language(document, interaction)
    if request.args.get("interaction") and interaction is None:
        form.interaction.errors = [_("There is no such conversation, or it is not for you to see.")]
    said: Sequence[Said] = ()
    if interaction:
        saw(me(), "interaction.viewed", interaction)
        said = said_without_names(interaction, language)
    chosen = frozenset(request.args.getlist("turn", type=int)) & {one.number for one in said}
    return Moment(module, version, document, part_id, form, interaction, language, said, chosen)


def _interaction(number: int | None) -> Interaction | None:
    """The conversation of a number, None where the person may see none."""
    try:
        return None if number is None else interaction_or_404(number)
    except NotFoundError:
        return None


def _language(document: Module, interaction: Interaction | None) -> Language:
    """The language of the text that the moment is for: as asked, else the conversation's, else the source."""
    wanted = (request.args.get("language"), interaction.language if interaction else None, document.source)
    return next(one for asked in wanted for one in languages_of(document) if asked == one)


def _lessons(document: Module) -> list[tuple[str, str]]:
    return [(one.id, title_of(document, f"lesson.{one.id}.title")) for one in document.lessons]
