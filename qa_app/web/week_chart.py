"""A score week by week as a drawing with axes and whiskers, in numbers that a template puts into an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton
from flask_babel import get_locale

from qa_app.web.mark_lines import Dot
from scoring.goal import Mean

WIDTH = 520
HEIGHT = 220
LEFT = 34.0
_RIGHT = 12.0
_TOP = 12.0
_BOTTOM = 30.0
_SCALE = (0, 25, 50, 75, 100)
_MOST_DAYS = 7


@dataclass(frozen=True, slots=True)
class WeekChart:
    """Where things stand in a drawing of WIDTH x HEIGHT; `marks` are heights with marks, `days` places with days."""

    dots: tuple[Dot, ...]
    path: str
    marks: tuple[tuple[float, int], ...]
    days: tuple[tuple[float, str], ...]


def week_chart(weeks: Sequence[date], means: Sequence[Mean]) -> WeekChart:
    """The line of the weeks' means from 0 at the bottom to 1 at the top; a week without a mean has no dot."""
    step = (WIDTH - LEFT - _RIGHT - 20) / max(1, len(weeks) - 1)
    places = [round(LEFT + 10 + number * step, 1) for number in range(len(weeks))]
    dots = tuple(
        Dot(
            x,
            _height(found.mean),
            None if found.high is None else _height(found.high),
            None if found.low is None else _height(found.low),
        )
        for x, found in zip(places, means, strict=True)
        if found.mean is not None
    )
    every = -(-len(weeks) // _MOST_DAYS)
    return WeekChart(
        dots,
        "M" + " L".join(f"{dot.x} {dot.y}" for dot in dots) if len(dots) > 1 else "",
        tuple((_height(mark / 100), mark) for mark in _SCALE),
        tuple((x, short_day(day)) for x, day in list(zip(places, weeks, strict=True))[::every]),
    )


def short_day(day: date) -> str:
    """A day without its year."""
    return format_skeleton("MMMd", day, locale=get_locale())


def _height(score: float) -> float:
    return round(HEIGHT - _BOTTOM - score * (HEIGHT - _TOP - _BOTTOM), 1)
