"""Numbers in addresses are those of rows: what no database column can hold is nowhere to be found."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter

_LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": _LARGEST, **kwargs})


def init(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber


def row_number(text: str) -> int | None:
    """The number of a row that a text names; None for anything that is no row's number."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    return number if 0 < number <= _LARGEST else None


def row_asked(name: str) -> int | None:
    """The row that an address names behind its question mark, or None."""
    return row_number(request.args.get(name, ""))
