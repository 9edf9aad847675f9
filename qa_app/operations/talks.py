"""One-to-one talks: planned by a coach, with an agenda and notes that both sides write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from qa_app.operations.access import coaches, joins, leads, sees_talk
from qa_app.operations.auditing import audit
from qa_app.operations.coaching import report_of
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.store.coaching import GivenReport, Talk, TalkState
from qa_app.store.coaching_queries import goals_to_follow_up, open_disputes
from qa_app.store.database import Session
from qa_app.store.people import Agent, User
from scoring.evidence import Verdict

MOST_POINTS = 40


def plan_talk(
    session: Session, actor: User, now: datetime, agent: Agent, planned_at: datetime, report: GivenReport | None
) -> Talk:
    """A talk of the coach with an agent; its agenda holds what the report, open disputes and due goals ask for."""
    if not coaches(actor, agent):
        raise NotAllowedError
    if report is not None and report.agent_id != agent.id:
        raise NotFoundError("report")
    talk = Talk(agent=agent, coach=actor, report=report, planned_at=planned_at, created_at=now)
    talk.agenda = [
        {"id": number, "by": None, "done": False, **point}
        for number, point in enumerate(_points(session, actor, talk), start=1)
    ]
    session.add(talk)
    session.flush()
    audit(session, actor, now, "talk.planned", talk, report=report.id if report else None)
    return talk


def move_talk(session: Session, actor: User, now: datetime, talk: Talk, planned_at: datetime) -> None:
    """Another time for a talk that was not held yet."""
    if not leads(actor, talk):
        raise NotAllowedError
    if talk.state is not TalkState.PLANNED:
        raise OperationError("talk_over")
    talk.planned_at = planned_at
    audit(session, actor, now, "talk.moved", talk)


def set_state(session: Session, actor: User, now: datetime, talk: Talk, state: TalkState) -> None:
    """The talk was held, is called off, or is planned after all."""
    if not leads(actor, talk):
        raise NotAllowedError
    talk.state = state
    audit(session, actor, now, f"talk.{state}", talk)


def add_point(session: Session, actor: User, now: datetime, talk: Talk, text: str) -> None:
    """A point of the agenda in one's own words; raises OperationError `agenda_full`."""
    _only_for_both(actor, talk)
    if len(talk.agenda) >= MOST_POINTS:
        raise OperationError("agenda_full", most=MOST_POINTS)
    number = 1 + max((point["id"] for point in talk.agenda), default=0)
    point = {"id": number, "kind": "point", "by": actor.id, "done": False, "text": text.strip()}
    talk.agenda = [*talk.agenda, point]
    audit(session, actor, now, "talk.point_added", talk, point=number)


def tick_point(session: Session, actor: User, now: datetime, talk: Talk, number: int, done: bool) -> None:
    """A point was spoken about, or not yet."""
    _only_for_both(actor, talk)
    _point(talk, number)
    talk.agenda = [{**point, "done": done} if point["id"] == number else point for point in talk.agenda]
    audit(session, actor, now, "talk.point_ticked", talk, point=number, done=done)


def remove_point(session: Session, actor: User, now: datetime, talk: Talk, number: int) -> None:
    """Take a point off the agenda: one's own words; what came from the report only the coach."""
    _only_for_both(actor, talk)
    if not removes(actor, talk, _point(talk, number)):
        raise NotAllowedError
    talk.agenda = [point for point in talk.agenda if point["id"] != number]
    audit(session, actor, now, "talk.point_removed", talk, point=number)


def removes(user: User, talk: Talk, point: dict[str, Any]) -> bool:
    """Whether a point is the person's to remove."""
    owner: int | None = point["by"]
    return leads(user, talk) if owner is None else owner == user.id


def edition(notes: str) -> str:
    """Short for what notes say, to tell whether they are still those that a page showed."""
    return sha256(notes.encode()).hexdigest()[:16]


def write_notes(session: Session, actor: User, now: datetime, talk: Talk, notes: str, seen: str) -> None:
    """The notes of both. `seen` is the `edition` that the writer began with.

    Raises OperationError `notes_changed` when the other side wrote meanwhile, so that nobody's words are lost.
    """
    _only_for_both(actor, talk)
    if seen != edition(talk.notes):
        raise OperationError("notes_changed")
    talk.notes = notes.strip()
    audit(session, actor, now, "talk.notes_written", talk)


def _only_for_both(actor: User, talk: Talk) -> None:
    if not joins(actor, talk):
        raise NotAllowedError


def _point(talk: Talk, number: int) -> dict[str, Any]:
    for point in talk.agenda:
        if point["id"] == number:
            found: dict[str, Any] = point
            return found
    raise NotFoundError("point")


def _points(session: Session, actor: User, talk: Talk) -> Iterable[dict[str, Any]]:
    """Strengths first; then goals of earlier talks that are due, what is disputed, and what to work on."""
    agent_id = talk.agent.id
    report = report_of(talk.report) if talk.report else None
    for strength in report.strengths if report else ():
        yield {"kind": "strength", "criterion": strength.criterion, "reason": f"{Verdict.SHOWN}.{strength.name}"}
    for goal in goals_to_follow_up(session, agent_id, talk.planned_at.date()):
        if sees_talk(actor, goal.talk):
            yield {"kind": "goal", "goal": goal.id}
    for dispute in open_disputes(session, agent_id):
        yield {"kind": "dispute", "dispute": dispute.id, "criterion": dispute.criterion}
    for focus in report.focus if report else ():
        yield {"kind": "focus", "criterion": focus.criterion, "reason": focus.reason}
