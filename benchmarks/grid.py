"""Rows of figures as lines of plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any


def cells(rows: Sequence[Mapping[str, Any]], cell: Callable[[Any], str]) -> list[list[str]]:
    """A line of headings and one for each row; a column for each key that any row has, its values written by `cell`."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return [
        [column.replace("_", " ") for column in columns],
        *([cell(row.get(column)) for column in columns] for row in rows),
    ]


def grid(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
