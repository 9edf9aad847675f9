"""Taking something out of a module, and putting it back where it was, with its words in all languages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from teaching.editing import Part, PartKind, arranged, part, parts, with_changed, with_parts, with_source, without_part
from teaching.keys import keys, remembering
from teaching.model import Exercise, Lesson, Module, Option, Question

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a module, or with `item` a pair of a lesson or an answer of a question."""

    kind: PartKind
    part: str
    item: str = ""


def without(module: Module, place: Place) -> Module:
    """The module without what stands at a place, and its words; raises ValueError where nothing does."""
    one = part(module, place.kind, place.part)
    if one is None:
        raise ValueError(place)
    if not place.item:
        return without_part(module, place.kind, place.part)
    if isinstance(one, Exercise) or place.item not in _ids(_items(one)):
        raise ValueError(place)
    return with_changed(module, arranged(one, "remove", place.item))


def put_back(module: Module, before: Module, place: Place) -> Module:
    """The module with what stood at a place `before` it was taken out, next to what stood next to it.

    Raises ValueError where the part that it belongs to is gone too, or something else has its id by now.
    """
    now, old = part(module, place.kind, place.part), part(before, place.kind, place.part)
    if not place.item:
        known = parts(module, place.kind)
        changed = with_parts(module, place.kind, _inserted(known, parts(before, place.kind), place.part))
    elif now is None or old is None:
        raise ValueError(place)
    else:
        changed = with_changed(module, _with_item(now, old, place.item))
    return _with_words(changed, before, set(keys(changed)) - set(keys(module)))


def _with_item(now: Part, old: Part, item: str) -> Part:
    if isinstance(now, Lesson):
        return now.model_copy(update={"pairs": _inserted(now.pairs, _items(old), item)})
    several_right = isinstance(now, Question) and now.kind == "multiple"
    options = [one if several_right else Option(id=one.id) for one in _items(old)]
    return now.model_copy(update={"options": _inserted(_items(now), options, item)})


def _items(one: Part) -> Sequence[Any]:
    return one.pairs if isinstance(one, Lesson) else () if isinstance(one, Exercise) else one.options


def _ids(items: Sequence[Any]) -> list[str]:
    return [one if isinstance(one, str) else one.id for one in items]


def _inserted(items: Sequence[Item], earlier: Sequence[Item], wanted: str) -> tuple[Item, ...]:
    """The items with one of the earlier ones, before the nearest that it stood before, else behind one, else last."""
    ids, old = _ids(items), _ids(earlier)
    if wanted in ids or wanted not in old:
        raise ValueError(wanted)
    was = old.index(wanted)
    before = [ids.index(one) for one in old[was + 1 :] if one in ids]
    behind = [ids.index(one) + 1 for one in reversed(old[:was]) if one in ids]
    place = next(iter((*before, *behind)), len(ids))
    return (*items[:place], earlier[was], *items[place:])


def _with_words(module: Module, before: Module, wanted: Collection[str]) -> Module:
    """The module with the words that were there before; translations are as new or as outdated as they were."""
    if before.source != module.source:
        before = with_source(before, module.source)
    texts, made_from = (
        {
            language: {**now.get(language, {}), **{key: one for key, one in words.items() if key in wanted}}
            for language, words in {**now, **old}.items()
        }
        for now, old in ((module.texts, before.texts), (module.made_from, before.made_from))
    )
    earlier = {**before.earlier, **module.earlier}
    return remembering(module.model_copy(update={"texts": texts, "made_from": made_from, "earlier": earlier}))
