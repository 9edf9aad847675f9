"""Everything about one person as a zip: asked for on a page, made by the worker, kept until the next one is made."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, NotFoundError
from qa_app.operations.export_writer import ExportWriter
from qa_app.operations.jobs import ask_for
from qa_app.store import export_queries
from qa_app.store.database import Session
from qa_app.store.people import Agent, User
from qa_app.store.work import Export, Job, JobKind, JobState
from qa_app.workplace import Workplace

# Conversations in memory at once; progress is told after each handful.
_HANDFUL = 20


def ask_for_export(session: Session, actor: User, language: str, now: datetime) -> Export:
    """Ask for everything about the person who asks; the one that is being made, if there is one.

    Raises NotAllowedError for an account that is no agent's.
    """
    if actor.agent is None:
        raise NotAllowedError
    for earlier in export_queries.exports_of(session, actor.id):
        job = export_queries.export_job(session, earlier.id)
        if job and job.state in (JobState.WAITING, JobState.RUNNING):
            return earlier
    export = Export(user_id=actor.id, language=language, created_at=now)
    session.add(export)
    session.flush()
    ask_for(session, JobKind.EXPORT, export.id, now)
    audit(session, actor, now, "export.asked", actor.agent, export=export.id)
    return export


def export_of(session: Session, actor: User, export_id: int) -> tuple[Export, Job | None]:
    """A person's own export with the work of making it; raises NotFoundError for anybody else's."""
    export = session.get(Export, export_id)
    if export is None or export.user_id != actor.id:
        raise NotFoundError("export")
    return export, export_queries.export_job(session, export.id)


def make_export(workplace: Workplace, export_id: int, deliver: Callable[[Iterable[int]], None]) -> str | None:
    """Make the zip of an export and keep it; those made before for the same person are forgotten."""
    with workplace.database.transaction() as session:
        export = session.get_one(Export, export_id)
        user = session.get_one(User, export.user_id)
        if user.agent is None:
            return "export_no_agent"
        agent_id, language = user.agent.id, export.language
        conversations = export_queries.conversation_ids(session, agent_id)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            writer = ExportWriter(archive, language, datetime.now(UTC), ZoneInfo(workplace.config.time_zone))
            with workplace.database.reading() as session:
                writer.about_the_person(session, session.get_one(User, user.id), session.get_one(Agent, agent_id))
            for done in range(0, len(conversations), _HANDFUL):
                with workplace.database.reading() as session:
                    writer.conversations(session, conversations[done : done + _HANDFUL])
                _tell(workplace, export_id, min(0.99, (done + _HANDFUL) / len(conversations)))
            writer.finish()
        key = workplace.media.put(path)
    _keep(workplace, export_id, key)
    return None


def _tell(workplace: Workplace, export_id: int, progress: float) -> None:
    with workplace.database.transaction() as session:
        session.get_one(Export, export_id).progress = progress


def _keep(workplace: Workplace, export_id: int, key: str) -> None:
    with workplace.database.transaction() as session:
        export = session.get_one(Export, export_id)
        export.media_key, export.progress = key, 1.0
        before = [row for row in export_queries.exports_of(session, export.user_id) if row.id != export_id]
        old = {row.media_key for row in before if row.media_key and row.media_key != key}
        for row in before:
            row.media_key = None
    for forgotten in old:
        workplace.media.remove(forgotten)
