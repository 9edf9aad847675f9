"""Phrases on stems: a small pattern language, and fast search for many patterns at once.

A pattern is words in order, compared by stem. `(a|b c)` gives alternatives, `[x]` may be absent, `...` stands
for up to four words, `=word` wants that form and not only its stem, `#` is any number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from math import prod
from typing import NamedTuple

from transcripts.text import Token, fold, stem, tokens

_PIECE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|(\.\.\.)|(\S+)")
_SIGNS = re.compile(r"(\.\.\.|(?<![^\s(|\[])#(?![^\s)|\]])|[()|\[\]\s]+)")
_OPENS, _CLOSES = re.compile(r"([(\[])"), re.compile(r"([)\]])")
_GAP = "..."
_MAX_GAP = 4
# A pattern with many options unfolds into this many plain sequences at most; beyond, it should be split.
_MAX_SEQUENCES = 400
# And into this many words in all of them: thousands of patterns are kept, each of its words in memory.
_MAX_WORDS = 4_000

# Each gap may be read in five ways, so that a pattern of gaps alone would take for ever to look for.
_MAX_GAPS = 4
_FAULTS = {
    "pattern_ends": "pattern is empty or starts or ends with '...'",
    "pattern_alternatives": "pattern has too many alternatives, split it",
    "pattern_gaps": f"pattern has more than {_MAX_GAPS} gaps, split it",
    "pattern_brackets": "pattern has a bracket without its partner, or brackets within brackets",
}


class PatternError(ValueError):
    """A pattern that cannot be used; `code` says why, the message has the pattern too."""

    def __init__(self, code: str, pattern: str) -> None:
        self.code = code
        self.pattern = pattern
        super().__init__(f"{_FAULTS[code]}: {pattern}")


class Hit(NamedTuple):
    """A pattern found: its label and the offsets of its words."""

    label: str
    start: int
    end: int


def sequences(pattern: str, language: str) -> list[tuple[str, ...]]:
    """Unfold a pattern into plain sequences of stems, `=form`, `#` and gaps.

    Raises PatternError for an empty pattern, one that starts or ends with a gap, or one that unfolds too far.
    """
    choices = [[tuple(_element(word, language) for word in part) for part in parts] for parts in _choices(pattern)]
    if _may_begin_with_gap(choices, 0) or _may_begin_with_gap(choices[::-1], -1):
        raise PatternError("pattern_ends", pattern)
    # How many there are is reckoned first: a file may hold thousands of patterns, written to take long.
    many = prod(len(parts) for parts in choices)
    words = sum(many // len(parts) * sum(map(len, parts)) for parts in choices)
    if many > _MAX_SEQUENCES or words > _MAX_WORDS:
        raise PatternError("pattern_alternatives", pattern)
    return [tuple(chain.from_iterable(combination)) for combination in product(*choices)]


def _choices(pattern: str) -> Iterator[list[list[str]]]:
    """The pieces of a pattern, each as the words of which one or the other row may stand in its place."""
    for group, optional, gap, word in _PIECE.findall(pattern):
        if group:
            yield [part.split() for part in group.split("|")]
        elif optional:
            yield [[], *(part.split() for part in optional.split("|"))]
        else:
            yield [[gap or word]]


def _may_begin_with_gap(choices: Sequence[Sequence[tuple[str, ...]]], first: int) -> bool:
    """Whether a sequence may begin with a gap, or be empty; `first` is the place of the first word of a part."""
    for parts in choices:
        if any(part and part[first] == _GAP for part in parts):
            return True
        if all(parts):
            return False
    return True


def check_pattern(pattern: str, language: str) -> None:
    """Raise PatternError for a pattern that someone wrote by hand and that cannot mean what they wrote.

    Beside what `sequences` refuses: a stray bracket, and more gaps than can be looked for in a reasonable time.
    """
    if any(sign in _PIECE.sub(_unbracketed, pattern) for sign in "()[]|"):
        raise PatternError("pattern_brackets", pattern)
    if max(sequence.count(_GAP) for sequence in sequences(pattern, language)) > _MAX_GAPS:
        raise PatternError("pattern_gaps", pattern)


def spelled(pattern: str, language: str) -> str:
    """A pattern that someone wrote by hand, its words those that texts are read in: "Wi-Fi." is two.

    Raises PatternError as `check_pattern` does.
    """
    apart = _CLOSES.sub(r"\1 ", _OPENS.sub(r" \1", pattern))
    written = "".join(part if _SIGNS.fullmatch(part) else _words(part, language) for part in _SIGNS.split(apart))
    check_pattern(written, language)
    return written


def _words(part: str, language: str) -> str:
    sign = "=" if part.startswith("=") else ""
    return " ".join(f"{sign}{part[word.start : word.end]}" for word in tokens(part, language))


def _unbracketed(piece: re.Match[str]) -> str:
    """A piece without the brackets and strokes that belong there."""
    group, optional = piece[1], piece[2]
    within = group if group is not None else optional
    return piece[0] if within is None else within.replace("|", " ")


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
                    self._walk(node, keys, index + 1, ends, set())
            for label, end in ends.items():
                found.append(Hit(label, token.start, tokens[end - 1].end))
        return found

    def _keys(self, token: Token) -> tuple[str, ...]:
        if token.folded[0].isdigit() or token.folded in self._numbers:
            return token.stem, "=" + token.folded, "#"
        return token.stem, "=" + token.folded

    def _walk(
        self, node: _Node, keys: list[tuple[str, ...]], at: int, ends: dict[str, int], seen: set[tuple[int, int]]
    ) -> None:
        """Follow the tree from `at`; `ends` gets, for each label, the longest match's end.

        `seen` are the gaps left so far, with the place: several gaps would else be tried in every combination.
        """
        for label in node.labels:
            ends[label] = max(at, ends.get(label, 0))
        if at < len(keys):
            for key in keys[at]:
                child = node.next.get(key)
                if child is not None:
                    self._walk(child, keys, at + 1, ends, seen)
        gap = node.next.get(_GAP)
        if gap is not None:
            for place in range(at, at + _MAX_GAP + 1):
                if (id(gap), place) not in seen:
                    seen.add((id(gap), place))
                    self._walk(gap, keys, place, ends, seen)


class _Node:
    __slots__ = ("labels", "next")

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.next: dict[str, _Node] = {}
