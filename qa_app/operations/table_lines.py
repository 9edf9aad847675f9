"""A table that somebody brings as a CSV file: its text, its lines by column, and what becomes of a line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from qa_app.operations.errors import OperationError
from qa_app.operations.table_cells import as_typed, csv_reader
from transcripts.errors import InputError
from transcripts.readers.decode import decode

MOST_LINES = 5_000


class LineState(StrEnum):
    """What a line would do to what there is."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


def text_of(data: bytes, most: int) -> str:
    """The text of a file of at most so many bytes; raises OperationError `table_large` and `table_unread`."""
    if len(data) > most:
        raise OperationError("table_large", most=most // 1000)
    try:
        return decode(data, "table.csv").replace("\0", "")
    except InputError as error:
        raise OperationError("table_unread") from error


def lines_of(
    text: str, most: int, columns: Callable[[Sequence[str]], Sequence[str]]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each line by its number with its cells by column; empty lines are left out.

    `columns` makes the names of columns of the cells of the first line, in lower case, and raises OperationError for
    what it does not know. Raises OperationError `table_large`, `table_long` and `table_unread`.
    """
    if len(text.encode("utf-8", "replace")) > most:
        raise OperationError("table_large", most=most // 1000)
    rows = csv_reader(text)
    read = 0
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        while header and not header[-1]:
            header.pop()
        header = list(columns(header))
        for cells in rows:
            if any(cell.strip() for cell in cells):
                read += 1
                if read > MOST_LINES:
                    raise OperationError("table_long", most=MOST_LINES)
                known = zip(header, [*cells, *("" for _ in header)], strict=False)
                yield rows.line_num, {name: _plain(cell) for name, cell in known}
    except csv.Error as error:
        raise OperationError("table_unread") from error


def _plain(cell: str) -> str:
    """A cell on one line, without the quote that kept a spreadsheet from taking it for a formula."""
    return as_typed(" ".join(cell.split()))
