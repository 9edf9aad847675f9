"""A rubric being written: the whole, each criterion, required phrases, the text of the file, and publishing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as Answer

from qa_app.operations import rubric_changes as changes
from qa_app.operations import rubric_editing as editing
from qa_app.operations.access import TEACHES
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.suggesting import rubric_of
from qa_app.store.rubric_drafts import RubricDraft
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, release
from qa_app.web.errors import words_at_form
from qa_app.web.rubric_draft_view import criterion_form, whole_form
from qa_app.web.rubric_faults import FaultView, called, faults_of, words_of
from qa_app.web.rubric_form import criterion_from, phrase_from, whole_from
from qa_app.web.rubric_view import changes_view
from qa_app.web.views.rubrics import yaml_file
from rubrics.difference import differences
from rubrics.errors import Fault, RubricError
from rubrics.load import as_yaml, parse_rubric
from rubrics.model import Rubric

views = Blueprint("rubric_drafts", __name__, url_prefix="/rubrics/drafts/<int:draft_id>")
_MOST_TEXT = 200_000
Page = str | tuple[str, int] | Answer


def draft_or_404(draft_id: int) -> RubricDraft:
    """A draft; held against other requests while this one changes it."""
    writes = request.method == "POST"
    found = db().get(RubricDraft, draft_id, with_for_update=writes, populate_existing=True)
    if found is None:
        raise NotFoundError("rubric")
    return found


def _kept(draft: RubricDraft, body: Mapping[str, Any]) -> str:
    """Keep what was typed; the words of what speaks against it, "" when it is kept."""
    try:
        editing.keep(db(), me(), now(), draft, request.form.get("edition", -1, type=int), body)
    except OperationError as error:
        return words_at_form(error)
    return ""


def _criterion_or_404(draft: RubricDraft, name: str) -> dict[str, Any]:
    found = changes.criterion_in(draft.body, name)
    if found is None:
        raise NotFoundError("rubric")
    return found


@views.route("", methods=["GET", "POST"])
@access(*TEACHES)
def edit(draft_id: int) -> Page:
    """The whole: title, channels, the criteria with their weights and order."""
    draft = draft_or_404(draft_id)
    if request.method == "GET":
        return _whole(draft, draft.body)
    typed = whole_from(request.form, draft.body)
    verb, _sign, which = request.form.get("do", "save").partition(":")
    body, opened = _after(typed, verb, which)
    problem = _kept(draft, body)
    if problem:
        return _whole(draft, typed, problem), 422
    if verb == "phrase":
        return redirect(url_for("rubric_drafts.phrase", draft_id=draft.id), 303)
    if opened:
        return redirect(url_for("rubric_drafts.criterion", draft_id=draft.id, name=opened), 303)
    flash(_("Saved."), "success")
    return redirect(url_for("rubric_drafts.edit", draft_id=draft.id, _anchor="criteria"), 303)


def _after(body: Mapping[str, Any], verb: str, which: str) -> tuple[Mapping[str, Any], str]:
    """The body once a button did its work, and the criterion to open next."""
    if verb in ("up", "down"):
        return changes.moved(body, which, -1 if verb == "up" else 1), ""
    if verb == "remove":
        return changes.removed(body, which), ""
    kind, name = request.form.get("kind", ""), request.form.get("called", "").strip()[:200]
    if verb == "add" and kind.removeprefix("quality:") in changes.qualities_left(body):
        quality = kind.removeprefix("quality:")
        return changes.added(body, changes.quality_for(body, quality)), quality
    if verb == "add" and kind in changes.KINDS:
        new = changes.new_criterion(body, kind, name or str(_("New criterion")))
        return changes.added(body, new), new["id"]
    return body, ""


def _whole(draft: RubricDraft, body: Mapping[str, Any], problem: str = "") -> str:
    return render_template(
        "rubrics/draft.html", draft=draft, view=whole_form(body), faults=faults_of(body), problem=problem
    )


@views.route("/criteria/<name>", methods=["GET", "POST"])
@access(*TEACHES)
def criterion(draft_id: int, name: str) -> Page:
    draft = draft_or_404(draft_id)
    before = _criterion_or_404(draft, name)
    if request.method == "GET":
        return _one(draft, before)
    typed = criterion_from(request.form, before)
    verb, _sign, which = request.form.get("do", "save").partition(":")
    problem = _kept(draft, changes.put(draft.body, _expecting(typed, verb, which)))
    if problem:
        return _one(draft, typed, problem), 422
    if verb == "done":
        return redirect(url_for("rubric_drafts.edit", draft_id=draft.id, _anchor="criteria"), 303)
    if verb == "save":
        flash(_("Saved."), "success")
    anchor = None if verb == "save" else "expects"
    return redirect(url_for("rubric_drafts.criterion", draft_id=draft.id, name=name, _anchor=anchor), 303)


def _expecting(criterion: dict[str, Any], verb: str, which: str) -> dict[str, Any]:
    """With a thing more that has to be said, or without one, as a button asks."""
    expects = criterion.get("expects")
    if not isinstance(expects, list):
        return criterion
    if verb == "expect":
        taken = {entry["name"] for entry in expects}
        free = next(name for name in (f"required_{place}" for place in range(1, 1000)) if name not in taken)
        return {**criterion, "expects": [*expects, {"name": free, "where": "anywhere"}]}
    if verb == "unexpect":
        return {**criterion, "expects": [entry for entry in expects if entry["name"] != which]}
    return criterion


def _one(draft: RubricDraft, entry: Mapping[str, Any], problem: str = "") -> str:
    body = changes.put(draft.body, entry)
    found = [fault for fault in faults_of(body) if fault.criterion == entry["id"]]
    return render_template(
        "rubrics/criterion.html", draft=draft, view=criterion_form(entry, body), faults=found, problem=problem
    )


@views.route("/phrase", methods=["GET", "POST"])
@access(*TEACHES)
def phrase(draft_id: int) -> Page:
    """The short way to ask for words to be said."""
    draft = draft_or_404(draft_id)
    if request.method == "GET":
        return render_template("rubrics/phrase.html", draft=draft, faults=(), problem="", typed={"weight": "5"})
    names, expected, of_all = phrase_from(request.form)
    new = changes.required_phrase(draft.body, names, expected) | of_all
    body = changes.added(draft.body, new)
    faults = [fault for fault in faults_of(body) if fault.criterion == new["id"]]
    if not names:
        faults.append(FaultView("", "name-en", "", _("Give it a name in at least one language.")))
    problem = "" if faults else _kept(draft, body)
    if faults or problem:
        page = render_template("rubrics/phrase.html", draft=draft, faults=faults, problem=problem, typed=request.form)
        return page, 422
    flash(_("Added: %(name)s. Try it on a conversation before you publish.", name=called(new)), "success")
    return redirect(url_for("rubric_drafts.edit", draft_id=draft.id, _anchor=f"row-{new['id']}"), 303)


@views.post("/check")
@access(*TEACHES)
def check(draft_id: int) -> dict[str, Any]:
    """What is wrong with what stands in a form just now, and the weights as shares; keeps nothing."""
    draft = draft_or_404(draft_id)
    entry = changes.criterion_in(draft.body, request.args.get("criterion", ""))
    if entry is None:
        body: Mapping[str, Any] = whole_from(request.form, draft.body)
        faults = [fault for fault in faults_of(body) if not fault.criterion or fault.control == "weight"]
    else:
        body = changes.put(draft.body, criterion_from(request.form, entry))
        faults = [fault for fault in faults_of(body) if fault.criterion == entry["id"]]
    by_control = [
        {
            "control": f"weight-{fault.criterion}" if entry is None and fault.control == "weight" else fault.control,
            "words": fault.words,
        }
        for fault in faults
    ]
    return {"faults": by_control, "shares": {row.id: row.share for row in whole_form(body).criteria}}


@views.route("/text", methods=["GET", "POST"])
@access(*TEACHES)
def text(draft_id: int) -> Page:
    """The draft as the text of a file, which may be written over."""
    draft = draft_or_404(draft_id)
    if request.method == "GET":
        return render_template("rubrics/text.html", draft=draft, text=as_yaml(draft.body), faults=(), problem="")
    sent = request.files.get("file")
    typed = sent.read(_MOST_TEXT + 1).decode("utf-8", "replace") if sent else request.form.get("text", "")
    typed = typed or request.form.get("text", "")
    faults: tuple[Fault, ...] = ()
    try:
        if len(typed) > _MOST_TEXT:
            raise OperationError("rubric_large")
        release()  # a long text is read for seconds; the edition says whether somebody changed the draft meanwhile
        body = parse_rubric(typed.replace("\r\n", "\n"), "draft").model_dump(mode="json")
        draft = draft_or_404(draft_id)
        problem = _kept(draft, body)
    except OperationError as error:
        problem = words_at_form(error)
    except RubricError as error:
        problem, faults = _("This was not taken over. Mend what is wrong and save again."), error.faults
    if problem:
        told = [(fault.line, fault.field, words_of(fault)) for fault in faults]
        page = render_template("rubrics/text.html", draft=draft, text=typed[:_MOST_TEXT], faults=told, problem=problem)
        return page, 422
    flash(_("Saved."), "success")
    return redirect(url_for("rubric_drafts.edit", draft_id=draft.id), 303)


@views.get("/file")
@access(*TEACHES)
def download(draft_id: int) -> Response:
    draft = draft_or_404(draft_id)
    return yaml_file(draft.body, f"{draft.rubric}-draft")


@views.post("/discard")
@access(*TEACHES)
def discard(draft_id: int) -> Answer:
    editing.discard(db(), me(), now(), draft_or_404(draft_id))
    flash(_("The draft is gone. What was published stays."), "success")
    return redirect(url_for("rubrics.list"), 303)


@views.route("/publish", methods=["GET", "POST"])
@access(*TEACHES)
def publish(draft_id: int) -> Page:
    """What would change, and why."""
    draft = draft_or_404(draft_id)
    problem = ""
    if request.method == "POST":
        note = request.form.get("note", "")[:5000]
        try:
            made = editing.publish(db(), me(), now(), draft, request.form.get("edition", -1, type=int), note)
            flash(_("Published. It counts for what is scored from now on."), "success")
            return redirect(url_for("rubrics.show", version_id=made.id), 303)
        except OperationError as error:
            problem = words_at_form(error)
    faults = faults_of(draft.body)
    found = []
    if not faults and draft.based_on:
        old, new = rubric_of(draft.based_on), Rubric.model_validate(draft.body)
        found = changes_view(differences(old, new), old, new)
    page = render_template(
        "rubrics/publish.html", draft=draft, faults=faults, changes=found, problem=problem, view=whole_form(draft.body)
    )
    return (page, 422) if problem else page
