"""What the name of a file tells: a pattern as `{agent}_{date}_{time}_{customer}`, held against the name without suffix.

Between braces stands a field, anything else stands for itself, in either case of letters. Fields, each once:

    agent, customer       anything
    date                  20260310, 2026-03-10, 2026_03_10, 10.03.2026, 10-03-2026
    time                  1405, 140559, 14-05, 14.05.59, 14h05
    zone                  +0200, or UTC
    channel               call, chat, email, social, note, or another usual word for one
    market, language      two letters, as DE, de
    any                   anything that does not matter, as often as wanted

A field takes as few characters as the rest of the pattern allows, at least one. A date without a time means midnight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from qa_app.operations.errors import OperationError
from qa_app.operations.metadata import Told, told_from

_DATE = (
    r"(?P<y>\d{4})(?P<s>[-_.]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)|(?P<d2>\d\d)(?P<s2>[-_.])(?P<m2>\d\d)(?P=s2)(?P<y2>\d{4})"
)
_TIME = r"(?P<hour>\d\d)[-_.:h]?(?P<minute>\d\d)(?:[-_.:m]?(?P<second>\d\d)s?)?"
_SHAPES = {
    "agent": r".+",
    "customer": r".+",
    "any": r".+",
    "date": _DATE,
    "time": _TIME,
    "zone": r"[+-]\d\d:?(?:\d\d)?|UTC|Z",
    "channel": r"[^\W\d_]+(?:-[^\W\d_]+)?",
    "market": r"[A-Za-z]{2}",
    "language": r"[A-Za-z]{2}",
}
_MOST_PARTS = 30
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class _Part:
    """A field with the shape of what it takes, or (without a name) words that stand for themselves."""

    name: str
    shape: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class NamePattern:
    written: str
    parts: tuple[_Part, ...]

    def told(self, name: str, default_zone: str) -> Told | None:
        """What the name of a file tells, None if it is not of this pattern."""
        stem = PurePath(name).stem[:_LONGEST_NAME]
        found = _fitted(self.parts, stem)
        if found is None:
            return None
        said: dict[str, str | None] = {field: words for field, words in found.items() if field in _TOLD}
        if "date" in found:
            said["started_at"] = _moment(found["date"], found.get("time"))
            said["time_zone"] = found.get("zone")
        try:
            return told_from(said, default_zone)
        except OperationError:
            return None


_TOLD = ("agent", "customer", "channel", "market", "language")


def name_pattern(written: str) -> NamePattern:
    """The pattern as a value. Raises OperationError: `pattern_braces`, `pattern_field` (with `field`),
    `pattern_repeats` (with `field`), `pattern_empty`, `pattern_long`.
    """
    pieces = re.split(r"\{([^{}]*)\}", written.strip())
    literals, names = pieces[::2], pieces[1::2]
    if any("{" in literal or "}" in literal for literal in literals):
        raise OperationError("pattern_braces")
    for name in names:
        if name not in _SHAPES:
            raise OperationError("pattern_field", field=name)
        if name != "any" and names.count(name) > 1:
            raise OperationError("pattern_repeats", field=name)
    if not set(names) - {"any"}:
        raise OperationError("pattern_empty")
    if len(pieces) > _MOST_PARTS:
        raise OperationError("pattern_long")
    parts = []
    for place, piece in enumerate(pieces):
        if place % 2:
            parts.append(_Part(piece, re.compile(_SHAPES[piece], re.ASCII if piece in ("date", "time") else 0)))
        elif piece:
            parts.append(_Part("", re.compile(re.escape(piece), re.IGNORECASE)))
    return NamePattern(written.strip(), tuple(parts))


def _fitted(parts: Sequence[_Part], name: str) -> dict[str, str] | None:
    """The words of each field. What turned out a dead end is not tried again, so that no name takes long."""
    dead: set[tuple[int, int]] = set()

    def fit(part: int, at: int) -> dict[str, str] | None:
        if part == len(parts):
            return {} if at == len(name) else None
        if (part, at) in dead:
            return None
        for end in range(at + 1, len(name) + 1):
            if parts[part].shape.fullmatch(name, at, end):
                rest = fit(part + 1, end)
                if rest is not None:
                    return {parts[part].name: name[at:end], **rest}
        dead.add((part, at))
        return None

    return fit(0, 0)


def _moment(date: str, time: str | None) -> str:
    day = re.fullmatch(_DATE, date)
    clock = re.fullmatch(_TIME, time or "0000")
    if day is None or clock is None:
        return date
    year, month, number = (day[key] or day[f"{key}2"] for key in ("y", "m", "d"))
    return f"{year}-{month}-{number}T{clock['hour']}:{clock['minute']}:{clock['second'] or '00'}"
