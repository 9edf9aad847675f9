"""How much of what could be scored was reviewed, by agent and by week, as a page and a file show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa_app.store.database import Session
from qa_app.store.people import Agent
from qa_app.store.team_work_queries import agents_in, reviewed
from qa_app.web.team_asked import Asked

Counts = tuple[Agent, int, int, int]


@dataclass(frozen=True, slots=True)
class Share:
    """Conversations that could be scored, and how many of them a person reviewed."""

    scored: int
    reviewed: int

    @property
    def share(self) -> float | None:
        return self.reviewed / self.scored if self.scored else None


@dataclass(frozen=True, slots=True)
class CoverageFound:
    """`cells` are agent, place of the week, scored and reviewed; agents without conversations are in `agents` too."""

    whole: Share
    agents: Sequence[tuple[Agent, Share]]
    weeks: Sequence[tuple[date, Share]]
    cells: Sequence[Counts]

    @property
    def without(self) -> Sequence[Agent]:
        """The agents who have conversations, and none that was reviewed."""
        return [agent for agent, found in self.agents if found.scored and not found.reviewed]


def coverage_of(session: Session, about: Asked) -> CoverageFound:
    agents = agents_in(session, about.scope.teams)
    found = reviewed(session, about.scope)
    known = {agent.id: agent for agent in agents}
    cells = sorted(
        ((known[agent], week, scored, done) for agent, week, scored, done in found if agent in known),
        key=lambda one: (one[0].name, one[0].id, one[1]),
    )
    by_agent: dict[int, list[Counts]] = defaultdict(list)
    by_week: dict[int, list[Counts]] = defaultdict(list)
    for one in cells:
        by_agent[one[0].id].append(one)
        by_week[one[1]].append(one)
    return CoverageFound(
        _share(cells),
        [(agent, _share(by_agent[agent.id])) for agent in agents],
        [(day, _share(by_week[week])) for week, day in enumerate(about.weeks)],
        cells,
    )


def _share(cells: Sequence[Counts]) -> Share:
    return Share(sum(one[2] for one in cells), sum(one[3] for one in cells))
