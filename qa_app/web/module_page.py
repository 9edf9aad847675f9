"""The page of a module: a version to read as a trainee would, and what can be done with it now."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from qa_app.operations.access import TEACHES, has_role, is_second, sees_version
from qa_app.operations.errors import NotFoundError
from qa_app.operations.modules import LONGEST_NOTE, current_version, lacks, module_of, open_version
from qa_app.operations.shipping import is_news, offered_by_product
from qa_app.store.module_queries import names_of
from qa_app.store.people import RoleName
from qa_app.store.people_queries import users_with_role
from qa_app.store.training import ModuleVersion, TrainingModule, VersionState
from qa_app.web.access import me
from qa_app.web.edge import db
from qa_app.web.locale import reader_language
from qa_app.web.markdown import rendered
from qa_app.web.module_forms import KINDS as QUESTION_KINDS
from qa_app.web.module_forms import THEMES
from qa_app.web.module_view import FAULTS, KINDS, STATES, fault_view, languages_of, market_name
from qa_app.web.narrowing import one_of
from qa_app.web.views.module_pictures import addresses
from teaching.keys import read_in, text, title
from teaching.model import LANGUAGES, Language, Lesson, Module


class StepForm(FlaskForm):  # type: ignore[misc]
    """`seen` names the version, in the state that the page showed: what changed since is not decided about."""

    seen = HiddenField()


class NoteForm(StepForm):
    note = TextAreaField(_l("What is to be changed"), [Length(max=LONGEST_NOTE)])


def version_asked(module: TrainingModule) -> ModuleVersion | None:
    """The version whose number the address names, None where it names none; raises NotFoundError."""
    asked = request.args.get("version", "")
    if not asked:
        return None
    found = next((one for one in module.versions if str(one.number) == asked), None)
    if found is None or not sees_version(me(), found):
        raise NotFoundError("version")
    return found


def module_page(module: TrainingModule, note: NoteForm | None = None) -> str:
    writes = has_role(me(), *TEACHES)
    current, opened = current_version(module), open_version(module) if writes else None
    shown = version_asked(module) or current or opened
    if shown is None:
        raise NotFoundError("module")
    document = module_of(shown)
    language = _language(document)
    return render_template(
        "modules/show.html",
        module=module,
        shown=shown,
        current=current,
        open=opened,
        document=document,
        language=language,
        text=partial(text, document, language),
        html=partial(_html, module.id, document, language),
        title=title(document, reader_language()),
        languages=languages_of(document),
        versions=[one for one in reversed(module.versions) if sees_version(me(), one)],
        writes=writes,
        links=_links(module),
        kinds=KINDS,
        states=STATES,
        themes=THEMES,
        question_kinds=QUESTION_KINDS,
        market_name=market_name,
        **(_life(module, opened, note) if writes else {}),
    )


def edition(version: ModuleVersion) -> str:
    """What names a version in the state that somebody saw it in."""
    return f"{version.number}.{version.edition}"


def _life(module: TrainingModule, opened: ModuleVersion | None, note: NoteForm | None) -> dict[str, Any]:
    """What those who keep modules see of the version that is written or in review, and of the product's."""
    people = {user_id for version in module.versions for user_id in (*version.authors, version.decided_by)}
    known: dict[str, Any] = {
        "names": names_of(db(), people - {None}),
        "news": is_news(module),
        "offered": offered_by_product(module),
        "note": note or NoteForm(formdata=None),
    }
    if opened is None:
        return known
    document = module_of(opened)
    trainers = [one for one in users_with_role(db(), RoleName.TRAINER) if is_second(one, opened)]
    return known | {
        "seen": edition(opened),
        "authors": [known["names"][author] for author in opened.authors],
        "faults": [fault_view(module.id, document, reader_language(), one) for one in lacks(opened)],
        "fault_words": FAULTS,
        "second": is_second(me(), opened),
        "seconds": [one.name for one in trainers if one.id != me().id],
        "in_review": opened.state is VersionState.IN_REVIEW,
    }


def _language(document: Module) -> Language:
    """The language to read in: the one that was asked for, else the reader's where it is whole, else the source."""
    asked = one_of("language", LANGUAGES)
    begun = next((one for one in LANGUAGES if one == asked and document.texts.get(one)), None)
    return begun or read_in(document, reader_language())


def _html(module_id: int, document: Module, language: Language, lesson: Lesson) -> str:
    return rendered(text(document, language, f"lesson.{lesson.id}.text"), addresses(module_id, document))


def _links(module: TrainingModule) -> dict[str, str]:
    """The pages that belong to a module, by the last word of their address."""
    rules = {rule.rule: rule.endpoint for rule in current_app.url_map.iter_rules()}
    endpoints = {page: rules.get(f"/modules/<int:module_id>/{page}") for page in ("people", "effect")}
    return {page: url_for(endpoint, module_id=module.id) for page, endpoint in endpoints.items() if endpoint}
