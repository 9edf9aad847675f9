"""The command `qa`: from a recording or a log to conversations, scorecards and coaching reports.

Every command takes many files, `-` is standard input. What was asked for goes to standard output, progress and
errors to standard error. Exit code 0: all fine, 1: some inputs failed, 2: the command was not understood.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_app.accounts import user
from qa_app.calibrating import calibrate
from qa_app.finding import jargon
from qa_app.importing import import_files
from qa_app.inputs import Failures, conversations, each_file, read_bytes
from qa_app.measuring import benchmark
from qa_app.serving import serve, work
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.errors import InputError, Problem

if TYPE_CHECKING:
    from rubrics.model import Rubric
    from scoring.scorecard import Scorecard

FILES = click.argument("files", nargs=-1, required=True, metavar="FILE...")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairword")
def main() -> None:
    """Train a contact centre's people and assure its quality: words in, evidence and coaching out."""


@main.command()
@FILES
@click.option("--language", metavar="xx", help="The language spoken, as en; else it is detected.")
@click.option("--model", metavar="M", help="Whisper weights: base, small, medium, large-v3-turbo, or a folder.")
@click.option("--engine", type=click.Choice(("faster-whisper", "openai-whisper")), default="faster-whisper")
@click.option("--agent", metavar="NAME", help="Who speaks for your side in these recordings.")
@click.option("--agent-side", type=click.Choice(("left", "right")), help="The agent's channel; else it is found out.")
@click.option("--glossary", metavar="FILE", help="Names and terms that may occur, one a line.")
@click.option("-o", "output", default="-", metavar="DIR|-", help="A folder for one file each, or - for lines.")
def transcribe(files: tuple[str, ...], model: str | None, engine: str, output: str, **known: str | None) -> None:
    """Recordings FILEs (also inside a vCon) to conversation JSON.

    With -o, a recording that was interrupted goes on where it was.
    """
    from qa_app.recordings import beforehand, conversation_line, load_engine, transcribe_file, write_conversation
    from qa_app.transcript_quality import remarks

    failures = Failures()
    try:
        loaded = load_engine(engine, model)
        told, unused = beforehand(**known)
    except InputError as error:
        failures.say(error)
        sys.exit(failures.exit_code)
    for problem in unused:
        failures.say(problem)

    folder = None if output == "-" else Path(output)
    taken: set[Path] = set()

    def work(name: str) -> None:
        for conversation in transcribe_file(name, loaded, told, folder):
            for line in remarks(conversation):
                click.echo(line, err=True)
            if folder is None:
                click.echo(conversation_line(conversation))
            else:
                click.echo(write_conversation(conversation, folder, taken))

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
@click.argument("files", nargs=-1, required=True, metavar="CONVERSATION STEPS...")
@click.option("--glossary", is_flag=True, help="Print the names and terms corrected, as a glossary to check.")
@click.option("-o", "output", default="-", metavar="DIR|-", help="A folder for one file each, or - for lines.")
def repair(files: tuple[str, ...], glossary: bool, output: str) -> None:
    """Each CONVERSATION put right by its STEPS, as conversation JSON; the file given stays as it is.

    STEPS is a JSON list; turns and words count from 0, turns as the steps before leave them.

    \b
    [{"step": "swap_speakers", "first": "agent", "second": "customer"},
     {"step": "move_turn", "turn": 3, "speaker": "customer"},
     {"step": "correct_text", "turn": 4, "text": "Without words the turn goes."},
     {"step": "split_turn", "turn": 5, "word": 2, "speaker": "agent"},
     {"step": "join_turns", "turn": 6}]
    """
    from qa_app.repairing import glossary_of_files, repair_files

    if len(files) % 2:
        raise click.UsageError("Give a file of steps after each conversation.")
    if glossary and output != "-":
        raise click.UsageError("--glossary is printed; -o is for conversations.")
    failures = Failures()
    pairs = list(zip(files[::2], files[1::2], strict=True))
    if glossary:
        click.echo(glossary_of_files(pairs, failures), nl=False)
    else:
        repair_files(pairs, output, failures)
    sys.exit(failures.exit_code)


@main.command()
@FILES
def acts(files: tuple[str, ...]) -> None:
    """What each turn of conversation FILEs does, as JSON lines."""
    from scoring.acts.embedding import embedding
    from scoring.acts.lines import acts_line
    from scoring.acts.recognise import recognise

    failures = Failures()

    def work(name: str) -> None:
        for conversation in conversations(name, failures):
            if conversation.supported:
                click.echo(acts_line(conversation, recognise(conversation, embedding())))
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
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes; else one a core for several files or an archive.",
)
def score(files: tuple[str, ...], rubric: str | None, jobs: int | None) -> None:
    """Scorecards of conversation FILEs, as JSON lines."""
    from qa_app.scorecards import print_scorecards
    from rubrics.errors import RubricError

    failures = Failures()
    try:
        print_scorecards(files, _rubric(rubric) if rubric else None, jobs, failures)
    except RubricError as error:
        failures.say(error)
    sys.exit(failures.exit_code)


def _rubric(name: str) -> Rubric:
    from rubrics.load import load_rubric, parse_rubric, shipped, shipped_rubric

    if name == "-":
        return parse_rubric(read_bytes(name).decode("utf-8", "replace"), "standard input")
    return shipped_rubric(name) if name in shipped() else load_rubric(Path(name))


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
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, metavar="N")
@click.option("--no-serve", is_flag=True, help="End when the results are there.")
def demo(output: str, port: int, no_serve: bool) -> None:
    """Run the main job on the sample data that comes with the product, then serve its workplace."""
    from qa_app.demo import run_demo, serve_demo

    exit_code = run_demo(Path(output))
    if no_serve or exit_code:
        sys.exit(exit_code)
    serve_demo(Path(output), port)


main.add_command(benchmark)
main.add_command(calibrate)
main.add_command(import_files)
main.add_command(jargon)
main.add_command(serve)
main.add_command(work)
main.add_command(user)
