"""What was found, in a form for programs and for people, and the counts behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the measurement: a row for each thing measured, and what has to be known to read it."""

    rows: Sequence[Row] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How often something was found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def f1(self) -> float | None:
        """2 × right / (2 × right + wrong + missed); None where there is nothing to find."""
        if not self.right + self.missed:
            return None
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)

    def row(self) -> Row:
        """`n` is how often people labelled it."""
        called, there = self.right + self.wrong, self.right + self.missed
        return {
            "n": there,
            "precision": rounded(self.right / called) if called else None,
            "recall": rounded(self.right / there) if there else None,
            "f1": rounded(self.f1),
        }


def counted(pairs: Iterable[tuple[Collection[str], Collection[str]]]) -> dict[str, Counts]:
    """Counts by name over (names found, names that are there), one pair for each turn."""
    counts: dict[str, Counts] = defaultdict(Counts)
    for found, there in pairs:
        for name in {*found, *there}:
            counts[name] += Counts(
                right=int(name in found and name in there),
                wrong=int(name not in there),
                missed=int(name not in found),
            )
    return dict(counts)


def macro_f1(counts: Mapping[str, Counts], names: Iterable[str]) -> float | None:
    """The mean F1 of those names that people labelled at least once; None when there is none."""
    values = [f1 for name in names if (f1 := counts.get(name, Counts()).f1) is not None]
    return fmean(values) if values else None


def score_rows(counts: Mapping[str, Mapping[str, Counts]], what: str, names: Sequence[str]) -> list[Row]:
    """For each name precision, recall and F1 in each group of `counts` (group -> name -> counts), and over all names.

    `what` heads the names. `macro` is the mean F1 of the names, `micro` takes all their occurrences together.
    """
    rows: list[Row] = [
        {what: name, **{group: by_name.get(name, Counts()).row() for group, by_name in counts.items()}}
        for name in names
    ]
    macro: dict[str, Any] = {what: "macro"}
    micro: dict[str, Any] = {what: "micro"}
    for group, by_name in counts.items():
        every = sum((by_name.get(name, Counts()) for name in names), Counts())
        macro[group] = {"n": every.row()["n"], "f1": rounded(macro_f1(by_name, names))}
        micro[group] = every.row()
    return [*rows, macro, micro]


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
