"""The table of people to take away, and taking in what a file of people says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from qa_app.operations.accounts import Invitation, activate, change_user, deactivate, invite_user
from qa_app.operations.auditing import audit
from qa_app.operations.people import agent_named
from qa_app.operations.people_lines import PersonLine, joined
from qa_app.operations.people_plan import Planned, active_cell, roles_cell, team_of, teams_by_name
from qa_app.operations.teams import AgentPlace, TeamFields, add_team, change_agent, change_team
from qa_app.store.database import Session
from qa_app.store.people import Agent, RoleName, Team, User
from qa_app.store.people_file_queries import every_agent, everybody
from qa_app.store.people_queries import all_teams


def people_rows(session: Session) -> Iterator[Sequence[str]]:
    """Accounts, then agents without one, as rows of COLUMNS."""
    for user in everybody(session):
        agent = user.agent
        yield (
            user.name,
            user.email,
            roles_cell(user.role_names),
            agent.team.name if agent and agent.team else "",
            joined(sorted(team.name for team in user.managed_teams)),
            agent.key if agent else "",
            user.language or "",
            active_cell(user.active),
        )
    for agent in every_agent(session):
        if agent.user is None:
            yield (agent.name, "", "", agent.team.name if agent.team else "", "", agent.key, "", "")


def take_in(
    session: Session, actor: User, now: datetime, lines: Sequence[Planned], password_hash: str
) -> Sequence[User]:
    """Do what good lines of a plan say, each noted as its form does, and return the new accounts that are open.

    They all get the one hash, which has to be of a password that nobody knows: to hash one for each takes too long.
    """
    taken = _Taken(session, actor, now)
    # Whoever becomes an administrator does so before another ceases to be the last one.
    for line in sorted(lines, key=lambda line: RoleName.ADMINISTRATOR not in line.wanted.roles):
        taken.line(line, password_hash)
    taken.managers()
    return [user for user in taken.new if user.active]


class _Taken:
    """What the lines of one file have done so far."""

    def __init__(self, session: Session, actor: User, now: datetime) -> None:
        self._by = session, actor, now
        self._teams = teams_by_name(all_teams(session))
        self._managing: list[tuple[User, frozenset[str]]] = []
        self.new: list[User] = []

    def line(self, line: Planned, password_hash: str) -> None:
        wanted = line.wanted
        if not wanted.email:
            self._place(line, wanted, line.agent.user if line.agent else None)
            return
        user = line.user or self._add(wanted, password_hash)
        if line.user:
            self._change(user, wanted, {column for column, _, _ in line.changes})
        if user.agent and (line.agent is None or user.agent is not line.agent):
            self._let_go(user.agent)
        if wanted.agent:
            self._place(line, wanted, user)
        teams = frozenset(self._team(name).name for name in wanted.manages)
        if teams != {team.name for team in user.managed_teams}:
            self._managing.append((user, teams))

    def managers(self) -> None:
        """Change the managers of each team once, when everybody has their roles."""
        session, actor, now = self._by
        for team in {team.id: team for team in self._teams.values()}.values():
            leaving = {user.id for user, teams in self._managing if team.name not in teams}
            coming = [user for user, teams in self._managing if team.name in teams and user not in team.managers]
            staying = [user for user in team.managers if user.id not in leaving]
            if coming or len(staying) < len(team.managers):
                change_team(session, actor, now, team, TeamFields(team.name, [*staying, *coming], team.sector))

    def _add(self, wanted: PersonLine, password_hash: str) -> User:
        session, actor, now = self._by
        roles = tuple(sorted(wanted.roles))
        invited = Invitation(wanted.email, wanted.name, roles, wanted.language)
        user = invite_user(session, actor, now, invited, password_hash)
        if not wanted.active:
            deactivate(session, actor, now, user)
        self.new.append(user)
        return user

    def _change(self, user: User, wanted: PersonLine, columns: set[str]) -> None:
        session, actor, now = self._by
        if columns & {"name", "roles", "language"}:
            user.language = wanted.language
            change_user(session, actor, now, user, wanted.name, wanted.roles)
        if "active" in columns:
            (activate if wanted.active else deactivate)(session, actor, now, user)

    def _let_go(self, agent: Agent) -> None:
        session, actor, now = self._by
        change_agent(session, actor, now, agent, AgentPlace(agent.name, agent.team, None))
        session.flush()

    def _place(self, line: Planned, wanted: PersonLine, user: User | None) -> None:
        """The agent of a line in its team and with its account, made when there is none yet."""
        session, actor, now = self._by
        agent: Agent = line.agent or agent_named(session, wanted.agent)
        team = self._team(wanted.team) if wanted.team else None
        name = agent.name if line.agent and wanted.email else wanted.name
        if (agent.name, agent.team, agent.user) != (name, team, user) or line.agent is None:
            change_agent(session, actor, now, agent, AgentPlace(name, team, user))
            session.flush()

    def _team(self, name: str) -> Team:
        session, actor, now = self._by
        known = team_of(name, self._teams)
        if known is None:
            known = add_team(session, actor, now, name)
            self._teams |= teams_by_name([known])
        return known


def note_invitations(session: Session, actor: User, now: datetime, users: Sequence[User]) -> None:
    """Whoever has a link can sign in as that person, so it is noted who had them made."""
    for user in users:
        audit(session, actor, now, "user.reset_asked", user)
