"""What changed from one rubric to another: criterion by criterion, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from rubrics.model import Criterion, Rubric


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after, None where it was or is not there; a weight as its share of all weights, 0..1.

    `criterion` is the id, "" for the rubric as a whole; `field` are the steps to the value, such as
    ("points", "apology"), () for a criterion that came or went, of which the share is told.
    """

    criterion: str
    field: tuple[str, ...]
    old: Any
    new: Any


def differences(old: Rubric, new: Rubric) -> tuple[Change, ...]:
    """All changes but those of id and version: the whole first, then criteria in their new order, then lost ones."""
    both = {one.id for one in old.criteria} & {one.id for one in new.criteria}
    before, after = ({one.id: _fields(one) for one in rubric.criteria} for rubric in (old, new))
    share_before, share_after = (shares({one.id: one.weight for one in rubric.criteria}) for rubric in (old, new))
    found = list(_changes("", _whole(old, both), _whole(new, both)))
    for name in {**after, **before}:
        if name in both:
            found += _changes(name, before[name], after[name])
        else:
            found.append(Change(name, (), share_before.get(name), share_after.get(name)))
    return tuple(
        replace(change, old=share_before[change.criterion], new=share_after[change.criterion])
        if change.field == ("weight",)
        else change
        for change in found
    )


def shares(weights: Mapping[str, float]) -> dict[str, float]:
    """What part of the whole each weight is, 0..1; all 0 without any."""
    whole = sum(weights.values())
    return {name: weight / whole if whole else 0.0 for name, weight in weights.items()}


def _changes(
    name: str, before: Mapping[tuple[str, ...], Any], after: Mapping[tuple[str, ...], Any]
) -> Iterator[Change]:
    for field in {**before, **after}:
        if before.get(field) != after.get(field):
            yield Change(name, field, before.get(field), after.get(field))


def _whole(rubric: Rubric, both: Set[str]) -> dict[tuple[str, ...], Any]:
    order = tuple(one.id for one in rubric.criteria if one.id in both)
    return {**dict(_flat({"title": rubric.title, "channels": rubric.channels})), ("order",): order}


def _fields(criterion: Criterion) -> dict[tuple[str, ...], Any]:
    """The fields of a criterion; the things expected by their names."""
    data = criterion.model_dump(exclude={"id"})
    if "expects" in data:
        data["expects"] = {entry.pop("name"): entry for entry in data["expects"]}
    return dict(_flat(data))


def _flat(data: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*above, key))
        elif value not in (None, ()):
            yield (*above, key), value
