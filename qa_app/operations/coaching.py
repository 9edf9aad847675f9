"""Coaching reports: made over a period, given to the agent, acknowledged and answered by the agent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter

from qa_app.operations.access import coaches, is_self
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.suggesting import rubric_of, scorecard_of
from qa_app.store.blind_queries import blind_of_agent
from qa_app.store.coaching import GivenReport
from qa_app.store.coaching_queries import reviews_between, suggested_between
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, User
from qa_app.store.reviews import Review
from scoring.coaching import coach, marks_over
from scoring.coaching_report import CoachingReport
from scoring.reviewed import reviewed
from scoring.scorecard import Scorecard

# Older marks tell nothing about how somebody works now.
_LONGEST = timedelta(days=732)
# Nothing was recorded before; and the first days of all cannot be reckoned with.
_EARLIEST = date(1970, 1, 1)
# Clocks differ from UTC by at most 14 hours.
_FARTHEST = timedelta(hours=14)


def make_report(
    session: Session, actor: User, now: datetime, agent: Agent, first_day: date, last_day: date
) -> GivenReport:
    """The report over an agent's conversations of a period, given to the agent. Raises as `draft_report`."""
    given = draft_report(session, actor, now, agent, first_day, last_day)
    give_report(session, actor, now, given)
    return given


def draft_report(
    session: Session, actor: User, now: datetime, agent: Agent, first_day: date, last_day: date
) -> GivenReport:
    """The same, not given yet: a row that is not in the session, which is only read.

    A conversation belongs to the day on its own clock. Where a review was released, its moments are told as that person
    left them; the marks that people gave are summed up apart from those that were suggested. Raises OperationError
    `period_backwards`, `period_ahead`, `period_long`, or `nothing_scored` when no conversation has a mark.
    """
    if not coaches(actor, agent):
        raise NotAllowedError
    check_period(now, first_day, last_day)
    found = _graded(session, agent, first_day, last_day)
    conversations = {one.suggested.id: one.interaction_id for one in found}
    only_after_grading(session, actor, agent.id, conversations.values())
    left = [one.left for one in found]
    if all(card.not_scored for card in left):
        raise OperationError("nothing_scored", agent=agent.name)
    suggested = marks_over(one.suggested for one in found)
    by_people = [one.by_people for one in found if one.by_people]
    report = replace(
        coach(left, agent.name, (agent.user.language if agent.user else None) or "en"),
        first=first_day.isoformat(),
        last=last_day.isoformat(),
        reviewed=len(by_people),
        total=suggested[0],
        criteria=suggested[1:],
        by_people=marks_over(by_people) if by_people else (),
    )
    return GivenReport(
        agent_id=agent.id,
        made_by=actor.id,
        first_day=first_day,
        last_day=last_day,
        created_at=now,
        body=asdict(report),
        conversations=conversations,
    )


def give_report(session: Session, actor: User, now: datetime, given: GivenReport) -> None:
    """A drafted report becomes the agent's."""
    session.add(given)
    session.flush()
    counts = {"conversations": len(given.conversations), "reviewed": given.body["reviewed"]}
    audit(session, actor, now, "report.given", given, **counts)


def check_period(now: datetime, first_day: date, last_day: date) -> None:
    """Raises OperationError `period_backwards`, `period_ahead` or `period_long`."""
    if last_day < first_day:
        raise OperationError("period_backwards")
    if first_day > now.date() + timedelta(days=1):
        raise OperationError("period_ahead")
    if last_day - first_day > _LONGEST:
        raise OperationError("period_long")


def report_of(given: GivenReport) -> CoachingReport:
    """The report as it was given."""
    return _adapter().validate_python(given.body)


def made_on(given: GivenReport, zone: tzinfo) -> date:
    """The day that stands on a report, by the clock of the company."""
    return given.created_at.astimezone(zone).date()


def only_after_grading(session: Session, user: User, agent_id: int, interactions: Iterable[int]) -> None:
    """Raises NotAllowedError `grade_blind_first` for who is to grade one of the conversations without a suggestion."""
    if blind_of_agent(session, user.id, agent_id) & set(interactions):
        raise NotAllowedError("grade_blind_first")


def acknowledge(session: Session, actor: User, now: datetime, given: GivenReport, comment: str) -> None:
    """The agent has read the report; once. A comment may come with it."""
    if not is_self(actor, given.agent):
        raise NotAllowedError
    if given.acknowledged_at is None:
        given.acknowledged_at = now
        audit(session, actor, now, "report.acknowledged", given)
    if comment.strip():
        say(session, actor, now, given, comment)


