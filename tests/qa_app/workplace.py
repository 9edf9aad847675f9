"""A workplace with people in it, for tests: SQLite in a temporary folder, or the servers that the environment names.

QA_TEST_DATABASE (an SQLAlchemy URL of PostgreSQL) and QA_TEST_QUEUE (an URL) choose servers; the database is emptied.
Tests that run side by side have a database each, with their number behind its name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from weakref import WeakSet
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import URL, text

from qa_app.config import Config
from qa_app.media import Media
from qa_app.operations.people import add_user, agent_named, team_called
from qa_app.operations.suggesting import save_suggestion
from qa_app.store.database import Database, Session, migrate
from qa_app.store.interactions import Interaction, Stage, Transcript
from qa_app.store.people import Agent, RoleName, User
from qa_app.web.app import create_app
from qa_app.workplace import Workplace
from rubrics.load import rubric_for_channel
from scoring.engine import score
from scoring.scorecard import Scorecard
from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.files import conversation_to_json

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TIME_ZONE = "Europe/Amsterdam"
PASSWORD = "correct horse battery staple"  # noqa: S105 - of tests only

TALK = (
    (Speaker.AGENT, "Good morning, you are speaking with Ines. How can I help you?"),
    (Speaker.CUSTOMER, "Hello. I have been waiting for my refund for three weeks and I am really worried about it."),
    (Speaker.AGENT, "I am so sorry that you have had to wait this long, I understand that this worries you."),
    (Speaker.CUSTOMER, "It is a lot of money for us. The order number is 4711."),
    (Speaker.AGENT, "So you sent the parcel back three weeks ago and the refund has not arrived, is that right?"),
    (Speaker.CUSTOMER, "Yes, exactly."),
    (
        Speaker.AGENT,
        "I have released the refund just now. It will be in your account by Thursday. Can I do anything else?",
    ),
    (Speaker.CUSTOMER, "No, thank you, that is a relief."),
    (Speaker.AGENT, "Thank you for your patience. I will call you on Friday to check that it has arrived."),
)


def today() -> date:
    """The day by the clock of the workplaces made here; in the last hours of a day elsewhere it is tomorrow."""
    return datetime.now(ZoneInfo(TIME_ZONE)).date()


def config_in(folder: Path) -> Config:
    """The settings of a workplace whose files lie in the folder."""
    return Config(
        data=folder,
        database=_server("QA_TEST_DATABASE") or f"sqlite:///{folder / 'fairword.db'}",
        queue=_server("QA_TEST_QUEUE") or f"sqlite:///{folder / 'queue.db'}",
        media=str(folder / "media"),
        url="http://localhost",
        time_zone=TIME_ZONE,
        secret_key="a key for tests only, long enough to be taken",  # noqa: S106
        testing=True,
    )


def _server(variable: str) -> str:
    """The URL in a variable of the environment, of this process's own database where several run side by side."""
    url, worker = os.environ.get(variable, ""), os.environ.get("PYTEST_XDIST_WORKER", "")
    return url + worker.removeprefix("gw") if url else ""


def make_workplace(folder: Path) -> Workplace:
    """An empty workplace whose files lie in the folder."""
    config = config_in(folder)
    database = Database(config.database)
    if database.engine.dialect.name != "postgresql":
        fill_once(database, "tables", lambda: migrate(database))
    elif database.engine.url in _MIGRATED:
        _empty(database)
    else:
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        migrate(database)
        _MIGRATED.append(database.engine.url)
    return Workplace(config, database, Media(config.media))


_MIGRATED: list[URL] = []


def _empty(database: Database) -> None:
    """Empty the tables that are there, but for the roles, which come with the migrations: quicker than to make them."""
    kept = "('alembic_version', 'roles')"
    with database.engine.begin() as connection:
        found = f"SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN {kept}"  # noqa: S608
        names = ", ".join(connection.scalars(text(found)))
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


_FILLED: dict[str, bytes] = {}


