"""A table of people as a file: its columns, and what each line says, before it is held against who is known."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from qa_app.operations.errors import OperationError
from qa_app.operations.people import agent_key
from qa_app.operations.table_cells import as_typed, csv_reader
from qa_app.store.people import RoleName
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.errors import InputError
from transcripts.readers.decode import decode

COLUMNS = ("name", "email", "roles", "team", "manages", "agent", "language", "active")
MOST_BYTES = 1_900_000
MOST_LINES = 5_000
_YES, _NO = ("yes", "true", "1", "ja", "da"), ("no", "false", "0", "nee", "nein", "nu")
_LONGEST = 120
_LONGEST_EMAIL = 255
_SHOWN_COLUMNS, _SHOWN_COLUMN = 5, 40

Faults = dict[str, OperationError]
"""What is wrong with a line, by column."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What a line says. `given` are the columns that the file has: what it has not stays as it is.

    `agent` is how imports call the person, as it was written; `active` is None where nothing is said.
    """

    number: int
    given: frozenset[str]
    name: str
    email: str
    roles: frozenset[RoleName]
    team: str
    manages: tuple[str, ...]
    agent: str
    language: str | None
    active: bool | None
    faults: Faults = field(default_factory=dict)


def text_of(data: bytes) -> str:
    """The text of a file; raises OperationError `people_file_large` and `people_file_unread`."""
    if len(data) > MOST_BYTES:
        raise OperationError("people_file_large", most=MOST_BYTES // 1000)
    try:
        return decode(data, "people.csv").replace("\0", "")
    except InputError as error:
        raise OperationError("people_file_unread") from error


def read_people(text: str) -> Sequence[PersonLine]:
    """The lines of a file.

    Raises OperationError `people_file_large`, `people_file_long`, `people_file_unread`, `people_file_columns`, and
    `people_file_unknown` for columns that there are not.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise OperationError("people_file_large", most=MOST_BYTES // 1000)
    lines: list[PersonLine] = []
    for number, cells in _cells(text):
        if len(lines) == MOST_LINES:
            raise OperationError("people_file_long", most=MOST_LINES)
        lines.append(_line(number, cells))
    return lines


def joined(names: Sequence[str]) -> str:
    """Names of teams in one cell, with | between them."""
    return " | ".join(name.replace("|", "||") for name in names)


def parted(cell: str) -> tuple[str, ...]:
    """The names in such a cell."""
    parts = cell.replace("||", "\0").split("|")
    found = (" ".join(part.replace("\0", "|").split()) for part in parts)
    return tuple(dict.fromkeys(name for name in found if name))


def _cells(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each line by its number with its cells by column; empty ones are left out."""
    rows = csv_reader(text)
    try:
        header = [cell.strip().lower().replace("e-mail", "email") for cell in next(rows, [])]
        while header and not header[-1]:
            header.pop()
        _know(header)
        for cells in rows:
            if any(cell.strip() for cell in cells):
                known = zip(header, [*cells, *("" for _ in header)], strict=False)
                yield rows.line_num, {name: _plain(cell) for name, cell in known}
    except csv.Error as error:
        raise OperationError("people_file_unread") from error


def _know(header: Sequence[str]) -> None:
    known = ", ".join(COLUMNS)
    unknown = [" ".join(name.split())[:_SHOWN_COLUMN] for name in header if name and name not in COLUMNS]
    if unknown:
        raise OperationError("people_file_unknown", unknown=", ".join(unknown[:_SHOWN_COLUMNS]), columns=known)
    if "" in header or len(set(header)) < len(header) or not {"name"} < set(header):
        raise OperationError("people_file_columns", columns=known)


def _plain(cell: str) -> str:
    """A cell on one line, without the quote that kept a spreadsheet from taking it for a formula."""
    return as_typed(" ".join(cell.split()))


def _line(number: int, cells: Mapping[str, str]) -> PersonLine:
    faults: Faults = {}

    def read(column: str, how: Callable[[str], object], instead: object) -> object:
        try:
            return how(cells.get(column, ""))
        except OperationError as error:
            faults[column] = error
            return instead

    return PersonLine(
        number,
        frozenset(cells),
        str(read("name", _name, cells.get("name", ""))),
        str(read("email", _email, cells.get("email", ""))),
        read("roles", _roles, frozenset()),  # type: ignore[arg-type]
        str(read("team", _short, cells.get("team", ""))),
        read("manages", _teams, ()),  # type: ignore[arg-type]
        str(read("agent", _agent, cells.get("agent", ""))),
        read("language", _language, None),  # type: ignore[arg-type]
        read("active", _active, None),  # type: ignore[arg-type]
        faults,
    )


def _name(text: str) -> str:
    if not text:
        raise OperationError("person_name_missing")
    return _short(text)


def _short(text: str) -> str:
    if len(text) > _LONGEST:
        raise OperationError("person_long", most=_LONGEST)
    return text


def _teams(text: str) -> tuple[str, ...]:
    return tuple(_short(name) for name in parted(text))


def _agent(text: str) -> str:
    if text and not agent_key(text):
        raise OperationError("person_agent")
    return _short(text)


def _email(text: str) -> str:
    if not text:
        return ""
    try:
        address = validate_email(text, check_deliverability=False, globally_deliverable=False).normalized.lower()
    except EmailNotValidError as error:
        raise OperationError("person_email") from error
    if len(address) > _LONGEST_EMAIL:
        raise OperationError("person_email")
    return address


def _roles(text: str) -> frozenset[RoleName]:
    known = {role.value: role for role in RoleName}
    names = text.lower().replace(",", " ").replace(";", " ").replace("|", " ").split()
    for name in names:
        if name not in known:
            raise OperationError("person_role", role=name[:40], roles=", ".join(known))
    return frozenset(known[name] for name in names)


def _language(text: str) -> str | None:
    if text and text.lower() not in SUPPORTED_LANGUAGES:
        raise OperationError("person_language", languages=", ".join(SUPPORTED_LANGUAGES))
    return text.lower() or None


def _active(text: str) -> bool | None:
    if text and text.lower() not in _YES + _NO:
        raise OperationError("person_active")
    return text.lower() in _YES if text else None
