"""Sentences, words and stems, aware of the language; shared by everything to the right.

All offsets are Python string indices into the text given.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import get_ident
from typing import NamedTuple, Protocol

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A sentence ends at . ! ? … (with closing quotes) before white space, or at a line break.
_BREAK = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n\s*")
# Not an end: abbreviations (per language the ones met in service writing), initials, "1." in lists and dates.
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|nr|e\.g|i\.e|etc|approx|incl|bijv|bv|d\.w\.z|evt|m\.b\.t|o\.a|"
    r"dhr|mevr|mw|ca|z\.B|bzw|d\.h|usw|ggf|inkl|evtl|u\.a|Hr|Fr|dvs|dl|dna|str|tel|p|art|ex)|"
    r"(?<!\w)(?:[A-ZĂÂÎȘȚ]|\d{1,2}))\.$",
    re.IGNORECASE,
)
# Which nltk loads where they are installed, for what is not used here: half a second and 70 MB.
_NOT_NEEDED = ("scipy.stats", "sklearn")
_SNOWBALL = {"en": "english", "nl": "dutch", "de": "german", "ro": "romanian"}


class _Stemmer(Protocol):
    def stem(self, word: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    text: str


class Token(NamedTuple):
    """A word with its place, its folded form (no case, no diacritics) and its stem.

    A named tuple, because there is one for each word of an archive and it is made three times as fast.
    """

    start: int
    end: int
    folded: str
    stem: str


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Lower case without diacritics, so that Romanian typed without them still matches."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=8)
def _stemmer(language: str) -> _Stemmer:
    with _without(_NOT_NEEDED):
        from nltk.stem.snowball import SnowballStemmer

    stemmer: _Stemmer = SnowballStemmer(_SNOWBALL.get(language, "english"))
    return stemmer


@contextmanager
def _without(modules: Container[str]) -> Iterator[None]:
    """What this thread imports meanwhile does not find the modules, unless they are loaded; other threads do."""
    finder = _NotFound(modules, get_ident())
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@dataclass(frozen=True, slots=True)
class _NotFound:
    modules: Container[str]
    thread: int

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name in self.modules and get_ident() == self.thread:
            raise ModuleNotFoundError(name)


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The Snowball stem of a word, taken after folding so that both spellings of a word agree."""
    return _stemmer(language).stem(fold(word))


def tokens(text: str, language: str) -> tuple[Token, ...]:
    """The words of `text` in order, numbers included, punctuation left out."""
    found = (Token(*match.span(), *_forms(match.group(), language)) for match in WORD.finditer(text))
    # Of some signs that count as letters (half-width marks in kaomoji) folding leaves nothing.
    return tuple(token for token in found if token.folded)


def stems(text: str, language: str) -> tuple[str, ...]:
    """The stems of the words in order: two spellings or inflections of a term have the same."""
    return tuple(token.stem for token in tokens(text, language))


@lru_cache(maxsize=200_000)
def _forms(word: str, language: str) -> tuple[str, str]:
    return fold(word), stem(word, language)


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text`; text without any punctuation comes back as one sentence."""
    found: list[Sentence] = []
    start = 0
    for gap in _BREAK.finditer(text):
        if "\n" not in gap.group() and _ABBREVIATION.search(text[max(start, gap.start() - 8) : gap.start()]):
            continue
        _append(found, text, start, gap.start())
        start = gap.end()
    _append(found, text, start, len(text))
    return tuple(found)


def _append(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        first = start + len(piece) - len(piece.lstrip())
        found.append(Sentence(first, first + len(stripped), stripped))
