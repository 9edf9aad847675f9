"""Abbreviations that no list holds and not everybody knows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Set

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Reading
from scoring.acts.rarity import zipf
from scoring.acts.values import Span

# Capitals, perhaps with digits or a small plural s: SLA, 3DS, KYCs. Longer ones are shouted words.
_CAPITALS = re.compile(r"(?<![\w-])(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])[A-Z0-9]{2,6}(?=s?(?![\w]))")
# Two capitals, or one and a single digit; more digits are those of a reference.
_MIXED = re.compile(r"(?!\w*\d\w*\d)(?=\w*[A-Z]\w*[A-Z0-9])\w{2,6}")
# In speech there are no capitals: letters without a vowel that are no sound of hesitation.
_SPOKEN = re.compile(r"(?<![\w'’-])[bcdfghjklmnpqrstvwxz]{2,5}(?![\w'’-])")
_HESITATIONS = frozenset(
    {"hm", "hmm", "hmmm", "mhm", "mm", "mmm", "pff", "pfff", "tss", "brr", "sst", "psst", "zzz", "grr"}
)
# Abbreviations as frequent as this are words of everyday life.
_EVERY_DAY_ZIPF = 4.3
# In text with more capitals than this nobody can tell an abbreviation from a shouted word.
_SHOUTED = 0.5


def acronyms(reading: Reading, lexicon: Lexicon, known: Set[str]) -> Iterator[Span]:
    """The unlisted abbreviations of an agent's turn that is not shouted; `known` are the stems the customer knows."""
    text, lower = reading.text, reading.text.lower()
    word_starts = [token.start for token in reading.tokens]
    for match in (_SPOKEN if text == lower else _CAPITALS).finditer(text):
        token = reading.tokens[max(bisect_right(word_starts, match.start()) - 1, 0)]
        if token.stem not in known and _is_unusual(match.group(), lexicon):
            yield Span(match.start(), match.end(), "acronym", match.group(), explained=False)


def is_abbreviated(word: str) -> bool:
    """Whether a word is written as abbreviations are, inside it too: eGFR, IdP, EH3."""
    return _MIXED.fullmatch(word) is not None


def is_shouted(text: str) -> bool:
    """Whether a text has so many capitals that they tell nothing."""
    return sum(char.isupper() for char in text) > _SHOUTED * sum(char.isalpha() for char in text)


def _is_unusual(acronym: str, lexicon: Lexicon) -> bool:
    """Letters with digits are more often a reference number or a product than an abbreviation."""
    word = acronym.lower()
    if not word.isalpha() or word in lexicon.everyone_knows or word in _HESITATIONS:
        return False
    return zipf(word, lexicon.language) < _EVERY_DAY_ZIPF