def fill_once(database: Database, name: str, fill: Callable[[], None]) -> None:
    """Fill a database; on SQLite only the first time, after which `name` stands for a copy of its file."""
    if database.engine.dialect.name != "sqlite":
        fill()
        return
    file = Path(str(database.engine.url.database))
    if name not in _FILLED:
        fill()
    database.close()  # the last connection to go brings everything into the one file
    if name in _FILLED:
        file.write_bytes(_FILLED[name])
    else:
        _FILLED[name] = file.read_bytes()


class _CompiledTemplates(BytecodeCache):
    """What one application compiled serves the next ones too."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED_TEMPLATES = _CompiledTemplates()


# Weakly, or thousands of applications would live on, and each search for garbage would go through them.
_MADE: WeakSet[Flask] = WeakSet()


def close_queues() -> None:
    """Let go of the queues' connections of all applications made; those that go on open theirs again."""
    for app in list(_MADE):
        app.extensions["job queue"].close()


def make_app(workplace: Workplace) -> Flask:
    """The application as it is, but for passwords that are quick to check."""
    app = create_app(workplace)
    _MADE.add(app)
    app.jinja_env.bytecode_cache = _COMPILED_TEMPLATES
    app.extensions["security"].pwd_context.update(argon2__rounds=1, argon2__memory_cost=8, argon2__parallelism=1)
    return app


@lru_cache(maxsize=1)
def password_hash() -> str:
    """PASSWORD, hashed. Needs an application context the first time."""
    hashed: str = hash_password(PASSWORD)
    return hashed


def person(session: Session, app: Flask, name: str, *roles: RoleName) -> User:
    """Someone with an account; the address is name@example.com."""
    with app.app_context():
        return add_user(session, None, NOW, f"{name.lower()}@example.com", name, password_hash(), *roles)


def agent(session: Session, name: str, team: str | None = None, user: User | None = None) -> Agent:
    """An agent, in a team, with an account if there is one."""
    found = agent_named(session, name)
    found.team = team_called(session, team) if team else None
    found.user = user
    session.flush()
    return found


def conversation(
    name: str = "refund", said: Sequence[tuple[Speaker, str]] = TALK, channel: Channel = Channel.CALL
) -> Conversation:
    """A conversation in English; a call has times, five seconds a turn."""
    timed = channel is Channel.CALL
    turns = tuple(
        Turn(speaker, words, start=5.0 * place if timed else None, end=5.0 * place + 4 if timed else None)
        for place, (speaker, words) in enumerate(said)
    )
    return Conversation(id=name, channel=channel, language="en", turns=turns)


@lru_cache(maxsize=64)
def scored(talk: Conversation) -> Scorecard:
    """The scorecard of a conversation, by words and form only: the same code without the wait for the embedding."""
    return score(talk, rubric_for_channel(talk.channel.value), None)


def interaction(
    session: Session, of: Agent | None, talk: Conversation | None = None, at: datetime = NOW - timedelta(days=1)
) -> Interaction:
    """An interaction that was imported and scored."""
    talk = talk or conversation()
    row = Interaction(
        digest=os.urandom(32).hex(),
        name=talk.id,
        file_name=f"{talk.id}.json",
        channel=talk.channel.value,
        language=talk.language,
        market="GB",
        customer="C-1001",
        agent=of,
        started_at=at,
        time_zone="Europe/London",
        seconds=talk.turns[-1].end if talk.turns else None,
        turns=len(talk.turns),
        created_at=at,
        stage=Stage.DONE,
        progress=1.0,
    )
    row.transcript = Transcript(original=conversation_to_json(talk))
    session.add(row)
    session.flush()
    save_suggestion(session, row, scored(talk), rubric_for_channel(talk.channel.value), at)
    return row


def sign_in(app: Flask, user: str) -> FlaskClient:
    """A browser in which the person of that name is signed in."""
    client = app.test_client()
    answer = client.post("/login", data={"email": f"{user.lower()}@example.com", "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client