def say(session: Session, actor: User, now: datetime, given: GivenReport, comment: str) -> None:
    """What the agent says about the report; it may be changed."""
    if not is_self(actor, given.agent):
        raise NotAllowedError
    if comment.strip() != given.agent_comment:
        given.agent_comment = comment.strip()
        audit(session, actor, now, "report.commented", given)


def clock_of(interaction: Interaction) -> tzinfo:
    """The clock by which a conversation took place: a zone by name or offset; UTC where none was told."""
    told = interaction.time_zone or "UTC"
    try:
        return ZoneInfo(told)
    except (ZoneInfoNotFoundError, ValueError):
        pass
    try:
        offset = datetime.fromisoformat(f"2000-01-01T00:00:00{told}").utcoffset()
    except ValueError:
        offset = None
    return timezone(offset or timedelta(0))


@dataclass(frozen=True, slots=True)
class _Graded:
    """One conversation as suggested, as people left it, and with their marks alone (None without a released review)."""

    interaction_id: int
    suggested: Scorecard
    left: Scorecard
    by_people: Scorecard | None


def _graded(session: Session, agent: Agent, first_day: date, last_day: date) -> Sequence[_Graded]:
    """The conversations of the days, each under a name of its own, at the time on its own clock."""
    since = datetime.combine(max(first_day, _EARLIEST), time(), UTC) - _FARTHEST
    until = datetime.combine(last_day, time(), UTC) + timedelta(days=1) + _FARTHEST
    reviews: dict[int, list[Review]] = {}
    for review in reviews_between(session, agent.id, since, until):
        reviews.setdefault(review.interaction_id, []).append(review)
    found = [
        (interaction, suggested)
        for interaction, suggested in suggested_between(session, agent.id, since, until)
        if first_day <= _local(interaction).date() <= last_day
    ]
    names = _names(interaction for interaction, _ in found)
    return [
        _one(interaction, scorecard_of(suggested), names[interaction.id], reviews.get(interaction.id, ()))
        for interaction, suggested in found
    ]


def _one(interaction: Interaction, card: Scorecard, name: str, reviews: Sequence[Review]) -> _Graded:
    at = _local(interaction).isoformat() if interaction.started_at else None
    named = (replace(one, id=name, started_at=at) for one in (card, as_people_left_it(card, reviews)))
    suggested, left = named
    return _Graded(interaction.id, suggested, left, _people_alone(suggested, reviews[-1]) if reviews else None)


def _people_alone(card: Scorecard, last: Review) -> Scorecard:
    """The marks in force of a conversation's last review, and nothing that was suggested."""
    bare = replace(card, marks=(), total=None, not_scored=None)
    return reviewed(bare, _in_force(last), {}, _weights(last))


def as_people_left_it(card: Scorecard, reviews: Sequence[Review]) -> Scorecard:
    """The scorecard after the released reviews of its interaction, the last of which counts; itself without any.

    What was struck in any of them, of the same suggestion, is left out.
    """
    if not reviews:
        return card
    last = reviews[-1]
    struck: dict[str, set[int]] = {}
    for review in reviews:
        if review.scorecard_id == last.scorecard_id:
            for entry in review.struck:
                struck.setdefault(entry.criterion, set()).add(entry.number)
    return reviewed(
        scorecard_of(last.scorecard) if last.scorecard else card,
        _in_force(last),
        struck,
        _weights(last),
    )


def _in_force(review: Review) -> dict[str, float | None]:
    return {mark.criterion: mark.in_force for mark in review.marks}


def _weights(review: Review) -> dict[str, float]:
    return {criterion.id: criterion.weight for criterion in rubric_of(review.rubric_version).criteria}


def _local(interaction: Interaction) -> datetime:
    return (interaction.started_at or interaction.created_at).astimezone(clock_of(interaction))


def _names(interactions: Iterable[Interaction]) -> dict[int, str]:
    """What the report calls each conversation: its name, with its number where two have the same."""
    known = list(interactions)
    often = Counter(interaction.name for interaction in known)
    return {
        interaction.id: interaction.name if often[interaction.name] == 1 else f"{interaction.name} ({interaction.id})"
        for interaction in known
    }


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[CoachingReport]:
    return TypeAdapter(CoachingReport)
