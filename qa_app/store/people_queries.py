"""Finding people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, AgentKey, Role, RoleName, Team, User
from qa_app.store.schema import Table


def user_by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email))


def roles_named(session: Session, names: Iterable[RoleName]) -> Sequence[Role]:
    return session.scalars(select(Role).where(Role.name.in_([name.value for name in names]))).all()


def agent_by_key(session: Session, key: str) -> Agent | None:
    """The agent that imports call so, by the first name that was met or by that of another who was the same."""
    also = select(AgentKey.agent_id).where(AgentKey.key == key)
    return session.scalar(select(Agent).where((Agent.key == key) | Agent.id.in_(also)))


def team_named(session: Session, name: str) -> Team | None:
    return session.scalar(select(Team).where(Team.name == name))


def held_for_change(session: Session, user: User) -> None:
    """Read an account anew and keep others from changing it until the transaction is over."""
    session.refresh(user, ["failed_logins", "locked_until"], with_for_update=True)


def users_found(session: Session, words: str, page: int, size: int) -> Sequence[User]:
    """A page (from 0) of accounts by name, those whose name or address holds the words, and one more if there is."""
    query = select(User).options(joinedload(User.agent)).order_by(func.lower(User.name), User.id)
    if words:
        query = query.where(or_(_holds(User.name, words), _holds(User.email, words)))
    return session.scalars(query.limit(size + 1).offset(page * size)).all()


def users_with_role(session: Session, role: RoleName) -> Sequence[User]:
    """Everybody with a role whose account is open, by name."""
    query = select(User).join(User.roles).where(Role.name == role.value, User.active)
    return session.scalars(query.order_by(func.lower(User.name), User.id)).all()


def active_administrators(session: Session) -> Sequence[User]:
    """Held until the transaction is over, so that the last two cannot close each other at once."""
    query = select(User).join(User.roles).where(Role.name == RoleName.ADMINISTRATOR.value, User.active)
    return session.scalars(query.with_for_update(of=User)).all()


def all_teams(session: Session) -> Sequence[Team]:
    return session.scalars(select(Team).options(selectinload(Team.managers)).order_by(func.lower(Team.name))).all()


def agents_of_teams(session: Session) -> dict[int, int]:
    """How many agents each team has, by its id."""
    counted = select(Agent.team_id, func.count()).where(Agent.team_id.is_not(None)).group_by(Agent.team_id)
    return {team: count for team, count in session.execute(counted) if team is not None}


def agents_found(session: Session, words: str, team: int | None, page: int, size: int) -> Sequence[Agent]:
    """A page (from 0) of agents by name, those whose name holds the words, of one team or of all, and one more."""
    query = select(Agent).options(joinedload(Agent.team), joinedload(Agent.user))
    if words:
        query = query.where(_holds(Agent.name, words))
    if team is not None:
        query = query.where(Agent.team_id == team)
    query = query.order_by(func.lower(Agent.name), Agent.id)
    return session.scalars(query.limit(size + 1).offset(page * size)).all()


def agent_of_user(session: Session, user: User) -> Agent | None:
    return session.scalar(select(Agent).where(Agent.user_id == user.id))


def move_to_agent(session: Session, agent: Agent, into: Agent) -> None:
    """Whatever points to an agent points to another from now on, its name too, and the agent is gone.

    The audit trail keeps what was so at the time.
    """
    for table in Table.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == Agent.__tablename__ for key in column.foreign_keys):
                session.execute(update(table).where(column == agent.id).values({column: into.id}))
    key = agent.key
    session.delete(agent)
    session.flush()
    session.add(AgentKey(key=key, agent_id=into.id))
    session.flush()
    session.expire_all()


def interactions_of(session: Session, agent: Agent) -> int:
    return session.scalar(select(func.count()).where(Interaction.agent_id == agent.id)) or 0


def _holds(column: Any, words: str) -> ColumnElement[bool]:
    """Whether a text holds the words, whatever their case."""
    return func.lower(column).contains(words.lower(), autoescape=True)
