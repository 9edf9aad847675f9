"""Clocks without a date: times of day in a chat, or positions in a recording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcripts.readers.times import hour_of_day

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?(?:\s{0,2}([AaPp])\.?\s?[Mm]\.?)?")
_LONGEST = 60
_DAY = 86_400.0


def clock_offsets(texts: Sequence[str | None]) -> tuple[list[float | None], bool]:
    """Seconds since the beginning for clocks such as 00:12, 0:00:12.5 or 10:02 PM, and whether they are positions.

    They are positions in a recording (mm:ss or h:mm:ss) when the first lies within the first hour, or when
    a two-part one exceeds 23; otherwise times of day, counted from the first, going on after midnight.
    """
    clocks = [_CLOCK.fullmatch(text.strip()[:_LONGEST]) if text else None for text in texts]
    found = [clock for clock in clocks if clock]
    if not found:
        return [None] * len(texts), False
    positions = not found[0][5] and (
        int(found[0][1] or found[0][2]) == 0 or any(clock[1] is None and int(clock[2]) > 23 for clock in found)
    )
    seconds = [_clock_seconds(clock, positions) if clock else None for clock in clocks]
    return (seconds if positions else _since_first(seconds)), positions


def _clock_seconds(clock: re.Match[str], positions: bool) -> float:
    hours, minutes, seconds, fraction, half_day = clock.groups()
    if hours is None and not positions:
        hours, minutes, seconds = minutes, seconds, "0"
    hour = hour_of_day(int(hours or 0), half_day or "")
    return hour * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")


def _since_first(seconds: list[float | None]) -> list[float | None]:
    first = next(value for value in seconds if value is not None)
    last, days = first, 0.0
    counted: list[float | None] = []
    for value in seconds:
        if value is None:
            counted.append(None)
            continue
        # Half a day back is midnight passing; less is lines out of order.
        if value + days < last - _DAY / 2:
            days += _DAY
        last = value + days
        counted.append(max(0.0, last - first))
    return counted
