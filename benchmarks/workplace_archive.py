"""An invented company with its archive, written straight into the database of a workplace.

Conversations are put together from the turns of the sample data, in four languages, 15 turns each, and scored once by
words and form; each interaction is a copy of one of them in which one long word in eight is another one of the same
length, so that places in the text keep their meaning and the search has a vocabulary. Everything else hangs on how many
interactions there are: reviews of one in five, three rows of the audit trail for each.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, insert, text
from wordfreq import top_n_list

from benchmarks.archive_speed import sample_conversations
from qa_app.store.audit import AuditEvent
from qa_app.store.database import Database
from qa_app.store.interactions import (
    Interaction,
    RubricVersion,
    Stage,
    SuggestedMark,
    SuggestedScorecard,
    Transcript,
)
from qa_app.store.people import Agent, Role, RoleName, Team, User, team_managers, user_roles
from qa_app.store.reviews import (
    Assignment,
    AssignmentState,
    Decision,
    Dispute,
    DisputeState,
    Review,
    ReviewMark,
    ReviewState,
)
from qa_app.store.transcript_words import index_transcript
from rubrics.load import rubric_for_channel
from rubrics.model import Rubric
from scoring.engine import score
from scoring.marks import Mark
from scoring.scorecard import Scorecard, scorecard_to_json
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel, Conversation, Speaker, Turn
from transcripts.files import conversation_to_json

AGENTS = 200
TEAMS = 10
REVIEWERS = 20
TURNS = 15
_TEMPLATES = 12
_DAYS = 365
_SEED = 4711
_ROWS_AT_ONCE = 1_000
_OPEN_EACH = 30
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_VARIED = 0.125
_VOCABULARY = 20_000
_MARKETS = {"en": "GB", "nl": "NL", "de": "DE", "ro": "RO"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """A conversation with its scorecard and the rubric it was scored with."""

    conversation: Conversation
    card: Scorecard
    rubric: Rubric


def templates(chance: random.Random) -> list[Template]:
    """Some conversations for each language and each of two channels."""
    pools: dict[tuple[str, Speaker], list[str]] = {}
    for conversation in sample_conversations():
        for turn in conversation.turns:
            if turn.speaker in (Speaker.AGENT, Speaker.CUSTOMER):
                pools.setdefault((conversation.language, turn.speaker), []).append(turn.text[:400])
    made = []
    for language in SUPPORTED_LANGUAGES:
        for channel in (Channel.CALL, Channel.CHAT):
            for number in range(_TEMPLATES):
                talk = _talk(f"{language}-{channel.value}-{number}", language, channel, pools, chance)
                rubric = rubric_for_channel(channel.value)
                made.append(Template(talk, score(talk, rubric, None), rubric))
    return made


def _talk(
    name: str, language: str, channel: Channel, pools: dict[tuple[str, Speaker], list[str]], chance: random.Random
) -> Conversation:
    at, turns = 0.0, []
    for place in range(TURNS):
        speaker = Speaker.CUSTOMER if place % 2 else Speaker.AGENT
        said = chance.choice(pools[language, speaker])
        length = max(1.0, len(said) / 15)
        start, end = (at, at + length) if channel is Channel.CALL else (None, None)
        turns.append(Turn(speaker, said, start, end))
        at += length + chance.choice((0.4, 0.8, 1.5, 12.0))
    return Conversation(name, channel, language, tuple(turns))


def build(database: Database, interactions: int, password_hash: str, now: datetime) -> None:
    """Fill an empty database that has its tables."""
    chance = random.Random(_SEED)  # noqa: S311 - it invents people, no secrets
    with database.engine.execution_options(writes=True).begin() as connection:
        _people(connection, password_hash, now)
        made = templates(chance)
        versions = _rubrics(connection, made)
        _interactions(connection, _copies(made, interactions, chance, now), versions)
        _reviews(connection, interactions, made, versions, chance, now)
        _looks(connection, interactions, chance, now)
        if connection.dialect.name == "postgresql":
            _continue_ids(connection)
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("ANALYZE"))


def _put(connection: Connection, table: type[Any] | Table, rows: Iterable[Row]) -> None:
    pending = iter(rows)
    into = insert(table)
    while chunk := list(islice(pending, _ROWS_AT_ONCE)):
        connection.execute(into, chunk)


def _people(connection: Connection, password_hash: str, now: datetime) -> None:
    """Users 1..AGENTS are the agents; then reviewers, one manager a team, a trainer, an administrator."""
    names = [
        *((f"agent{number}", RoleName.AGENT) for number in range(1, AGENTS + 1)),
        *((f"reviewer{number}", RoleName.REVIEWER) for number in range(1, REVIEWERS + 1)),
        *((f"manager{number}", RoleName.MANAGER) for number in range(1, TEAMS + 1)),
        ("trainer", RoleName.TRAINER),
        ("administrator", RoleName.ADMINISTRATOR),
    ]
    roles = {name: key for key, name in connection.execute(text("SELECT id, name FROM roles"))}
    users = [
        {
            "id": key,
            "email": f"{name}@example.com",
            "name": name.capitalize(),
            "password": password_hash,
            "active": True,
            "fs_uniquifier": uuid4().hex,
            "created_at": now,
            "failed_logins": 0,
        }
        for key, (name, _) in enumerate(names, 1)
    ]
    _put(connection, User, users)
    _put(connection, user_roles, ({"user_id": key, "role_id": roles[role]} for key, (_, role) in enumerate(names, 1)))
    _put(connection, Team, ({"id": team, "name": f"Team {team}"} for team in range(1, TEAMS + 1)))
    first = AGENTS + REVIEWERS
    _put(connection, team_managers, ({"team_id": team, "user_id": first + team} for team in range(1, TEAMS + 1)))
    _put(
        connection,
        Agent,
        (
            {"id": key, "key": f"agent{key}", "name": f"Agent {key}", "team_id": 1 + key % TEAMS, "user_id": key}
            for key in range(1, AGENTS + 1)
        ),
    )


def _rubrics(connection: Connection, made: Sequence[Template]) -> dict[str, int]:
    rubrics = {template.rubric.id: template.rubric for template in made}
    keys = {name: key for key, name in enumerate(rubrics, 1)}
    _put(
        connection,
        RubricVersion,
        (
            {"id": keys[name], "rubric": name, "version": rubric.version, "body": rubric.model_dump(mode="json")}
            for name, rubric in rubrics.items()
        ),
    )
    return keys


@dataclass(frozen=True, slots=True)
class _Copy:
    """An interaction to be, with the template it is a copy of."""

    row: Row
    template: Template
    transcript: Row


def _copies(made: Sequence[Template], count: int, chance: random.Random, now: datetime) -> Iterator[_Copy]:
    vary = {language: _varied(language, chance) for language in SUPPORTED_LANGUAGES}
    written = {template.conversation.id: conversation_to_json(template.conversation) for template in made}
    for key in range(1, count + 1):
        template = made[key % len(made)]
        talk, card = template.conversation, template.card
        body = dict(written[talk.id])
        turns: Any = body["turns"]
        body["turns"] = [{**turn, "text": vary[talk.language](turn["text"])} for turn in turns]
        # Ids in order of time, as in an archive that grew.
        at = now - timedelta(days=_DAYS * (1 - key / count), seconds=chance.random() * 3_600)
        judged = sorted((mark.score, mark.criterion) for mark in card.marks if mark.score is not None)
        unsure = chance.random() < 0.05
        row = {
            "id": key,
            "digest": os.urandom(32).hex(),
            "name": f"{talk.id}-{key}",
            "file_name": f"{talk.id}-{key}.json",
            "channel": talk.channel.value,
            "language": talk.language,
            "market": _MARKETS[talk.language],
            "customer": f"C-{chance.randrange(50_000)}",
            "agent_id": chance.randrange(1, AGENTS + 1),
            "started_at": at,
            "time_zone": "Europe/Amsterdam",
            "seconds": talk.turns[-1].end,
            "turns": TURNS,
            "created_at": at,
            "stage": Stage.DONE,
            "progress": 1.0,
            "suggested": _near(card.total, chance),
            "lowest_mark": judged[0][0] if judged else None,
            "lowest_criterion": judged[0][1] if judged else None,
            "critical": chance.random() < 0.02,
            "longest_silence": chance.expovariate(1 / 8) if talk.channel is Channel.CALL else None,
            "mood_end": chance.uniform(-1, 1),
            "unsure": chance.randrange(1, 4) if unsure else 0,
        }
        yield _Copy(row, template, body)


def _near(total: float | None, chance: random.Random) -> float | None:
    return None if total is None else min(1.0, max(0.0, total + chance.gauss(0, 0.1)))


def _varied(language: str, chance: random.Random) -> Callable[[str], str]:
    """Replaces one long word in eight by another of the same length."""
    by_length: dict[int, list[str]] = {}
    for word in top_n_list(language, _VOCABULARY):
        if _LONG_WORD.fullmatch(word):
            by_length.setdefault(len(word), []).append(word)

    def another(found: re.Match[str]) -> str:
        known = by_length.get(len(found[0]))
        return chance.choice(known) if known and chance.random() < _VARIED else found[0]

    return lambda said: _LONG_WORD.sub(another, said)


def _interactions(connection: Connection, copies: Iterator[_Copy], versions: dict[str, int]) -> None:
    bodies: dict[str, Any] = {}
    while chunk := list(islice(copies, _ROWS_AT_ONCE)):
        for copy in chunk:
            bodies.setdefault(copy.template.conversation.id, scorecard_to_json(copy.template.card))
        _put(connection, Interaction, (copy.row for copy in chunk))
        _put(
            connection,
            Transcript,
            ({"interaction_id": copy.row["id"], "original": copy.transcript, "steps": []} for copy in chunk),
        )
        for copy in chunk:
            index_transcript(connection, copy.row["id"], copy.transcript)
        _put(
            connection,
            SuggestedScorecard,
            (
                {
                    "id": copy.row["id"],
                    "interaction_id": copy.row["id"],
                    "rubric_version_id": versions[copy.template.rubric.id],
                    "created_at": copy.row["created_at"],
                    "body": bodies[copy.template.conversation.id],
                }
                for copy in chunk
            ),
        )
        _put(
            connection,
            SuggestedMark,
            (
                {
                    "interaction_id": copy.row["id"],
                    "criterion": mark.criterion,
                    "score": mark.score,
                    "not_judged": mark.not_judged,
                }
                for copy in chunk
                for mark in copy.template.card.marks
            ),
        )


def _reviews(
    connection: Connection,
    count: int,
    made: Sequence[Template],
    versions: dict[str, int],
    chance: random.Random,
    now: datetime,
) -> None:
    """A released review of every fifth interaction, with a dispute of one in twenty; then what is open."""
    reviewed = range(5, count + 1, 5)
    by_key = {key: AGENTS + 1 + chance.randrange(REVIEWERS) for key in reviewed}
    released = {key: now - timedelta(days=_DAYS * (1 - key / count) - 1) for key in reviewed}

    def assignment(key: int, reviewer: int, state: AssignmentState, due: datetime) -> Row:
        return {
            "interaction_id": key,
            "reviewer_id": reviewer,
            "why": chance.choice(("drawn", "drawn", "drawn", "chosen", "critical")),
            "blind": False,
            "due_on": due.date(),
            "state": state,
            "created_at": due - timedelta(days=7),
        }

    _put(connection, Assignment, (assignment(k, by_key[k], AssignmentState.DONE, released[k]) for k in reviewed))
    still_open = (
        assignment(
            chance.randrange(1, count + 1),
            reviewer,
            AssignmentState.OPEN,
            now + timedelta(days=chance.randrange(-3, 8)),
        )
        for reviewer in range(AGENTS + 1, AGENTS + REVIEWERS + 1)
        for _ in range(_OPEN_EACH)
    )
    _put(connection, Assignment, still_open)
    _put(
        connection,
        Review,
        (
            {
                "id": key // 5,
                "interaction_id": key,
                "reviewer_id": by_key[key],
                "scorecard_id": key,
                "rubric_version_id": versions[made[key % len(made)].rubric.id],
                "state": ReviewState.RELEASED,
                "blind": False,
                "seconds": chance.randrange(120, 900),
                "total": chance.random(),
                "graded_total": chance.random(),
                "summary": "",
                "started_at": released[key] - timedelta(hours=1),
                "changed_at": released[key],
                "released_at": released[key],
            }
            for key in reviewed
        ),
    )
    _put(
        connection,
        ReviewMark,
        (
            {
                "review_id": key // 5,
                "criterion": mark.criterion,
                "decision": Decision.ACCEPTED,
                "score": chance.randrange(5) / 4,
                "suggested": mark.score,
                "reason": "",
            }
            for key in reviewed
            for mark in _judged(made[key % len(made)])
        ),
    )
    _put(
        connection,
        Dispute,
        (
            {
                "review_id": key // 5,
                "criterion": _judged(made[key % len(made)])[0].criterion,
                "proposed_level": 4,
                "reason": "It was said later.",
                "created_by": 1,
                "created_at": released[key],
                "state": DisputeState.OPEN if chance.random() < 0.1 else DisputeState.REFUSED,
                "answer": "",
            }
            for key in reviewed[::20]
        ),
    )


def _judged(template: Template) -> list[Mark]:
    return [mark for mark in template.card.marks if mark.score is not None]


def _looks(connection: Connection, count: int, chance: random.Random, now: datetime) -> None:
    """Who looked at what, three for each interaction."""
    _put(
        connection,
        AuditEvent,
        (
            {
                "at": now - timedelta(days=chance.random() * _DAYS),
                "user_id": AGENTS + 1 + chance.randrange(REVIEWERS),
                "action": "interaction.viewed",
                "object_type": "interactions",
                "object_id": key,
                "interaction_id": key,
                "agent_id": chance.randrange(1, AGENTS + 1),
                "why": "",
                "fields": {},
            }
            for key in range(1, count + 1)
            for _ in range(3)
        ),
    )


def _continue_ids(connection: Connection) -> None:
    """PostgreSQL counts ids by itself and does not see those that were given."""
    for table in (User, Team, Agent, RubricVersion, Interaction, SuggestedScorecard, Review, Role):
        name = table.__tablename__
        connection.execute(text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"))  # noqa: S608
