"""Changes of a rubric that is being written, as data: criteria added, moved, taken out, put back changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qa_app.operations.plain_ids import plain_id
from rubrics.load import shipped, shipped_rubric
from rubrics.model import Criterion
from rubrics.qualities import qualities
from transcripts.conversation import SUPPORTED_LANGUAGES

Body = Mapping[str, Any]
KINDS = ("presence", "occasion", "density", "people")
"""What a new criterion may be; `people` is one that people alone judge."""

_MOST_OF_A_NAME = 30
_NEW: dict[str, dict[str, Any]] = {
    "presence": {"kind": "presence", "expects": [{"name": "required_1", "where": "anywhere"}]},
    "occasion": {"kind": "occasion", "occasions": ["problem_statement"], "points": {"paraphrase": 4}, "within": 2},
    "density": {"kind": "density", "counts": {"vague": 1}, "per": "100_words", "good": 0, "bad": 3},
    "people": {"kind": "presence", "people_only": True},
}


def criteria_of(body: Body) -> list[dict[str, Any]]:
    """The criteria of a rubric that may have faults."""
    found = body.get("criteria")
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def criterion_in(body: Body, name: str) -> dict[str, Any] | None:
    return next((entry for entry in criteria_of(body) if entry.get("id") == name), None)


def added(body: Body, criterion: Mapping[str, Any]) -> Body:
    return {**body, "criteria": [*criteria_of(body), dict(criterion)]}


def put(body: Body, criterion: Mapping[str, Any]) -> Body:
    """With a criterion in the place of the one of its id."""
    changed = [dict(criterion) if entry.get("id") == criterion["id"] else entry for entry in criteria_of(body)]
    return {**body, "criteria": changed}


def removed(body: Body, name: str) -> Body:
    return {**body, "criteria": [entry for entry in criteria_of(body) if entry.get("id") != name]}


def moved(body: Body, name: str, by: int) -> Body:
    """With a criterion `by` places further down, as far as there are any."""
    found = criteria_of(body)
    names = [entry.get("id") for entry in found]
    if name not in names:
        return body
    place = names.index(name)
    found.insert(min(max(place + by, 0), len(found) - 1), found.pop(place))
    return {**body, "criteria": found}


def new_criterion(body: Body, kind: str, name: str) -> dict[str, Any]:
    """A criterion of one of KINDS, called so in every language until somebody says it in each."""
    return {
        "id": free_id(body, name),
        "weight": 0 if kind == "people" else 5,
        "name": dict.fromkeys(SUPPORTED_LANGUAGES, name),
        **_NEW[kind],
    }


def required_phrase(body: Body, names: Mapping[str, str], expected: Mapping[str, Any]) -> dict[str, Any]:
    """A criterion that asks for words to be said; a language without a name has that of the first that has one.

    `expected` are `phrases` and `where`, as in `rubrics.model.Expected`.
    """
    first = next((name for name in names.values() if name), "")
    given = {language: names.get(language) or first for language in SUPPORTED_LANGUAGES}
    name = free_id(body, names.get("en") or first)
    return {"id": name, "kind": "presence", "name": given, "expects": [{"name": "required_1", **expected}]}


def qualities_left(body: Body) -> Sequence[str]:
    """The qualities that come with the product and that a rubric does not have."""
    there = {entry.get("id") for entry in criteria_of(body)}
    return [quality for quality in qualities() if quality not in there]


def quality_for(body: Body, quality: str) -> dict[str, Any]:
    """A quality of the product as its rubric for the same channel judges it; raises StopIteration for none."""
    channels = body.get("channels") or ()
    rubrics = sorted(map(shipped_rubric, shipped()), key=lambda rubric: not set(rubric.channels) & set(channels))
    found: Criterion = next(one for rubric in rubrics for one in rubric.criteria if one.id == quality)
    return found.model_dump(mode="json")


def free_id(body: Body, name: str) -> str:
    """An id made of a name that no criterion has, of the rubric or of the product."""
    taken = {entry.get("id") for entry in criteria_of(body)} | set(qualities()) | {"total"}
    stem = plain_id(name)[:_MOST_OF_A_NAME].strip("_")
    if not stem or not stem[0].isalpha():
        stem = f"criterion_{stem}".rstrip("_")
    return next(one for one in (stem, *(f"{stem}_{number}" for number in range(2, 1000))) if one not in taken)
