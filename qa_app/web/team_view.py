"""Figures of teams as pages and files show them: people's marks and automatic ones beside each other, never mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from qa_app.operations.team_figures import Cell, WeekCourse, cell, course, figure, grouped
from qa_app.store.database import Session
from qa_app.store.people import Agent
from qa_app.store.team_queries import Kind, Scope, marks_by_agent, marks_by_criterion, totals_by_agent, totals_by_kind
from qa_app.store.training import ModuleVersion
from qa_app.web.wording import channel, criterion, day, language_name, to
from rubrics.qualities import qualities
from scoring.coaching_report import Trend
from scoring.goal import Mean
from scoring.sums import NOTHING, Sums

BREAKDOWNS = {
    "criterion": _l("Criterion"),
    "channel": _l("Channel"),
    "language": _l("Language"),
    "market": _l("Market"),
    "week": _l("Week"),
}
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown: what it is about, and its two figures."""

    name: str
    human: Mean
    automatic: Mean


@dataclass(frozen=True, slots=True)
class Figures:
    """Both scores week by week, what they are broken down from, and how many marks a figure needs."""

    human: WeekCourse
    automatic: WeekCourse
    kinds: tuple[Sequence[tuple[Kind, Sums]], Sequence[tuple[Kind, Sums]]]
    fewest: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """`columns` are criteria, the total first; `top` the figures of all agents together, `rows` those of each."""

    columns: Sequence[str]
    top: Sequence[Mean]
    rows: Sequence[tuple[Agent, Sequence[Cell]]]


def figures(session: Session, scope: Scope, fewest: int) -> Figures:
    human, automatic = (totals_by_kind(session, scope, by_people) for by_people in (True, False))
    weeks = range(len(scope.edges) - 1)
    courses = []
    for kinds in (human, automatic):
        by_week = grouped(kinds, lambda kind: kind.week)
        courses.append(course([by_week.get(week, NOTHING) for week in weeks], fewest))
    return Figures(courses[0], courses[1], (human, automatic), fewest)


def finding(found: WeekCourse, name: str) -> str:
    """What a score did over the weeks, in a sentence."""
    return str(_finding(found, name))


def _finding(found: WeekCourse, name: str) -> Any:
    many = len(found.weeks)
    told: dict[str, Any] = {"name": name, "n": to().number(found.whole.n)}
    if found.trend in (Trend.UP, Trend.DOWN):
        told |= {"early": to().mark(found.early.mean or 0), "late": to().mark(found.late.mean or 0)}
    if found.trend is Trend.UP:
        return ngettext(
            "%(name)s has risen from %(early)s to %(late)s over %(num)s week (n %(n)s)",
            "%(name)s has risen from %(early)s to %(late)s over %(num)s weeks (n %(n)s)",
            many,
            **told,
        )
    if found.trend is Trend.DOWN:
        return ngettext(
            "%(name)s has fallen from %(early)s to %(late)s over %(num)s week (n %(n)s)",
            "%(name)s has fallen from %(early)s to %(late)s over %(num)s weeks (n %(n)s)",
            many,
            **told,
        )
    if found.trend is Trend.NO_CLEAR_CHANGE:
        return ngettext(
            "%(name)s shows no clear change over %(num)s week (n %(n)s)",
            "%(name)s shows no clear change over %(num)s weeks (n %(n)s)",
            many,
            **told,
        )
    return _("%(name)s: too few marks to speak of a change (n %(n)s)", **told)


def breakdown(session: Session, scope: Scope, found: Figures, by: str, weeks: Sequence[date]) -> Sequence[Line]:
    """The lines of a breakdown, one of BREAKDOWNS, by name; weeks in order of time."""
    human, automatic = _broken_down(session, scope, found, by)
    keys = human.keys() | automatic.keys()
    if by == "week":
        keys = set(range(len(weeks)))
    lines = []
    for key in keys:
        scores = (figure(sums.get(key, NOTHING), found.fewest) for sums in (human, automatic))
        lines.append((key, Line(_name(by, key, weeks), *scores)))
    lines.sort(key=lambda one: one[0] if by == "week" else one[1].name.casefold())
    return [line for _, line in lines]


def _broken_down(
    session: Session, scope: Scope, found: Figures, by: str
) -> tuple[Mapping[Any, Sums], Mapping[Any, Sums]]:
    if by == "criterion":
        human, automatic = (dict(marks_by_criterion(session, scope, by_people)) for by_people in (True, False))
    else:
        human, automatic = (dict(grouped(kinds, lambda kind: getattr(kind, by))) for kinds in found.kinds)
    return human, automatic


def _name(by: str, key: Any, weeks: Sequence[date]) -> str:
    if key is None:
        return str(_("not known"))
    if by == "week":
        return day(weeks[key])
    words = {"criterion": criterion, "channel": channel, "language": language_name}
    return words[by](key) if by in words else str(key)


def heat_map(session: Session, scope: Scope, agents: Sequence[Agent], human: bool, fewest: int) -> HeatMap:
    """The marks of one kind of some agents of the scope, held against those of all its agents together."""
    whole = replace(scope, edges=(scope.edges[0], scope.edges[-1]))
    sums = {(agent, TOTAL): total for agent, _week, total in totals_by_agent(session, whole, human)}
    sums |= {(agent, name): marks for agent, name, marks in marks_by_agent(session, scope, human)}
    everybody: dict[str, Sums] = {}
    for (_agent, name), marks in sums.items():
        everybody[name] = everybody.get(name, NOTHING) + marks
    columns = _in_order(everybody)
    top = [figure(everybody[name], fewest) for name in columns]
    held = list(zip(columns, top, strict=True))
    rows = [
        (agent, [cell(sums.get((agent.id, name), NOTHING), mean, fewest) for name, mean in held]) for agent in agents
    ]
    return HeatMap(columns, top, rows)


def _in_order(criteria: Mapping[str, Sums]) -> Sequence[str]:
    rank = {name: place for place, name in enumerate((TOTAL, *qualities()))}
    return sorted(criteria, key=lambda name: (rank.get(name, len(rank)), name))


def in_file(found: Mean) -> tuple[float | None, float | None, float | None, int]:
    """A mean 0 to 100, its interval and n, as numbers for a spreadsheet."""
    mean, low, high = (
        None if value is None else round(100 * value, 1) for value in (found.mean, found.low, found.high)
    )
    return mean, low, high, found.n


def module_title(version: ModuleVersion) -> str:
    """What a module is called in the reader's language, else in the one that it was written in."""
    texts: Mapping[str, Mapping[str, str]] = version.body.get("texts", {})
    titles = (texts.get(language, {}).get("title") for language in (to().language, version.body.get("source", "")))
    return next((title for title in titles if title), _("not known"))
