"""Corrections of automatic marks learned from people's: learned when a trainer asks, in use when a trainer says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from qa_app.operations.agreement_runs import tell
from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.store.agreement_queries import Pair, corrections, pairs_since
from qa_app.store.calibrations import AgreementRun, LearnedCorrection
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.workplace import Workplace
from scoring.calibration import Review, Trial, calibrate


def learn_corrections(workplace: Workplace, run_id: int, deliver: Callable[[Iterable[int]], None]) -> str | None:
    """Learn from all released reviews and put what was learned in the place of what was learned before."""
    with workplace.database.reading() as session:
        if session.get_one(AgreementRun, run_id).done_at is not None:
            return None  # the worker before died between keeping it and saying so
        pairs = pairs_since(session, None)
    by_criterion: dict[str, list[Review]] = {}
    for pair in pairs:
        by_criterion.setdefault(pair.criterion, []).append(_review(pair))
    trials: list[Trial] = []
    for place, criterion in enumerate(sorted(by_criterion), 1):
        trials += calibrate(by_criterion[criterion]).trials
        tell(workplace, run_id, place / len(by_criterion))
    now = datetime.now(UTC)
    with workplace.database.transaction() as session:
        run = session.get_one(AgreementRun, run_id)
        asker = session.get(User, run.asked_by) if run.asked_by else None
        dropped = _replace(session, asker, now, trials)
        run.result, run.done_at, run.progress = {"pairs": len(pairs), "switched_off": dropped}, now, 1.0
    return None


def _review(pair: Pair) -> Review:
    day: date = pair.at.date()
    return Review(str(pair.interaction), pair.criterion, pair.language, pair.automatic, pair.human, day)


def _replace(session: Session, actor: User | None, now: datetime, trials: Sequence[Trial]) -> list[dict[str, object]]:
    """New rows for old ones. What was on stays on where the new correction proved itself in no other languages.

    Returns what was on and is not any more.
    """
    known = corrections(session)
    before = [row for row in known if row.on]
    for row in known:
        session.delete(row)
    kept: list[LearnedCorrection] = []
    for trial in trials:
        row = _row(trial, now)
        old = next((one for one in before if _goes_on(one, row)), None)
        if old and row.body:
            row.on, row.switched_by, row.switched_at = True, old.switched_by, old.switched_at
            kept.append(row)
        session.add(row)
    session.flush()
    dropped: list[dict[str, object]] = []
    for old in before:
        left = [code for code in old.languages if not any(_covers(row, old.criterion, code) for row in kept)]
        if left:
            dropped.append({"criterion": old.criterion, "languages": left})
            audit(session, actor, now, "correction.dropped", criterion=old.criterion, languages=left)
    audit(session, actor, now, "correction.learned", trials=len(trials), used=sum(bool(t.correction) for t in trials))
    return dropped


def _goes_on(old: LearnedCorrection, new: LearnedCorrection) -> bool:
    return old.criterion == new.criterion and set(new.languages) <= set(old.languages)


def _covers(row: LearnedCorrection, criterion: str, language: str) -> bool:
    return row.criterion == criterion and language in row.languages


def _row(trial: Trial, now: datetime) -> LearnedCorrection:
    body: dict[str, Any] | None = asdict(trial.correction) if trial.correction else None
    told = _adapter().dump_python(replace(trial, correction=None), mode="json")
    return LearnedCorrection(
        criterion=trial.criterion, languages=list(trial.languages), body=body, trial=told, learned_at=now
    )


def trial_of(row: LearnedCorrection) -> Trial:
    """What came out when a correction was tried; without the correction itself."""
    return _adapter().validate_python(row.trial)


def switch(session: Session, actor: User, now: datetime, row: LearnedCorrection, on: bool) -> None:
    """Use a correction for new suggestions, or no more; raises OperationError `correction_not_proved`."""
    if on and row.body is None:
        raise OperationError("correction_not_proved")
    if row.on == on:
        return
    row.on, row.switched_by, row.switched_at = on, actor.id, now
    action = "correction.switched_on" if on else "correction.switched_off"
    audit(session, actor, now, action, row, criterion=row.criterion, languages=row.languages)


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Trial]:
    return TypeAdapter(Trial)
