"""The words and phrases of a turn that may be terms, without what could point to a person."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scoring.acts.lexicon import Lexicon, lexicon
from scoring.acts.names import customer_names
from scoring.acts.rarity import zipf
from transcripts.conversation import Conversation, Speaker
from transcripts.text import WORD, Token, fold, sentences, tokens

HIDDEN = "…"
"""Stands in a quote for what is left out of it."""

LONGEST_PHRASE = 3
# Zipf scale (van Heuven et al. 2014). Rarer than UNCOMMON, a word can make a phrase a term; rarer than _ANYBODYS, one
# can be a term itself where customers ask about it ("excess", "premium"); what is commoner holds sentences together.
UNCOMMON = 4.3
_ANYBODYS = 5.0
_HOLDS_TOGETHER = 5.6
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
# A capital inside a sentence marks a name; German writes every noun with one. Not so "I'm" and "U".
_LANGUAGES_OF_CAPITALS = ("en", "nl", "ro")
_NEVER_A_NAME = 5.5
# Short letters beside so many digits belong to a postcode, an account or an order.
_LONG_NUMBER, _SHORT_LETTERS = 3, 3
_QUOTE_CHARACTERS = 80
_GREETING_WORDS = 6


@dataclass(frozen=True, slots=True)
class Heard:
    """A word of a turn: its place, form and stem, how frequent it is in general (Zipf), and whether it is private."""

    start: int
    end: int
    text: str
    stem: str
    zipf: float
    private: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One to three words in a row. `candidate` says whether they can be a term."""

    stems: tuple[str, ...]
    start: int
    end: int
    text: str
    candidate: bool


def names_in(conversation: Conversation) -> frozenset[str]:
    """The folded words of the names of everybody who takes part, as far as they are known."""
    agents = [conversation.agent, *(turn.name for turn in conversation.turns if turn.speaker is not Speaker.CUSTOMER)]
    return customer_names(conversation) | {word for name in agents if name for word in WORD.findall(fold(name))}


def heard_words(text: str, language: str, names: frozenset[str]) -> list[Heard]:
    """The words of a turn; private are numbers, addresses, names that are known, and words that look like one."""
    words = tokens(text, language)
    spans = [match.span() for match in _ADDRESS.finditer(text)]
    opening = {sentence.start for sentence in sentences(text)}
    called = _called(text, words, lexicon(language))
    long_numbers = [_digits(word.folded) >= _LONG_NUMBER for word in words]
    found = []
    for number, word in enumerate(words):
        form = text[word.start : word.end]
        frequency = zipf(form.lower(), language)
        beside = any(long_numbers[max(number - 1, 0) : number + 2]) and len(form) <= _SHORT_LETTERS
        capital = language in _LANGUAGES_OF_CAPITALS and word.start not in opening and form.istitle()
        private = (
            _digits(form) > 0
            or beside
            or word.start in called
            or word.folded in names
            or (capital and frequency < _NEVER_A_NAME)
            or any(start <= word.start < end for start, end in spans)
        )
        found.append(Heard(word.start, word.end, form, word.stem, frequency, private))
    return found


def _called(text: str, words: Sequence[Token], known: Lexicon) -> set[int]:
    """Where words begin that stand behind Mr or Frau, or with a capital behind a greeting at the beginning."""
    titled = {word.start for before, word in pairwise(words) if before.folded in known.honorifics}
    beginning = words[:_GREETING_WORDS]
    greetings = [hit.end for hit in known.phrases.find(beginning) if hit.label == "polite_openings"]
    greeted = {
        word.start
        for word in beginning
        for end in greetings
        if end < word.start and not text[end : word.start].strip(" ,") and text[word.start].isupper()
    }
    return titled | greeted


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def said_terms(text: str, words: Sequence[Heard]) -> Iterator[Said]:
    """Every word that is not private, and the phrases of two and three of them that might be terms or parts of one."""
    shouted = text.isupper()
    joined = [text[one.end : other.start] in (" ", "-") for one, other in pairwise(words)]
    for first in range(len(words)):
        for length in range(1, min(LONGEST_PHRASE, len(words) - first) + 1):
            run = words[first : first + length]
            if run[-1].private or not all(joined[first : first + length - 1]):
                break
            candidate = _is_candidate(run)
            if length == 1 or candidate or min(word.zipf for word in run) < UNCOMMON:
                form = text[run[0].start : run[-1].end]
                stems = tuple(word.stem for word in run)
                yield Said(stems, run[0].start, run[-1].end, form.lower() if shouted else form, candidate)


def _is_candidate(run: Sequence[Heard]) -> bool:
    if len(run) == 1:
        return run[0].zipf < _ANYBODYS and (len(run[0].text) > 2 or (run[0].text.isupper() and len(run[0].text) > 1))
    if any(word.zipf >= _HOLDS_TOGETHER or len(word.text) < 2 for word in (run[0], run[-1])):
        return False
    return len(run) == 2 or min(word.zipf for word in run) < UNCOMMON


def masked_quote(text: str, words: Sequence[Heard], said: Said) -> str:
    """The words around a term in its sentence, without what is private."""
    sentence = next(one for one in sentences(text) if one.start <= said.start < one.end)
    starts = [word.start for word in words]
    first = words[max(bisect_right(starts, said.start - _QUOTE_CHARACTERS), 0)].start
    begin = sentence.start if said.start - sentence.start <= _QUOTE_CHARACTERS else first
    inside = [word for word in words if begin <= word.start and word.end <= said.end + _QUOTE_CHARACTERS]
    end = sentence.end if sentence.end <= said.end + _QUOTE_CHARACTERS else inside[-1].end
    return hide(text[begin:end], [(w.start - begin, w.end - begin) for w in inside if w.private and w.end <= end])


def hide(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with one sign for each run of spans (in order), with which punctuation between them goes as well."""
    for start, end in reversed(spans):
        text = f"{text[:start]}{HIDDEN}{text[end:]}"
    return re.sub(rf"{HIDDEN}(?:[^\w\s]*{HIDDEN})+", HIDDEN, text)
