"""The command `qa`: from a recording or a log to conversations, scorecards and coaching reports.

Every command takes many files, `-` is standard input. What was asked for goes to standard output, progress and
errors to standard error. Exit code 0: all fine, 1: some inputs failed, 2: the command was not understood.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_app.inputs import Failures, conversations, each_file, read_bytes
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.errors import InputError, Problem

if TYPE_CHECKING:
    from rubrics.model import Rubric
    from scoring.scorecard import Scorecard
    from transcripts.conversation import Conversation

FILES = click.argument("files", nargs=-1, required=True, metavar="FILE...")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairword")
def main() -> None:
    """Train a contact centre's people and assure its quality: words in, evidence and coaching out."""


@main.command()
@FILES
@click.option("--language", metavar="xx", help="The language spoken, as en; else it is detected.")
@click.option("--model", metavar="M", help="Whisper weights: base, small, medium, large-v3-turbo, or a folder.")
@click.option("--agent", metavar="NAME", help="Who speaks for your side in these recordings.")
@click.option("-o", "output", default="-", metavar="DIR|-", help="A folder for one file each, or - for lines.")
def transcribe(files: tuple[str, ...], language: str | None, model: str | None, agent: str | None, output: str) -> None:
    """Recordings FILEs (also inside a vCon) to conversation JSON."""
    from qa_app.recordings import conversation_line, transcribe_file, write_conversation
    from transcripts.whisper import WhisperTranscriber

    failures = Failures()
    try:
        transcriber = WhisperTranscriber(model)
    except InputError as error:
        failures.say(error)
        sys.exit(failures.exit_code)

    taken: set[Path] = set()

    def work(name: str) -> None:
        for found in transcribe_file(name, transcriber, language):
            conversation = replace(found, agent=agent)
            if output == "-":
                click.echo(conversation_line(conversation))
            else:
                click.echo(write_conversation(conversation, Path(output), taken))

    each_file(files, failures, work)
    sys.exit(failures.exit_code)


