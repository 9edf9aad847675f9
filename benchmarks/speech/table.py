"""The figures as JSON values and as tables of plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.grid import cells, grid
from benchmarks.speech.figures import Check, Part, percent


def as_json(parts: Sequence[Part]) -> dict[str, Any]:
    """All parts with their rows and checks, and by name the checks that fall short."""
    short = [check.what for part in parts for check in part.checks if not check.ok]
    return {"parts": [asdict(part) for part in parts], "short": short}


def table(parts: Sequence[Part]) -> str:
    """Each part: its rows, what was left out, and the figures beside what is wanted."""
    paragraphs: list[str] = []
    for part in parts:
        grids = (grid(cells(part.rows, _cell)), grid([_check_cells(check) for check in part.checks]))
        left_out = (f"left out: {what}" for what in part.left_out)
        paragraphs += [part.name.upper(), *("\n".join(lines) for lines in (grids[0], left_out, grids[1]))]
    return "\n\n".join(filter(None, paragraphs))


def _check_cells(check: Check) -> list[str]:
    return ["ok" if check.ok else "SHORT", check.what, check.value, f"wanted {check.wanted}"]


def _cell(value: Any) -> str:
    match value:
        case None:
            return "–"
        case True | False:
            return "yes" if value else "no"
        case Mapping():
            errors = f"{value['substitutions']}+{value['insertions']}+{value['deletions']}"
            return f"{percent(value['rate'])} {errors}/{value['words']}"
        case list() | tuple():
            return ", ".join(map(str, value))
    return str(value)
