"""What is known about a file before it is read: who spoke with whom, when, where, through which channel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qa_app.operations.errors import OperationError
from transcripts.conversation import Channel
from transcripts.readers.times import moments
from transcripts.text import fold

_LONGEST = {"agent": 120, "customer": 200}
# Words for the channels, folded, in the four languages of the product.
_CHANNELS = {
    Channel.CALL: "call calls phone telephone voice anruf telefon telefonat gesprek telefoon oproep apel apeluri",
    Channel.CHAT: "chat livechat",
    Channel.EMAIL: "email e-mail mail e-mails emails",
    Channel.SOCIAL: "social socialmedia sociaal sozial",
    Channel.NOTE: "note notes notitie notiz nota",
}
_CHANNEL_OF = {word: channel.value for channel, words in _CHANNELS.items() for word in words.split()}
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.ASCII)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{2,4})?", re.ASCII)
_MARKET = re.compile(r"(?:[A-Za-z]{2}[-_])?([A-Za-z]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a file, each None if nothing was said.

    `started_at` is an aware moment; `time_zone` the IANA name or offset in which it was told. `channel` is a value of
    `transcripts.conversation.Channel`, `language` an ISO 639-1 code, `market` a country code in capitals.
    """

    agent: str | None = None
    customer: str | None = None
    started_at: datetime | None = None
    time_zone: str | None = None
    channel: str | None = None
    market: str | None = None
    language: str | None = None

    def over(self, other: Told) -> Told:
        """This, with what it does not say taken from the other; a moment brings its own zone."""
        taken = {field.name: getattr(self, field.name) or getattr(other, field.name) for field in fields(Told)}
        if self.started_at is None and other.started_at is not None:
            taken["time_zone"] = other.time_zone
        return Told(**taken)

    def to_json(self) -> dict[str, Any]:
        said = {field.name: getattr(self, field.name) for field in fields(Told)}
        if self.started_at:
            said["started_at"] = self.started_at.isoformat()
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Told:
        said = {field.name: kept.get(field.name) for field in fields(cls)}
        if said["started_at"]:
            said["started_at"] = datetime.fromisoformat(str(said["started_at"]))
        return cls(**said)


def told_from(said: Mapping[str, str | None], default_zone: str) -> Told:
    """What a form says in its fields, named as those of `Told`; empty ones say nothing.

    Raises OperationError with the field's `value`: `bad_start`, `bad_time_zone`, `bad_channel`, `bad_market`,
    `bad_language`.
    """
    given = {name: shown(value) for name, value in said.items() if value and shown(value)}
    zone = given.get("time_zone")
    if zone:
        zone_called(zone)
    started_at = None
    if written := given.get("started_at"):
        started_at, zone = start(written, zone, default_zone)
    return Told(
        agent=_cut(given, "agent"),
        customer=_cut(given, "customer"),
        started_at=started_at,
        time_zone=zone,
        channel=channel_called(given["channel"]) if "channel" in given else None,
        market=market_called(given["market"]) if "market" in given else None,
        language=language_called(given["language"]) if "language" in given else None,
    )


def start(written: str, zone: str | None, default_zone: str) -> tuple[datetime, str]:
    """The moment (in UTC) that was written, and the zone it was told in.

    An offset within it counts; else the zone told, else the default. Of an hour that the end of summer time repeats,
    the first is meant; one that its beginning leaves out is read by the clock that was not yet moved. Raises
    OperationError `bad_start`, `bad_time_zone`.
    """
    (moment,) = moments([written])
    if moment is None:
        raise OperationError("bad_start", value=written)
    if moment.tzinfo is not None:
        offset = moment.strftime("%z")
        return moment.astimezone(UTC), zone or (f"{offset[:3]}:{offset[3:5]}" if moment.utcoffset() else "UTC")
    zone = zone or default_zone
    return moment.replace(tzinfo=zone_called(zone)).astimezone(UTC), zone


def zone_called(name: str) -> tzinfo:
    """The zone of an IANA name or an offset as +02:00. Raises OperationError `bad_time_zone`."""
    if name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    offset = _OFFSET.fullmatch(name)
    try:
        if offset:
            ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
            if ahead > timedelta(hours=14):  # Kiribati is the farthest
                raise OperationError("bad_time_zone", value=name)
            return timezone(ahead if offset[1] == "+" else -ahead)
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder of zones, as Europe
        raise OperationError("bad_time_zone", value=name) from error


def channel_called(word: str) -> str:
    """The channel by its key, or a usual word for it in the four languages. Raises OperationError `bad_channel`."""
    channel = _CHANNEL_OF.get("".join(fold(word).split()))
    if channel is None:
        raise OperationError("bad_channel", value=word)
    return channel


def language_called(code: str) -> str:
    """The language of a code as de or de-DE. Raises OperationError `bad_language`."""
    match = _LANGUAGE.fullmatch(code)
    if not match:
        raise OperationError("bad_language", value=code)
    return match[1].lower()


def market_called(code: str) -> str:
    """The country of a code as BE or nl-BE. Raises OperationError `bad_market`."""
    match = _MARKET.fullmatch(code)
    if not match:
        raise OperationError("bad_market", value=code)
    return match[1].upper()


def shown(text: str) -> str:
    """Text from outside on one line, without characters that cannot be shown (or, as NUL, not even kept)."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def _cut(given: Mapping[str, str], name: str) -> str | None:
    return given[name][: _LONGEST[name]] if name in given else None
