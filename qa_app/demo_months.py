"""Sixteen weeks of the demo's company before today: conversations of all its agents, and what reviewers made of them.

The conversations are the samples that were written, told again of each agent who speaks the language. What reviewers
gave is invented (`demo_marks`).
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from qa_app.demo_markets import COUNTRIES, ZONES
from qa_app.demo_marks import SEED, grade_all
from qa_app.operations.acknowledging import acknowledge_review
from qa_app.operations.assigning import Order, assign
from qa_app.operations.intake import WholeFile, bring_file
from qa_app.operations.jobs import to_deliver
from qa_app.operations.metadata import Told
from qa_app.operations.processing import WORK, process_interaction
from qa_app.operations.reviewing import start_review
from qa_app.operations.standards import Standards
from qa_app.operations.suggesting import conversation_of, suggestion
from qa_app.store.database import Session
from qa_app.store.demo_queries import interactions_by_day
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.store.work import JobKind
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from scoring.scorecard import Scorecard
from transcripts.conversation import Conversation
from transcripts.files import conversation_to_json

WEEKS = 16
# Of so many conversations one is left that nobody reviewed.
_UNREVIEWED = 8
# Of so many reviews one is made with the suggestion in view; the others are blind.
_OPEN = 3


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent: the team, the language of the conversations, and what people mark lower how often (`grade_all`).

    `trained` says that the module on clear language took the weakness in clarity away, in the middle of the weeks.
    """

    name: str
    team: str
    language: str
    weak: Mapping[str, float]
    trained: bool = False


COLLEAGUES = (
    Colleague("Sanne de Wit", "Service", "nl", {}),
    Colleague("Daan Visser", "Service", "nl", {"timeliness": 0.3}),
    Colleague("Lotte Bakker", "Digital", "nl", {}),
    Colleague("Jonas Brandt", "Service", "de", {"proactivity": 0.3}),
    Colleague("Lena Hoffmann", "Service", "de", {}),
    Colleague("Tobias Krüger", "Digital", "de", {}),
    Colleague("Ioana Munteanu", "Service", "ro", {"clarity": 0.7}, trained=True),
    Colleague("Radu Ionescu", "Service", "ro", {"clarity": 0.75}, trained=True),
    Colleague("Elena Stan", "Digital", "ro", {"clarity": 0.7, "proactivity": 0.6}, trained=True),
    Colleague("Oliver Shaw", "Digital", "en", {"clarity": 0.4}, trained=True),
    Colleague("Grace Bennett", "Digital", "en", {"clarity": 0.45}, trained=True),
    Colleague("Liam Murphy", "Digital", "en", {"clarity": 0.4, "timeliness": 0.4}, trained=True),
)
# What was graded longer ago was read by its agent.
_READ_BY = timedelta(days=10)
TEAMS = tuple(dict.fromkeys(one.team for one in COLLEAGUES))


def trained_on(now: datetime, place: int) -> datetime:
    """When the colleague at a place passed the module on clear language: on the days around eight weeks ago."""
    return now.replace(hour=13, minute=10) - timedelta(weeks=8, days=place % 5)


