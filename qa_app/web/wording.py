"""How moments, marks and names are written in pages: the same words and forms as on paper."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_skeleton, get_timezone_name
from flask import Flask, g
from flask_babel import get_locale, get_timezone
from flask_babel import lazy_gettext as _l

from qa_app.operations.criterion_names import names_given
from qa_app.reports.words import Reader, channel_words, criterion_words, reader
from qa_app.reports.words import clock as clock_words
from qa_app.store.people import RoleName
from qa_app.web.edge import db, workplace
from qa_app.web.locale import reader_language
from transcripts.conversation import Channel

ABSENT = "–"
_UNHURRIED = (Channel.EMAIL, Channel.SOCIAL)


def init(app: Flask) -> None:
    app.jinja_env.filters.update(
        moment=moment,
        day=day,
        mark=mark,
        clock=clock,
        criterion=criterion,
        channel=channel,
        language_name=language_name,
        role_name=role_name,
    )


def to() -> Reader:
    """Whoever reads this page."""
    return reader(reader_language())


def moment(value: datetime | None, zone: bool = False) -> str:
    """A moment in the reader's time zone, with the name of the zone where two may differ."""
    if value is None:
        return ABSENT
    local = value.astimezone(get_timezone())
    words = day_and_time(local)
    return f"{words} {get_timezone_name(local, 'short', locale=get_locale())}" if zone else words


def day_and_time(local: datetime) -> str:
    """A moment by its own clock."""
    return f"{day(local.date())} {local:%H:%M}"


def day(value: date | None) -> str:
    """A day; of a moment the day that it is for the reader."""
    if value is None:
        return ABSENT
    local = value.astimezone(get_timezone()).date() if isinstance(value, datetime) else value
    return _written(local, get_locale())


@lru_cache(maxsize=2048)
def _written(value: date, locale: Locale) -> str:
    """A list names the same days again and again, and writing one takes as long as asking the database."""
    return format_skeleton("yMMMd", value, locale=locale)


def mark(value: float | None) -> str:
    """A score 0..1 as people read it, 0 to 100."""
    return ABSENT if value is None else to().mark(value)


def clock(seconds: float | None) -> str:
    """A length or a place in a recording, as 6:41 or 1:02:03."""
    return ABSENT if seconds is None else clock_words(seconds)


def said_at(channel: str, seconds: float | None) -> str | None:
    """When a turn came: its place in a recording or chat; where answers take hours, as in e-mails, how much later."""
    if seconds is None:
        return None
    return f"+{to().duration(seconds)}" if seconds and channel in _UNHURRIED else clock_words(seconds)


def criterion(name: str) -> str:
    """What a criterion is called, also one of the company's own rubrics."""
    if "criterion_names" not in g:
        g.criterion_names = names_given(workplace().database, db())
    return criterion_words(name, g.criterion_names, to())


def channel(value: str) -> str:
    return channel_words(value, to())


def language_name(code: str | None) -> str:
    return to().language_name(code) if code else ABSENT


def role_name(role: RoleName) -> str:
    """What a role is called."""
    return str(_ROLES[role])


_ROLES = {
    RoleName.AGENT: _l("agent"),
    RoleName.REVIEWER: _l("reviewer"),
    RoleName.TRAINER: _l("trainer"),
    RoleName.MANAGER: _l("manager"),
    RoleName.ADMINISTRATOR: _l("administrator"),
}
