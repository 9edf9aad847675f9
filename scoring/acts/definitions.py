"""Whether a term is explained by the form of its sentence: "a CCA, the contract …", "a CCA is the contract …"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Set
from operator import attrgetter

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Reading
from scoring.acts.values import Span

_COMMA = re.compile(r"[\"”’']?\s*[,;–—-]\s*")
_BLANK = re.compile(r"[\"”’']?\s+")
# What may stand between words that name a term and the term.
_BETWEEN = " \"“„‘'"
# An explanation has more words than the next item of an enumeration ("an MSO, the MPAN, the CCJ").
_FEWEST_WORDS = 3
_ENDS = ",.;:!?\n"


def is_defined(span: Span, reading: Reading, lexicon: Lexicon, named: Set[int]) -> bool:
    """Whether words right behind the term or before it say what it is; `named` are the ends of words that name one."""
    before = span.start
    while before and reading.text[before - 1] in _BETWEEN:
        before -= 1
    return before in named or _is_defined_behind(span, reading, lexicon)


def _is_defined_behind(span: Span, reading: Reading, lexicon: Lexicon) -> bool:
    first = bisect_left(reading.tokens, span.end, key=attrgetter("start"))
    behind = reading.tokens[first : first + _FEWEST_WORDS + 1]
    if len(behind) <= _FEWEST_WORDS:
        return False
    gap = reading.text[span.end : behind[0].start]
    if _COMMA.fullmatch(gap):
        opens = behind[0].folded in lexicon.openings
        said = reading.text[behind[0].start : behind[_FEWEST_WORDS - 1].end]
    else:
        opens = bool(_BLANK.fullmatch(gap)) and behind[0].folded in lexicon.copulas
        opens = opens and behind[1].folded in lexicon.openings
        said = reading.text[behind[0].start : behind[_FEWEST_WORDS].end]
    return opens and not any(mark in said for mark in _ENDS)
