"""Recordings to conversations, also those that come inside or beside a vCon."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from qa_app.progress import share_done
from transcripts.conversation import Conversation
from transcripts.errors import InputError
from transcripts.files import conversation_to_json
from transcripts.readers.read import read_file
from transcripts.readers.source import ReadOptions, Recording
from transcripts.transcribe import Transcriber, transcribe


def transcribe_file(name: str, transcriber: Transcriber, language: str | None) -> Iterator[Conversation]:
    """The conversations in a recording, or in the recordings of a vCon; `-` is standard input. Raises InputError."""
    if name == "-":
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "standard-input"
            with copy.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
            yield _transcribe(copy, transcriber, language)
        return
    path = Path(name)
    if path.suffix.lower() not in (".json", ".vcon"):
        yield _transcribe(path, transcriber, language)
        return
    recordings = read_file(path, ReadOptions(language=language), "vcon").recordings
    if not recordings:
        raise InputError("no_recording", name, "there is no recording in it.", "Use `qa read` for its text.")
    for recording in recordings:
        yield _from_vcon(recording, path, transcriber, language)


def _from_vcon(recording: Recording, path: Path, transcriber: Transcriber, language: str | None) -> Conversation:
    if recording.data is None:
        found = _transcribe(path.parent / Path(recording.file or "").name, transcriber, language)
    else:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.stem
            copy.write_bytes(recording.data)
            found = _transcribe(copy, transcriber, language)
    return replace(found, id=recording.conversation, source=path.name)


def _transcribe(path: Path, transcriber: Transcriber, language: str | None) -> Conversation:
    with share_done(path.name) as progress:
        return transcribe(path, transcriber, language=language, progress=progress)


def conversation_line(conversation: Conversation) -> str:
    """The conversation as one line of JSON."""
    return json.dumps(conversation_to_json(conversation), ensure_ascii=False, separators=(",", ":"))


def safe_name(conversation_id: str) -> str:
    """A file name that an id from outside cannot use to leave its folder."""
    safe = "".join(char if char.isalnum() or char in "-_." else "_" for char in conversation_id)
    return safe.strip(".")[:120] or "conversation"


def write_conversation(conversation: Conversation, folder: Path, taken: set[Path]) -> Path:
    """Write the conversation as JSON into the folder, under its id; raises OSError.

    `taken` are the files written before in this run; another conversation of the same id gets a number behind it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = safe_name(conversation.id)
    numbered = (folder / f"{name}{f'-{number}' if number > 1 else ''}.json" for number in count(1))
    path = next(path for path in numbered if path not in taken)
    taken.add(path)
    path.write_text(conversation_line(conversation) + "\n", encoding="utf-8")
    return path
