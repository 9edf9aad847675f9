"""What a list is narrowed to, as it stands in the address: read without ever failing, written without what is empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from math import isfinite
from typing import Any

from flask import request, url_for
from flask_babel import get_timezone

from qa_app.operations.access import conversations_seen
from qa_app.store.interaction_filters import SPOTLIGHTS, InteractionFilter, agents_seen, teams_seen
from qa_app.store.spotlight_queries import After
from qa_app.web.access import me
from qa_app.web.edge import db, now
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel

_KEYS = (
    "q",
    "show",
    "unreviewed",
    "agent",
    "team",
    "channel",
    "language",
    "market",
    "from",
    "to",
    "sort",
    "why",
    "page",
)
# PostgreSQL keeps ids in 32 bits.
_MOST = 2**31 - 1


def today() -> date:
    """The day that it is where the reader is."""
    return here().date()


def here() -> datetime:
    """The moment of the request in the reader's zone, whose days and weeks count."""
    return now().astimezone(get_timezone())


def monday() -> datetime:
    """When the reader's week began."""
    day = today() - timedelta(days=today().weekday())
    return datetime.combine(day, time(), get_timezone())


def number(key: str) -> int | None:
    """A whole number in the address, None when there is none."""
    value = request.args.get(key, "")
    return int(value) if value.isascii() and value.isdigit() and int(value) <= _MOST else None


def page_number() -> int:
    """The page in the address, from 1."""
    return max(1, min(number("page") or 1, 10_000))


def one_of(key: str, known: Mapping[str, Any] | tuple[str, ...]) -> str | None:
    """A key in the address that is known, or None."""
    value = request.args.get(key)
    return value if value in known else None


def narrowed() -> InteractionFilter:
    """What the address narrows a list of interactions to; what cannot be read narrows nothing."""
    first, last = _day("from"), _day("to")
    return InteractionFilter(
        spotlight=one_of("show", SPOTLIGHTS),
        unreviewed=request.args.get("unreviewed") == "1",
        agent_id=number("agent"),
        team_id=number("team"),
        channel=one_of("channel", tuple(Channel)),
        language=one_of("language", SUPPORTED_LANGUAGES),
        market=request.args.get("market", "").strip().upper()[:8] or None,
        since=datetime.combine(first, time(), get_timezone()) if first else None,
        before=datetime.combine(last + timedelta(days=1), time(), get_timezone()) if last else None,
    )


def _day(key: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(key, ""))
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def address(endpoint: str, **changes: str | int | None) -> str:
    """The address of a list as it is narrowed now, with changes; None takes something away. Changes begin at page 1."""
    kept = {key: request.args[key] for key in _KEYS if request.args.get(key) and key not in ("page", *changes)}
    return url_for(endpoint, **kept, **{key: value for key, value in changes.items() if value is not None})  # type: ignore[arg-type]


def filter_fields() -> dict[str, Any]:
    """What the form of filters offers, of what the reader may see."""
    seen = conversations_seen(me())
    return {
        "agents": agents_seen(db(), seen),
        "teams": teams_seen(db(), seen),
        "channels": tuple(Channel),
        "languages": SUPPORTED_LANGUAGES,
        "is_narrowed": any(request.args.get(key) for key in _KEYS[2:10]),
    }


def after_in_address(order: str) -> After | None:
    """Where the page begins, as `after_words` wrote it for the same order."""
    value, _, key = request.args.get("after", "").rpartition("|")
    if not (key.isascii() and key.isdigit() and int(key) <= _MOST):
        return None
    try:
        return After(_value(value, order), int(key))
    except ValueError:
        return None


def _value(written: str, order: str) -> datetime | float | None:
    """Raises ValueError for what is no value of the column that `order` sorts by."""
    if not written:
        return None
    if order != "newest":
        value = float(written)
        return value if isfinite(value) else None
    return datetime.fromisoformat(written).astimezone(UTC)


def after_words(after: After | None) -> str | None:
    if after is None:
        return None
    value = after.value
    return f"{'' if value is None else value.isoformat() if isinstance(value, datetime) else repr(value)}|{after.id}"
