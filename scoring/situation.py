"""What a customer's words are about: a stable key, so that what is proposed to an agent fits the moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from scoring.acts.lexicon import read_data
from transcripts.phrases import Phrases
from transcripts.text import tokens

GENERAL = "general"
"""The key of words that no list knows."""

SITUATIONS: Mapping[str, tuple[str, ...]] = {
    "negative_feeling": ("sadness", "shame", "hurt", "exhaustion", "worry", "anger", "urgency", "disappointment"),
    "problem_statement": ("access", "delivery", "appointment", "money", "fault", "document", "information"),
    "confusion": ("amount", "steps", "term"),
}
"""The keys of each customer's act besides `general`; of several found the first counts, as it weighs more."""

_PHRASE, _NEVER = "phrase", "never"


@lru_cache(maxsize=10_000)
def situation(act: str, words: str, turn: str, language: str) -> str:
    """The key of what a customer's `words` are about, "" for an act that has no situations.

    `words` are those that called for an answer, `turn` is all that was said in that turn: it is only asked when the
    words alone tell nothing. Raises FileNotFoundError for a language without data.
    """
    if act not in SITUATIONS:
        return ""
    return _first(act, words, language) or _first(act, turn, language) or GENERAL


def _first(act: str, text: str, language: str) -> str:
    """The weightiest key found in a text, "" when there is none."""
    found = {hit.label for hit in _phrases(act, language).find(tokens(text, language))}
    keys = (key for key in SITUATIONS[act] if f"{key}/{_PHRASE}" in found and f"{key}/{_NEVER}" not in found)
    return next(keys, "")


@lru_cache(maxsize=32)
def _phrases(act: str, language: str) -> Phrases:
    """All patterns of an act in one tree, labelled `key/phrase` or `key/never`."""
    entries = _data(language)[act]
    patterns = [
        (f"{key}/{kind}", pattern)
        for key in SITUATIONS[act]
        for kind, listed in ((_PHRASE, entries[key]["phrases"]), (_NEVER, entries[key]["never"]))
        for pattern in listed
    ]
    return Phrases(patterns, language, frozenset())


@lru_cache(maxsize=8)
def _data(language: str) -> Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]:
    data: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]] = read_data(language, "situations")
    return data
