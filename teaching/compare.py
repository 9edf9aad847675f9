"""What changed between two versions of a module: its structure and its words, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from teaching.keys import keys, text
from teaching.model import LANGUAGES, Exercise, Language, Lesson, Module, Option, Question

Field = Literal[
    "kind",
    "markets",
    "criteria",
    "source",
    "pass_mark",
    "lessons",
    "exercises",
    "questions",
    "themes",
    "pairs",
    "channel",
    "needed",
    "question_kind",
    "options",
    "right",
]
Value = str | float | tuple[str, ...] | None
Part = Lesson | Exercise | Question


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value of the structure that differs. `part` is as `lesson.names`, "" for the module as a whole.

    Lists of parts, pairs and options hold ids in their order.
    """

    part: str
    field: Field
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text that differs; "" where it is not there."""

    key: str
    language: Language
    before: str
    after: str


def field_changes(before: Module, after: Module) -> tuple[FieldChange, ...]:
    """What differs in the structure; of parts that one of the two has not only the list of parts tells."""
    found = list(_differing("", _whole(before), _whole(after)))
    for name in ("lesson", "exercise", "question"):
        known = {part.id: part for part in _parts(before, name)}
        for part in _parts(after, name):
            if part.id in known:
                found += _differing(f"{name}.{part.id}", _values(known[part.id]), _values(part))
    return tuple(found)


def text_changes(before: Module, after: Module) -> tuple[TextChange, ...]:
    """The texts that differ, in the order in which they are read, those of what was taken out behind them."""
    old, new = _words(before), _words(after)
    needed = dict.fromkeys((*keys(after), *keys(before)))
    return tuple(
        TextChange(key, language, old.get((language, key), ""), new.get((language, key), ""))
        for key in needed
        for language in LANGUAGES
        if old.get((language, key), "") != new.get((language, key), "")
    )


def _words(module: Module) -> dict[tuple[Language, str], str]:
    """The texts that are read; those of parts that were taken out may still be there."""
    return {(language, key): text(module, language, key) for key in keys(module) for language in LANGUAGES}


def _parts(module: Module, name: str) -> Sequence[Part]:
    found: dict[str, Sequence[Part]] = {
        "lesson": module.lessons,
        "exercise": module.exercises,
        "question": module.questions,
    }
    return found[name]


def _differing(part: str, before: dict[Field, Value], after: dict[Field, Value]) -> Iterator[FieldChange]:
    for field in dict.fromkeys((*before, *after)):
        if before.get(field) != after.get(field):
            yield FieldChange(part, field, before.get(field), after.get(field))


def _whole(module: Module) -> dict[Field, Value]:
    return {
        "kind": module.kind,
        "markets": module.markets,
        "criteria": module.criteria,
        "source": module.source,
        "pass_mark": module.pass_mark,
        "lessons": _ids(module.lessons),
        "exercises": _ids(module.exercises),
        "questions": _ids(module.questions),
    }


def _values(part: Part) -> dict[Field, Value]:
    if isinstance(part, Lesson):
        return {"themes": part.themes, "pairs": part.pairs}
    if isinstance(part, Exercise):
        return {"channel": part.channel, "criteria": part.criteria, "needed": part.needed}
    return {
        "question_kind": part.kind,
        "options": _ids(part.options),
        "right": tuple(option.id for option in part.options if option.right),
    }


def _ids(parts: Sequence[Part | Option]) -> tuple[str, ...]:
    return tuple(part.id for part in parts)
