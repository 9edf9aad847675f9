"""Teams with their managers, and agents: which team, which account, and two that are one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.people import agent_key
from qa_app.operations.sectors import SECTORS
from qa_app.store.database import Session
from qa_app.store.people import Agent, RoleName, Team, User
from qa_app.store.people_queries import agent_by_key, agent_of_user, agents_found, move_to_agent, team_named


def add_team(session: Session, actor: User, now: datetime, name: str) -> Team:
    """Raises OperationError `team_exists`."""
    if team_named(session, name.strip()):
        raise OperationError("team_exists", name=name.strip())
    team = Team(name=name.strip())
    session.add(team)
    session.flush()
    audit(session, actor, now, "team.added", team)
    return team


@dataclass(frozen=True, slots=True)
class TeamFields:
    """What people set of a team; `sector` is one of SECTORS, "" where none."""

    name: str
    managers: Iterable[User]
    sector: str = ""


def change_team(session: Session, actor: User, now: datetime, team: Team, fields: TeamFields) -> None:
    """Name, managers and sector of a team. Raises OperationError `team_exists` and `no_such_sector`."""
    name = fields.name.strip()
    same = team_named(session, name)
    if same is not None and same is not team:
        raise OperationError("team_exists", name=name)
    if fields.sector not in ("", *SECTORS):
        raise OperationError("no_such_sector")
    team.name, team.sector = name, fields.sector
    team.managers = [user for user in fields.managers if RoleName.MANAGER in user.role_names]
    managers = sorted(user.id for user in team.managers)
    audit(session, actor, now, "team.changed", team, managers=managers, sector=team.sector)


@dataclass(frozen=True, slots=True)
class AgentPlace:
    """What an agent is called, in which team, with which account."""

    name: str
    team: Team | None
    user: User | None


def change_agent(session: Session, actor: User, now: datetime, agent: Agent, place: AgentPlace) -> None:
    """Name, team and account of an agent. Raises OperationError `account_of_another`."""
    team, user = place.team, place.user
    taken = agent_of_user(session, user) if user else None
    if taken is not None and taken is not agent:
        raise OperationError("account_of_another", name=taken.name)
    agent.name, agent.team, agent.user = place.name.strip(), team, user
    audit(
        session,
        actor,
        now,
        "agent.changed",
        agent,
        team=team.id if team else None,
        account=user.id if user else None,
    )


def agent_called(session: Session, name: str) -> Agent | None:
    """The agent that imports or pages call so; None when nobody is, or several are."""
    known = agent_by_key(session, agent_key(name))
    if known is not None:
        return known
    same = [
        agent for agent in agents_found(session, name.strip(), None, 0, 20) if agent_key(agent.name) == agent_key(name)
    ]
    return same[0] if len(same) == 1 else None


def merge_agents(session: Session, actor: User, now: datetime, agent: Agent, into: Agent) -> None:
    """Two agents are one person: everything of the first becomes the second's, and imports that name the first find it.

    Raises OperationError `same_agent`, or `two_accounts` when both have an account.
    """
    if agent.id == into.id:
        raise OperationError("same_agent")
    if agent.user_id is not None and into.user_id is not None:
        raise OperationError("two_accounts")
    user, agent.user = agent.user, None
    session.flush()
    if user is not None:
        into.user = user
    into.team = into.team or agent.team
    move_to_agent(session, agent, into)
    audit(session, actor, now, "agent.merged", into, merged=agent.id)
