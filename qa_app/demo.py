"""The main job on the sample data: recordings and logs brought into a new workplace, scored, reviewed, reported on."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import click
import yaml

from qa_app.config import config_from
from qa_app.demo_people import AGENTS, Login, live, people
from qa_app.inputs import Failures
from qa_app.operations.intake import WholeFile, bring_file
from qa_app.operations.jobs import to_deliver
from qa_app.operations.metadata import Told
from qa_app.operations.opening import open_workplace
from qa_app.operations.suggesting import conversation_of, scorecard_of
from qa_app.printing import write_report, write_scorecard
from qa_app.recordings import write_conversation
from qa_app.store.intake_queries import interactions_of_file
from qa_app.store.interaction_queries import current_suggestion
from qa_app.store.work import ImportedFile
from qa_app.tables import marks_table
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from scoring.scorecard import Scorecard, scorecard_line
from transcripts.errors import InputError, Problem

SAMPLES = Path(__file__).parent / "samples"


@dataclass(frozen=True, slots=True)
class _Sample:
    """One entry of samples/index.yaml."""

    file: str
    agent: str
    language: str
    channel: str
    started_at: str
    format: str

    @property
    def start(self) -> datetime:
        return datetime.fromisoformat(self.started_at)


def run_demo(output: Path) -> int:
    """Do everything, print a table of marks, where the reports are and who can sign in; return the exit code.

    The workplace lies in `output`/workplace and is made anew each time.
    """
    failures = Failures()
    try:
        output.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(output / "workplace", ignore_errors=True)
    except OSError as error:
        failures.say(InputError("unwritable", str(output), f"{(error.strerror or 'cannot be used').lower()}."))
        return failures.exit_code
    workplace = open_workplace(config_from({"FAIRWORD_DATA": str(output / "workplace")}))
    logins = people(workplace)
    cards = _bring_all(workplace, output, failures)
    live(workplace)
    (output / "scorecards.jsonl").write_text("".join(scorecard_line(card) + "\n" for card in cards), encoding="utf-8")
    click.echo(marks_table(cards))
    click.echo("\nCoaching reports:")
    for path in _reports(cards, output):
        click.echo(f"  {path}")
    click.echo(f"Scorecards: {output / 'scorecards'}, as JSON in {output / 'scorecards.jsonl'}")
    click.echo(f"Conversations: {output / 'conversations'}")
    _say_who(logins)
    workplace.database.close()
    return failures.exit_code


def serve_demo(output: Path, port: int) -> NoReturn:
    """Serve the demo's workplace in place of this process, whose models it does not need."""
    port = free_port(port)
    settings = {"FAIRWORD_DATA": str(output / "workplace"), "FAIRWORD_URL": f"http://localhost:{port}"}
    sys.stdout.flush()
    command = [sys.executable, "-c", "from qa_app.cli import main; main()", "serve", "--port", str(port)]
    os.execve(sys.executable, command, {**os.environ, **settings})  # noqa: S606 - our own command


def free_port(wanted: int) -> int:
    """The port itself, or another one when something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _bring_all(workplace: Workplace, output: Path, failures: Failures) -> list[Scorecard]:
    samples = [_Sample(**entry) for entry in _index()]
    # As if the last conversation had been yesterday, so that the pages have something to say of this month.
    later = timedelta(days=(datetime.now(UTC) - max(sample.start for sample in samples)).days - 1)
    cards: list[Scorecard] = []
    with click.progressbar(samples, label="Reading and scoring", file=sys.stderr, item_show_func=_name) as bar:
        for sample in bar:
            file = _bring(workplace, sample, later)
            cards += _kept(workplace, file, sample, output, failures)
    return cards


def _index() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "index.yaml").read_text(encoding="utf-8"))
    return entries


def _name(sample: _Sample | None) -> str:
    return sample.file if sample else ""


def _bring(workplace: Workplace, sample: _Sample, later: timedelta) -> int:
    """Bring a sample in and do all the work that it asks for, as the worker would; returns the imported file's id."""
    path = SAMPLES / sample.file
    start = sample.start + later
    told = Told(
        agent=sample.agent,
        started_at=start,
        time_zone=f"{start:%z}",
        channel=sample.channel,
        language=sample.language,
    )
    whole = WholeFile(path.name, workplace.media.put(path), path.stat().st_size)
    asked: list[int] = []
    with workplace.database.transaction() as session:
        file = bring_file(session, None, datetime.now(UTC), whole, told)
        asked.extend(to_deliver(session))
    while asked:
        run_job(workplace, asked.pop(0), asked.extend)
    return file.id


def _kept(workplace: Workplace, file: int, sample: _Sample, output: Path, failures: Failures) -> Iterator[Scorecard]:
    """The scorecards of what a sample held, written as files too; what failed is said."""
    with workplace.database.transaction() as session:
        brought = session.get_one(ImportedFile, file)
        if brought.problem:
            failures.say(Problem(brought.problem, brought.name, 1, "could not be brought in."))
        for interaction, _ in interactions_of_file(session, file):
            suggested = current_suggestion(session, interaction.id)
            if suggested is None or interaction.transcript is None:
                failures.say(Problem(interaction.problem or "", brought.name, 1, "could not be scored."))
                continue
            name = sample.file.split(".")[0]
            conversation = replace(conversation_of(interaction.transcript), id=name)
            card = replace(scorecard_of(suggested), id=name, agent=sample.agent)
            write_conversation(conversation, output / "conversations", set())
            write_scorecard(conversation, card, AGENTS[sample.agent], output / "scorecards")
            yield card


def _reports(cards: Sequence[Scorecard], output: Path) -> Iterator[Path]:
    for agent, language in AGENTS.items():
        if any(card.agent == agent for card in cards):
            path = output / f"coaching-{agent.split()[0].lower()}-{language}.pdf"
            write_report(cards, agent, language, path)
            yield path


def _say_who(logins: Sequence[Login]) -> None:
    click.echo("\nPeople, and what they did in the last months (reviews, marks, training), are invented.")
    click.echo("People of the workplace, with passwords made for this run:")
    widest = max(len(login.email) for login in logins)
    for login in logins:
        click.echo(f"  {login.email:<{widest}}  {login.password}  {login.role}, reads {login.language}")
