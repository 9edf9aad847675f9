"""Two texts side by side in one: the words that were taken out, that came in, and enough around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
# Tokens of what stayed the same that are shown on each side of a change.
_AROUND = 24
# Comparing takes time with the product of both lengths; longer texts are compared by their lines.
_MOST_COMPARED = 4_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, were taken out (`del`), came in (`ins`), or stayed and are left out (`gap`)."""

    kind: Literal["same", "del", "ins", "gap"]
    words: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The change from one text to another, in the order of reading."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) * len(new) > _MOST_COMPARED:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    steps = SequenceMatcher(None, old, new).get_opcodes()
    found: list[Piece] = []
    for place, (what, start, end, new_start, new_end) in enumerate(steps):
        if what == "equal":
            found += _shortened(old[start:end], first=place == 0, last=place == len(steps) - 1)
            continue
        if end > start:
            found.append(Piece("del", "".join(old[start:end])))
        if new_end > new_start:
            found.append(Piece("ins", "".join(new[new_start:new_end])))
    return tuple(found)


def _shortened(words: list[str], first: bool, last: bool) -> Iterator[Piece]:
    """What stayed the same, near the changes only; before the first and behind the last change there is none."""
    before = 0 if first else _AROUND
    behind = 0 if last else _AROUND
    if len(words) <= 2 * _AROUND:
        yield Piece("same", "".join(words))
        return
    if before:
        yield Piece("same", "".join(words[:before]))
    yield Piece("gap", "")
    if behind:
        yield Piece("same", "".join(words[-behind:]))
