"""Everybody at once, for the file of people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.people import Agent, AgentKey, User


def everybody(session: Session) -> Sequence[User]:
    """All accounts with their agents and the teams they manage, by name."""
    loaded = (joinedload(User.agent).joinedload(Agent.team), selectinload(User.managed_teams))
    return session.scalars(select(User).options(*loaded).order_by(func.lower(User.name), User.id)).all()


def every_agent(session: Session) -> Sequence[Agent]:
    """All agents with their teams and accounts, by name."""
    loaded = (joinedload(Agent.team), joinedload(Agent.user))
    return session.scalars(select(Agent).options(*loaded).order_by(func.lower(Agent.name), Agent.id)).all()


def other_keys(session: Session) -> dict[str, int]:
    """Other names by which imports call agents, with the agent's id."""
    return {row.key: row.agent_id for row in session.scalars(select(AgentKey))}
