"""The clock of whoever reads a page: days and weeks begin when they begin there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import get_timezone

from qa_app.web.edge import now


def reader_zone() -> ZoneInfo:
    # What Babel gives may be a zone of pytz, which is wrong for moments that are made with it as they are.
    return ZoneInfo(str(get_timezone()))


def here() -> datetime:
    """The moment of the request by the reader's clock."""
    return now().astimezone(reader_zone())


def today() -> date:
    """The day that it is where the reader is."""
    return here().date()


def day_of(moment: datetime | None) -> date | None:
    """The day that a moment was where the reader is; None for none."""
    return moment.astimezone(reader_zone()).date() if moment else None


def monday() -> datetime:
    """When the reader's week began."""
    return start_of(today() - timedelta(days=today().weekday()))


def start_of(day: date) -> datetime:
    """When a day begins where the reader is."""
    return datetime.combine(day, time(), reader_zone())


def day_asked(name: str) -> date | None:
    """A day in the address, as 2026-11-02; None for what is none."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def from_clock(value: datetime) -> datetime:
    """What a clock where the reader is shows, as a moment in UTC."""
    return value.replace(tzinfo=reader_zone()).astimezone(UTC)


def on_clock(value: datetime) -> datetime:
    """A moment as a clock where the reader is shows it, for a form."""
    return value.astimezone(reader_zone()).replace(tzinfo=None)
