"""What changed between two versions of a module, in words: part by part, language by language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from flask_babel import lazy_gettext as _l

from qa_app.web.module_forms import KINDS as QUESTION_KINDS
from qa_app.web.module_forms import THEMES
from qa_app.web.module_view import KINDS, market_name, part_title
from qa_app.web.module_words import label
from qa_app.web.word_diff import Piece, pieces
from qa_app.web.wording import ABSENT, channel, criterion, language_name, mark
from teaching.compare import FieldChange, Value, field_changes, text_changes
from teaching.keys import keys, text
from teaching.model import Language, Module

_FIELDS = {
    "kind": _l("Kind"),
    "markets": _l("Markets"),
    "criteria": _l("Criteria"),
    "source": _l("Source language"),
    "pass_mark": _l("Pass mark"),
    "lessons": _l("Lessons"),
    "exercises": _l("Exercises"),
    "questions": _l("Questions"),
    "themes": _l("Themes"),
    "pairs": _l("Pairs"),
    "channel": _l("Channel"),
    "needed": _l("Mark needed of each"),
    "question_kind": _l("Kind"),
    "options": _l("Answers"),
    "right": _l("Right answers"),
}
PARTS = {"lesson": _l("Lesson"), "exercise": _l("Exercise"), "question": _l("Question")}


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value of the structure before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextView:
    """A text in one language, with the words that were taken out and came in."""

    label: str
    language: Language
    pieces: Sequence[Piece]


@dataclass(slots=True)
class PartView:
    """A part of which something changed; `kind` is "" for the module as a whole, `fate` whether the part is new."""

    kind: str
    title: str
    fate: Literal["added", "removed", ""] = ""
    values: list[ValueView] = field(default_factory=list)
    texts: list[TextView] = field(default_factory=list)


def changed_parts(before: Module, after: Module, wanted: str) -> Sequence[PartView]:
    """The parts that differ, the module as a whole first, then in the order of reading; titles in a language."""
    found: dict[str, PartView] = {}
    for change in field_changes(before, after):
        old, new = _value(before, wanted, change, change.before), _value(after, wanted, change, change.after)
        shown = ValueView(str(_FIELDS[change.field]), old, new)
        _part(found, before, after, wanted, change.part).values.append(shown)
    for words in text_changes(before, after):
        shown_text = TextView(label(words.key), words.language, pieces(words.before, words.after))
        _part(found, before, after, wanted, _own(words.key)).texts.append(shown_text)
    order = list(dict.fromkeys(_own(key) for key in (*keys(after), *keys(before))))
    return [found[own] for own in order if own in found]


def _part(found: dict[str, PartView], before: Module, after: Module, wanted: str, own: str) -> PartView:
    if own not in found:
        old, new = ({_own(key) for key in keys(one)} for one in (before, after))
        fate: Literal["added", "removed", ""] = "" if own in old & new else "added" if own in new else "removed"
        module = before if fate == "removed" else after
        found[own] = PartView(own.split(".", maxsplit=1)[0], part_title(module, wanted, f"{own}.text"), fate)
    return found[own]


def _own(key: str) -> str:
    """The part that a text belongs to, as lesson.names; "" for the module as a whole."""
    words = key.split(".")
    return ".".join(words[:2]) if len(words) > 1 else ""


def _value(module: Module, wanted: str, change: FieldChange, value: Value) -> str:
    if value is None or value == ():
        return ABSENT
    if isinstance(value, tuple):
        return ", ".join(_one(module, wanted, change, one) for one in value)
    return mark(value) if isinstance(value, float | int) else _one(module, wanted, change, value)


def _one(module: Module, wanted: str, change: FieldChange, value: str) -> str:
    """One value in the reader's words."""
    name = change.field
    if name in ("lessons", "exercises", "questions"):
        return part_title(module, wanted, f"{name[:-1]}.{value}.text")
    if name in ("options", "right"):
        return _option(module, wanted, change.part, value)
    known = {
        "kind": KINDS,
        "themes": THEMES,
        "question_kind": QUESTION_KINDS,
    }
    if name in known:
        return str(known[name].get(value, value))
    words = {"markets": market_name, "criteria": criterion, "source": language_name, "channel": channel}
    return words[name](value) if name in words else value


def _option(module: Module, wanted: str, part: str, option: str) -> str:
    key = f"{part}.option.{option}"
    return text(module, wanted, key).strip() or text(module, module.source, key).strip() or option
