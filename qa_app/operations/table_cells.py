"""Tables as text for spreadsheets, in which nothing runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

_DELIMITERS = ",;\t"
_QUOTES = re.compile(r'"[^"]*"')
# With one of these at its beginning a spreadsheet takes a text for a formula, or for two cells.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Where numbers are written with a comma, cells begin behind semicolons and ends of lines, whatever quotes are around.
_INSIDE = re.compile(r"([;\t\r\n] *)(?=[-=+@])")
_QUOTED = re.compile(r"(^|[;\t\r\n] *)'(?=[-=+@])")


def cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value).replace("\0", "")
    text = _INSIDE.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_typed(text: str) -> str:
    """The text of a cell that came back, without the quotes that kept a spreadsheet from taking it for a formula."""
    return _QUOTED.sub(r"\1", text)


def csv_reader(text: str) -> Reader:
    """The lines of a CSV that is parted by what its first line has most of, outside quotes.

    Raises csv.Error while it is read.
    """
    head = _QUOTES.sub("", text.lstrip().partition("\n")[0])
    return csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=head.count))


def csv_text(header: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as CSV in UTF-8, with a mark, so that Excel reads it as such."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(cell, header))
    writer.writerows(map(cell, row) for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
