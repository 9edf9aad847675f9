"""An invented company with its archive, written straight into the database of a workplace.

Conversations are put together from the turns of the sample data, in four languages, 15 turns each, and scored once by
words and form. Of each there are twenty variants in which one long word in eight is another one of the same length, so
that places in the text keep their meaning and the search has a vocabulary. Each interaction is a copy of a variant;
everything else hangs on how many there are: reviews of one in five, three rows of the audit trail for each.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, insert, text

from benchmarks.workplace_templates import TURNS, Template, templates, varied
from qa_app.store.database import Database
from qa_app.store.interactions import (
    Interaction,
    RubricVersion,
    Stage,
    SuggestedScorecard,
)
from qa_app.store.people import Agent, Role, RoleName, Team, User, team_managers, user_roles
from qa_app.store.reviews import (
    Assignment,
    AssignmentState,
    Review,
)
from qa_app.store.transcript_words import words_written
from scoring.scorecard import scorecard_to_json
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel
from transcripts.files import conversation_to_json

AGENTS = 200
TEAMS = 10
REVIEWERS = 20
_VARIANTS = 20
_SEED = 4711
_ROWS_AT_ONCE = 1_000
_OPEN_EACH = 30
_MARKETS = {"en": "GB", "nl": "NL", "de": "DE", "ro": "RO"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Company:
    """How many agents there are, and over how many days up to now their conversations are spread."""

    agents: int = AGENTS
    days: int = 365


USUAL = Company()


def build(database: Database, interactions: int, password_hash: str, now: datetime, company: Company = USUAL) -> None:
    """Fill an empty database that has its tables; what can be multiplied is multiplied by the database."""
    chance = random.Random(_SEED)  # noqa: S311 - it invents people, no secrets
    made = templates(chance)
    with database.engine.execution_options(writes=True).begin() as connection:
        _people(connection, password_hash, now, company.agents)
        versions = _rubrics(connection, made)
        _bodies(connection, made, versions, chance)
        _put(connection, Interaction, _rows(made, interactions, chance, now, company))
        for statement in _multiplied(connection.dialect.name, len(made), company.agents):
            connection.execute(text(statement))
        _open_work(connection, interactions, chance, now, company.agents)
        if connection.dialect.name == "postgresql":
            _continue_ids(connection)
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("ANALYZE"))


def _put(connection: Connection, table: type[Any] | Table, rows: Iterable[Row]) -> None:
    pending = iter(rows)
    into = insert(table)
    while chunk := list(islice(pending, _ROWS_AT_ONCE)):
        connection.execute(into, chunk)


def _people(connection: Connection, password_hash: str, now: datetime, agents: int) -> None:
    """Users 1..agents are the agents; then reviewers, one manager a team, a trainer, an administrator."""
    names = [
        *((f"agent{number}", RoleName.AGENT) for number in range(1, agents + 1)),
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
    first = agents + REVIEWERS
    _put(connection, team_managers, ({"team_id": team, "user_id": first + team} for team in range(1, TEAMS + 1)))
    _put(
        connection,
        Agent,
        (
            {"id": key, "key": f"agent{key}", "name": f"Agent {key}", "team_id": 1 + key % TEAMS, "user_id": key}
            for key in range(1, agents + 1)
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


_VARIANT_COLUMNS = "variant integer PRIMARY KEY, transcript text, words text, card text, rubric integer, disputed text"
_MARK_COLUMNS = "template integer, criterion text, score double precision, why text"


def _bodies(connection: Connection, made: Sequence[Template], versions: dict[str, int], chance: random.Random) -> None:
    """Temporary tables: for each variant its transcript, words and scorecard; for each template its marks."""
    connection.execute(text(f"CREATE TEMPORARY TABLE variants ({_VARIANT_COLUMNS})"))
    connection.execute(text(f"CREATE TEMPORARY TABLE template_marks ({_MARK_COLUMNS})"))
    vary = {language: varied(language, chance) for language in SUPPORTED_LANGUAGES}
    variants = []
    for variant in range(_VARIANTS * len(made)):
        template = made[variant % len(made)]
        body = conversation_to_json(template.conversation)
        turns: Any = body["turns"]
        body["turns"] = [{**turn, "text": vary[template.conversation.language](turn["text"])} for turn in turns]
        variants.append(
            {
                "variant": variant,
                "transcript": json.dumps(body),
                "words": words_written(body, connection.dialect.name),
                "card": json.dumps(scorecard_to_json(template.card)),
                "rubric": versions[template.rubric.id],
                "disputed": next(mark.criterion for mark in template.card.marks if mark.score is not None),
            }
        )
    connection.execute(
        text("INSERT INTO variants VALUES (:variant, :transcript, :words, :card, :rubric, :disputed)"), variants
    )
    marks = [
        {"template": key, "criterion": mark.criterion, "score": mark.score, "why": mark.not_judged}
        for key, template in enumerate(made)
        for mark in template.card.marks
    ]
    connection.execute(text("INSERT INTO template_marks VALUES (:template, :criterion, :score, :why)"), marks)


def _rows(
    made: Sequence[Template], count: int, chance: random.Random, now: datetime, company: Company
) -> Iterator[Row]:
    for key in range(1, count + 1):
        template = made[key % len(made)]
        talk, card = template.conversation, template.card
        # Ids in order of time, as in an archive that grew.
        at = now - timedelta(days=company.days * (1 - key / count), seconds=chance.random() * 3_600)
        judged = sorted((mark.score, mark.criterion) for mark in card.marks if mark.score is not None)
        yield {
            "id": key,
            "digest": os.urandom(32).hex(),
            "name": f"{talk.id}-{key}",
            "file_name": f"{talk.id}-{key}.json",
            "channel": talk.channel.value,
            "language": talk.language,
            "market": _MARKETS[talk.language],
            "customer": f"C-{chance.randrange(50_000)}",
            "agent_id": chance.randrange(1, company.agents + 1),
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
            "unsure": chance.randrange(1, 4) if chance.random() < 0.05 else 0,
        }


def _near(total: float | None, chance: random.Random) -> float | None:
    return None if total is None else min(1.0, max(0.0, total + chance.gauss(0, 0.1)))


# A released review of every fifth interaction, a dispute of one review in twenty, of those one in ten still open, and
# who looked at each interaction. {template} and {variant} join what an interaction is a copy of.
_MULTIPLIED = """
INSERT INTO transcripts (interaction_id, original, steps)
SELECT i.id, CAST(v.transcript AS {json}), CAST('[]' AS {json}) FROM interactions i {variant} ORDER BY i.id;

