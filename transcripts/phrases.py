"""Phrases on stems: a small pattern language, and fast search for many patterns at once.

A pattern is words in order, compared by stem. `(a|b c)` gives alternatives, `[x]` may be absent, `...` stands
for up to four words, `=word` wants that form and not only its stem, `#` is any number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from transcripts.text import Token, fold, stem

_PIECE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|(\.\.\.)|(\S+)")
_GAP = "..."
_MAX_GAP = 4
# A pattern with many options unfolds into this many plain sequences at most; beyond, it should be split.
_MAX_SEQUENCES = 400


class PatternError(ValueError):
    """A pattern that cannot be used, with the pattern in the message."""


class Hit(NamedTuple):
    """A pattern found: its label and the offsets of its words."""

    label: str
    start: int
    end: int


def sequences(pattern: str, language: str) -> list[tuple[str, ...]]:
    """Unfold a pattern into plain sequences of stems, `=form`, `#` and gaps.

    Raises PatternError for an empty pattern, one that starts or ends with a gap, or one that unfolds too far.
    """
    choices: list[list[list[str]]] = []
    for group, optional, gap, word in _PIECE.findall(pattern):
        if gap:
            choices.append([[_GAP]])
        elif group:
            choices.append([part.split() for part in group.split("|")])
        elif optional:
            choices.append([[], *(part.split() for part in optional.split("|"))])
        else:
            choices.append([[word]])
    found = []
    for combination in product(*choices):
        words = [_element(word, language) for part in combination for word in part]
        if words and words[0] != _GAP and words[-1] != _GAP:
            found.append(tuple(words))
        else:
            raise PatternError(f"pattern is empty or starts or ends with '...': {pattern}")
        if len(found) > _MAX_SEQUENCES:
            raise PatternError(f"pattern has too many alternatives, split it: {pattern}")
    return found


def _element(word: str, language: str) -> str:
    if word in (_GAP, "#"):
        return word
    if word.startswith("="):
        return "=" + fold(word[1:])
    return stem(word, language)


class Phrases:
    """Many labelled patterns in one tree, so that a text is read once however many there are."""

    def __init__(self, patterns: Iterable[tuple[str, str]], language: str, numbers: frozenset[str]) -> None:
        """`patterns` are (label, pattern) pairs; `numbers` the folded number words besides digits.

        Raises PatternError for a pattern that cannot be used.
        """
        self._numbers = numbers
        self._root = _Node()
        for label, pattern in patterns:
            for sequence in sequences(pattern, language):
                node = self._root
                for element in sequence:
                    node = node.next.setdefault(element, _Node())
                if label not in node.labels:
                    node.labels.append(label)

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Every place where a pattern matches, in order of its first word; the same words may match twice."""
        keys = [self._keys(token) for token in tokens]
        begins = self._root.next
        found: list[Hit] = []
        for index, token in enumerate(tokens):
            ends: dict[str, int] = {}
            for key in keys[index]:
                node = begins.get(key)
                if node is not None:
                    self._walk(node, keys, index + 1, ends)
            for label, end in ends.items():
                found.append(Hit(label, token.start, tokens[end - 1].end))
        return found

    def _keys(self, token: Token) -> tuple[str, ...]:
        if token.folded[0].isdigit() or token.folded in self._numbers:
            return token.stem, "=" + token.folded, "#"
        return token.stem, "=" + token.folded

    def _walk(self, node: _Node, keys: list[tuple[str, ...]], at: int, ends: dict[str, int]) -> None:
        """Follow the tree from `at`; `ends` gets, for each label, the longest match's end."""
        for label in node.labels:
            ends[label] = max(at, ends.get(label, 0))
        if at < len(keys):
            for key in keys[at]:
                child = node.next.get(key)
                if child is not None:
                    self._walk(child, keys, at + 1, ends)
        gap = node.next.get(_GAP)
        if gap is not None:
            for skipped in range(_MAX_GAP + 1):
                self._walk(gap, keys, at + skipped, ends)


class _Node:
    __slots__ = ("labels", "next")

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.next: dict[str, _Node] = {}
