"""Tables as text for spreadsheets, in which nothing runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

# With one of these at its beginning a spreadsheet takes a text for a formula, or for two cells.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_text(header: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as CSV in UTF-8, with a mark, so that Excel reads it as such."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(cell, header))
    writer.writerows(map(cell, row) for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
