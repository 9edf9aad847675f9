"""What a page about teams is asked for: which team, over which weeks; it stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request, url_for

from qa_app.operations.access import teams_managed
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.settings import in_force
from qa_app.store.interaction_filters import Seen, teams_seen
from qa_app.store.people import Team
from qa_app.store.team_queries import Scope
from qa_app.web.access import me
from qa_app.web.addresses import row_asked
from qa_app.web.edge import db, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.reader_time import day_asked, start_of, today

SPANS = (4, 8, 13)
_USUAL = 8
_LONGEST = timedelta(weeks=53)
_WEEK = timedelta(weeks=1)
_KEYS = ("team", "weeks", "from", "to", "by", "marks", "criterion")


@dataclass(frozen=True, slots=True)
class Asked:
    """`team` is None for all of `teams`, those one may choose from; with `everybody` also for agents in no team.

    `weeks` are the days at which weeks begin. `span` is one of SPANS, None for own dates. `problem` says why own dates
    could not be taken.
    """

    team: Team | None
    teams: Sequence[Team]
    everybody: bool
    weeks: tuple[date, ...]
    last: date
    span: int | None
    problem: str
    scope: Scope
    fewest: int


def asked() -> Asked:
    """What the address asks for. Raises NotFoundError for a team that is none of the reader's."""
    managed = teams_managed(me())
    teams = teams_seen(db(), Seen(managed is None, managed or frozenset()))
    chosen = row_asked("team")
    team = next((team for team in teams if team.id == chosen), None)
    if chosen is not None and team is None:
        raise NotFoundError("team")
    if team is None and len(teams) == 1 and managed is not None:
        team = teams[0]
    span, first, last, problem = _period()
    weeks = _weeks(first, last)
    edges = tuple(start_of(day) for day in (*weeks, last + timedelta(days=1)))
    scope = Scope(frozenset({team.id}) if team else managed, edges, me().id)
    fewest = in_force(db(), workplace().config).min_reviews
    return Asked(team, teams, managed is None, weeks, last, span, problem, scope, fewest)


def team_address(endpoint: str, **changes: str | int | None) -> str:
    """The address of a page about the same team and time; None takes something away."""
    kept = {key: request.args[key] for key in _KEYS if request.args.get(key) and key not in changes}
    return url_for(endpoint, **kept, **{key: value for key, value in changes.items() if value is not None})  # type: ignore[arg-type]


def _period() -> tuple[int | None, date, date, str]:
    """The span, the first and last day, and what is wrong with own dates; then the usual span stands in for them."""
    wanted = request.args.get("weeks", "")
    if wanted == "own":
        try:
            return (None, *_own_days(), "")
        except OperationError as error:
            return (None, *_latest(_USUAL), words_at_form(error))
    span = int(wanted) if wanted in map(str, SPANS) else _USUAL
    return (span, *_latest(span), "")


def _latest(span: int) -> tuple[date, date]:
    """Whole weeks and the one of today."""
    monday = today() - timedelta(days=today().weekday())
    return monday - (span - 1) * _WEEK, today()


def _own_days() -> tuple[date, date]:
    first, last = day_asked("from"), day_asked("to")
    if first is None or last is None:
        raise OperationError("period_incomplete")
    if last < first:
        raise OperationError("period_backwards")
    if first > today():
        raise OperationError("period_ahead")
    if last - first > _LONGEST:
        raise OperationError("period_year")
    return first, last


def _weeks(first: date, last: date) -> tuple[date, ...]:
    """The first day, then the Mondays behind it."""
    monday = first - timedelta(days=first.weekday())
    mondays = (monday + number * _WEEK for number in range(1, (last - monday).days // 7 + 1))
    return (first, *mondays)
