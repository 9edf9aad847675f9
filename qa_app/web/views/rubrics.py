"""Rubrics: which is in force for each channel, what each version says, and what changed between two."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as Answer

from qa_app.operations.access import KNOWS_RUBRICS, TEACHES, has_role
from qa_app.operations.errors import NotFoundError
from qa_app.operations.rubric_editing import own_id, retire, start_from, start_from_product
from qa_app.operations.standards import current_rubric
from qa_app.operations.suggesting import rubric_of
from qa_app.store.agreement_queries import stopped
from qa_app.store.interactions import RubricVersion
from qa_app.store.people import User
from qa_app.store.rubric_queries import drafts, versions_kept
from qa_app.web.access import access, me
from qa_app.web.addresses import row_asked, row_number
from qa_app.web.edge import db, now
from qa_app.web.rubric_view import changes_view, rubric_view, titled
from rubrics.difference import differences
from rubrics.load import as_yaml, shipped, shipped_rubric
from transcripts.conversation import Channel

views = Blueprint("rubrics", __name__, url_prefix="/rubrics")


def version_or_404(version_id: int | None) -> RubricVersion:
    found = db().get(RubricVersion, version_id) if version_id is not None else None
    if found is None:
        raise NotFoundError("rubric")
    return found


@views.get("", endpoint="list")
@access(*KNOWS_RUBRICS)
def show_list() -> str:
    kept = versions_kept(db())
    own = [row for row in kept if row.published_at is not None]
    in_force = [(channel.value, current_rubric(db(), channel.value)) for channel in Channel]
    known = {(row.rubric, row.version): row for row in kept}
    return render_template(
        "rubrics/list.html",
        in_force=[
            (channel, rubric, titled(rubric), known.get((rubric.id, rubric.version))) for channel, rubric in in_force
        ],
        own=own,
        authors=_authors(own),
        product=[(rubric, titled(rubric)) for rubric in map(shipped_rubric, shipped())],
        drafts=drafts(db()) if has_role(me(), *TEACHES) else (),
        drafted={draft.rubric for draft in drafts(db())},
        own_id=own_id,
        writes=has_role(me(), *TEACHES),
        withheld=_withheld(),
    )


def _withheld() -> dict[str, list[str]]:
    """In which languages (codes) a criterion is not suggested at present."""
    found: dict[str, list[str]] = {}
    for stop in stopped(db()):
        found.setdefault(stop.criterion, []).append(stop.language)
    return found


def _authors(rows: list[RubricVersion]) -> dict[int, str]:
    wanted = {row.published_by for row in rows if row.published_by is not None}
    return {key: person.name for key in wanted if (person := db().get(User, key))}


@views.post("/start")
@access(*TEACHES)
def start() -> Answer:
    """A draft of a version, or of a rubric of the product; the one that is there already if there is one."""
    product = request.form.get("product", "")
    if product in shipped():
        draft = start_from_product(db(), me(), now(), product)
    else:
        draft = start_from(db(), me(), now(), version_or_404(row_number(request.form.get("version", ""))))
    return redirect(url_for("rubric_drafts.edit", draft_id=draft.id), 303)


@views.get("/product/<called>")
@access(*KNOWS_RUBRICS)
def product(called: str) -> str:
    """What a rubric that comes with the product says."""
    if called not in shipped():
        raise NotFoundError("rubric")
    rubric = shipped_rubric(called)
    return render_template(
        "rubrics/show.html",
        version=None,
        view=rubric_view(rubric),
        writes=False,
        author="",
        others=(),
        withheld=_withheld(),
    )


@views.get("/versions/<int:version_id>")
@access(*KNOWS_RUBRICS)
def show(version_id: int) -> str:
    version = version_or_404(version_id)
    return render_template(
        "rubrics/show.html",
        version=version,
        view=rubric_view(rubric_of(version)),
        author=_authors([version]).get(version.published_by or 0, ""),
        others=[row for row in versions_kept(db()) if row.id != version.id],
        writes=has_role(me(), *TEACHES),
        withheld=_withheld(),
    )


@views.get("/versions/<int:version_id>/file")
@access(*KNOWS_RUBRICS)
def download(version_id: int) -> Response:
    version = version_or_404(version_id)
    return yaml_file(version.body, f"{version.rubric}-{version.version}")


@views.post("/versions/<int:version_id>/retire")
@access(*TEACHES)
def withdraw(version_id: int) -> Answer:
    version = version_or_404(version_id)
    retire(db(), me(), now(), version)
    flash(_("Retired. What was scored with it keeps it; from now on the one before counts."), "success")
    return redirect(url_for("rubrics.list"), 303)


@views.get("/compare")
@access(*KNOWS_RUBRICS)
def compare() -> str:
    """What changed from one version to another, which is still to be chosen where there is none."""
    old = version_or_404(row_asked("old"))
    new = version_or_404(row_asked("new")) if request.args.get("new") else old
    before, after = rubric_of(old), rubric_of(new)
    return render_template(
        "rubrics/compare.html",
        old=old,
        new=new,
        changes=changes_view(differences(before, after), before, after),
        kept=versions_kept(db()),
    )


def yaml_file(body: object, name: str) -> Response:
    """A rubric to take away; `name` is ours, without the ending."""
    answer = Response(as_yaml(body), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return answer
