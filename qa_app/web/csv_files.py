"""Tables to take away, as CSV that a spreadsheet opens without running anything that stands in a cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from flask import Response

# With one of these at its beginning a spreadsheet takes a text for a formula, or for two cells.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_file(name: str, header: Iterable[object], rows: Iterable[Iterable[object]]) -> Response:
    """A download; `name` is ours, with the ending. UTF-8 with a mark, so that Excel reads it as such."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(cell, header))
    writer.writerows(map(cell, row) for row in rows)
    answer = Response(b"\xef\xbb\xbf" + text.getvalue().encode(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
