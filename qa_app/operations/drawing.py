"""Drawing at random so that anyone can repeat it: the order follows from SHA-256 of the seed, the week and the id."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from itertools import zip_longest
from typing import NamedTuple


class Candidate(NamedTuple):
    """An interaction that could be drawn; channel and language make its stratum."""

    interaction: int
    agent: int
    channel: str
    language: str | None


def draw(candidates: Iterable[Candidate], per_agent: int, seed: int, week: str) -> list[int]:
    """Ids of up to `per_agent` interactions of each agent, agents in order of their ids.

    The strata of an agent take turns, so that a small one is not lost beside a large one; which begins is drawn too.
    """
    of_agents: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        of_agents.setdefault(candidate.agent, []).append(candidate)
    return [drawn for _, own in sorted(of_agents.items()) for drawn in in_order(own, seed, week)[:per_agent]]


def in_order(own: Iterable[Candidate], seed: int, week: str) -> list[int]:
    """All candidates of one agent in the order in which they are drawn."""
    strata: dict[tuple[str, str], list[int]] = {}
    for one in own:
        strata.setdefault((one.channel, one.language or ""), []).append(one.interaction)
    turns = [
        sorted(members, key=lambda member: _chance(seed, week, member))
        for _, members in sorted(strata.items(), key=lambda stratum: _chance(seed, week, *stratum[0]))
    ]
    return [member for turn in zip_longest(*turns) for member in turn if member is not None]


def _chance(seed: int, week: str, *of: object) -> bytes:
    return sha256(":".join(map(str, (seed, week, *of))).encode()).digest()
