"""A table of people as a file: its columns, and what each line says, before it is held against who is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from qa_app.operations.errors import OperationError
from qa_app.operations.people import agent_key
from qa_app.operations.table_lines import lines_of
from qa_app.store.people import RoleName
from transcripts.conversation import SUPPORTED_LANGUAGES

COLUMNS = ("name", "email", "roles", "team", "manages", "agent", "language", "active")
MOST_BYTES = 1_900_000
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


def read_people(text: str) -> Sequence[PersonLine]:
    """The lines of a file.

    Raises OperationError as `lines_of`, `people_file_columns`, and `people_file_unknown` for columns that there are
    not.
    """
    return [_line(number, cells) for number, cells in lines_of(text, MOST_BYTES, _columns)]


def joined(names: Sequence[str]) -> str:
    """Names of teams in one cell, with | between them."""
    return " | ".join(name.replace("|", "||") for name in names)


def parted(cell: str) -> tuple[str, ...]:
    """The names in such a cell."""
    parts = cell.replace("||", "\0").split("|")
    found = (" ".join(part.replace("\0", "|").split()) for part in parts)
    return tuple(dict.fromkeys(name for name in found if name))


def _columns(cells: Sequence[str]) -> Sequence[str]:
    header, known = [cell.replace("e-mail", "email") for cell in cells], ", ".join(COLUMNS)
    unknown = [" ".join(name.split())[:_SHOWN_COLUMN] for name in header if name and name not in COLUMNS]
    if unknown:
        raise OperationError("people_file_unknown", unknown=", ".join(unknown[:_SHOWN_COLUMNS]), columns=known)
    if "" in header or len(set(header)) < len(header) or not {"name"} < set(header):
        raise OperationError("people_file_columns", columns=known)
    return header


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
