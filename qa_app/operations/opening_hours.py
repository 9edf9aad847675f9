"""Opening hours as people write them: spans of a day, and the days on which nobody works."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from qa_app.operations.errors import OperationError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL = dict.fromkeys(WEEKDAYS[:5], "09:00–17:00")
MOST_CLOSED_DAYS = 100
MOST_SPANS = 6
LONGEST_NAME = 80
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—)\s*(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
_DAY_ENDS = 24 * 60

Spans = list[list[str]]
"""Begin and end of each span of a day as HH:MM, in order; a day may end at 24:00."""


def read_spans(text: str) -> Spans:
    """The spans in a text as `9-12:30, 13.30–17:00`; none for an empty one, which means closed.

    Raises OperationError `hours_unread`, `hours_backwards`, `hours_overlap` and `hours_many`.
    """
    found = sorted(_span(part.strip()) for part in re.split(r"[,;]", text) if part.strip())
    if len(found) > MOST_SPANS:
        raise OperationError("hours_many", most=MOST_SPANS)
    for (_, end), (begin, _) in pairwise(found):
        if begin < end:
            raise OperationError("hours_overlap")
    return [[_clock(begin), _clock(end)] for begin, end in found]


def written(spans: Spans) -> str:
    """Spans as `read_spans` reads them."""
    return ", ".join(f"{begin}–{end}" for begin, end in spans)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which nobody works beside public holidays, and what it is called."""

    day: date
    name: str


def read_closed_days(rows: Sequence[tuple[str, str]]) -> tuple[ClosedDay, ...]:
    """The closed days in rows of day (2026-12-27) and name, by day; empty rows are left out.

    Raises OperationError `closed_day_unread`, `closed_day_twice`, `closed_day_name` and `closed_days_many`, the first
    three with the `number` of the row, counted from 1.
    """
    found: dict[date, str] = {}
    for number, (written_day, name) in enumerate(rows, 1):
        if not written_day.strip() and not name.strip():
            continue
        day = _day(written_day, number)
        if day in found:
            raise OperationError("closed_day_twice", number=number)
        if len(name.strip()) > LONGEST_NAME:
            raise OperationError("closed_day_name", number=number, most=LONGEST_NAME)
        found[day] = name.strip()
    if len(found) > MOST_CLOSED_DAYS:
        raise OperationError("closed_days_many", most=MOST_CLOSED_DAYS)
    return tuple(ClosedDay(day, found[day]) for day in sorted(found))


def is_open(hours: Mapping[str, Spans], weekday: int, at: time) -> bool:
    """Whether a clock lies in a span of a weekday (0 is Monday)."""
    clock = f"{at:%H:%M}"
    return any(begin <= clock < end for begin, end in hours.get(WEEKDAYS[weekday], []))


def _span(text: str) -> tuple[int, int]:
    """Begin and end in minutes of the day."""
    parts = _SPAN.fullmatch(text)
    if parts is None:
        raise OperationError("hours_unread", text=text[:40])
    hour, minute, last_hour, last_minute = (int(part or 0) for part in parts.groups())
    begin, end = 60 * hour + minute, 60 * last_hour + last_minute
    if minute > 59 or last_minute > 59 or begin >= _DAY_ENDS or end > _DAY_ENDS:
        raise OperationError("hours_unread", text=text[:40])
    if end <= begin:
        raise OperationError("hours_backwards", text=text[:40])
    return begin, end


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _day(text: str, number: int) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise OperationError("closed_day_unread", number=number) from error
    if not 2000 <= day.year < 2200:
        raise OperationError("closed_day_unread", number=number)
    return day
