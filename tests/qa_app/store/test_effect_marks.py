"""Marks around a day, added up by the database, against the same reckoned one by one."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from qa_app.store.database import Session
from qa_app.store.effect_queries import marks_around
from qa_app.store.interactions import Interaction, SuggestedMark
from qa_app.store.people import RoleName
from qa_app.store.reviews import Review, ReviewMark, ReviewState
from qa_app.workplace import Workplace
from tests.qa_app.marks import marked, reviewed
from tests.qa_app.workplace import NOW, agent, interaction, make_app, person

CRITERIA = ("empathy", "jargon", "clarity")
WINDOW = timedelta(weeks=8)
_TALKS = 400


@pytest.fixture
def days(workplace: Workplace) -> Mapping[int, datetime]:
    """A day for each of five agents with many conversations of all kinds; a sixth has no day."""
    app, chance = make_app(workplace), random.Random(7)  # noqa: S311
    with workplace.database.transaction() as session:
        reviewers = [person(session, app, name, RoleName.REVIEWER) for name in ("Rita", "Rolf")]
        agents = [agent(session, f"Agent {place}") for place in range(6)]
        interaction(session, agents[5])  # brings the version of the rubric
        days = {who.id: NOW - timedelta(weeks=9 + place) for place, who in enumerate(agents[:5])}
        for place in range(_TALKS):
            who = agents[place % 6]
            at = days.get(who.id, NOW) + timedelta(hours=chance.randrange(-10 * 7 * 24, 10 * 7 * 24 + 1))
            # Some lie exactly on the edges.
            at = chance.choice((at, at, at, *(days.get(who.id, NOW) + part * WINDOW for part in (-1, 0, 1))))
            talk = marked(session, who, at, 0.5, {name: chance.choice((0.0, 0.25, 0.5, 1.0)) for name in CRITERIA[:2]})
            session.add(SuggestedMark(interaction_id=talk.id, criterion="clarity", score=None))
            if place % 4 == 0:
                talk.started_at = None
            for reviewer in reviewers[: chance.randrange(3)]:
                state = chance.choice((ReviewState.RELEASED, ReviewState.RELEASED, ReviewState.DRAFT))
                marks = {name: chance.choice((0.0, 0.5, 1.0)) for name in (*CRITERIA, "courtesy")}
                review = reviewed(session, talk, reviewer, 0.5, marks, state)
                if place % 5 == 0:
                    review.marks[0].decided = 0.75
                if place % 7 == 0:
                    review.marks[1].score = None
    return days


def one_by_one(session: Session, human: bool, days: Mapping[int, datetime]) -> Mapping[tuple[int, str], list[float]]:
    sums: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0, 0.0, 0, 0.0])
    for talk, name, score in by_people(session) if human else suggested(session):
        at, day = talk.started_at or talk.created_at, days.get(talk.agent_id or 0)
        if day is None or name not in CRITERIA or score is None or not day - WINDOW <= at < day + WINDOW:
            continue
        side = 2 if at >= day else 0
        found = sums[talk.agent_id or 0, name]
        found[side] += 1
        found[side + 1] += score
    return sums


def by_people(session: Session) -> Iterator[tuple[Interaction, str, float | None]]:
    for mark in session.scalars(select(ReviewMark).join(Review).where(Review.state == ReviewState.RELEASED)):
        yield mark.review.interaction, mark.criterion, mark.in_force


def suggested(session: Session) -> Iterator[tuple[Interaction, str, float | None]]:
    for mark in session.scalars(select(SuggestedMark)):
        yield session.get_one(Interaction, mark.interaction_id), mark.criterion, mark.score


@pytest.mark.parametrize("human", [True, False])
def test_marks_are_added_up_as_one_by_one(workplace: Workplace, days: Mapping[int, datetime], human: bool) -> None:
    with workplace.database.reading() as session:
        expected = one_by_one(session, human, days)
        found = {
            (who, name): [one.before, one.before_sum, one.after, one.after_sum]
            for who, name, one in marks_around(session, CRITERIA, human, days, WINDOW)
        }
    assert len(expected) == (15 if human else 10)
    assert found == expected
