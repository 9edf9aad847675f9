"""Written conversations from any format, from a file or standard input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qa_app.inputs import Failures, read_bytes
from transcripts.conversation import Conversation
from transcripts.errors import InputError
from transcripts.readers.read import read_file, read_source
from transcripts.readers.source import ReadOptions, Source


def read_input(name: str, options: ReadOptions, as_format: str | None, failures: Failures) -> Iterator[Conversation]:
    """The conversations in one input; its bad lines are said. Raises InputError when nothing can be read."""
    if name == "-":
        result = read_source(Source("standard input", read_bytes(name)), options, as_format)
    else:
        result = read_file(Path(name), options, as_format)
    for problem in result.problems:
        failures.say(problem)
    yield from result.conversations
    if result.recordings and not result.conversations:
        raise InputError("recording", name, "it holds a recording and no text.", "Use `qa transcribe`.")
