"""The values of a coaching report. Keys and numbers only; `explain` and the renderer put them into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Trend(StrEnum):
    """How the later half of the marks lies against the earlier half."""

    UP = "up"
    DOWN = "down"
    NO_CLEAR_CHANGE = "no_clear_change"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in one conversation that a report shows.

    `quote` is what the agent said ("" when something was missed), `prompt` what the customer said before.
    `turn` counts from 0; `at` is the turn's start in a call, in seconds, when known; `language` is the conversation's.
    `reason` is the evidence's reason key (`shown.paraphrase`, `missed.negative_feeling`, ...).
    """

    conversation: str
    channel: str
    language: str
    started_at: str | None
    turn: int
    at: float | None
    reason: str
    quote: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Strength:
    """What went well: the behaviour (an act), how often over how many conversations, and the best moments."""

    criterion: str
    name: str
    times: int
    conversations: int
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Focus:
    """One thing to work on: its reason key, how often it happened, moments, and better wordings to try.

    `out_of` is the number of moments of that kind there were, 0 where only occurrences are counted.
    `tries` belongs to `moments` one by one: a wording in that conversation's language.
    """

    criterion: str
    reason: str
    times: int
    out_of: int
    conversations: int
    moments: tuple[Moment, ...]
    tries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term customers may not understand: as used, in plain words ("" unknown), how often, and where first."""

    text: str
    kind: str
    plain: str
    times: int
    language: str
    conversation: str


@dataclass(frozen=True, slots=True)
class CriterionSummary:
    """An agent's marks on one criterion.

    `mean` is 0..1, None when nothing could be judged; `low` and `high` are its 95 % interval, None when n < 3.
    `series` are (started_at, score) in order of time, only those with a time.
    """

    criterion: str
    n: int
    mean: float | None
    low: float | None
    high: float | None
    trend: Trend
    series: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class CoachingReport:
    """What one agent's scorecards say together.

    `first` and `last` are ISO dates of the period, None when no conversation has a time.
    `unscored` counts conversations that could not be scored, by reason key. `total` and `criteria` are automatic
    suggestions; `by_people` are the marks that people gave, the total first, never mixed with those. `reviewed` is how
    many conversations a person reviewed.
    `rubrics` are each an id and a version, as "call 5"; `titles` are what those are called that do not come with the
    product, by language. `names` are those that rubrics give to criteria, as in a scorecard.
    `goal` and `follow_up` (ISO date) are for people to fill in; empty means that the page leaves room.
    """

    agent: str
    language: str
    first: str | None
    last: str | None
    conversations: int
    unscored: tuple[tuple[str, int], ...]
    total: CriterionSummary
    criteria: tuple[CriterionSummary, ...]
    strengths: tuple[Strength, ...]
    focus: tuple[Focus, ...]
    terms: tuple[TermUse, ...]
    rubrics: tuple[str, ...]
    engine: str
    reviewed: int = 0
    by_people: tuple[CriterionSummary, ...] = ()
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    goal: str = ""
    follow_up: str = ""
