"""The figures as tables of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.quality.figures import Row


def table(figures: Mapping[str, Any]) -> str:
    """Each part with its rows and what has to be known to read them."""
    paragraphs = [f"meaning: {figures['meaning'] or 'none'}"]
    for name, part in figures["parts"].items():
        notes = "\n".join(f"  {note}" for note in part["notes"])
        paragraphs += [name.upper(), "\n".join(_grid(_cells(part["rows"]))), notes]
    return "\n\n".join(filter(None, paragraphs))


def _cells(rows: Sequence[Row]) -> list[list[str]]:
    """A line of headings and one for each row; a column for each key that any row has."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return [
        [column.replace("_", " ") for column in columns],
        *([_cell(row.get(column)) for column in columns] for row in rows),
    ]


def _cell(value: Any) -> str:
    match value:
        case None:
            return "–"
        case float():
            return f"{value:g}"
        case Mapping():
            # F1, then precision and recall where there are any, and how often it was there to be found.
            parts = [f"{_cell(value['f1'])}"]
            if "precision" in value:
                parts.append(f"({_cell(value['precision'])}/{_cell(value['recall'])})")
            return " ".join([*parts, f"n{value['n']}"])
        case list() | tuple():
            return " … ".join(map(_cell, value))
    return str(value)


def _grid(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
