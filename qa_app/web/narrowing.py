"""What a list is narrowed to, as it stands in the address: read without ever failing, written without what is empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

from flask import request, url_for

from qa_app.operations.access import conversations_seen
from qa_app.store.interaction_filters import SPOTLIGHTS, InteractionFilter, agents_seen, teams_seen
from qa_app.store.spotlight_queries import After
from qa_app.web.access import me
from qa_app.web.addresses import row_asked, row_number
from qa_app.web.edge import db
from qa_app.web.reader_time import day_asked, start_of
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


def one_of(key: str, known: Mapping[str, Any] | tuple[str, ...]) -> str | None:
    """A key in the address that is known, or None."""
    value = request.args.get(key)
    return value if value in known else None


def narrowed() -> InteractionFilter:
    """What the address narrows a list of interactions to; what cannot be read narrows nothing."""
    first, last = day_asked("from"), day_asked("to")
    return InteractionFilter(
        spotlight=one_of("show", SPOTLIGHTS),
        unreviewed=request.args.get("unreviewed") == "1",
        agent_id=row_asked("agent"),
        team_id=row_asked("team"),
        channel=one_of("channel", tuple(Channel)),
        language=one_of("language", SUPPORTED_LANGUAGES),
        market=request.args.get("market", "").strip().upper()[:8] or None,
        since=start_of(first) if first else None,
        before=start_of(last + timedelta(days=1)) if last else None,
    )


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
    row = row_number(key)
    if row is None:
        return None
    try:
        return After(_value(value, order), row)
    except (ValueError, OverflowError):
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
