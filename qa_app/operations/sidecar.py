"""What a table beside the files tells of them: a CSV with a line for each file."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qa_app.operations.errors import OperationError
from qa_app.operations.metadata import Told, told_from
from qa_app.operations.table_cells import csv_reader
from transcripts.errors import InputError, Problem
from transcripts.readers.decode import decode
from transcripts.readers.times import moments
from transcripts.text import fold

# Column names, folded, underscores and dashes as spaces: English, Dutch, German, Romanian.
_COLUMNS = {
    "file": "file|filename|file name|recording|path|bestand|bestandsnaam|opname|datei|dateiname|aufnahme|"
    "fisier|nume fisier|numele fisierului|inregistrare",
    "agent": "agent|agent name|agent id|employee|advisor|medewerker|agentnaam|mitarbeiter|mitarbeiterin|berater|"
    "agentname|angajat|nume agent|consultant",
    "customer": "customer|customer id|customer reference|customer number|reference|client|klant|klantnummer|"
    "klantreferentie|kunde|kundennummer|kundenreferenz|numar client|cod client|referinta client",
    "started_at": "started at|start|start time|started|date|datetime|time|timestamp|begin|starttijd|begintijd|tijdstip|"
    "datum|beginn|startzeit|zeitpunkt|zeitstempel|inceput|ora inceperii|data|data si ora|moment",
    "time_zone": "time zone|timezone|zone|tz|tijdzone|zeitzone|fus orar|fusul orar",
    "channel": "channel|kanaal|kanal|canal",
    "market": "market|country|markt|land|piata|tara",
    "language": "language|lang|taal|sprache|limba",
}
_FIELDS = {name: field for field, names in _COLUMNS.items() for name in names.split("|")}
_WORDS = {
    "bad_start": "is no date and time that can be read; write it as 2026-03-10 14:05 or with its zone",
    "bad_time_zone": "is no time zone; give one as Europe/Berlin or +02:00",
    "bad_channel": "is no channel; give call, chat, email, social or note",
    "bad_market": "is no country; give its two letters, as DE",
    "bad_language": "is no language; give its letters, as de",
}


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is told of each file, by `file_key`; and the lines, or cells in them, that were left out."""

    told: Mapping[str, Told]
    problems: tuple[Problem, ...] = ()


def file_key(name: str) -> str:
    """How a file is found in the table: its last part, whatever case and form of accents it is written in."""
    last = name.strip().replace("\\", "/").rsplit("/", 1)[-1]
    return unicodedata.normalize("NFC", last).casefold()


def is_sidecar(data: bytes, name: str) -> bool:
    """Whether the first line names a column for the file and one for anything told of it."""
    try:
        header = _first(csv_reader(decode(data[: 2**16], name)))
    except InputError:
        return False
    return "file" in header and len(set(header) - {None}) > 1


def read_sidecar(data: bytes, name: str, default_zone: str) -> Sidecar:
    """The table in a CSV of any usual encoding, with comma, semicolon or tab between its cells.

    Of a line in which only one cell is of no use, the others count. Raises InputError: `empty`, `not_text`,
    `no_file_column`.
    """
    rows = csv_reader(decode(data, name))
    columns = _first(rows)
    if "file" not in columns:
        raise InputError("no_file_column", name, "No column names the file.", "Call one `file`.", line=1)
    told: dict[str, Told] = {}
    problems: list[Problem] = []
    lines: list[tuple[int, dict[str, str]]] = []
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                said = {field: cell for field, cell in zip(columns, cells, strict=False) if field}
                lines.append((rows.line_num, said))
    except csv.Error:
        problems.append(Problem("bad_csv", name, rows.line_num, "The table cannot be read from here on."))
    _read_moments(lines)
    for line, said in lines:
        _take(said, told, _Place(name, line, default_zone, problems))
    return Sidecar(told, tuple(problems))


def _read_moments(lines: list[tuple[int, dict[str, str]]]) -> None:
    """Dates are read all together, since only that tells whether the day or the month comes first."""
    read = moments([said.get("started_at") for _, said in lines])
    for (_, said), moment in zip(lines, read, strict=True):
        if moment:
            said["started_at"] = moment.isoformat()


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    line: int
    zone: str
    problems: list[Problem]

    def problem(self, code: str, what: str) -> None:
        self.problems.append(Problem(code, self.name, self.line, what))


def _take(said: dict[str, str], told: dict[str, Told], place: _Place) -> None:
    key = file_key(said.pop("file", ""))
    if not key:
        place.problem("no_file", "The line names no file.")
    elif key in told:
        place.problem("repeated_file", "The file has a line of its own further up, which counts.")
    else:
        told[key] = _told(said, place)


def _told(said: dict[str, str], place: _Place) -> Told:
    """What the cells say; one that is of no use is noted and left out."""
    zone = said.pop("time_zone", "")
    found = Told()
    for field, cell in said.items():
        told_of = {field: cell, "time_zone": zone} if field == "started_at" else {field: cell}
        try:
            found = found.over(told_from(told_of, place.zone))
        except OperationError as error:
            value = str(error.fields["value"])[:60]
            place.problem(error.code, f"“{value}” {_WORDS[error.code]}.")
    return found


def _first(rows: Iterator[list[str]]) -> list[str | None]:
    """The field of each column, from the first line; the first of two columns for the same field counts."""
    try:
        header = next(rows, [])
    except csv.Error:
        header = []
    return list(_once(_FIELDS.get(" ".join(fold(cell).replace("_", " ").replace("-", " ").split())) for cell in header))


def _once(names: Iterator[str | None]) -> Iterator[str | None]:
    met = set()
    for name in names:
        yield name if name not in met else None
        met.add(name)
