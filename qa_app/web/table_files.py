"""Tables to take away, as CSV or XLSX that a spreadsheet opens without running anything that stands in a cell."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime

from flask import Response

from qa_app.operations.table_cells import csv_text

FORMS = ("csv", "xlsx")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 60


def table_file(form: str, name: str, header: Iterable[object], rows: Iterable[Iterable[object]]) -> Response:
    """A table as a download in one of FORMS; `name` is ours, without the ending."""
    return xlsx_file(f"{name}.xlsx", header, rows) if form == "xlsx" else csv_file(f"{name}.csv", header, rows)


def csv_file(name: str, header: Iterable[object], rows: Iterable[Iterable[object]]) -> Response:
    """A download; `name` is ours, with the ending."""
    return _download(name, csv_text(header, rows), "text/csv; charset=utf-8")


def xlsx_file(name: str, header: Iterable[object], rows: Iterable[Iterable[object]]) -> Response:
    """A download; `name` is ours, with the ending. Numbers stay numbers, days days; a text is never a formula."""
    from xlsxwriter import Workbook

    held = io.BytesIO()
    with Workbook(
        held,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
            "default_date_format": "yyyy-mm-dd",
        },
    ) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [str(value) for value in header], book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [_plain(value) for value in row])
        sheet.autofit(_WIDEST * 7)
    return _download(name, held.getvalue(), _XLSX)


def _plain(value: object) -> object:
    """What a spreadsheet has a kind of cell for; anything else as text."""
    if value is None or isinstance(value, (bool, int, float, date, datetime)):
        return value
    return str(value).replace("\0", "")


def _download(name: str, content: bytes, kind: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
