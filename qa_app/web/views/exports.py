"""Everything about oneself as a zip: asked for, watched while it is made, and taken home by its owner only."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, send_file, url_for
from werkzeug import Response

from qa_app.operations.errors import NotFoundError
from qa_app.operations.exporting import ask_for_export, export_of
from qa_app.store.export_queries import export_job, exports_of
from qa_app.store.people import RoleName
from qa_app.store.work import Export, Job, JobState
from qa_app.web.access import access, me, my_agent
from qa_app.web.edge import db, now, saw, workplace
from qa_app.web.locale import reader_language

views = Blueprint("exports", __name__, url_prefix="/me/export")


@views.get("")
@access(RoleName.AGENT)
def show() -> str:
    if me().agent is None:
        return render_template("agents/unlinked.html")
    latest = next(iter(exports_of(db(), me().id)), None)
    job = export_job(db(), latest.id) if latest else None
    return render_template("agents/export.html", export=latest, state=_state(latest, job), size=_size(latest))


@views.post("")
@access(RoleName.AGENT)
def ask() -> Response:
    ask_for_export(db(), me(), reader_language(), now())
    return redirect(url_for("exports.show"), 303)


@views.get("/<int:export_id>/progress")
@access(RoleName.AGENT)
def progress(export_id: int) -> dict[str, object]:
    """How far it is, for the script that shows it."""
    export, job = export_of(db(), me(), export_id)
    return {"state": _state(export, job), "progress": export.progress}


@views.get("/<int:export_id>.zip")
@access(RoleName.AGENT)
def download(export_id: int) -> Response:
    export, _ = export_of(db(), me(), export_id)
    if export.media_key is None:
        raise NotFoundError("export")
    try:
        file = workplace().media.open(export.media_key)
    except FileNotFoundError:
        raise NotFoundError("export") from None
    saw(me(), "export.downloaded", my_agent(), export=export.id)
    return send_file(
        file,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"fairword-{export.created_at.date().isoformat()}.zip",
    )


def _state(export: Export | None, job: Job | None) -> str:
    """`none`, `making`, `ready` or `failed`."""
    if export is None:
        return "none"
    if export.media_key:
        return "ready"
    return "failed" if job is None or job.state is JobState.FAILED else "making"


def _size(export: Export | None) -> float | None:
    """Megabytes of the zip, None when there is none."""
    try:
        return workplace().media.size(export.media_key) / 2**20 if export and export.media_key else None
    except FileNotFoundError:
        return None