def bring_months(workplace: Workplace, now: datetime) -> None:
    """Bring the conversations of the weeks in as one file, have it read, and all of them scored.

    Each is scored once for each agent who has it: what is said again is given the same marks.
    """
    with workplace.database.transaction() as session:
        told = list(_told(session, now))
    known: dict[Conversation, Scorecard] = {}

    def remembered(conversation: Conversation, standards: Standards) -> Scorecard:
        said = replace(conversation, id="", started_at=None)
        if said not in known:
            known[said] = suggestion(conversation, standards)
        return replace(known[said], id=conversation.id)

    work = WORK | {JobKind.PROCESS: partial(process_interaction, suggest=remembered)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "earlier-conversations.jsonl"
        lines = [json.dumps(conversation_to_json(one), ensure_ascii=False) + "\n" for one in told]
        path.write_text("".join(lines), encoding="utf-8")
        whole = WholeFile(path.name, workplace.media.put(path), path.stat().st_size)
    asked: list[int] = []
    with workplace.database.transaction() as session:
        bring_file(session, None, now, whole, Told())
        asked.extend(to_deliver(session))
    while asked:
        run_job(workplace, asked.pop(0), asked.extend, work)


def _told(session: Session, now: datetime) -> Iterable[Conversation]:
    """What was said in the weeks, agent by agent; recordings are left out, since their words have times."""
    written = [one for one in interactions_by_day(session) if one.media_key is None and one.transcript and one.agent]
    samples = [(conversation_of(one.transcript), one.agent.name) for one in written if one.transcript and one.agent]
    monday = datetime.combine(now.date() - timedelta(days=now.weekday()), time())
    for colleague in COLLEAGUES:
        draw = Random(f"{SEED} {colleague.name}")  # noqa: S311 - to invent, no secret
        own = [sample for sample in samples if sample[0].language == colleague.language]
        for number in range(WEEKS * 3 // 2):
            day = monday - timedelta(weeks=WEEKS) + timedelta(weeks=number * 2 // 3, days=draw.randrange(5))
            at = day.replace(
                hour=draw.randint(9, 16), minute=draw.randrange(60), tzinfo=ZoneInfo(ZONES[colleague.language])
            )
            conversation, first = own[number % len(own)]
            yield _of(conversation, first, colleague, at, number)


def _of(said: Conversation, first: str, colleague: Colleague, at: datetime, number: int) -> Conversation:
    """A sample of the agent `first`, told of a colleague."""
    family = first.partition(" ")[2]
    named = re.compile(rf"\b{re.escape(first.split(maxsplit=1)[0])}\b(?P<whole> {re.escape(family)}\b)?")

    def renamed(text: str) -> str:
        return named.sub(lambda found: colleague.name if found["whole"] else colleague.name.split()[0], text)

    turns = tuple(
        replace(turn, text=renamed(turn.text), name=renamed(turn.name) if turn.name else None) for turn in said.turns
    )
    return replace(
        said,
        id=f"{colleague.name.split()[0]} {number + 1}",
        turns=turns,
        agent=colleague.name,
        started_at=at.isoformat(),
        market=COUNTRIES[said.language],
        source=None,
    )


def review_months(
    session: Session, manager: User, reviewers: Sequence[User], calibrated: Mapping[int, datetime], now: datetime
) -> None:
    """The reviewers take turns; `calibrated` are conversations (ids) that were graded together until a moment."""
    known = {one.name: (place, one) for place, one in enumerate(COLLEAGUES)}
    for interaction in interactions_by_day(session):
        if interaction.started_at is None or interaction.agent is None or not _is_told(interaction):
            continue
        draw = Random(f"{SEED} {interaction.name}")  # noqa: S311 - to invent, no secret
        at = max(interaction.started_at, calibrated.get(interaction.id, interaction.started_at))
        at = (at + timedelta(days=draw.randint(1, 3))).replace(hour=draw.randint(7, 15), minute=draw.randrange(60))
        if at > now - timedelta(hours=1) or draw.randrange(_UNREVIEWED) == 0:
            continue
        reviewer = draw.choice(reviewers)
        blind = draw.randrange(_OPEN) != 0
        due = (at + timedelta(days=3)).date()
        assign(session, manager, at - timedelta(hours=12), [interaction.id], Order(reviewer, "chosen", due, blind))
        review = start_review(session, reviewer, interaction, at)
        place, colleague = known[interaction.agent.name]
        grade_all(session, review, at, _weak(colleague, interaction.started_at >= trained_on(now, place)))
        if interaction.agent.user and at < now - _READ_BY:
            acknowledge_review(session, interaction.agent.user, review, at + timedelta(days=1))


def _is_told(interaction: Interaction) -> bool:
    return interaction.file_name == "earlier-conversations.jsonl"


def _weak(colleague: Colleague, later: bool) -> Mapping[str, float]:
    over = colleague.trained and later
    return {name: chance for name, chance in colleague.weak.items() if not (over and name == "clarity")}