INSERT INTO transcript_words ({key}, words) SELECT i.id, {words} FROM interactions i {variant} ORDER BY i.id;

INSERT INTO suggested_scorecards (id, interaction_id, rubric_version_id, created_at, body)
SELECT i.id, i.id, v.rubric, i.created_at, CAST(v.card AS {json}) FROM interactions i {variant} ORDER BY i.id;

INSERT INTO suggested_marks (interaction_id, criterion, score, not_judged)
SELECT i.id, m.criterion, m.score, m.why FROM interactions i {template} ORDER BY i.id;

INSERT INTO assignments (interaction_id, reviewer_id, why, blind, due_on, state, created_at)
SELECT i.id, {reviewer}, 'drawn', {false}, {day}, 'done', i.created_at FROM interactions i WHERE i.id % 5 = 0;

INSERT INTO reviews (id, interaction_id, reviewer_id, scorecard_id, rubric_version_id, state, blind, seconds, total,
  graded_total, summary, started_at, changed_at, released_at)
SELECT i.id / 5, i.id, {reviewer}, i.id, v.rubric, 'released', {false}, 300, i.suggested, i.suggested, '',
  i.created_at, i.created_at, i.created_at FROM interactions i {variant} WHERE i.id % 5 = 0 ORDER BY i.id;

INSERT INTO review_marks (review_id, criterion, decision, score, suggested, reason)
SELECT i.id / 5, m.criterion, 'accepted', m.score, m.score, '' FROM interactions i {template}
WHERE i.id % 5 = 0 AND m.score IS NOT NULL ORDER BY i.id;

INSERT INTO disputes (review_id, criterion, proposed_level, reason, created_by, created_at, state, answer)
SELECT i.id / 5, v.disputed, 4, 'It was said later.', i.agent_id, i.created_at,
  CASE WHEN i.id % 1000 = 0 THEN 'open' ELSE 'refused' END, '' FROM interactions i {variant} WHERE i.id % 100 = 0;

INSERT INTO audit_events (at, user_id, action, object_type, object_id, interaction_id, agent_id, why, fields)
SELECT i.created_at, {reviewer}, 'interaction.viewed', 'interactions', i.id, i.id, i.agent_id, '',
  CAST('{{}}' AS {json}) FROM interactions i, (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) three ORDER BY i.id
"""
_DIALECTS = {
    "sqlite": {"json": "TEXT", "words": "v.words", "key": "rowid", "false": "0", "day": "date(i.created_at)"},
    "postgresql": {
        "json": "JSON",
        "words": "CAST(v.words AS tsvector)",
        "key": "interaction_id",
        "false": "false",
        "day": "i.created_at::date",
    },
}


def _multiplied(dialect: str, made: int, agents: int) -> Sequence[str]:
    """Statements that make of each interaction a copy of its variant, with all that hangs on it."""
    joined = {
        "variant": f"JOIN variants v ON v.variant = i.id % {_VARIANTS * made}",
        "template": f"JOIN template_marks m ON m.template = i.id % {made}",
        "reviewer": f"{agents} + 1 + i.id / 5 % {REVIEWERS}",
    }
    return _MULTIPLIED.format(**joined, **_DIALECTS[dialect]).split(";")


def _open_work(connection: Connection, count: int, chance: random.Random, now: datetime, agents: int) -> None:
    """What every reviewer has still to grade."""
    _put(
        connection,
        Assignment,
        (
            {
                "interaction_id": chance.randrange(1, count + 1),
                "reviewer_id": reviewer,
                "why": chance.choice(("drawn", "drawn", "drawn", "chosen", "critical")),
                "blind": False,
                "due_on": (now + timedelta(days=chance.randrange(-3, 8))).date(),
                "state": AssignmentState.OPEN,
                "created_at": now,
            }
            for reviewer in range(agents + 1, agents + REVIEWERS + 1)
            for _ in range(_OPEN_EACH)
        ),
    )


def _continue_ids(connection: Connection) -> None:
    """PostgreSQL counts ids by itself and does not see those that were given."""
    for table in (User, Team, Agent, RubricVersion, Interaction, SuggestedScorecard, Review, Role):
        name = table.__tablename__
        connection.execute(text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"))  # noqa: S608
