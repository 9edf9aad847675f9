"""Rubrics as pages show them: what a version says, and what changed between two, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from flask_babel import gettext as _

from qa_app.web.rubric_words import BASES, CLASSES, FIELDS, KINDS, PLACES, THINGS, kind_of, version_title
from qa_app.web.wording import channel, language_name, mark, to
from rubrics import qualities
from rubrics.difference import Change, shares
from rubrics.model import Criterion, Density, Occasion, Presence, Rubric


@dataclass(frozen=True, slots=True)
class CriterionRead:
    """A criterion with its share of the whole, its level descriptions, and what it looks at: (what, words) pairs."""

    id: str
    name: str
    share: str
    kind: str
    critical: str
    levels: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RubricRead:
    id: str
    title: str
    channels: str
    criteria: tuple[CriterionRead, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change in words; `old` or `new` is "" where there was or is nothing."""

    criterion: str
    what: str
    old: str
    new: str


def titled(rubric: Rubric) -> str:
    """What a version of a rubric is called."""
    return version_title(rubric.id, rubric.version, rubric.title)


def rubric_view(rubric: Rubric) -> RubricRead:
    parts = shares({one.id: one.weight for one in rubric.criteria})
    return RubricRead(
        id=rubric.id,
        title=titled(rubric),
        channels=_list([channel(name) for name in rubric.channels]),
        criteria=tuple(
            CriterionRead(
                id=one.id,
                name=qualities.name(one, to().language),
                share=share_words(parts[one.id]),
                kind=str(KINDS[kind_of(one)]),
                critical=str(CLASSES[one.critical]) if one.critical else "",
                levels=qualities.levels(one, to().language) or (),
                facts=tuple(_facts(one)),
            )
            for one in rubric.criteria
        ),
    )


def share_words(share: float) -> str:
    """A part of the whole in percent, to a tenth."""
    return format_percent(round(share, 3), decimal_quantization=False, locale=to().locale)


def _facts(criterion: Criterion) -> list[tuple[str, str]]:
    if isinstance(criterion, Occasion):
        met = [
            (str(FIELDS["points"]), _with_numbers(criterion.points)),
            (str(FIELDS["missed"]), _number(criterion.missed)),
        ]
        against = [(str(FIELDS["contrary"]), _with_numbers(criterion.contrary))] if criterion.contrary else []
        return [(str(FIELDS["occasions"]), _things(criterion.occasions)), *met, *against, *_anchors(criterion)]
    if isinstance(criterion, Density):
        counted = [
            (str(FIELDS["counts"]), _with_numbers(criterion.counts)),
            (str(FIELDS["per"]), str(BASES[criterion.per])),
        ]
        return [*counted, *_anchors(criterion)]
    return _expected(criterion)


def _expected(criterion: Presence) -> list[tuple[str, str]]:
    found = []
    for one in criterion.expects:
        words = _things(one.acts) if one.acts else ""
        said = " · ".join(f"“{phrase}”" for phrases in one.phrases.values() for phrase in phrases)
        found.append((str(PLACES[one.where]), " · ".join(part for part in (words, said) if part)))
    return found


def _anchors(criterion: Occasion | Density) -> list[tuple[str, str]]:
    return [(str(FIELDS["good"]), _number(criterion.good)), (str(FIELDS["bad"]), _number(criterion.bad))]


def changes_view(changes: Sequence[Change], old: Rubric, new: Rubric) -> list[ChangeView]:
    """Changes in words, in the order given."""
    names = {one.id: qualities.name(one, to().language) for one in (*old.criteria, *new.criteria)}
    return [_change(change, names) for change in changes]


def _change(change: Change, names: Mapping[str, str]) -> ChangeView:
    name = names.get(change.criterion, "")
    if not change.field:
        old, new = (share_words(part) if part is not None else "" for part in (change.old, change.new))
        what = (
            _("added, with this share of the whole")
            if change.old is None
            else _("taken out, with this share of the whole")
        )
        return ChangeView(name, what, old, new)
    old, new = (_value(change.field, value, names) for value in (change.old, change.new))
    return ChangeView(name, _field(change.field), old, new)


def _field(field: tuple[str, ...]) -> str:
    """What a field is called, with what it belongs to: "Level for the answer – apology"."""
    first, *rest = field
    if first == "weight":
        return str(_("Share of the whole"))
    parts = [str(FIELDS.get(first, first))]
    for step in rest:
        if step in THINGS or step in FIELDS:
            parts.append(str(THINGS.get(step) or FIELDS[step]))
        elif len(step) == 2:
            parts.append(language_name(step))
    return " – ".join(parts)


def _value(field: tuple[str, ...], value: Any, names: Mapping[str, str]) -> str:
    if value is None:
        return ""
    first, last = field[0], field[-1]
    if first in ("weight", "critical_below"):
        return share_words(value) if first == "weight" else mark(value)
    if first == "levels":
        return str(" / ".join(value))
    return _plain(last if first == "expects" else first, value, names)


def _plain(key: str, value: Any, names: Mapping[str, str]) -> str:
    tables: dict[str, Mapping[str, object]] = {"per": BASES, "where": PLACES, "critical": CLASSES, "kind": KINDS}
    if key in tables:
        return str(tables[key].get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, tuple):
        called = {"order": names}.get(key, THINGS)
        return _list([channel(one) if key == "channels" else str(called.get(one, one)) for one in value])
    return str(value)


def _with_numbers(values: Mapping[str, float]) -> str:
    return " · ".join(f"{THINGS.get(key, key)}: {_number(value)}" for key, value in values.items())


def _things(keys: Sequence[str]) -> str:
    return " · ".join(str(THINGS.get(key, key)) for key in keys)


def _number(value: float) -> str:
    return str(format_decimal(value, locale=to().locale))


def _list(words: Sequence[str]) -> str:
    return format_list(list(words), locale=to().locale)
