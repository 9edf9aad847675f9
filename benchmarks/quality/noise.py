"""Text as it comes when it was recognised, or typed in haste."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

# Marks inside a word or number stay: they are spelling ("don't", "e-mail", "10.30"), not punctuation.
_PUNCTUATION = re.compile(r"(?<!\w)[^\w\s€$£%+]+|[^\w\s€$£%+]+(?!\w)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_TYPO_SHARE = 0.05
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def without_punctuation(text: str) -> str:
    return _PUNCTUATION.sub("", text)


def without_diacritics(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))


def with_typos(text: str, chance: np.random.Generator) -> str:
    """A slip in one of twenty words, drawn word by word among those of two letters or more.

    The slip is one of four, at a place drawn in the word: neighbouring letters swapped, a letter left out, a letter
    twice, or the key beside it (QWERTY; a letter without a key of its own comes twice).
    """

    def slip(match: re.Match[str]) -> str:
        if chance.random() >= _TYPO_SHARE:
            return match.group()
        return _with_slip(match.group(), int(chance.integers(4)), int(chance.integers(len(match.group()))))

    return _WORD.sub(slip, text)


def _with_slip(word: str, kind: int, place: int) -> str:
    before, letter, after = word[:place], word[place], word[place + 1 :]
    if kind == 0:
        at = min(place, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return before + after
    return before + (letter + letter if kind == 2 else _beside(letter)) + after


def _beside(letter: str) -> str:
    """The key to the right, or to the left at the end of a row, in the case of the letter."""
    for row in _KEYBOARD:
        at = row.find(letter.lower())
        if at >= 0:
            key = row[at + 1] if at + 1 < len(row) else row[at - 1]
            return key.upper() if letter.isupper() else key
    return letter + letter
