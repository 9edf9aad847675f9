"""The daily check: stops suggestions that agree too little with people, and resumes them when they agree again.

Suggestions are resumed only a little above the limit (`MARGIN`), so that they do not come and go from day to day. After
a resumption the check looks at the pairs that it was resumed for and newer ones, never again at those before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from qa_app.operations.agreement_figures import (
    WINDOW,
    Based,
    Figures,
    based,
    figures_to_json,
    first_moment,
    grouped,
    rows_of,
)
from qa_app.operations.agreement_runs import tell
from qa_app.operations.agreement_stops import follow_in_queues, note_resumption, note_stop, resume, stop
from qa_app.operations.jobs import to_deliver
from qa_app.operations.mark_course import months_until
from qa_app.operations.settings import in_force
from qa_app.store.agreement_queries import Pair, last_stop, pairs_since, stops
from qa_app.store.calibrations import AgreementRun, StoppedSuggestion
from qa_app.store.database import Session
from qa_app.workplace import Workplace
from scoring.agreement import FEWEST

MARGIN = 0.02
"""So far above the limit alpha must lie for suggestions to be resumed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """That the criterion in a language (`where`) is to be stopped, or resumed where `last` is a stop that goes on."""

    where: tuple[str, str]
    last: StoppedSuggestion | None
    based: Based


def check_agreement(workplace: Workplace, run_id: int, deliver: Callable[[Iterable[int]], None]) -> str | None:
    """Reckon the figures of all criteria and languages, keep them for the page, and stop and resume what follows."""
    now = datetime.now(UTC).astimezone(ZoneInfo(workplace.config.time_zone))
    with workplace.database.reading() as session:
        if session.get_one(AgreementRun, run_id).done_at is not None:
            return None  # the worker before died between keeping it and saying so
        limit = in_force(session, workplace.config).lowest_alpha
        groups = grouped(pairs_since(session, first_moment(now)))
        last = {(row.criterion, row.language): row for row in reversed(stops(session))}
    findings = [
        Finding(where, last.get(where), found)
        for where, pairs in groups.items()
        if (found := changes(pairs, last.get(where), now, limit))
    ]
    rows = []
    for row in rows_of(groups, now):
        rows.append(row)
        tell(workplace, run_id, len(rows) / len(groups))
    figures = Figures(limit, now - WINDOW, months_until(now.date()), tuple(rows))
    with workplace.database.transaction() as session:
        _follow(session, now, findings, limit)
        run = session.get_one(AgreementRun, run_id)
        run.result, run.done_at, run.progress = figures_to_json(figures), now, 1.0
        session.flush()
        asked = to_deliver(session)
    deliver(asked)
    return None


def changes(pairs: Sequence[Pair], last: StoppedSuggestion | None, now: datetime, limit: float) -> Based | None:
    """The figures for which a criterion is to be stopped now, or resumed where `last` goes on; None where it stays.

    What a person stopped, a person resumes.
    """
    recent = [pair for pair in pairs if pair.at > now - WINDOW]
    if last and last.resumed_at is None:
        return None if last.stopped_by is not None else _resumed(recent, last, limit)
    if last and last.resumed_at is not None:
        since = last.stopped_at if last.resumed_by is None else last.resumed_at
        recent = [pair for pair in recent if pair.at > since]
    found = based(recent)
    alpha = found.found.alpha.value
    return found if alpha is not None and alpha < limit else None


def _resumed(recent: Sequence[Pair], last: StoppedSuggestion, limit: float) -> Based | None:
    """Of the pairs since the stop when there are enough for a figure, else of all."""
    found = based([pair for pair in recent if pair.at > last.stopped_at])
    if found.found.interactions < FEWEST:
        found = based(recent)
    alpha = found.found.alpha.value
    return found if alpha is not None and alpha >= limit + MARGIN else None


def _follow(session: Session, now: datetime, findings: Iterable[Finding], limit: float) -> None:
    """Stop and resume, but where a person did so while it was reckoned."""
    languages = set()
    for one in findings:
        row = last_stop(session, *one.where)
        if _state(row) != _state(one.last):
            continue
        if row and row.resumed_at is None:
            resume(row, now, one.based)
            note_resumption(session, None, now, row)
        elif made := stop(session, now, one.where, one.based, limit):
            note_stop(session, None, now, made)
        languages.add(one.where[1])
    for language in sorted(languages):
        follow_in_queues(session, None, now, language)


def _state(row: StoppedSuggestion | None) -> object:
    return row and (row.id, row.resumed_at)
