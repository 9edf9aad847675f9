"""Long lists in pages: `?page=2` in the address, and whether there is a next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

Row = TypeVar("Row")
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """One page of a list; `before` and `after` are the addresses of the neighbouring pages, "" at the ends."""

    rows: Sequence[Row]
    number: int
    before: str
    after: str


def page_number() -> int:
    """The page that was asked for, counted from 0; the first one for anything that is no page."""
    asked = request.args.get("page", "")
    return min(_MOST_PAGES, max(1, int(asked))) - 1 if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0


def paged(rows: Sequence[Row], size: int, anchor: str = "") -> Paged[Row]:
    """The page that was asked for; `rows` are its rows, and one more when there is a next page.

    The addresses keep everything else that the address says; `anchor` is put behind them, as #reviews.
    """
    number = page_number()
    return Paged(
        rows[:size],
        number,
        _address(number - 1, anchor) if number else "",
        _address(number + 1, anchor) if len(rows) > size else "",
    )


def _address(number: int, anchor: str) -> str:
    told = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    if number:
        told.append(("page", str(number + 1)))
    return f"{request.script_root}{request.path}{'?' if told else ''}{urlencode(told)}{anchor}"
