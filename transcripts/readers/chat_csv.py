"""Chat logs as CSV: one row a message, several conversations in one file if a column tells them apart."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from transcripts.conversation import Channel
from transcripts.errors import InputError, Problem
from transcripts.readers.assemble import assemble, clean
from transcripts.readers.clocks import clock_offsets
from transcripts.readers.roles import is_system, role_of
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread
from transcripts.readers.times import moments
from transcripts.text import fold

# Column names met in exports, folded, underscores as spaces.
_COLUMNS: dict[str, str] = {
    "text": (
        "text|message|message text|body|content|utterance|transcript|comment|"
        "bericht|berichttekst|tekst|inhoud|nachricht|nachrichtentext|inhalt|mesaj|mesajul|continut"
    ),
    "speaker": (
        "speaker|sender|from|author|role|sender type|author type|participant|who|"
        "spreker|afzender|van|rol|auteur|sprecher|absender|von|rolle|autor|vorbitor|expeditor|de la|rolul|emitator"
    ),
    "name": (
        "name|sender name|author name|display name|speaker name|naam|naam afzender|absendername|nume|nume expeditor"
    ),
    "time": (
        "time|timestamp|date|datetime|date time|sent at|created at|sent|start|"
        "tijd|tijdstip|datum|verzonden|zeit|zeitstempel|uhrzeit|gesendet|ora|data|data si ora|marca temporala|trimis"
    ),
    "conversation": (
        "conversation|conversation id|chat id|chat|thread|thread id|ticket|ticket id|session|session id|case|case id|"
        "gesprek|gesprek id|gespreksnummer|zaak|gesprach|gesprachs id|gesprach id|gesprachsnummer|vorgang|"
        "conversatie|id conversatie|conversatie id|sesiune|caz"
    ),
    "language": "language|lang|taal|sprache|limba",
}
_FIELDS = {name: field for field, names in _COLUMNS.items() for name in names.split("|")}
_DELIMITERS = ",;\t|"
_REREADS = 20
# The csv module's own limit of 128 kB would refuse a long message; the file's size is limited already.
csv.field_size_limit(2**27)


@dataclass(frozen=True, slots=True)
class _Row:
    """A message's row; `time` still as written."""

    conversation: str
    label: str
    name: str
    text: str
    time: str
    language: str


def sniff(source: Source) -> bool:
    """Whether the first line names a column for the text and one for the speaker."""
    columns = _columns(_header(source.text)[1], {})
    return "text" in columns and ("speaker" in columns or "name" in columns)


def read(source: Source, options: ReadOptions) -> ReadResult:
    """The conversations of a CSV file with a header line.

    Raises InputError with code `no_column` if no column for text or speaker is known; `options.columns` names them.
    """
    delimiter, header = _header(source.text, options.columns)
    columns = _columns(header, options.columns)
    if "text" not in columns or not {"speaker", "name"} & columns.keys():
        raise InputError(
            "no_column", source.name, "No columns for speaker and text.", "Say which columns hold them.", line=1
        )
    problems: list[Problem] = []
    rows = list(_messages(source, delimiter, columns, problems))
    threads: dict[str, list[_Row]] = {}
    for row in rows:
        threads.setdefault(row.conversation, []).append(row)
    # Day or month first is decided over all rows of the file, the offset of a clock within its conversation.
    times = iter(moments([row.time for group in threads.values() for row in group]))
    conversations = [
        assemble(_thread(key or source.stem, group, [next(times) for _ in group]), source, options)
        for key, group in threads.items()
    ]
    return ReadResult(tuple(conversations), tuple(problems))


def _thread(key: str, rows: Sequence[_Row], dates: Sequence[datetime | None]) -> Thread:
    offsets, _ = clock_offsets([row.time for row in rows])
    messages = []
    for row, at, offset in zip(rows, dates, offsets, strict=True):
        speaker, name = role_of(row.label)
        messages.append(Message(row.text, row.name or name, speaker=speaker, at=at, start=offset))
    language = next((row.language for row in rows if row.language), None)
    return Thread(key, Channel.CHAT, tuple(messages), language)


def _header(text: str, names: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
    """The delimiter under which the first line has the most known columns, and that line's cells."""
    first = text[: text.find("\n") if "\n" in text else len(text)][:10_000].replace("\0", "")
    found = [(delimiter, next(csv.reader([first], delimiter=delimiter), [])) for delimiter in _DELIMITERS]
    return max(found, key=lambda pair: (len(_columns(pair[1], names or {})), len(pair[1])))


def _columns(header: Sequence[str], names: Mapping[str, str]) -> dict[str, int]:
    """Field -> place in the row; the columns named in the options come before the known names."""
    cells = [fold(cell[:100].strip()).replace("_", " ").replace("-", " ") for cell in header]
    columns: dict[str, int] = {}
    for field, name in names.items():
        wanted = fold(name.strip()).replace("_", " ").replace("-", " ")
        if wanted in cells:
            columns[field] = cells.index(wanted)
    for place, cell in enumerate(cells):
        if cell in _FIELDS:
            columns.setdefault(_FIELDS[cell], place)
    return columns


def _messages(source: Source, delimiter: str, columns: dict[str, int], problems: list[Problem]) -> Iterator[_Row]:
    needed = columns["text"]
    for line, cells in _rows(source, delimiter, problems):
        if len(cells) <= needed:
            problems.append(Problem("short_row", source.name, line, "The row has fewer cells than the header."))
            continue
        values = {field: clean(cells[place]) for field, place in columns.items() if place < len(cells)}
        label = values.get("speaker", "") or values.get("name", "")
        if is_system(label):
            continue
        if not values["text"]:
            problems.append(Problem("empty_text", source.name, line, "The row has no text."))
            continue
        fields = (values.get(field, "") for field in ("name", "text", "time", "language"))
        yield _Row(values.get("conversation", ""), label, *fields)


def _rows(source: Source, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Rows after the header with their line numbers; a quote that is never closed costs only its own line."""
    lines = [line + "\n" for line in source.text.replace("\0", "").split("\n")]
    begin = 1
    for _ in range(_REREADS):
        reader = csv.reader(lines[begin:], delimiter=delimiter)
        last: tuple[int, list[str]] | None = None
        seen = 0
        for cells in reader:
            if last and any(cell.strip() for cell in last[1]):
                yield last
            last = (begin + seen + 1, cells)
            seen = reader.line_num
        if last is None:
            return
        first_line = last[0] - 1
        if sum(line.count('"') for line in lines[first_line : begin + seen]) % 2 == 0:
            if any(cell.strip() for cell in last[1]):
                yield last
            return
        problems.append(Problem("open_quote", source.name, last[0], "A quotation mark is never closed."))
        begin = first_line + 1
