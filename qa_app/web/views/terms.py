"""The company's own word lists beside those of the product: looked at by many, kept by trainers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations.access import TEACHES, has_role
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.term_changes import Change, change_to, fields_of, note_change, try_change
from qa_app.operations.word_lists import (
    Place,
    TermFields,
    add_term,
    change_term,
    found_in,
    listed_by_the_product,
    remove_term,
)
from qa_app.store.own_term_queries import IN_FORCE, allowed_of, own_terms_found
from qa_app.store.people import RoleName
from qa_app.store.trial_interaction_queries import scored_in
from qa_app.store.word_lists import OwnTerm, Trial, TrialKind
from qa_app.web.access import access, me
from qa_app.web.addresses import row_asked
from qa_app.web.edge import db, now
from qa_app.web.errors import words_at_form
from qa_app.web.paging import page_number, paged
from qa_app.web.term_lists import FIELD_OF, KINDS, TermForm, address, place_asked, sectors_shown
from scoring.acts.lexicon import word_list
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.text import fold

views = Blueprint("terms", __name__, url_prefix="/terms")
READS_LISTS = (RoleName.TRAINER, RoleName.REVIEWER, RoleName.MANAGER)
_ROWS = 50
_LONGEST_SENTENCE = 500
_PROPOSALS = "proposals"


@views.get("", endpoint="list")
@access(*READS_LISTS)
def show() -> str:
    """The own list, or with `show=product` the one that comes with the product."""
    place, words = place_asked(), request.args.get("q", "")[:80].strip()
    own = request.args.get("show") != "product"
    rows = _own(place, words) if own else _listed(place, words)
    return render_template(
        "terms/list.html",
        place=place,
        own=own,
        words=words,
        found=paged(rows, _ROWS),
        allowed={} if own else allowed_of(db(), place.language, place.sector),
        keeps=has_role(me(), *TEACHES),
        changed=_changed(place),
        languages=SUPPORTED_LANGUAGES,
        sectors=sectors_shown(place),
        kinds=KINDS,
        address=address,
    )


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """An entry of the product's list, as pages show it."""

    term: str
    kind: str
    plain: str


def _own(place: Place, words: str) -> Sequence[OwnTerm]:
    return own_terms_found(db(), place.language, place.sector, words, page_number(), _ROWS)


def _listed(place: Place, words: str) -> Sequence[ListedTerm]:
    wanted, start = fold(words), page_number() * _ROWS
    found = [
        ListedTerm(pattern, term.kind, term.plain)
        for pattern, term in word_list(place.language)
        if wanted in fold(pattern) or wanted in fold(term.plain)
    ]
    return found[start : start + _ROWS + 1]


def _changed(place: Place) -> tuple[Trial, int] | None:
    """The change that was just saved, and how many conversations were scored before it."""
    key = row_asked("changed")
    trial = db().get(Trial, key) if key else None
    if trial is None or trial.asked_by != me().id or trial.kind is not TrialKind.TERMS:
        return None
    return trial, scored_in(db(), place.language)


@views.route("/new", methods=["GET", "POST"])
@access(*TEACHES)
def new() -> Response | tuple[str, int]:
    place, form = place_asked(), TermForm()
    if form.is_submitted():
        return _done(form, place, None)
    form.term.data, form.kind.data = request.args.get("term", "")[:240], request.args.get("kind", "jargon")
    return _page(form, place, None), 200


@views.route("/<int:term_id>", methods=["GET", "POST"])
@access(*TEACHES)
def edit(term_id: int) -> Response | tuple[str, int]:
    row = _term(term_id)
    place, form = Place(row.language, row.sector), TermForm(obj=row)
    if form.is_submitted():
        return _done(form, place, row)
    return _page(form, place, row), 200


def _done(form: TermForm, place: Place, row: OwnTerm | None) -> Response | tuple[str, int]:
    """What the button that was pressed asks for: try it on a sentence, see what it alters, or save."""
    before = fields_of(row) if row else None
    fields = form.fields(allowed=before is not None and before.allowed)
    act, pieces = request.form.get("do", "save"), None
    try:
        form.validate()
        if act == "check":
            pieces = found_in(place, fields, (form.sentence.data or "")[:_LONGEST_SENTENCE])
        elif act == "try":
            same = fields == before
            change = change_to(place, None if same else before, fields, saved=same)
            trial = try_change(db(), me(), now(), change)
            return redirect(address("term_trials.show", place, change_id=trial.id), 303)
        else:
            return _saved(place, row, before, fields)
    except OperationError as error:
        at = form[FIELD_OF.get(error.code, "term")]
        at.errors = [words_at_form(error)]
    return _page(form, place, row, pieces), 200 if pieces is not None else 422


def _saved(place: Place, row: OwnTerm | None, before: TermFields | None, fields: TermFields) -> Response:
    if row is None:
        row = add_term(db(), me(), now(), place, fields)
    else:
        change_term(db(), me(), now(), row, fields)
    if request.form.get("back") == _PROPOSALS:
        flash(_("Saved."), "success")
        return redirect(address("term_proposals.show", place), 303)
    return _noted(change_to(place, before, fields_of(row), saved=True), _("Saved."))


def _noted(change: Change, words: str, **values: str) -> Response:
    """Back to the list, which says what the change means for conversations that were scored before."""
    trial = note_change(db(), me(), now(), change)
    flash(words, "success")
    return redirect(address("terms.list", change.place, changed=trial.id, **values), 303)


@views.post("/<int:term_id>/remove")
@access(*TEACHES)
def remove(term_id: int) -> Response:
    """Take a term out of the own list; for one that customers know that means that it counts again."""
    row = _term(term_id)
    change = change_to(Place(row.language, row.sector), fields_of(row), None, saved=True)
    remove_term(db(), me(), now(), row)
    shown = {"show": "product", "q": request.form["q"]} if "q" in request.form else {}
    return _noted(change, _("Removed."), **shown)


@views.post("/allow")
@access(*TEACHES)
def allow() -> Response:
    """Note that customers know a term of the product's list."""
    place = place_asked()
    row = add_term(db(), me(), now(), place, listed_by_the_product(place, request.form.get("term", "")))
    change = change_to(place, None, fields_of(row), saved=True)
    words = _("Noted: your customers know “%(term)s”. It counts as jargon no more.", term=row.term)
    return _noted(change, words, show="product", q=request.form.get("q", "")[:80])


@views.post("/check")
@access(*TEACHES)
def check() -> tuple[dict[str, object], int]:
    """Whether a term is found in a sentence, as pieces of it, for the script of the form."""
    fields = TermForm().fields(allowed=True)
    try:
        pieces = found_in(place_asked(), fields, request.form.get("sentence", "")[:_LONGEST_SENTENCE])
    except OperationError as error:
        return {"error": words_at_form(error)}, 422
    return {"pieces": pieces, "words": _check_words(pieces)}, 200


def _check_words(pieces: Sequence[tuple[str, bool]]) -> str:
    return str(_("It is found here.") if any(found for _text, found in pieces) else _("It is not found here."))


def _term(term_id: int) -> OwnTerm:
    row = db().get(OwnTerm, term_id)
    if row is None or row.state not in IN_FORCE:
        raise NotFoundError("term")
    return row


def _page(form: TermForm, place: Place, row: OwnTerm | None, pieces: Sequence[tuple[str, bool]] | None = None) -> str:
    return render_template(
        "terms/edit.html",
        form=form,
        place=place,
        row=row,
        pieces=pieces,
        back=_PROPOSALS if request.values.get("back") == _PROPOSALS else "",
        check_words=_check_words(pieces) if pieces is not None else "",
        address=address,
    )
