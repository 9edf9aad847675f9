"""JSON from outside: one object, a list, objects one after another or one a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from transcripts.errors import Problem

# A list is read item by item, so that one broken item does not lose the others.
_BETWEEN = re.compile(r"[\s,\[\]]*")
# What a failed attempt counts for at least, in characters; with the budget below it bounds the work on rubbish.
_LEAST_COST = 1_000
_MOST_VALUES = 1_000_000
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_ALONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class JsonValue:
    """One JSON object and the line (from 1) on which it begins."""

    line: int
    value: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Window:
    """What a stretch of text held: values with their offsets, and the error that ended it with its offset."""

    values: list[tuple[int, object]]
    error: Exception | None
    failed: int
    end: int


def json_values(text: str, name: str) -> Iterator[JsonValue | Problem]:
    """The objects in `text` in order; lists are opened, what is broken or no object becomes a Problem.

    After a broken value reading goes on at the next line that opens an object with the indentation of the first.
    Problem codes: `bad_json`, `too_nested` (the limit is that of Python's own parser), `not_object`, `too_many`.
    """
    decoder = json.JSONDecoder(parse_constant=_refuse)
    first = _skip(text, 0)
    opening = "\n" + text[text.rfind("\n", 0, first) + 1 : first].lstrip("[") + "{"
    position, counted, line, seen = 0, 0, 1, 0
    budget = 2 * len(text) + 1_000_000
    halves = _HALF.search(text) is not None
    while position < len(text):
        window = _window(text, position, opening, decoder)
        found = [*window.values, *([(window.failed, window.error)] if window.error else [])]
        for offset, value in found:
            line += text.count("\n", counted, position + offset)
            counted = position + offset
            seen += 1
            if budget < 0 or seen > _MOST_VALUES:
                yield Problem("too_many", name, line, "Too many values or too many broken ones; the rest was not read.")
                return
            if isinstance(value, dict):
                yield JsonValue(line, _whole(value) if halves else value)
                continue
            budget -= max(window.end - position, _LEAST_COST) if isinstance(value, Exception) else _LEAST_COST
            yield _problem(value, name, line)
        position = _find(text, opening, position + window.failed) if window.error else window.end


def _whole(value: dict[str, object]) -> dict[str, object]:
    """The value with U+FFFD for each half of a character pair: JSON can hold one, no file can."""
    clean: dict[str, object] = json.loads(_ALONE.sub("\ufffd", json.dumps(value, ensure_ascii=False)))
    return clean


def _window(text: str, position: int, opening: str, decoder: json.JSONDecoder) -> _Window:
    """Reads up to the next line that opens an object, and further if a value goes on beyond it.

    Never the whole rest at once: a JSON error costs time in proportion to the text before it.
    """
    lines = 1
    end = position
    while True:
        for _ in range(lines):
            end = _find(text, opening, end)
        piece = text[position:end]
        window = _values(piece, end, decoder)
        unfinished = isinstance(window.error, json.JSONDecodeError) and window.error.pos >= len(piece.rstrip())
        if not unfinished or end == len(text):
            return window
        lines *= 2


def _values(piece: str, end: int, decoder: json.JSONDecoder) -> _Window:
    found: list[tuple[int, object]] = []
    start = _skip(piece, 0)
    while start < len(piece):
        try:
            value, after = decoder.raw_decode(piece, start)
        except (ValueError, RecursionError) as error:
            return _Window(found, error, start, end)
        found.append((start, value))
        start = _skip(piece, after)
    return _Window(found, None, 0, end)


def _skip(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position


def _find(text: str, opening: str, position: int) -> int:
    found = text.find(opening, position + 1)
    return len(text) if found < 0 else found


def _problem(value: object, name: str, line: int) -> Problem:
    if isinstance(value, RecursionError):
        return Problem("too_nested", name, line, "JSON is nested too deeply.")
    if isinstance(value, json.JSONDecodeError):
        # The parser's words quote nothing of the input, only what was expected.
        return Problem("bad_json", name, line, f"Not valid JSON: {value.msg}.")
    if isinstance(value, Exception):
        return Problem("bad_json", name, line, "Not valid JSON: a number is not usable.")
    return Problem("not_object", name, line, "Not a JSON object.")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
