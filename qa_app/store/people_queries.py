"""Finding people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.store.people import Agent, Role, RoleName, Team, User


def user_by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email))


def roles_named(session: Session, names: Iterable[RoleName]) -> Sequence[Role]:
    return session.scalars(select(Role).where(Role.name.in_([name.value for name in names]))).all()


def agent_by_key(session: Session, key: str) -> Agent | None:
    return session.scalar(select(Agent).where(Agent.key == key))


def team_named(session: Session, name: str) -> Team | None:
    return session.scalar(select(Team).where(Team.name == name))
