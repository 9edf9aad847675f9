"""What marks tell about a module, criterion by criterion: those that people gave and, apart, automatic ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qa_app.store.database import Session
from qa_app.store.effect_queries import marks_around, passed_days, untaught
from teaching.effect import WINDOW, Around, Effect, days_of_others, effect


@dataclass(frozen=True, slots=True)
class CriterionEffect:
    """The effect on one criterion; the two kinds of marks are never mixed."""

    criterion: str
    human: Effect
    automatic: Effect


def effects(session: Session, module_id: int, criteria: Sequence[str]) -> Sequence[CriterionEffect]:
    """Those who passed a module at any time, in any of its versions, against all agents who never began it."""
    passed = passed_days(session, module_id)
    days = {**days_of_others(passed.values(), untaught(session, module_id)), **passed}
    human, automatic = (_effects(session, criteria, by_people, passed, days) for by_people in (True, False))
    return [CriterionEffect(name, human[name], automatic[name]) for name in criteria]


def _effects(
    session: Session,
    criteria: Sequence[str],
    human: bool,
    passed: Mapping[int, datetime],
    days: Mapping[int, datetime],
) -> Mapping[str, Effect]:
    found: dict[str, tuple[list[Around], list[Around]]] = {name: ([], []) for name in criteria}
    for agent, name, marks in marks_around(session, criteria, human, days, WINDOW):
        found[name][0 if agent in passed else 1].append(marks)
    return {name: effect(taken, others) for name, (taken, others) in found.items()}
