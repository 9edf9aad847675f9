"""What a file of people would change: each line held against the accounts, agents and teams that there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from qa_app.operations.errors import OperationError
from qa_app.operations.people import agent_key
from qa_app.operations.people_lines import Faults, PersonLine, joined
from qa_app.operations.table_lines import LineState
from qa_app.store.database import Session
from qa_app.store.people import Agent, RoleName, Team, User
from qa_app.store.people_file_queries import every_agent, everybody, other_keys
from qa_app.store.people_queries import all_teams

# Others who want to write wait until all are added: some ten seconds for so many.
MOST_NEW = 1_000


@dataclass(frozen=True, slots=True)
class Planned:
    """A line with what it would do. `changes` are column, as it is, as it will be, in the words of the file.

    `user` and `agent` are those it is about, None where they are yet to be made or there is none. `wanted` is the line
    with what the file does not say as it is today.
    """

    wanted: PersonLine
    state: LineState
    user: User | None = None
    agent: Agent | None = None
    changes: tuple[tuple[str, str, str], ...] = ()
    faults: Faults = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """The lines in order, and the names of teams that would be made."""

    lines: tuple[Planned, ...]
    new_teams: tuple[str, ...]

    @property
    def good(self) -> tuple[Planned, ...]:
        """The lines that change something and can."""
        return tuple(line for line in self.lines if line.state in (LineState.NEW, LineState.CHANGED))


class _Known:
    """Who there is, found by what lines call them, and what earlier lines were about."""

    def __init__(self, session: Session) -> None:
        self.users = {user.email.lower(): user for user in everybody(session)}
        agents = every_agent(session)
        ids = {agent.id: agent for agent in agents}
        self.agents = {key: ids[agent] for key, agent in other_keys(session).items()}
        self.agents |= {agent.key: agent for agent in agents}
        self.teams = teams_by_name(all_teams(session))
        self.seen: set[str] = set()


def plan_of(session: Session, lines: Iterable[PersonLine]) -> Plan:
    """What the lines would do, taken together. Raises OperationError `people_file_new`."""
    known = _Known(session)
    planned = [_planned(line, known) for line in lines]
    if sum(line.state is LineState.NEW for line in planned) > MOST_NEW:
        raise OperationError("people_file_new", most=MOST_NEW)
    planned = _keep_an_administrator(planned, known.users.values())
    names: dict[str, str] = {}
    for line in planned:
        if line.state in (LineState.NEW, LineState.CHANGED):
            for name in (line.wanted.team, *line.wanted.manages):
                if name and not team_of(name, known.teams):
                    names.setdefault(name.casefold(), name)
    return Plan(tuple(planned), tuple(names.values()))


def _planned(line: PersonLine, known: _Known) -> Planned:
    user = known.users.get(line.email) if line.email else None
    wanted = _completed(line, user, known)
    agent = known.agents.get(agent_key(wanted.agent)) if wanted.agent else None
    faults = _faults(wanted, user, agent, known)
    if faults:
        return Planned(wanted, LineState.WRONG, user, agent, (), faults)
    changes = _changes(wanted, user, agent, known)
    new = user is None if line.email else agent is None
    state = LineState.NEW if new else LineState.CHANGED if changes else LineState.SAME
    return Planned(wanted, state, user, agent, changes)


def _completed(line: PersonLine, user: User | None, known: _Known) -> PersonLine:
    """The line with what the file has no column for as it is, and with the agent that its team is meant for."""
    own = user.agent if user else None
    if "roles" not in line.given and user:
        line = replace(line, roles=user.role_names)
    if "manages" not in line.given and user:
        line = replace(line, manages=tuple(team.name for team in user.managed_teams))
    if "language" not in line.given and user:
        line = replace(line, language=user.language)
    if line.active is None and line.email:
        line = replace(line, active=user.active if user else True)
    if line.email and not line.agent:
        named = line.team and RoleName.AGENT in line.roles
        if own and ("agent" not in line.given or named):
            line = replace(line, agent=own.key)
        elif named:
            line = replace(line, agent=line.name)
    agent = known.agents.get(agent_key(line.agent))
    if "team" not in line.given and agent and agent.team:
        line = replace(line, team=agent.team.name)
    return line


def _faults(line: PersonLine, user: User | None, agent: Agent | None, known: _Known) -> Faults:
    faults = dict(line.faults)
    if not line.email and not line.agent:
        faults.setdefault("email", OperationError("person_unnamed"))
    if line.email and not line.roles and "roles" not in faults:
        faults["roles"] = OperationError("no_role")
    if not line.email and (line.roles or line.manages):
        faults.setdefault("email", OperationError("person_needs_email"))
    if line.manages and RoleName.MANAGER not in line.roles:
        faults.setdefault("manages", OperationError("person_no_manager"))
    if line.team and not line.agent:
        faults.setdefault("team", OperationError("person_no_agent"))
    if line.email and agent and agent.user and agent.user is not user:
        faults.setdefault("agent", OperationError("agent_has_account", name=agent.name))
    marks = {f"email {line.email}"} if line.email else set()
    key = agent.key if agent else agent_key(line.agent)
    marks |= {f"agent {key}"} if key else set()
    if marks & known.seen:
        faults["email" if f"email {line.email}" in known.seen else "agent"] = OperationError("person_twice")
    known.seen |= marks
    return faults


def _changes(
    line: PersonLine, user: User | None, agent: Agent | None, known: _Known
) -> tuple[tuple[str, str, str], ...]:
    own = user.agent if user else None
    before = {
        "name": user.name if user else agent.name if agent and not line.email else "",
        "email": user.email if user else "",
        "roles": roles_cell(user.role_names) if user else "",
        "team": agent.team.name if agent and agent.team else "",
        "manages": joined(sorted(team.name for team in user.managed_teams)) if user else "",
        "agent": (own if line.email else agent).key if (own if line.email else agent) else "",  # type: ignore[union-attr]
        "language": (user.language or "") if user else "",
        "active": active_cell(user.active) if user else "",
    }
    after = {
        "name": line.name,
        "email": line.email,
        "roles": roles_cell(line.roles),
        "team": called(line.team, known.teams),
        "manages": joined(sorted(called(name, known.teams) for name in line.manages)),
        "agent": agent.key if agent else agent_key(line.agent),
        "language": (line.language or "") if line.email else "",
        "active": active_cell(bool(line.active)) if line.email else "",
    }
    return tuple((column, before[column], after[column]) for column in after if before[column] != after[column])


def called(name: str, teams: dict[str, Team]) -> str:
    """The name of a team as it is written here, if there is one of that name."""
    known = team_of(name, teams)
    return known.name if known else name


def teams_by_name(teams: Iterable[Team]) -> dict[str, Team]:
    """Teams by their name, and by it whatever its case."""
    known = list(teams)
    return {team.name.casefold(): team for team in known} | {team.name: team for team in known}


def team_of(name: str, teams: dict[str, Team]) -> Team | None:
    """The team of that name, else one that differs only in case."""
    return teams.get(name) or teams.get(name.casefold())


def roles_cell(roles: Iterable[RoleName]) -> str:
    """Roles in one cell."""
    return " ".join(sorted(role.value for role in roles))


def active_cell(active: bool) -> str:
    return "yes" if active else "no"


def _keep_an_administrator(planned: Sequence[Planned], users: Iterable[User]) -> list[Planned]:
    """Lines that together would leave nobody to administer are wrong."""
    left = {user.email.lower() for user in users if user.active and RoleName.ADMINISTRATOR in user.role_names}
    stops = set()
    for line in planned:
        if line.state not in (LineState.NEW, LineState.CHANGED) or not line.wanted.email:
            continue
        if line.wanted.active and RoleName.ADMINISTRATOR in line.wanted.roles:
            left.add(line.wanted.email)
        elif line.wanted.email in left:
            left.discard(line.wanted.email)
            stops.add(line.wanted.number)
    if left or not stops:
        return list(planned)
    fault = OperationError("last_administrator")
    return [
        replace(line, state=LineState.WRONG, changes=(), faults={"roles": fault})
        if line.wanted.number in stops
        else line
        for line in planned
    ]
