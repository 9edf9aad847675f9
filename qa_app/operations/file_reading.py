"""What is in a file that was brought in: a recording, or one conversation or more. Files lie about their type."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from qa_app.media import Media
from qa_app.operations.intake import Found, add_conversation, digest_of
from qa_app.operations.jobs import to_deliver
from qa_app.operations.metadata import Told
from qa_app.store.work import FileState, ImportedFile
from qa_app.workplace import Workplace
from transcripts.audio_format import detect_format as detect_recording
from transcripts.conversation import Channel
from transcripts.errors import InputError, Problem
from transcripts.readers.decode import decode
from transcripts.readers.read import detect_format, file_bytes, read_source
from transcripts.readers.source import ReadOptions, ReadResult, Recording, Source

# Short transactions: other writers wait no longer than this many interactions take.
_TOGETHER = 100
_HEAD = 2**16
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file turned out to be (`recognised`: "recording" or a reader's format), and what is in it."""

    recognised: str
    found: Sequence[Found]
    problems: Sequence[Problem] = ()


def read_imported(workplace: Workplace, file_id: int, deliver: Callable[[Iterable[int]], None]) -> str | None:
    """Add the interactions that an imported file holds; returns the code of what is wrong with it as a whole."""
    with workplace.database.transaction() as session:
        file = session.get_one(ImportedFile, file_id)
        if file.state is FileState.DONE or file.media_key is None:
            return None
        file.state, file.problem, file.problem_detail = FileState.READING, None, None
        key, name, told = file.media_key, file.name, Told.from_json(file.told)
    try:
        contents = contents_of(workplace.media, key, name, told)
    except FileNotFoundError:
        return "file_gone"
    except InputError as error:
        with workplace.database.transaction() as session:
            session.get_one(ImportedFile, file_id).problem_detail = detail(error)
        return error.code
    for some in _in_parts(contents.found):
        with workplace.database.transaction() as session:
            file = session.get_one(ImportedFile, file_id)
            for found in some:
                add_conversation(session, datetime.now(UTC), file, found, workplace.config.time_zone)
        deliver(to_deliver(session))
    with workplace.database.transaction() as session:
        file = session.get_one(ImportedFile, file_id)
        file.state, file.recognised = FileState.DONE, contents.recognised
        file.problems = [{"code": item.code, "line": item.line, "what": item.what} for item in contents.problems]
    return None


def detail(error: InputError) -> dict[str, Any]:
    """What an error says beside its code, to be kept with it."""
    return {"what": error.what, "hint": error.hint, "line": error.line}


def contents_of(media: Media, key: str, name: str, told: Told) -> Contents:
    """Read a file of the store. Raises InputError of the reader, or of the recording if it is neither."""
    with media.local_file(key) as path:
        with path.open("rb") as file:
            try:
                detect_recording(file, name)
            except InputError as error:
                no_recording = error
            else:
                return Contents("recording", (Found(digest_of(key), PurePath(name).stem, media_key=key),))
            file.seek(0)
            head = file.read(_HEAD)
        _check_text(head, name, no_recording)
        source = Source(name, file_bytes(path))
    options = ReadOptions(
        language=told.language,
        agents=(told.agent,) if told.agent else (),
        channel=Channel(told.channel) if told.channel else None,
    )
    result = read_source(source, options)
    return _contents(detect_format(source), result, media, key, name)


def _check_text(head: bytes, name: str, no_recording: InputError) -> None:
    """Raises why it is no recording either, if it is not text; packed text is a matter for its reader."""
    if head.startswith(_GZIP):
        return
    try:
        decode(head, name)
    except InputError as error:
        if error.code == "not_text":
            raise no_recording from None
        raise


def _contents(recognised: str, result: ReadResult, media: Media, key: str, name: str) -> Contents:
    problems = list(result.problems)
    recorded: dict[str, str] = {}
    others = []
    for recording in result.recordings:
        kept = _kept(recording, media)
        if kept is None:
            problems.append(Problem("recording_beside", name, 1, "A recording is not in the file; bring it in itself."))
        elif recording.conversation in recorded:
            others.append((recording.conversation, kept))
        else:
            recorded[recording.conversation] = kept
    number = len(result.conversations) + len(result.recordings)
    found = []
    for place, conversation in enumerate(result.conversations):
        # Only a call is what its recording holds; a recording that came along with a chat stands for itself.
        own = recorded.pop(conversation.id, None) if conversation.channel is Channel.CALL else None
        found.append(
            Found(digest_of(key, place), conversation.id, conversation, own, alone=number == 1 or own is not None)
        )
    for called, kept in (*recorded.items(), *others):
        found.append(Found(digest_of(kept), called, media_key=kept, alone=number == 1))
    return Contents(recognised, found, problems)


def _kept(recording: Recording, media: Media) -> str | None:
    """The key of a recording that came inside a file."""
    if recording.data is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "recording"
        copy.write_bytes(recording.data)
        return media.put(copy)


def _in_parts(found: Sequence[Found]) -> Iterable[Sequence[Found]]:
    return [found[start : start + _TOGETHER] for start in range(0, len(found), _TOGETHER)]
