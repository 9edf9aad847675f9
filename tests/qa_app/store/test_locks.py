"""Rows that are held keep nobody from writing rows that point to them, so that no two are both stuck."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from qa_app.store.database import Session
from qa_app.store.enrolment_queries import hold_agents
from qa_app.store.interaction_queries import held
from qa_app.store.interactions import Comment, Interaction
from qa_app.store.people import RoleName
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, agent, make_app, person


@pytest.fixture
def place(workplace: Workplace) -> Workplace:
    """Two agents with a conversation each, and Rita."""
    if workplace.database.engine.dialect.name != "postgresql":
        pytest.skip("those who write into SQLite come one after the other")
    with workplace.database.transaction() as session:
        person(session, make_app(workplace), "Rita", RoleName.REVIEWER)
        for name in ("Ines", "Uwe"):
            bring(session, agent(session, name).id, name)
    return workplace


def bring(session: Session, agent_id: int, name: str) -> None:
    session.add(Interaction(digest=name, name=name, file_name=name, channel="call", agent_id=agent_id, created_at=NOW))
    session.flush()


def say(session: Session, interaction_id: int) -> None:
    session.add(Comment(interaction_id=interaction_id, author_id=1, text="Well done", created_at=NOW))
    session.flush()


def impatient(session: Session) -> Session:
    session.execute(text("SET LOCAL lock_timeout = '1s'"))
    return session


def test_who_enrols_agents_and_who_brings_conversations_of_them(place: Workplace) -> None:
    with place.database.transaction() as bringing, place.database.transaction() as enrolling:
        bring(impatient(bringing), 2, "first")
        hold_agents(impatient(enrolling), [1, 2])
        bring(bringing, 1, "second")


def test_who_has_conversations_scored_again_and_who_writes_about_them(place: Workplace) -> None:
    with place.database.transaction() as writing, place.database.transaction() as asking:
        say(impatient(writing), 2)
        assert [one.id for one in held(impatient(asking), [1, 2])] == [1, 2]
        say(writing, 1)
