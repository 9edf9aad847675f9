"""Recordings to conversations, also those that come inside or beside a vCon."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from qa_app.inputs import read_bytes
from qa_app.progress import share_done
from transcripts.conversation import Conversation
from transcripts.errors import InputError, Problem
from transcripts.files import conversation_to_json
from transcripts.glossary import read_glossary
from transcripts.readers.read import read_file
from transcripts.readers.source import ReadOptions, Recording
from transcripts.recognition import SpeechEngine
from transcripts.transcribe import Known, transcribe


def load_engine(name: str, model: str | None) -> SpeechEngine:
    """The speech engine of that name with the given weights. Raises InputError if it or they are missing."""
    if name == "openai-whisper":
        from transcripts.openai_whisper import OpenAIWhisperEngine

        return OpenAIWhisperEngine(model)
    from transcripts.whisper import WhisperEngine

    return WhisperEngine(model)


def beforehand(
    language: str | None, agent: str | None, agent_side: str | None, glossary: str | None
) -> tuple[Known, Sequence[Problem]]:
    """What a user says about the recordings, and the lines of the glossary file that are of no use.

    Raises InputError if the glossary file cannot be used at all.
    """
    side = ("left", "right").index(agent_side) if agent_side else None
    if glossary is None:
        return Known(language, side, agent), ()
    found = read_glossary(read_bytes(glossary), glossary)
    return Known(language, side, agent, found.terms), found.problems


def transcribe_file(
    name: str, engine: SpeechEngine, known: Known, folder: Path | None = None
) -> Iterator[Conversation]:
    """The conversations in a recording, or in the recordings of a vCon; `-` is standard input. Raises InputError.

    With a folder for the results, what is finished of a recording is kept there until its conversation has been taken
    and the next one is asked for.
    """
    hear = partial(_transcribe, engine=engine, known=known, folder=folder)
    if name == "-":
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / "standard-input"
            with copy.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
            yield from hear(copy)
        return
    path = Path(name)
    if path.suffix.lower() not in (".json", ".vcon"):
        yield from hear(path)
        return
    recordings = read_file(path, ReadOptions(language=known.language), "vcon").recordings
    if not recordings:
        raise InputError("no_recording", name, "there is no recording in it.", "Use `qa read` for its text.")
    for recording in recordings:
        for found in _from_vcon(recording, path, hear):
            yield replace(found, id=recording.conversation, source=path.name)


def _from_vcon(
    recording: Recording, path: Path, hear: Callable[[Path], Iterator[Conversation]]
) -> Iterator[Conversation]:
    if recording.data is None:
        yield from hear(path.parent / Path(recording.file or "").name)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.stem
        copy.write_bytes(recording.data)
        yield from hear(copy)


def _transcribe(path: Path, engine: SpeechEngine, known: Known, folder: Path | None) -> Iterator[Conversation]:
    kept = None if folder is None else _place_for_parts(path, folder)
    with share_done(path.name) as progress:
        found = transcribe(path, engine, known, partial=kept, progress=progress)
    yield found
    if kept is not None:
        kept.unlink(missing_ok=True)


def _place_for_parts(path: Path, folder: Path) -> Path:
    """Named after the recording's content too, because two recordings may have one name. Raises InputError."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        hint = "Check the path and its rights."
        raise InputError("unreadable", path.name, "The file cannot be opened.", hint) from error
    return folder / f"{safe_name(path.stem)}.{digest[:12]}.partial.jsonl"


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
    whole = path.with_name(f".{path.name}.part")
    whole.write_text(conversation_line(conversation) + "\n", encoding="utf-8")
    whole.replace(path)  # never half a conversation, whatever happens meanwhile
    return path
