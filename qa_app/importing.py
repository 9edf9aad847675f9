"""`qa import`: files into the workplace that the settings name."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_app.import_known import Known, known_from, table_from
from qa_app.inputs import Failures, each_file
from qa_app.progress import share_done
from qa_app.serving import opened
from transcripts.errors import InputError, Problem

if TYPE_CHECKING:
    from qa_app.operations.intake import WholeFile
    from qa_app.worker import Queue
    from qa_app.workplace import Workplace

_POLL_SECONDS = 0.5
_WHY = {
    "worker_died": ("The work was broken off three times.", "See what the worker writes, then import it again."),
    "try_again": ("There was no room or memory for the work.", "Free some, then import it again."),
    "file_gone": ("The file is not in the store any more.", "Import it again."),
}


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--agent", metavar="NAME", help="Who speaks for your side.")
@click.option("--customer", metavar="REFERENCE", help="Which customer it is.")
@click.option("--channel", metavar="C", help="call, chat, email, social or note; else by the format.")
@click.option("--market", metavar="XX", help="The country, as DE.")
@click.option("--language", metavar="xx", help="The language spoken, as de; else it is detected.")
@click.option("--time-zone", metavar="ZONE", help="Of times without one, as Europe/Berlin or +02:00.")
@click.option("--pattern", metavar="P", help="What file names tell, as {agent}_{date}_{time}_{customer}.")
@click.option("--sidecar", metavar="CSV", help="A table with a line for each file.")
@click.option("--wait", is_flag=True, help="Transcribe and score before the command ends, with or without a worker.")
def import_files(
    files: tuple[str, ...], pattern: str | None, sidecar: str | None, wait: bool, **form: str | None
) -> None:
    """Recordings and logs FILEs into the workplace. The same file twice gives the same interaction.

    Of what is known of a file, the table counts before the options, and these before its name.
    """
    from qa_app.worker import Queue

    failures = Failures()
    known = known_from(form, pattern)
    workplace = opened()
    zone = form["time_zone"] or workplace.config.time_zone
    try:
        table = table_from(sidecar, zone, failures)
    except InputError as error:
        failures.say(error)
        sys.exit(failures.exit_code)
    bringing = _Bringing(workplace, Queue(workplace), replace(known, table=table, zone=zone), failures)
    brought: list[tuple[str, int]] = []
    each_file(files, failures, lambda name: brought.extend(_bring(bringing, name)))
    for name, interaction in dict.fromkeys(brought) if wait else ():
        _finish(bringing, name, interaction)
    sys.exit(failures.exit_code)


@dataclass(frozen=True, slots=True)
class _Bringing:
    workplace: Workplace
    queue: Queue
    known: Known
    failures: Failures


def _bring(bringing: _Bringing, name: str) -> Sequence[tuple[str, int]]:
    """Take in a file and read it; returns its interactions. Raises InputError, OSError."""
    from qa_app.operations.intake import bring_file
    from qa_app.operations.jobs import to_deliver
    from qa_app.store.intake_queries import interactions_of_file
    from qa_app.store.work import FileState, ImportedFile
    from qa_app.worker import run_job

    workplace = bringing.workplace
    whole = _whole(workplace, name)
    with workplace.database.transaction() as session:
        file_id = bring_file(session, None, datetime.now(UTC), whole, bringing.known.of(whole.name)).id
    asked: list[int] = []
    for job in to_deliver(session):
        run_job(workplace, job, asked.extend)
    bringing.queue.deliver(asked)
    with workplace.database.reading() as session:
        file = session.get_one(ImportedFile, file_id)
        if file.state is not FileState.DONE:
            raise _failed(name, file.problem, file.problem_detail)
        for item in file.problems:
            bringing.failures.say(Problem(item["code"], name, item["line"], item["what"]))
        found = interactions_of_file(session, file_id)
        for interaction, new in found:
            click.echo(f"{name}: interaction {interaction.id}, {'new' if new else 'known already'}")
        return [(name, interaction.id) for interaction, _ in found]


def _whole(workplace: Workplace, name: str) -> WholeFile:
    """The file, or standard input, in the store."""
    from qa_app.operations.intake import WholeFile

    if name == "-":
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "standard-input"
            with copy.open("wb") as target:
                shutil.copyfileobj(sys.stdin.buffer, target)
            return WholeFile(copy.name, workplace.media.put(copy), copy.stat().st_size)
    path = Path(name)
    if not path.exists():
        raise InputError("not_found", name, "There is no such file.")
    if not path.is_file():
        raise InputError("unreadable", name, "This is not a file.")
    return WholeFile(path.name, workplace.media.put(path), path.stat().st_size)


def _finish(bringing: _Bringing, name: str, interaction_id: int) -> None:
    """See the work on an interaction through: done here, or watched where a worker has it already."""
    from qa_app.store.interactions import Interaction, Stage

    database = bringing.workplace.database
    with share_done(name) as progress, ThreadPoolExecutor(1) as pool:
        working = pool.submit(_work_once, bringing, interaction_id)
        while True:
            with database.reading() as session:
                interaction = session.get_one(Interaction, interaction_id)
            if interaction.stage is Stage.TRANSCRIBING:
                progress(interaction.progress)
            if working.done():
                working.result()
                if interaction.stage in (Stage.DONE, Stage.FAILED):
                    break
                working = pool.submit(_work_once, bringing, interaction_id)
            time.sleep(_POLL_SECONDS)
    if interaction.stage is Stage.FAILED:
        bringing.failures.say(_failed(name, interaction.problem, interaction.problem_detail))
    else:
        mark = "not scored" if interaction.suggested is None else f"suggested {100 * interaction.suggested:.0f}"
        click.echo(f"{name}: interaction {interaction_id}, done, {mark}")


def _work_once(bringing: _Bringing, interaction_id: int) -> None:
    from qa_app.store.intake_queries import open_jobs
    from qa_app.store.work import JobKind
    from qa_app.worker import run_job

    with bringing.workplace.database.reading() as session:
        jobs = [job.id for job in open_jobs(session, JobKind.PROCESS, [interaction_id])]
    for job in jobs:
        run_job(bringing.workplace, job, bringing.queue.deliver)
    bringing.queue.sweep()


def _failed(name: str, code: str | None, said: dict[str, object] | None) -> InputError:
    what, hint = _WHY.get(code or "", ("Something went wrong.", "The log says more."))
    line = said.get("line") if said else None
    if said:
        what, hint = str(said.get("what") or what), str(said.get("hint") or "")
    return InputError(code or "internal", name, what, hint, line if isinstance(line, int) else None)
