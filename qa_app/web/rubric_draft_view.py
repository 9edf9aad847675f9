"""A rubric being written, as its forms show it: also values that cannot be used, as they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from qa_app.operations.rubric_changes import KINDS, Body, criteria_of, qualities_left
from qa_app.web.rubric_faults import called
from qa_app.web.rubric_form import ACTS, COUNTED
from qa_app.web.rubric_view import share_words
from qa_app.web.rubric_words import kind_of, written
from qa_app.web.wording import to
from rubrics import qualities
from rubrics.difference import shares
from rubrics.model import Density, Occasion, Presence
from rubrics.vocabulary import CUSTOMER_ACTS, POINTS

_MODELS: dict[str, type[BaseModel]] = {"occasion": Occasion, "density": Density, "presence": Presence}


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion in the list of a rubric."""

    id: str
    name: str
    kind: str
    weight: Any
    share: str
    critical: str


@dataclass(frozen=True, slots=True)
class WholeForm:
    """`left` are the qualities of the product that are not in it: (id, name)."""

    title: Mapping[str, str]
    called: str
    channels: tuple[str, ...]
    criteria: tuple[Row, ...]
    left: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionForm:
    """`entry` is the criterion as data; the defaults are what holds where nothing is typed."""

    id: str
    name: str
    kind: str
    share: str
    entry: Mapping[str, Any]
    default_names: Mapping[str, str]
    default_levels: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, Any]
    acts: tuple[str, ...]
    counted: tuple[str, ...]
    occasions: tuple[str, ...]


def whole_form(body: Body) -> WholeForm:
    found = criteria_of(body)
    parts = _shares(body)
    title = body.get("title")
    titles = title if isinstance(title, dict) else {}
    channels = body.get("channels")
    return WholeForm(
        title=titles,
        called=str(titles.get(to().language) or next(iter(titles.values()), body.get("id", ""))),
        channels=tuple(map(str, channels)) if isinstance(channels, (list, tuple)) else (),
        criteria=tuple(
            Row(
                id=str(entry.get("id")),
                name=called(entry),
                kind=kind_of(entry),
                weight=written(entry.get("weight")),
                share=parts[str(entry.get("id"))],
                critical=str(entry.get("critical") or ""),
            )
            for entry in found
        ),
        left=tuple((name, qualities.qualities()[name].name[to().language]) for name in qualities_left(body)),
        kinds=KINDS,
    )


def criterion_form(entry: Mapping[str, Any], body: Body) -> CriterionForm:
    shipped = qualities.qualities().get(str(entry.get("id")))
    model = _MODELS.get(str(entry.get("kind")), Presence)
    fields = model.model_fields
    return CriterionForm(
        id=str(entry.get("id")),
        name=called(entry),
        kind=str(entry.get("kind")),
        share=_shares(body)[str(entry.get("id"))],
        entry=entry,
        default_names=shipped.name if shipped else {},
        default_levels=shipped.levels if shipped else {},
        defaults={name: written(field.default) for name, field in fields.items() if not field.is_required()},
        acts=ACTS,
        counted=COUNTED,
        occasions=CUSTOMER_ACTS + POINTS,
    )


def _shares(body: Body) -> dict[str, str]:
    """The weight of each criterion as a share of the whole; of those that are no numbers nothing."""
    weights = {
        str(entry.get("id")): float(weight)
        if isinstance(weight := entry.get("weight"), (int, float)) and weight > 0
        else 0.0
        for entry in criteria_of(body)
    }
    return {name: share_words(share) for name, share in shares(weights).items()}
