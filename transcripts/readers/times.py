"""Dates and times as exports write them, decided over a whole file where one line is not enough."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

# 4.3.2026 10:02, 04/03/26, 10:02:11 AM, 2026-03-04 10:02: three numbers with one separator, then a clock.
DATED = (
    r"\d{1,4}(?P<separator>[./-])\s?\d{1,2}(?P=separator)\s?\d{1,4}\.?,?(?:\s(?:um|om|la|at|ora))?\s{1,3}"
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s{0,2}[AaPp]\.?\s?[Mm]\.?)?"
)
_DATED = re.compile(DATED)
_NUMBERS = re.compile(r"\d{1,4}")
_LONGEST = 60
_YEARS = range(1990, 2101)
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A date as written: three numbers whose order is not known yet, and the clock in seconds."""

    numbers: tuple[int, int, int]
    separator: str
    clock: int
    half_day: str


def parse_moment(text: str) -> datetime | None:
    """An unambiguous moment: ISO 8601, seconds or milliseconds since 1970 (UTC), or an e-mail date.

    None for anything else and for years before 1990 or after 2100, which are mistakes in an export.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        if text.replace(".", "", 1).isdigit():
            seconds = float(text)
            moment = datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        elif text[0].isdigit():
            moment = datetime.fromisoformat(text)
        else:
            moment = parsedate_to_datetime(text)
        moment.timestamp()
    except (ValueError, TypeError, OverflowError, OSError, IndexError):
        return None
    return moment if moment.year in _YEARS else None


def moments(texts: Sequence[str | None]) -> list[datetime | None]:
    """The moment of each text, None where there is none; whether the day or the month comes first is decided over all.

    A number above 12 settles it; else dots and dashes mean day first; else the order in which fewer dates
    go backwards; else AM/PM in capitals means month first, as in the United States.
    """
    stamps = [_stamp(text) if text else None for text in texts]
    day_first = _day_first([stamp for stamp in stamps if stamp])
    return [
        _moment(stamp, day_first) if stamp else parse_moment(text) if text else None
        for text, stamp in zip(texts, stamps, strict=True)
    ]


def seconds_after(first: datetime, later: datetime) -> float:
    """Seconds from one moment to another; a moment without a zone counts as UTC."""
    return (_aware(later) - _aware(first)).total_seconds()


def earliest(found: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in found if moment), key=_aware, default=None)


def hour_of_day(hour: int, half_day: str) -> int:
    """The hour 0..23 of an hour with "a" or "p" for AM or PM, "" for neither."""
    if not half_day:
        return hour
    return hour % 12 + (12 if half_day.lower() == "p" else 0)


def _stamp(text: str) -> _Stamp | None:
    match = _DATED.match(text.strip()[:_LONGEST])
    if not match:
        return None
    written = match.group()
    half_day = next((char for char in written if char in "AaPp"), "") if written.rstrip(". ")[-1] in "Mm" else ""
    first, second, third, hour, minute, *rest = (int(found) for found in _NUMBERS.findall(written))
    clock = hour_of_day(hour, half_day) * 3600 + minute * 60 + (rest[0] if rest else 0)
    return _Stamp((first, second, third), match["separator"], clock, half_day)


def _day_first(stamps: list[_Stamp]) -> bool:
    ambiguous = [stamp for stamp in stamps if stamp.numbers[0] < 100]
    if any(stamp.numbers[0] > 12 for stamp in ambiguous):
        return True
    if any(stamp.numbers[1] > 12 for stamp in ambiguous):
        return False
    if any(stamp.separator != "/" for stamp in ambiguous):
        return True
    backwards_day, backwards_month = _backwards(ambiguous, True), _backwards(ambiguous, False)
    if backwards_day != backwards_month:
        return backwards_day < backwards_month
    return not any(stamp.half_day in ("A", "P") for stamp in ambiguous)


def _backwards(stamps: list[_Stamp], day_first: bool) -> int:
    dates = [moment for stamp in stamps if (moment := _moment(stamp, day_first))]
    return sum(later < earlier for earlier, later in pairwise(dates))


def _moment(stamp: _Stamp, day_first: bool) -> datetime | None:
    first, second, third = stamp.numbers
    if first >= 100:
        year, month, day = first, second, third
    else:
        day, month = (first, second) if day_first else (second, first)
        year = third if third >= 100 else 2000 + third
    try:
        moment = datetime(year, month, day) + timedelta(seconds=stamp.clock)  # noqa: DTZ001 the export gives no zone
    except (ValueError, OverflowError):
        return None
    return moment if year in _YEARS and stamp.clock < _DAY else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
