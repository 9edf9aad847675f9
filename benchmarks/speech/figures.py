"""What was found, in a form for programs and for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.speech.align import Errors

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """A figure and what is wanted of it."""

    what: str
    value: str
    wanted: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the measurement: a row for each thing measured, the checks, and what could not be measured."""

    name: str
    rows: Sequence[Row] = ()
    checks: Sequence[Check] = ()
    left_out: Sequence[str] = field(default_factory=tuple)


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def error_row(errors: Errors) -> dict[str, Any]:
    """Errors as they are written into JSON."""
    return {
        "rate": round(errors.rate, 4),
        "words": errors.words,
        "substitutions": errors.substitutions,
        "insertions": errors.insertions,
        "deletions": errors.deletions,
    }