@main.command()
@FILES
@click.option("--format", "as_format", metavar="F", help="csv, json, text, whatsapp, email, vcon, webvtt, …")
@click.option("--language", metavar="xx", help="The language of the conversations; else it is detected.")
@click.option("--channel", type=click.Choice(("call", "chat", "email", "social", "note")), help="Else by the format.")
@click.option("--agent", "agents", multiple=True, metavar="NAME", help="A name, address or handle of your side.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="A CSV column, as text=Message.")
def read(
    files: tuple[str, ...],
    as_format: str | None,
    language: str | None,
    channel: str | None,
    agents: tuple[str, ...],
    columns: tuple[str, ...],
) -> None:
    """Chat logs, e-mails, tickets, vCons and subtitles FILEs to conversation JSON, one a line."""
    from qa_app.reading import read_input
    from qa_app.recordings import conversation_line
    from transcripts.conversation import Channel
    from transcripts.readers.read import FORMATS
    from transcripts.readers.source import ReadOptions

    if as_format is not None and as_format not in FORMATS:
        raise click.BadParameter(f"{as_format!r} is none of {', '.join(FORMATS)}.", param_hint="--format")
    if any("=" not in column for column in columns):
        raise click.BadParameter("write FIELD=NAME, as text=Message.", param_hint="--column")
    named = dict(column.split("=", 1) for column in columns)
    options = ReadOptions(language, agents, named, Channel(channel) if channel else None)
    failures = Failures()

    def work(name: str) -> None:
        for conversation in read_input(name, options, as_format, failures):
            click.echo(conversation_line(conversation))

    each_file(files, failures, work)
    sys.exit(failures.exit_code)


@main.command()
@FILES
def acts(files: tuple[str, ...]) -> None:
    """What each turn of conversation FILEs does, as JSON lines."""
    from scoring.acts.lines import acts_line
    from scoring.acts.meaning import meaning
    from scoring.acts.recognise import recognise

    failures = Failures()

    def work(name: str) -> None:
        for conversation in conversations(name, failures):
            if conversation.supported:
                click.echo(acts_line(conversation, recognise(conversation, meaning())))
            else:
                hint = f"Supported are {', '.join(SUPPORTED_LANGUAGES)}."
                what = (
                    f"conversation {conversation.id} is in a language that is not supported: {conversation.language}."
                )
                failures.say(InputError("unsupported_language", name, what, hint))

    each_file(files, failures, work)
    sys.exit(failures.exit_code)


@main.command()
@FILES
@click.option("--rubric", metavar="R", help="A rubric file, or call, chat, email, social; else by the channel.")
def score(files: tuple[str, ...], rubric: str | None) -> None:
    """Scorecards of conversation FILEs, as JSON lines."""
    from rubrics.errors import RubricError
    from scoring.acts.meaning import meaning
    from scoring.engine import score as score_conversation
    from scoring.scorecard import scorecard_line

    failures = Failures()
    try:
        chosen = _rubric(rubric) if rubric else None
    except RubricError as error:
        failures.say(error)
        sys.exit(failures.exit_code)

    def work(name: str) -> None:
        for conversation in conversations(name, failures):
            card = score_conversation(conversation, chosen or _rubric_for(conversation), meaning())
            click.echo(scorecard_line(card))

    each_file(files, failures, work)
    sys.exit(failures.exit_code)


def _rubric(name: str) -> Rubric:
    from rubrics.load import load_rubric, parse_rubric, shipped, shipped_rubric

    if name == "-":
        return parse_rubric(read_bytes(name).decode("utf-8", "replace"), "standard input")
    return shipped_rubric(name) if name in shipped() else load_rubric(Path(name))


def _rubric_for(conversation: Conversation) -> Rubric:
    from rubrics.load import rubric_for_channel

    return rubric_for_channel(conversation.channel.value)


@main.command()
@click.argument("scorecards", nargs=-1, required=True, metavar="SCORECARD...")
@click.option(
    "--agent", required=True, metavar="NAME", help="Whose report it is; other agents' scorecards are left out."
)
@click.option("--language", required=True, type=click.Choice(SUPPORTED_LANGUAGES), help="The language the agent reads.")
@click.option("--pdf", required=True, metavar="OUT", help="Where the report is written.")
def coach(scorecards: tuple[str, ...], agent: str, language: str, pdf: str) -> None:
    """A coaching report as PDF from the SCORECARDs of `qa score`."""
    from qa_app.printing import NoScorecardsError, write_report

    failures = Failures()
    cards: list[Scorecard] = []
    each_file(scorecards, failures, lambda name: cards.extend(_scorecards(name, failures)))
    try:
        left_out = write_report(cards, agent, language, Path(pdf))
        if left_out:
            click.echo(f"{left_out} scorecards of others, or of nobody named, were left out.", err=True)
    except NoScorecardsError as error:
        failures.say(error)
    except OSError as error:
        failures.say(InputError("unwritable", pdf, f"cannot be written: {(error.strerror or 'unknown').lower()}."))
    sys.exit(failures.exit_code)


def _scorecards(name: str, failures: Failures) -> list[Scorecard]:
    """The scorecards in a file of JSON lines; bad lines are said and left out."""
    import json

    from scoring.scorecard import scorecard_from_json

    cards = []
    for number, line in enumerate(read_bytes(name).splitlines(), 1):
        try:
            if line.strip():
                cards.append(scorecard_from_json(json.loads(line), name))
        except (ValueError, RecursionError):
            failures.say(Problem("scorecard", name, number, "not JSON; give the output of `qa score`."))
        except InputError as error:
            failures.say(Problem(error.code, name, number, f"{error.what} {error.hint}"))
    return cards


@main.command()
@click.argument("rubrics", nargs=-1, required=True, metavar="RUBRIC...")
def check(rubrics: tuple[str, ...]) -> None:
    """Check RUBRIC files and say every mistake with file, line and field."""
    failures = Failures()

    def work(name: str) -> None:
        rubric = _rubric(name)
        click.echo(f"{name}: fine, {rubric.id} version {rubric.version}, {len(rubric.criteria)} criteria")

    each_file(rubrics, failures, work)
    sys.exit(failures.exit_code)


@main.command()
@click.option("-o", "output", default="demo-output", metavar="DIR", help="Where the results are written.")
def demo(output: str) -> None:
    """Run the main job on the sample data that comes with the product."""
    from qa_app.demo import run_demo

    sys.exit(run_demo(Path(output)))


@main.group()
def benchmark() -> None:
    """Measure the product on labelled data; nothing of it is kept."""


@benchmark.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON instead of a table.")
def gold(folder: Path, as_json: bool) -> None:
    """Acts, spans and marks against labelled conversations in FOLDER, by act, criterion and language."""
    import json

    from benchmarks.gold import measure, table
    from scoring.acts.meaning import meaning

    figures = measure(folder, meaning())
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else table(figures))
