"""The figures as tables of plain text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.grid import cells, grid


def table(figures: Mapping[str, Any]) -> str:
    """Each part with its rows and what has to be known to read them."""
    paragraphs = [f"meaning: {figures['meaning'] or 'none'}"]
    for name, part in figures["parts"].items():
        notes = "\n".join(f"  {note}" for note in part["notes"])
        paragraphs += [name.upper(), "\n".join(grid(cells(part["rows"], _cell))), notes]
    return "\n\n".join(filter(None, paragraphs))


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
