"""Numbers in addresses are those of rows: what no database column can hold is nowhere to be found."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

_LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": _LARGEST, **kwargs})


def init(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
