"""Reading the audit trail, newest first; a page goes on after the last row of the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from qa_app.store.audit import AuditEvent
from qa_app.store.people import Agent, User

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is looked for; "" and None where all will do. `teams` limits to agents who are in one of them."""

    who: str = ""
    action: str = ""
    agent: str = ""
    first: datetime | None = None
    end: datetime | None = None
    teams: frozenset[int] | None = None


def audit_page(session: Session, wanted: AuditFilter, before: int | None, most: int) -> Sequence[AuditEvent]:
    """Rows with an id below `before`, newest first."""
    query = _matching(wanted)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return session.scalars(query.limit(most)).all()


def audit_rows(session: Session, wanted: AuditFilter, most: int) -> Iterator[AuditEvent]:
    """The rows of a download, fetched in parts."""
    before: int | None = None
    while most > 0:
        rows = audit_page(session, wanted, before, min(most, _AT_ONCE))
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        before, most = rows[-1].id, most - len(rows)
        session.expunge_all()


def names_of_agents(session: Session, events: Sequence[AuditEvent]) -> dict[int, str]:
    """The names of the agents that rows are about, by id; those who are gone are left out."""
    ids = {event.agent_id for event in events if event.agent_id is not None}
    named = select(Agent.id, Agent.name).where(Agent.id.in_(ids))
    return {row.id: row.name for row in session.execute(named)}


def names_of_accounts(session: Session, events: Sequence[AuditEvent]) -> dict[int, str]:
    """The names of the accounts that rows are about, by id."""
    ids = {event.object_id for event in events if event.object_type == User.__tablename__ and event.object_id}
    return {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def _matching(wanted: AuditFilter) -> Select[AuditEvent]:
    query = select(AuditEvent).options(joinedload(AuditEvent.user)).order_by(AuditEvent.id.desc())
    if wanted.who:
        people = select(User.id).where(or_(_is(User.email, wanted.who), _is(User.name, wanted.who)))
        query = query.where(AuditEvent.user_id.in_(people))
    if wanted.action:
        query = query.where(AuditEvent.action == wanted.action)
    if wanted.agent:
        query = query.where(AuditEvent.agent_id.in_(select(Agent.id).where(_is(Agent.name, wanted.agent))))
    if wanted.teams is not None:
        query = query.where(AuditEvent.agent_id.in_(select(Agent.id).where(Agent.team_id.in_(wanted.teams))))
    if wanted.first is not None:
        query = query.where(AuditEvent.at >= wanted.first)
    if wanted.end is not None:
        query = query.where(AuditEvent.at < wanted.end)
    return query


def _is(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    return func.lower(column).contains(words.lower(), autoescape=True)
