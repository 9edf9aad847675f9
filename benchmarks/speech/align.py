"""Two lists of words laid beside each other with the fewest errors (Levenshtein)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors against a reference of `words` words."""

    words: int = 0
    substitutions: int = 0
    insertions: int = 0
    deletions: int = 0

    def __add__(self, other: Self) -> Errors:
        return Errors(
            self.words + other.words,
            self.substitutions + other.substitutions,
            self.insertions + other.insertions,
            self.deletions + other.deletions,
        )

    @property
    def count(self) -> int:
        return self.substitutions + self.insertions + self.deletions

    @property
    def rate(self) -> float:
        """The word error rate: errors a word of the reference; of an empty reference each word counts as one."""
        return self.count / max(1, self.words)


@dataclass(frozen=True, slots=True)
class Alignment:
    """`same` are pairs of indices of equal words; `added` the indices of words that the reference does not have.

    Where several words stand for fewer, the first of them are substitutions and the rest added.
    """

    errors: Errors
    same: tuple[tuple[int, int], ...]
    added: tuple[int, ...]


def aligned(reference: Sequence[str], heard: Sequence[str]) -> Alignment:
    """One of the alignments with the fewest errors."""
    from rapidfuzz.distance import Levenshtein

    same: list[tuple[int, int]] = []
    added: list[int] = []
    substitutions = deletions = 0
    for step in Levenshtein.opcodes(reference, heard):
        there, here = step.src_end - step.src_start, step.dest_end - step.dest_start
        if step.tag == "equal":
            same += zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True)
        else:
            substitutions += min(there, here)
            deletions += max(0, there - here)
            added += range(step.dest_start + min(there, here), step.dest_end)
    return Alignment(Errors(len(reference), substitutions, len(added), deletions), tuple(same), tuple(added))
