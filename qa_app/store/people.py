"""Accounts with their roles, teams, and the agents whose words are judged, who need not have an account."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String
from sqlalchemy import Table as Link
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.store.schema import Table


class RoleName(StrEnum):
    AGENT = "agent"
    REVIEWER = "reviewer"
    TRAINER = "trainer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


user_roles = Link(
    "user_roles",
    Table.metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)

team_managers = Link(
    "team_managers",
    Table.metadata,
    Column("team_id", ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Table, RoleMixin):
    """One of RoleName; the rows come with the first migration."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class User(Table, UserMixin):
    """An account. Columns that Flask-Security asks for have the names it gives them.

    `language` (en, nl, de, ro) and `time_zone` (IANA) are None until the person chooses; then the browser's and the
    installation's count. `failed_logins` counts wrong passwords in a row. `tf_last_counter` is the time step of the
    last code that was taken, which is not taken twice.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str | None] = mapped_column(String(2))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(AsaList()))

    roles: Mapped[list[Role]] = relationship(secondary=user_roles, lazy="selectin")  # type: ignore[assignment]
    managed_teams: Mapped[list[Team]] = relationship(secondary=team_managers, back_populates="managers")
    agent: Mapped[Agent | None] = relationship(back_populates="user")

    @property
    def role_names(self) -> frozenset[RoleName]:
        return frozenset(RoleName(role.name) for role in self.roles)


class EndedSession(Table):
    """The key of a session whose person signed out; kept until every copy of its cookie has run out."""

    __tablename__ = "ended_sessions"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Team(Table):
    """A team; `sector` ("" where none) chooses which of the company's own word lists count for its agents."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    sector: Mapped[str] = mapped_column(String(40), default="")

    agents: Mapped[list[Agent]] = relationship(back_populates="team")
    managers: Mapped[list[User]] = relationship(secondary=team_managers, back_populates="managed_teams")


class Agent(Table):
    """Someone whose conversations are judged. `key` is how imports name them, folded: a name or a staff number."""

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)

    team: Mapped[Team | None] = relationship(back_populates="agents")
    user: Mapped[User | None] = relationship(back_populates="agent")


class AgentKey(Table):
    """Another name by which imports call an agent, from one that turned out to be the same person."""

    __tablename__ = "agent_keys"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
