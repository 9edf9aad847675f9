"""Changing a module: parts added, moved and taken out, words written. Each function gives a new module.

What was written about a part goes with it. `checked` is to be asked before a module is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal, TypeVar

from teaching.checks import PICTURE
from teaching.keys import Standing, digest, keys, remembering, standing, text, translated
from teaching.model import Exercise, Language, Lesson, Module, Option, Picture, Question

PartKind = Literal["lesson", "exercise", "question"]
Part = Lesson | Exercise | Question
_FIELDS: Mapping[PartKind, str] = {"lesson": "lessons", "exercise": "exercises", "question": "questions"}


Item = TypeVar("Item")


def parts(module: Module, kind: PartKind) -> tuple[Part, ...]:
    """The lessons, exercises or questions in their order."""
    found: tuple[Part, ...] = getattr(module, _FIELDS[kind])
    return found


def part(module: Module, kind: PartKind, part_id: str) -> Part | None:
    """A part by its id, None where there is none."""
    return next((one for one in parts(module, kind) if one.id == part_id), None)


def kind_of(one: Part) -> PartKind:
    return "lesson" if isinstance(one, Lesson) else "exercise" if isinstance(one, Exercise) else "question"


def with_part(module: Module, kind: PartKind) -> tuple[Module, str]:
    """The module with an empty part at the end, and its id."""
    part_id = fresh_id(kind, [one.id for one in parts(module, kind)])
    made: Mapping[PartKind, Callable[[], Part]] = {
        "lesson": lambda: Lesson(id=part_id),
        "exercise": lambda: Exercise(id=part_id, criteria=module.criteria[:10] or ("empathy",)),
        "question": lambda: Question(id=part_id, kind="single", options=(Option(id="a1", right=True), Option(id="a2"))),
    }
    return with_parts(module, kind, (*parts(module, kind), made[kind]())), part_id


def without_part(module: Module, kind: PartKind, part_id: str) -> Module:
    """The module without a part and its words."""
    return with_parts(module, kind, tuple(one for one in parts(module, kind) if one.id != part_id))


def with_moved_part(module: Module, kind: PartKind, part_id: str, by: int) -> Module:
    """The module with a part `by` places further down, up where it is negative; at the ends nothing moves.

    Raises ValueError where there is no such part.
    """
    known = parts(module, kind)
    return with_parts(module, kind, moved(known, [one.id for one in known].index(part_id), by))


def with_changed(module: Module, changed: Part) -> Module:
    """The module with a part put in the place of the one with its id."""
    kind = kind_of(changed)
    return with_parts(module, kind, tuple(changed if one.id == changed.id else one for one in parts(module, kind)))


def arranged(one: Lesson | Question, do: Literal["add", "up", "down", "remove"], item: str = "") -> Lesson | Question:
    """A lesson with its pairs, or a question with its options, one more, or one of them moved or taken out.

    An item that is not there changes nothing.
    """
    if isinstance(one, Lesson):
        pairs = _arranged(one.pairs, one.pairs, do, item) if do != "add" else (*one.pairs, fresh_id("pair", one.pairs))
        return one.model_copy(update={"pairs": pairs})
    ids = [option.id for option in one.options]
    new = Option(id=fresh_id("a", ids))
    options = _arranged(one.options, ids, do, item) if do != "add" else (*one.options, new)
    return one.model_copy(update={"options": options})


def written(module: Module, language: Language, words: Mapping[str, str]) -> Module:
    """The module with texts of a language; those that are as they were stay as new or as outdated as they were."""
    known = set(keys(module))
    new = {key: value for key, value in words.items() if key in known and value != text(module, language, key)}
    return translated(module, language, new) if new else module


def still_right(module: Module, language: Language, key: str) -> Module:
    """The module with a translation that somebody found right for the source as it is now."""
    words = text(module, language, key)
    return translated(module, language, {key: words}) if words and key in set(keys(module)) else module


def with_source(module: Module, source: Language) -> Module:
    """The module with another language to translate from.

    What was up to date with the old source is so with the new one; the rest is outdated, as nobody can know.
    """
    current = {
        language: [key for key in keys(module) if standing(module, language, key) is Standing.CURRENT]
        for language in {module.source, *module.texts}
    }
    same = set(current.get(source, ()))
    made_from = {
        language: {key: digest(text(module, source, key)) for key in found if key in same}
        for language, found in current.items()
        if language != source
    }
    return remembering(module.model_copy(update={"source": source, "made_from": made_from}))


def with_picture(module: Module, name: str) -> Module:
    """The module with a picture to show, once."""
    if any(one.name == name for one in module.pictures):
        return module
    return module.model_copy(update={"pictures": (*module.pictures, Picture(name=name))})


def pictures_used(module: Module) -> frozenset[str]:
    """The names of the pictures that lessons show, in whatever language."""
    keys_of_texts = [f"lesson.{lesson.id}.text" for lesson in module.lessons]
    texts = [text(module, language, key) for language in module.texts for key in keys_of_texts]
    return frozenset(name for one in texts for name in PICTURE.findall(one))


def without_picture(module: Module, name: str) -> Module:
    return module.model_copy(update={"pictures": tuple(one for one in module.pictures if one.name != name)})


def checked(module: Module) -> Module:
    """The module, read anew; raises pydantic.ValidationError where it is none."""
    return Module.model_validate(module.model_dump())


def fresh_id(stem: str, taken: Collection[str]) -> str:
    """An id that no part has: the stem with the number behind the highest one taken."""
    numbers = [int(found[1]) for one in taken if (found := re.fullmatch(rf"{stem}(\d{{1,9}})", one))]
    return f"{stem}{max(numbers, default=0) + 1}"


def moved(items: Sequence[Item], place: int, by: int) -> tuple[Item, ...]:
    """The items with the one at a place `by` places further down; at the ends nothing moves."""
    if not 0 <= place + by < len(items):
        return tuple(items)
    left = [*items[:place], *items[place + 1 :]]
    return (*left[: place + by], items[place], *left[place + by :])


def _arranged(items: Sequence[Item], ids: Sequence[str], do: str, item: str) -> tuple[Item, ...]:
    if item not in ids:
        return tuple(items)
    place = ids.index(item)
    if do == "remove":
        return (*items[:place], *items[place + 1 :])
    return moved(items, place, -1 if do == "up" else 1)


def with_parts(module: Module, kind: PartKind, new: tuple[Part, ...]) -> Module:
    """The module with other parts of a kind, and without words that belong to none."""
    module = module.model_copy(update={_FIELDS[kind]: new})
    known = set(keys(module))
    texts, made_from = (
        {language: {key: value for key, value in of.items() if key in known} for language, of in words.items()}
        for words in (module.texts, module.made_from)
    )
    return remembering(module.model_copy(update={"texts": texts, "made_from": made_from}))
