"""Chooses the reader for a file: as told, else by suffix and content together, because files lie about their type."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from transcripts.errors import InputError
from transcripts.readers import (
    captions,
    chat_csv,
    email_thread,
    intercom,
    json_messages,
    plain_text,
    social,
    vcon,
    whatsapp,
    zendesk,
)
from transcripts.readers.decode import NOTHING
from transcripts.readers.source import ReadOptions, ReadResult, Source

SIZE_LIMIT = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is read, recognised by content, and usually named (suffixes with the dot, lower case)."""

    read: Callable[[Source, ReadOptions], ReadResult]
    sniff: Callable[[Source], bool]
    suffixes: tuple[str, ...]


# In the order in which content is tried: a narrower form before a wider one that would take it too.
FORMATS: dict[str, Format] = {
    "vcon": Format(vcon.read, vcon.sniff, (".vcon", ".json", ".gz")),
    "zendesk": Format(zendesk.read, zendesk.sniff, (".json", ".jsonl", ".ndjson")),
    "intercom": Format(intercom.read, intercom.sniff, (".json", ".jsonl", ".ndjson")),
    "social": Format(social.read, social.sniff, (".json", ".jsonl", ".ndjson")),
    "json": Format(json_messages.read, json_messages.sniff, (".json", ".jsonl", ".ndjson")),
    "webvtt": Format(captions.read, captions.sniff, (".vtt",)),
    "srt": Format(captions.read, captions.sniff, (".srt",)),
    "whatsapp": Format(whatsapp.read, whatsapp.sniff, (".txt",)),
    "email": Format(email_thread.read, email_thread.sniff, (".eml", ".mbox", ".mbx")),
    "csv": Format(chat_csv.read, chat_csv.sniff, (".csv", ".tsv")),
    "text": Format(plain_text.read, plain_text.sniff, (".txt", ".log", ".md")),
}


def read_file(path: Path, options: ReadOptions, as_format: str | None = None) -> ReadResult:
    """Reads a file from disk. Raises InputError as `read_source` and `file_bytes` do."""
    return read_source(Source(path.name, file_bytes(path)), options, as_format)


def file_bytes(path: Path) -> bytes:
    """The content of a file of at most 64 MB. Raises InputError: `not_found`, `unreadable`, `too_large`."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError("unreadable", path.name, "This is not a file.")
        if status.st_size > SIZE_LIMIT:
            raise _too_large(path.name)
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise InputError("not_found", path.name, "There is no such file.") from None
    except OSError:
        raise InputError("unreadable", path.name, "The file cannot be opened.") from None
    if len(data) > SIZE_LIMIT:
        raise _too_large(path.name)
    return data


def read_source(source: Source, options: ReadOptions, as_format: str | None = None) -> ReadResult:
    """Reads a file in memory; `as_format` is a key of FORMATS, None to recognise it.

    Bad parts are in the result's problems. Raises one InputError if nothing at all can be read: codes `too_large`,
    `empty`, `not_text`, `unknown_format`, `no_conversation` and those of the format.
    """
    if len(source.data) > SIZE_LIMIT:
        raise _too_large(source.name)
    if not source.data.strip(NOTHING):
        raise InputError("empty", source.name, "The file is empty.")
    result = FORMATS[as_format or detect_format(source)].read(source, options)
    if result.conversations or result.recordings:
        return result
    if result.problems:
        first = result.problems[0]
        raise InputError(first.code, source.name, first.what, line=first.line)
    raise InputError("no_conversation", source.name, "There is no conversation in it.")


def detect_format(source: Source) -> str:
    """The key in FORMATS whose content this is, formats with the file's suffix tried first.

    A suffix alone decides if no content is recognised: that reader then says what is wrong.
    Raises InputError with code `unknown_format`.
    """
    suffix = PurePath(source.name).suffix.lower()
    by_suffix = [name for name, form in FORMATS.items() if suffix in form.suffixes]
    others = [name for name in FORMATS if name not in by_suffix]
    for name in (*by_suffix, *others):
        if FORMATS[name].sniff(source):
            return name
    if by_suffix:
        return by_suffix[-1]
    known = ", ".join(FORMATS)
    raise InputError("unknown_format", source.name, "The format is not recognised.", f"Say which of {known} it is.")


def _too_large(name: str) -> InputError:
    return InputError("too_large", name, "The file is larger than 64 MB.", "Split it, or check what it is.")
