"""Word lists as files: a CSV read line by line, and what it would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_app.operations.errors import OperationError
from qa_app.operations.table_lines import LineState, lines_of
from qa_app.operations.term_changes import Change, Edit, fields_of
from qa_app.operations.word_lists import MOST_TERMS, Place, TermFields, checked
from qa_app.store.database import Session
from qa_app.store.own_term_queries import IN_FORCE, own_terms_in
from qa_app.store.word_lists import OwnTerm, TermState

COLUMNS = ("term", "kind", "plain", "state", "sector")
MOST_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file by its number; `problem` is why it is wrong, `row` the entry that it changes."""

    number: int
    state: LineState
    place: Place
    fields: TermFields
    problem: OperationError | None = None
    row: OwnTerm | None = None


def read_lines(session: Session, text: str, place: Place) -> Sequence[Line]:
    """What each line would do to the lists of a language; lines without a sector are for that of `place`.

    Raises OperationError as `lines_of`, `terms_file_columns`, and `too_many_terms`.
    """
    known = {(row.sector, row.term): row for row in own_terms_in(session, place.language)}
    seen: set[tuple[str, str]] = set()
    found = []
    for number, cells in lines_of(text, MOST_BYTES, _columns):
        line = _line(number, cells, place, known, seen)
        found.append(line)
        seen.add((line.place.sector, line.fields.term))
    in_force = sum(row.state in IN_FORCE for row in known.values())
    if in_force + sum(line.state is LineState.NEW for line in found) > MOST_TERMS:
        raise OperationError("too_many_terms", most=MOST_TERMS)
    return found


def change_by(place: Place, lines: Sequence[Line]) -> Change:
    """What is new and what is changed; wrong lines are left out, and nothing is removed.

    Raises OperationError `terms_file_same` where that is nothing.
    """
    edits = tuple(
        Edit(line.place.sector, fields_of(line.row) if line.row else None, line.fields)
        for line in lines
        if line.state in (LineState.NEW, LineState.CHANGED)
    )
    if not edits:
        raise OperationError("terms_file_same")
    return Change(place, edits)


def _columns(header: Sequence[str]) -> Sequence[str]:
    if "term" not in header or len(set(header)) < len(header):
        raise OperationError("terms_file_columns")
    return header


def _line(
    number: int,
    cells: Mapping[str, str],
    place: Place,
    known: dict[tuple[str, str], OwnTerm],
    seen: set[tuple[str, str]],
) -> Line:
    state = cells.get("state", "") or TermState.ADDED
    place = Place(place.language, cells.get("sector", "") or place.sector)
    fields = TermFields(
        cells.get("term", ""), cells.get("kind", ""), cells.get("plain", ""), state == TermState.ALLOWED
    )
    try:
        if state not in IN_FORCE:
            raise OperationError("term_state")
        fields = checked(place, fields)
        if (place.sector, fields.term) in seen:
            raise OperationError("term_twice", term=fields.term)
    except OperationError as error:
        return Line(number, LineState.WRONG, place, fields, error)
    row = known.get((place.sector, fields.term))
    if row is None or row.state is TermState.DISMISSED:
        return Line(number, LineState.NEW, place, fields)
    same = fields_of(row) == fields
    return Line(number, LineState.SAME if same else LineState.CHANGED, place, fields, row=row)
