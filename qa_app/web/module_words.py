"""The texts of one part of a module as boxes to write in, the source language beside another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qa_app.web.word_diff import Piece, pieces
from teaching.keys import Standing, earlier_source, standing, text
from teaching.model import Language, Module

_LABELS = {
    "title": _l("Title"),
    "summary": _l("Summary"),
    "text": _l("Text"),
    "do": _l("Do"),
    "dont": _l("Don't"),
    "why": _l("Why"),
    "situation": _l("Situation"),
    "message": _l("Customer's message"),
    "explanation": _l("Explanation"),
    "option": _l("Answer"),
    "match": _l("Belongs to it"),
}
_LINES = ("title", "option", "match")
LONGEST_LESSON = 20_000
_LONGEST = {"title": 120, "option": 500, "match": 500, "lesson": LONGEST_LESSON, "message": 6_000}
_LONGEST_OTHERWISE = 2_000


@dataclass(frozen=True, slots=True)
class Box:
    """A text in one language: as typed, how far it is in the draft, what is wrong with it.

    `meanwhile` is what the draft has where somebody else wrote since the page was opened, "" where nobody did.
    `changed` is how the source differs from the one that an outdated translation was made from, as far as it is known.
    """

    name: str
    language: Language
    value: str
    standing: Standing
    fault: str = ""
    meanwhile: str = ""
    changed: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One text in the languages side by side; `shape` is line, words or lesson (Markdown)."""

    key: str
    label: str
    shape: str
    longest: int
    boxes: tuple[Box, ...]


@dataclass(slots=True)
class Typed:
    """What was typed, by language and key, and the faults by the name of the box."""

    words: dict[Language, dict[str, str]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def box_name(language: Language, key: str) -> str:
    return f"{language}:{key}"


def read(sent: Mapping[str, str], keys: Sequence[str], languages: Sequence[Language]) -> Typed:
    """What a form says; boxes that it does not have are left alone."""
    typed = Typed()
    for language in languages:
        words = typed.words[language] = {}
        for key in keys:
            name = box_name(language, key)
            if name not in sent:
                continue
            words[key] = sent[name].replace("\r\n", "\n").strip()
            if len(words[key]) > longest(key):
                typed.faults[name] = _(
                    "At most %(most)s characters; this has %(number)s.", most=longest(key), number=len(words[key])
                )
    return typed


def rows(
    module: Module, keys: Sequence[str], languages: Sequence[Language], typed: Typed, clash: bool = False
) -> Mapping[str, Row]:
    """The boxes by key; `clash` tells those apart which the draft has otherwise than they were typed."""
    return {
        key: Row(key, label(key), shape(key), longest(key), tuple(_boxes(module, key, languages, typed, clash)))
        for key in keys
    }


def label(key: str) -> str:
    """What a text is called on the page of its part."""
    return str(_LABELS[_last(key)]) if not _is_question(key) else _("Question")


def shape(key: str) -> str:
    """line, words or lesson."""
    if key.startswith("lesson.") and _last(key) == "text":
        return "lesson"
    return "line" if _last(key) in _LINES else "words"


def longest(key: str) -> int:
    """The most characters of a text."""
    return _LONGEST.get("lesson" if shape(key) == "lesson" else _last(key), _LONGEST_OTHERWISE)


def _last(key: str) -> str:
    """What kind of text it is: the last word of its key, or the one before an option's id."""
    words = key.split(".")
    return words[-2] if len(words) == 4 and words[-2] in ("option", "match") else words[-1]


def _is_question(key: str) -> bool:
    return key.startswith("question.") and key.count(".") == 2 and key.endswith(".text")


def _boxes(module: Module, key: str, languages: Sequence[Language], typed: Typed, clash: bool) -> Iterator[Box]:
    source = text(module, module.source, key)
    for language in languages:
        kept = text(module, language, key)
        words = typed.words.get(language, {}).get(key, kept)
        name = box_name(language, key)
        yield Box(
            name,
            language,
            words,
            standing(module, language, key),
            typed.faults.get(name, ""),
            kept if clash and words != kept.strip() else "",
            () if (earlier := earlier_source(module, language, key)) is None else pieces(earlier, source),
        )
