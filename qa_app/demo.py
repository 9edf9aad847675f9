"""The main job on the sample data: recordings and logs in, scorecards and coaching reports out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import yaml

from qa_app.inputs import Failures
from qa_app.printing import write_report, write_scorecard
from qa_app.recordings import transcribe_file, write_conversation
from qa_app.tables import marks_table
from rubrics.load import rubric_for_channel
from scoring.acts.embedding import embedding
from scoring.engine import score
from scoring.scorecard import Scorecard, scorecard_line
from transcripts.conversation import Channel, Conversation
from transcripts.errors import InputError
from transcripts.readers.read import read_file
from transcripts.readers.source import ReadOptions
from transcripts.transcribe import Known
from transcripts.whisper import WhisperEngine

SAMPLES = Path(__file__).parent / "samples"
# The language each of the invented agents reads, which need not be the one they work in.
_READS = {"Ioana Munteanu": "ro", "Jonas Brandt": "de", "Sanne de Wit": "nl"}


@dataclass(frozen=True, slots=True)
class _Sample:
    """One entry of samples/index.yaml."""

    file: str
    agent: str
    language: str
    channel: str
    started_at: str
    format: str


def run_demo(output: Path) -> int:
    """Do everything, print a table of marks and where the reports are, and return the exit code."""
    failures = Failures()
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        failures.say(InputError("unwritable", str(output), f"{(error.strerror or 'cannot be used').lower()}."))
        return failures.exit_code
    samples = [_Sample(**entry) for entry in _index()]
    cards: list[Scorecard] = []
    with click.progressbar(samples, label="Reading and scoring", file=sys.stderr, item_show_func=_name) as bar:
        for sample in bar:
            try:
                cards += _score(sample, output)
            except InputError as error:
                failures.say(error)
    (output / "scorecards.jsonl").write_text("".join(scorecard_line(card) + "\n" for card in cards), encoding="utf-8")
    click.echo(marks_table(cards))
    click.echo("\nCoaching reports:")
    for path in _reports(cards, output):
        click.echo(f"  {path}")
    click.echo(f"Scorecards: {output / 'scorecards'}, as JSON in {output / 'scorecards.jsonl'}")
    click.echo(f"Conversations: {output / 'conversations'}")
    return failures.exit_code


def _index() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "index.yaml").read_text(encoding="utf-8"))
    return entries


def _name(sample: _Sample | None) -> str:
    return sample.file if sample else ""


def _score(sample: _Sample, output: Path) -> list[Scorecard]:
    cards = []
    for found in _conversations(sample):
        conversation = replace(found, agent=sample.agent, started_at=sample.started_at)
        write_conversation(conversation, output / "conversations", set())
        card = score(conversation, rubric_for_channel(conversation.channel.value), embedding())
        write_scorecard(conversation, card, _READS[sample.agent], output / "scorecards")
        cards.append(card)
    return cards


def _conversations(sample: _Sample) -> Iterator[Conversation]:
    path = SAMPLES / sample.file
    if sample.format == "recording":
        yield from transcribe_file(str(path), WhisperEngine(), Known(sample.language, agent=sample.agent))
        return
    options = ReadOptions(language=sample.language, agents=(sample.agent,), channel=Channel(sample.channel))
    for conversation in read_file(path, options).conversations:
        yield replace(conversation, id=path.name.split(".")[0])


def _reports(cards: list[Scorecard], output: Path) -> Iterator[Path]:
    for agent, language in _READS.items():
        if any(card.agent == agent for card in cards):
            path = output / f"coaching-{agent.split()[0].lower()}-{language}.pdf"
            write_report(cards, agent, language, path)
            yield path
