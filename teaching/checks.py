"""What a module still needs before anybody can take it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from teaching.keys import keys, offered, text
from teaching.model import Language, Module, Question

PICTURE = re.compile(r"\(\s*<?picture:([^\s)>]*)")
"""The address of a picture in a lesson's Markdown; the group is its name."""
Code = Literal["nothing_to_learn", "market_missing", "text_missing", "options_alike", "picture_missing"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to mend. `key` is that of the text it is about (`teaching.keys`), "" for the module as a whole."""

    code: Code
    key: str = ""
    language: Language | None = None


def faults(module: Module) -> tuple[Fault, ...]:
    """What keeps a module from being published, in the order in which it is read; () when nothing does.

    The source language is to be complete; of the others only those that are complete are looked at, since nobody is
    offered the rest.
    """
    return (*_whole(module), *_texts(module))


def _whole(module: Module) -> Iterator[Fault]:
    if not (module.lessons or module.exercises or module.questions):
        yield Fault("nothing_to_learn")
    if module.kind == "market" and not module.markets:
        yield Fault("market_missing")


def _texts(module: Module) -> Iterator[Fault]:
    for key in keys(module):
        if not text(module, module.source, key).strip():
            yield Fault("text_missing", key, module.source)
    for language in dict.fromkeys((module.source, *offered(module))):
        yield from _pictures(module, language)
        for question in module.questions:
            if _alike(module, language, question):
                yield Fault("options_alike", f"question.{question.id}.text", language)


def _pictures(module: Module, language: Language) -> Iterator[Fault]:
    known = {picture.name for picture in module.pictures}
    for lesson in module.lessons:
        key = f"lesson.{lesson.id}.text"
        if not set(PICTURE.findall(text(module, language, key))) <= known:
            yield Fault("picture_missing", key, language)


def _alike(module: Module, language: Language, question: Question) -> bool:
    """Whether two answers, or two partners, read the same, so that nobody could tell which is right."""
    parts = ("option", "match") if question.kind == "match" else ("option",)
    for part in parts:
        words = (text(module, language, f"question.{question.id}.{part}.{option.id}") for option in question.options)
        if any(times > 1 for one, times in Counter(one.strip().casefold() for one in words).items() if one):
            return True
    return False
