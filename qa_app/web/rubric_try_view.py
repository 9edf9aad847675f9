"""Two scorecards of the same conversation side by side: by a draft, and by the rubric in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qa_app.reports.words import sentence
from qa_app.store.word_lists import Trial
from qa_app.web.rubric_view import share_words
from qa_app.web.scorecard_view import CriterionView, criteria_view
from qa_app.web.wording import to
from rubrics.difference import differences, shares
from rubrics.model import Rubric
from scoring import explain
from scoring.scorecard import Scorecard, scorecard_from_json


@dataclass(frozen=True, slots=True)
class Side:
    """A criterion by one of the rubrics."""

    share: str
    view: CriterionView


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A criterion by both; None where a rubric does not have it. `changed` when the draft judges it otherwise."""

    name: str
    now: Side | None
    draft: Side | None
    changed: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """`not_scored` says why there is nothing to compare; totals are 0..1."""

    not_scored: str
    now: float | None
    draft: float | None
    rows: tuple[TriedRow, ...]


def tried_view(trial: Trial) -> Tried:
    result: Mapping[str, Any] = trial.result or {}
    if "not_scored" in result:
        return Tried(sentence(explain.not_judged, result["not_scored"], to()), None, None, ())
    rubrics = {"now": Rubric.model_validate(result["rubric"]), "draft": Rubric.model_validate(trial.request["rubric"])}
    cards = {which: scorecard_from_json(result[which], which) for which in rubrics}
    now, draft = (_sides(rubrics[which], cards[which]) for which in ("now", "draft"))
    changed = {change.criterion for change in differences(rubrics["now"], rubrics["draft"])}
    rows = tuple(
        TriedRow(side.view.name, now.get(name), draft.get(name), name in changed)
        for name, side in {**now, **draft}.items()
    )
    order = {name: place for place, name in enumerate([*draft, *now])}
    ranked = sorted(zip({**now, **draft}, rows, strict=True), key=lambda entry: (not entry[1].changed, order[entry[0]]))
    return Tried("", cards["now"].total, cards["draft"].total, tuple(row for _, row in ranked))


def _sides(rubric: Rubric, card: Scorecard) -> dict[str, Side]:
    parts = shares({one.id: one.weight for one in rubric.criteria})
    return {
        view.id: Side(share_words(parts[view.id]), view) for view in criteria_view(rubric, card, None, to().language)
    }
