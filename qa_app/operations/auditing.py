"""Adding to the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qa_app.store.audit import AuditEvent
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, User


def audit(
    session: Session, actor: User | None, now: datetime, action: str, on: Any = None, why: str = "", **fields: Any
) -> None:
    """Note who did what, to which row, and why.

    `action` is a constant key such as `review.released`. The interaction and the agent that the row belongs to are
    noted with it. `fields` are identifiers and states, never words of a conversation.
    """
    session.add(audit_event(actor, now, action, on, why, **fields))


def audit_event(
    actor: User | None, now: datetime, action: str, on: Any = None, why: str = "", **fields: Any
) -> AuditEvent:
    """The row that `audit` adds; `on` is saved already, so that it has an id."""
    interaction = _interaction(on)
    return AuditEvent(
        at=now,
        user_id=actor.id if actor else None,
        action=action,
        object_type=None if on is None else on.__tablename__,
        object_id=getattr(on, "id", None),
        interaction_id=interaction.id if interaction else None,
        agent_id=interaction.agent_id if interaction else _agent_id(on),
        why=why[:500],
        fields=fields,
    )


def _interaction(row: Any) -> Interaction | None:
    if isinstance(row, Interaction):
        return row
    if hasattr(row, "interaction"):
        return _interaction(row.interaction)
    return _interaction(row.review) if hasattr(row, "review") else None


def _agent_id(row: Any) -> int | None:
    if isinstance(row, Agent):
        return row.id
    if hasattr(row, "talk"):
        return _agent_id(row.talk)
    agent_id: int | None = getattr(row, "agent_id", None)
    return agent_id
