"""Accounts, teams, and the agents that conversations name."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.store.database import Session
from qa_app.store.intake_queries import add_or_find
from qa_app.store.people import Agent, RoleName, Team, User
from qa_app.store.people_queries import agent_by_key, roles_named, team_named, user_by_email
from transcripts.text import fold


def add_user(
    session: Session, actor: User | None, now: datetime, email: str, name: str, password_hash: str, *roles: RoleName
) -> User:
    """A new account; raises OperationError `email_taken`. The password comes hashed, see `qa_app.web.auth`."""
    email = email.strip().lower()
    if user_by_email(session, email):
        raise OperationError("email_taken", email=email)
    user = User(
        email=email,
        name=name.strip(),
        password=password_hash,
        fs_uniquifier=uuid4().hex,
        created_at=now,
        roles=list(roles_named(session, roles)),
    )
    session.add(user)
    session.flush()
    audit(session, actor, now, "user.added", user, roles=sorted(roles))
    return user


def change_profile(
    session: Session, user: User, now: datetime, name: str, language: str | None, time_zone: str | None
) -> None:
    """What a person changes about their own account."""
    user.name, user.language, user.time_zone = name.strip(), language, time_zone
    audit(session, user, now, "user.profile_changed", user)


def agent_key(name: str) -> str:
    """How an agent is found again, however the import spells case and spaces."""
    return " ".join(fold(name).split())[:120]


def agent_named(session: Session, name: str) -> Agent:
    """The agent that imports call by this name or number, added when met for the first time."""
    key = agent_key(name)
    known = agent_by_key(session, key)
    if known:
        return known
    return add_or_find(session, Agent(key=key, name=name.strip()[:120]), lambda: agent_by_key(session, key))[0]


def team_called(session: Session, name: str) -> Team:
    """The team of this name, added when there is none."""
    known = team_named(session, name.strip())
    if known:
        return known
    team = Team(name=name.strip())
    session.add(team)
    session.flush()
    return team
