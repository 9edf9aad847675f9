"""Marks over six months as a small line with whiskers, in numbers that a template puts into an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.goal import Mean

WIDTH = 170
HEIGHT = 40
_EDGE = 5.0  # room for a dot's radius at both ends


@dataclass(frozen=True, slots=True)
class Dot:
    """The mean of one month, with the ends of its interval when there is one."""

    x: float
    y: float
    high: float | None
    low: float | None


@dataclass(frozen=True, slots=True)
class MarkLine:
    """Where things stand in a drawing of WIDTH x HEIGHT; `path` joins the dots, "" for fewer than two."""

    dots: tuple[Dot, ...]
    path: str
    top: float
    middle: float
    bottom: float


def mark_line(months: Sequence[Mean | None]) -> MarkLine:
    """The line of the months' means, 0 at the bottom and 1 at the top; a month without marks has no dot."""
    step = (WIDTH - 2 * _EDGE) / max(1, len(months) - 1)
    dots = tuple(
        Dot(
            round(_EDGE + place * step, 1),
            _height(month.mean),
            None if month.high is None else _height(month.high),
            None if month.low is None else _height(month.low),
        )
        for place, month in enumerate(months)
        if month is not None and month.mean is not None
    )
    path = "M" + " L".join(f"{dot.x} {dot.y}" for dot in dots) if len(dots) > 1 else ""
    return MarkLine(dots, path, _height(1), _height(0.5), _height(0))


def _height(score: float) -> float:
    return round(HEIGHT - _EDGE - score * (HEIGHT - 2 * _EDGE), 1)
