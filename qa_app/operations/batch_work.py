"""What the worker does for a whole team: one agent after the other is given a report, and all go into a zip.

Each report is worked out in a session that only reads, and given in a short transaction of its own, so that pages need
not wait. Whoever takes the work up again gives nobody a second report, but puts the first into the zip all the same.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from qa_app.operations.coaching import draft_report, give_report, made_on, report_of
from qa_app.operations.errors import OperationError
from qa_app.operations.report_batches import agents_left_out
from qa_app.operations.table_cells import csv_text
from qa_app.reports.batch_words import left_out
from qa_app.reports.coaching_pdf import render
from qa_app.reports.words import reader
from qa_app.store.batch_queries import agents_named, report_in_batch
from qa_app.store.coaching import GivenReport
from qa_app.store.database import Session
from qa_app.store.people import Agent
from qa_app.store.work import ReportBatch
from qa_app.workplace import Workplace

_LONGEST_NAME = 60

Row = tuple[object, ...]


def make_reports(workplace: Workplace, batch_id: int, deliver: Callable[[Iterable[int]], None]) -> str | None:
    """Give each agent of a batch a report, and keep the zip of them all."""
    with workplace.database.reading() as session:
        batch = session.get_one(ReportBatch, batch_id)
    if batch.media_key:
        return None  # the worker before died between keeping it and saying so
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.zip"
        with ZipFile(path, "w") as archive:
            rows = []
            for agent_id in batch.agents:
                report_id = _report_for(workplace, batch_id, agent_id)
                if report_id is not None:
                    rows.append(_put(workplace, archive, report_id, batch.language))
            with workplace.database.reading() as session:
                _index(session, archive, batch_id, rows)
        _keep(workplace, batch_id, workplace.media.put(path) if rows else None)
    return None


def _report_for(workplace: Workplace, batch_id: int, agent_id: int) -> int | None:
    """The report of an agent, given now if it was not before; None for who is left out, and after cancelling."""
    with workplace.database.reading() as session:
        batch = session.get_one(ReportBatch, batch_id)
        made = report_in_batch(session, batch_id, agent_id)
        if _settled(batch, agent_id, made):
            return made
        outcome = _outcome(session, batch, agent_id)
    with workplace.database.transaction() as session:
        # Held, since a worker that was thought dead may be at the same.
        batch = session.get_one(ReportBatch, batch_id, with_for_update=True)
        made = report_in_batch(session, batch_id, agent_id)
        if _settled(batch, agent_id, made):
            return made
        batch.done += 1
        if isinstance(outcome, str):
            batch.left_out = [*batch.left_out, {"agent": agent_id, "why": outcome}]
            return None
        outcome.batch_id = batch_id
        give_report(session, batch.asker, outcome.created_at, outcome)
        return outcome.id


def _settled(batch: ReportBatch, agent_id: int, made: int | None) -> bool:
    """Whether nothing is to be done for an agent any more."""
    return made is not None or bool(batch.cancelled_at) or any(one["agent"] == agent_id for one in batch.left_out)


def _outcome(session: Session, batch: ReportBatch, agent_id: int) -> GivenReport | str:
    """A draft of the report, or the code of why there is none."""
    agent = session.get(Agent, agent_id)
    if agent is None:
        return "agent_gone"
    try:
        return draft_report(session, batch.asker, datetime.now(UTC), agent, batch.first_day, batch.last_day)
    except OperationError as error:
        return error.code


def _put(workplace: Workplace, archive: ZipFile, report_id: int, language: str) -> Row:
    """Write the PDF of a report into the zip; gives its line of the index."""
    with workplace.database.reading() as session:
        given = session.get_one(GivenReport, report_id)
        agent, team = given.agent, given.agent.team
    report = replace(report_of(given), language=language)
    name = pdf_name(agent.name, report_id)
    archive.writestr(name, render(report, made_on(given, ZoneInfo(workplace.config.time_zone))))
    address = f"{workplace.config.url}/reports/{report_id}"
    return (agent.name, team.name if team else "", name, report.conversations, report.reviewed, address, "")


def _index(session: Session, archive: ZipFile, batch_id: int, rows: Sequence[Row]) -> None:
    """A table of what is in the zip, and of who was left out and why."""
    batch = session.get_one(ReportBatch, batch_id)
    to = reader(batch.language)
    header = (
        to.gettext("Agent"),
        to.gettext("Team"),
        to.gettext("File"),
        to.gettext("Conversations"),
        to.gettext("Reviewed"),
        to.gettext("Address"),
        to.gettext("Left out"),
    )
    known = {agent.id: agent for agent in agents_named(session, batch.agents)}
    without = [
        (agent.name, agent.team.name if agent.team else "", "", "", "", "", left_out(why, to))
        for why, agents in agents_left_out(batch, known).items()
        for agent in agents
    ]
    archive.writestr("index.csv", csv_text(header, (*rows, *without)), ZIP_DEFLATED)


def _keep(workplace: Workplace, batch_id: int, key: str | None) -> None:
    with workplace.database.transaction() as session:
        batch = session.get_one(ReportBatch, batch_id, with_for_update=True)
        other, batch.media_key = batch.media_key, key
    if other and other != key:
        workplace.media.remove(other)


def pdf_name(agent: str, report_id: int) -> str:
    """A name that no system takes for a path, and that no two reports share, whatever the agent is called."""
    letters = "".join(char if char.isalnum() else " " for char in unicodedata.normalize("NFC", agent))
    words = "-".join(letters.split())[:_LONGEST_NAME].strip("-")
    return f"{words or 'agent'}-{report_id}.pdf"
