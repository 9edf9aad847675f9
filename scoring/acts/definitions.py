"""Whether a term is explained by the form of its sentence: "a CCA, the contract …", "a CCA is the contract …"."""

from __future__ import annotations

import re
from bisect import bisect_left

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Reading
from scoring.acts.values import Span
from transcripts.text import Token

_COMMA = re.compile(r"[\"”’']?\s*[,;–—-]\s*")
_BLANK = re.compile(r"[\"”’']?\s+")


def is_defined(span: Span, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether words right behind the term or before it say what it is."""
    following = bisect_left(reading.tokens, span.end, key=_start)
    behind = reading.tokens[following : following + 2]
    if not behind:
        return _is_named(span, reading)
    gap = reading.text[span.end : behind[0].start]
    apposed = _COMMA.fullmatch(gap) and behind[0].folded in lexicon.openings
    equated = (
        _BLANK.fullmatch(gap)
        and len(behind) > 1
        and behind[0].folded in lexicon.copulas
        and behind[1].folded in lexicon.openings
    )
    return bool(apposed or equated) or _is_named(span, reading)


def _is_named(span: Span, reading: Reading) -> bool:
    """ "The contract is called a CCA"."""
    ends = len(reading.text[: span.start].rstrip(" \"“„‘'"))
    return any(hit.end == ends for hit in reading.hits("namings"))


def _start(token: Token) -> int:
    return token.start
