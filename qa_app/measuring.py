"""`qa benchmark`: the product measured on data that is never shipped."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from qa_app.inputs import Failures
from transcripts.errors import InputError

A_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FOLDER = click.argument("folder", type=A_FOLDER)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Figures as JSON instead of a table.")


@click.group()
def benchmark() -> None:
    """Measure the product on labelled data; nothing of it is kept."""


@benchmark.command()
@click.option("--gold", type=A_FOLDER, metavar="DIR", help="A folder of labelled conversations.")
@click.option("--data", type=A_FOLDER, metavar="DIR", help="A folder of public data as JSON lines.")
@click.option("--part", "parts", multiple=True, metavar="NAME", help="Only this part; can be given several times.")
@AS_JSON
def quality(gold: Path | None, data: Path | None, parts: tuple[str, ...], as_json: bool) -> None:
    """Acts, spans and marks against people's labels, beside simple rules, people and other libraries."""
    from benchmarks.quality import run, table

    if gold is None and data is None:
        raise click.UsageError("Give --gold, --data or both.")
    failures = Failures()
    try:
        figures = run(gold, data, parts, lambda name: click.echo(f"measuring: {name}", err=True))
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else table(figures))
    except InputError as error:
        failures.say(error)
    sys.exit(failures.exit_code)


@benchmark.command()
@FOLDER
@AS_JSON
@click.option("--thorough", is_flag=True, help="Added minutes at all three places of each recording, not at one.")
@click.option(
    "--music",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A recording of hold music to be added, too; can be given several times.",
)
@click.option("--speed", is_flag=True, help="Also time and memory for a long call.")
@click.option("--resume", is_flag=True, help="Also what happens to a long call whose transcription is killed.")
@click.option("--minutes", default=60.0, type=click.FloatRange(1, 240), help="How long that call is (60).")
def speech(folder: Path, as_json: bool, **wanted: Any) -> None:
    """Words, speakers, invented words and codecs of the recordings in FOLDER, with references beside them."""
    from benchmarks.speech.measure import Wanted, measure
    from benchmarks.speech.table import as_json as values
    from benchmarks.speech.table import table

    failures = Failures()
    try:
        parts = measure(folder, Wanted(**wanted), lambda name: click.echo(f"measuring: {name}", err=True))
        click.echo(json.dumps(values(parts), ensure_ascii=False, indent=1) if as_json else table(parts))
    except InputError as error:
        failures.say(error)
    sys.exit(failures.exit_code)
