"""What a sentence asks of its reader, as twelve numbers: its length, its words, and how its parts hang together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from scoring.acts.compounds import familiarity
from scoring.acts.lexicon import read_data
from transcripts.text import Token, fold

FEATURES = (
    "words",
    "long",
    "rare",
    "nominal",
    "bookish",
    "links",
    "passives",
    "marks",
    "waiting",
    "rarity",
    "overlong",
    "personal",
)
"""The names of what `measure` gives, in its order.

Of counted things (words, long, rare, nominal and bookish words, links between clauses, passives, marks inside the
sentence) the square root is taken, because each further one adds less. `waiting` is how many words stand between the
halves of a verb; `rarity`, `overlong` and `personal` are means over the words.
"""
# A long word has more than six letters (Björnsson 1968); from the tenth letter on each one weighs further.
LONG, _OVERLONG = 6, 9
# Rarer than one in 250,000 words (Zipf 3.6); the commonest words have a Zipf value of 7, below 2 all are rare alike.
_RARE_ZIPF, _COMMONEST_ZIPF, _RAREST_ZIPF = 3.6, 7.0, 2.0
# Beyond this many words the first half of a verb is forgotten, or the second is another verb's.
_LONGEST_WAIT = 12
_MARKS = re.compile(r"[,;(]| [–-] ")


class Word(NamedTuple):
    """What is known of a word wherever it stands; `rarity` is 0 (commonest) to 5, `overlong` letters after nine."""

    rarity: float
    overlong: int
    long: bool
    rare: bool
    nominal: bool
    bookish: bool
    links: bool
    personal: bool
    first_half: bool
    passive: bool
    second_half: bool


@dataclass(frozen=True, slots=True)
class Lists:
    """The word lists and patterns of a language, folded; see `language/<xx>/readability.yaml`."""

    links: frozenset[str]
    links_after_comma: frozenset[str]
    first_halves: frozenset[str]
    passives: frozenset[str]
    bookish: frozenset[str]
    personal: frozenset[str]
    second_half: re.Pattern[str]
    nominal: re.Pattern[str]


@lru_cache(maxsize=8)
def lists(language: str) -> Lists:
    """The lists of a supported language. Raises FileNotFoundError for a language without data."""
    data = read_data(language, "readability")
    names = ("links", "links_after_comma", "first_halves", "passives", "bookish", "personal")
    words = {name: frozenset(fold(str(word)) for word in data[name]) for name in names}
    return Lists(**words, second_half=re.compile(data["second_halves"]), nominal=re.compile(data["nominal"]))


def measure(text: str, start: int, tokens: Sequence[Token], language: str) -> tuple[float, ...]:
    """The features of a sentence in the order of `FEATURES`; `start` is its offset in what the tokens count from.

    Numbers count for the length only. Without any words all means are 0.
    """
    known = [_word(text[token.start - start : token.end - start].lower(), language) for token in tokens]
    words = [word for word, token in zip(known, tokens, strict=True) if not token.folded[0].isdigit()]
    share = 1 / max(len(words), 1)
    rarities, overlong, long, rare, nominal, bookish, links, personal, *_ = (
        map(sum, zip(*words, strict=True)) if words else [0] * len(Word._fields)
    )
    waiting, passives = _verbs_in_two(known)
    return (
        sqrt(len(tokens)),
        sqrt(long),
        sqrt(rare),
        sqrt(nominal),
        sqrt(bookish),
        sqrt(links + _links_after_commas(text, start, tokens, language)),
        sqrt(passives),
        sqrt(len(_MARKS.findall(text))),
        float(waiting),
        rarities * share,
        overlong * share,
        personal * share,
    )


@lru_cache(maxsize=200_000)
def _word(word: str, language: str) -> Word:
    known, folded = lists(language), fold(word)
    familiar = familiarity(word, language)
    return Word(
        rarity=_COMMONEST_ZIPF - min(max(familiar, _RAREST_ZIPF), _COMMONEST_ZIPF),
        overlong=max(0, len(word) - _OVERLONG),
        long=len(word) > LONG,
        rare=familiar < _RARE_ZIPF,
        nominal=bool(known.nominal.match(folded)),
        bookish=folded in known.bookish,
        links=folded in known.links,
        personal=folded in known.personal,
        first_half=folded in known.first_halves,
        passive=folded in known.passives,
        second_half=bool(known.second_half.match(folded)),
    )


def _verbs_in_two(words: Sequence[Word]) -> tuple[int, int]:
    """How many words stand between the halves of verbs, and how many of those verbs are passive."""
    waiting, passives, opened = 0, 0, -1
    for index, word in enumerate(words):
        if opened >= 0 and word.second_half:
            waiting += min(index - opened - 1, _LONGEST_WAIT)
            passives += words[opened].passive
            opened = -1
        if word.first_half:
            opened = index
    return waiting, passives


def _links_after_commas(text: str, start: int, tokens: Sequence[Token], language: str) -> int:
    starters = lists(language).links_after_comma
    if not starters or "," not in text:
        return 0
    return sum(
        after.folded in starters and "," in text[before.end - start : after.start - start]
        for before, after in pairwise(tokens)
    )
