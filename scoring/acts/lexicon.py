"""The language data of one language, read once and compiled for search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from transcripts.phrases import Hit, Phrases
from transcripts.text import fold

LANGUAGE_DATA = Path(__file__).parent.parent / "language"
PATTERN_LISTS = (
    "open_starts",
    "closed_starts",
    "order_markers",
    "imperatives",
    "time_expressions",
    "vague_times",
    "commitments",
    "explains",
    "does_not_understand",
    "fillers",
    "polite_openings",
    "namings",
)
STRONG, WEAK, NEVER = "strong", "weak", "never"
TERM = "term/"


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a word list: its span kind and what to say instead."""

    kind: str
    plain: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything written down about one language.

    Labels of `phrases` are `act/strong`, `act/weak`, `act/never`, a name of a pattern list, or `term/N`,
    where N is an index into `terms`. `numbers` are the folded number words.
    """

    language: str
    phrases: Phrases
    numbers: frozenset[str]
    terms: tuple[Term, ...]
    formal: frozenset[str]
    informal: frozenset[str]
    honorifics: frozenset[str]
    everyone_knows: frozenset[str]
    openings: frozenset[str]
    copulas: frozenset[str]

    def term(self, label: str) -> Term | None:
        """The entry of a word list that a pattern's label names, None for any other label."""
        return self.terms[int(label.removeprefix(TERM))] if label.startswith(TERM) else None

    def terms_in(self, hits: Iterable[Hit]) -> Iterator[tuple[Hit, Term]]:
        """Those of the patterns found that are entries of a word list, with the entry."""
        return ((hit, term) for hit in hits if (term := self.term(hit.label)))


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon:
    """The lexicon of a supported language.

    Raises FileNotFoundError for a language without data and PatternError for a pattern that cannot be used.
    """
    structure = read_data(language, "structure")
    numbers = frozenset(str(number) for number in structure["numbers"])
    patterns = [(name, pattern) for name in PATTERN_LISTS for pattern in structure[name]]
    for act, entry in read_data(language, "acts").items():
        for strength in (STRONG, WEAK, NEVER):
            patterns += [(f"{act}/{strength}", pattern) for pattern in entry.get(strength) or ()]
    terms: list[Term] = []
    for pattern, term in word_list(language):
        patterns.append((f"{TERM}{len(terms)}", pattern))
        terms.append(term)
    return Lexicon(
        language=language,
        phrases=Phrases(patterns, language, numbers),
        numbers=numbers,
        terms=tuple(terms),
        formal=_words(structure["formal"]),
        informal=_words(structure["informal"]),
        honorifics=_words(structure["honorifics"]),
        everyone_knows=_words(structure["everyone_knows"]),
        openings=_words(structure["openings"]),
        copulas=_words(structure["copulas"]),
    )


def read_data(language: str, name: str) -> Any:
    """The content of one YAML file of a language."""
    text = (LANGUAGE_DATA / language / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


@lru_cache(maxsize=8)
def word_list(language: str) -> tuple[tuple[str, Term], ...]:
    """The patterns of terms, idioms and slang of a supported language, each with what is known of it."""
    found = [(entry["term"], Term(entry["kind"], entry["plain"])) for entry in read_data(language, "terms")]
    figures = read_data(language, "idioms")
    for kind, entries in (("idiom", figures["idioms"]), ("slang", figures["slang"])):
        found += [(entry["phrase"], Term(kind, entry["plain"])) for entry in entries]
    return tuple(found)


def _words(words: list[object]) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in words)
