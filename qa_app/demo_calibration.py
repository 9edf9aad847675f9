"""How the demo's reviewers compare what they think is good: a session that is over, one to grade. All is invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from qa_app.demo_marks import grade_all
from qa_app.operations.agreement_runs import ask_for_run
from qa_app.operations.calibrating_sessions import start_in_session
from qa_app.operations.calibration_decisions import About, note_decision
from qa_app.operations.calibrations import SessionFields, close_session, make_session
from qa_app.operations.jobs import to_deliver
from qa_app.store.calibrations import RunKind
from qa_app.store.database import Session
from qa_app.store.demo_queries import interactions_by_day
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.worker import run_job
from qa_app.workplace import Workplace

_MANY = 12
_WEEKS_AGO = 6


def calibrate(session: Session, now: datetime, trainer: User, reviewers: Sequence[User]) -> Mapping[int, datetime]:
    """Chats of two weeks graded by all reviewers, each for themselves, then compared; ids, and when it was closed."""
    begun = now.replace(hour=8, minute=0) - timedelta(weeks=_WEEKS_AGO)
    chats = [one for one in interactions_by_day(session) if one.channel == "chat" and _before(one, begun)][-_MANY:]
    fields = SessionFields(_name(begun), [one.id for one in chats], reviewers, (begun + timedelta(days=5)).date())
    made = make_session(session, trainer, begun, fields)
    for reviewer in reviewers:
        at = begun + timedelta(hours=3)
        for one in chats:
            grade_all(session, start_in_session(session, reviewer, made, one.id, at), at, {})
            at += timedelta(minutes=20)
    closed = begun + timedelta(days=3)
    close_session(session, trainer, closed, made, early=False)
    words = "Auf „wann“ gehört ein Tag. „Bald“ ist höchstens Stufe 2."
    note_decision(session, trainer, closed + timedelta(hours=1), made, words, About("clarity"))
    return {one.id: closed for one in chats}


def begin_session(session: Session, now: datetime, trainer: User, reviewers: Sequence[User]) -> None:
    """A session in which all have still to grade."""
    chats = [one.id for one in interactions_by_day(session) if one.channel == "chat"]
    due = (now + timedelta(days=5)).date()
    make_session(session, trainer, now, SessionFields(_name(now), chats[-3:], reviewers, due))


def reckon(workplace: Workplace) -> None:
    """Have agreement checked and corrections learned, as the worker does once a day."""
    asked: list[int] = []
    with workplace.database.transaction() as session:
        for kind in RunKind:
            ask_for_run(session, None, datetime.now(UTC), kind)
        asked.extend(to_deliver(session))
    while asked:
        run_job(workplace, asked.pop(0), asked.extend)


def _name(at: datetime) -> str:
    """A name that reads the same in each language."""
    return f"Chat {at:%Y-%m}"


def _before(interaction: Interaction, moment: datetime) -> bool:
    return interaction.started_at is not None and interaction.started_at < moment
