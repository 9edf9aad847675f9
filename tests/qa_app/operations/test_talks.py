"""Talks and goals: what the agenda begins with, and what marks since the talk say of a goal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from qa_app.operations.coaching import make_report
from qa_app.operations.disputing import Proposal, dispute
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.goals import GoalDraft, agree, baselines, close, propose, result
from qa_app.operations.talks import MOST_POINTS, add_point, plan_talk, write_notes
from qa_app.store.audit import AuditEvent
from qa_app.store.coaching import Goal, Talk, TalkState
from qa_app.store.database import Session
from qa_app.store.people import Agent, RoleName, User
from qa_app.workplace import Workplace
from scoring.goal import Reached
from tests.qa_app import workplace as building
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW

LATER = NOW + timedelta(weeks=8)


@pytest.fixture
def session(workplace: Workplace) -> Iterator[Session]:
    app = building.make_app(workplace)
    with workplace.database.transaction() as session:
        ines = building.person(session, app, "Ines", RoleName.AGENT)
        building.person(session, app, "Rita", RoleName.REVIEWER)
        building.person(session, app, "Tara", RoleName.TRAINER)
        building.person(session, app, "Theo", RoleName.TRAINER)
        building.agent(session, "Ines", "North", ines)
    with workplace.database.writing() as session:
        yield session


def who(session: Session, name: str) -> User:
    return session.query(User).filter_by(name=name).one()


def reviewed(session: Session, at: datetime, *levels: int) -> None:
    """Conversations of Ines at a time, each with a released review that gives empathy a level."""
    for number, level in enumerate(levels):
        row = building.interaction(session, session.query(Agent).one(), at=at + timedelta(hours=number))
        released_review(session, row, who(session, "Rita"), at + timedelta(days=1), empathy=level)


def planned(session: Session, coach: str = "Tara") -> Talk:
    return plan_talk(session, who(session, coach), NOW, session.query(Agent).one(), NOW, None)


def draft(target: float | None = 0.7, criterion: str | None = "empathy", follow_up: date | None = None) -> GoalDraft:
    return GoalDraft(
        "I name the worry", criterion, target, "", "practice", "calmer", follow_up or (NOW + timedelta(weeks=6)).date()
    )


def agreed(session: Session, talk: Talk, target: float = 0.7) -> Goal:
    goal = propose(session, who(session, "Tara"), NOW, talk, draft(target))
    agree(session, who(session, "Ines"), NOW, goal)
    return goal


def test_the_agenda_begins_with_report_disputes_and_goals_that_are_due(session: Session) -> None:
    agent = session.query(Agent).one()
    row = building.interaction(session, agent)
    review = released_review(session, row, who(session, "Rita"))
    goal = agreed(session, planned(session))
    empathy = next(mark for mark in review.marks if mark.criterion == "empathy")
    dispute(session, who(session, "Ines"), empathy, Proposal(4, "I named the worry at once"), NOW, 14)
    made = make_report(session, who(session, "Tara"), NOW, agent, date(2026, 10, 1), date(2026, 11, 2))
    talk = plan_talk(session, who(session, "Tara"), LATER, agent, LATER, made)
    kinds = [point["kind"] for point in talk.agenda]
    assert kinds[0] == "strength"
    assert kinds.count("dispute") == 1
    assert [point["goal"] for point in talk.agenda if point["kind"] == "goal"] == [goal.id]
    assert [point["id"] for point in talk.agenda] == list(range(1, len(talk.agenda) + 1))


def test_goals_of_talks_with_another_coach_stay_between_those_two(session: Session) -> None:
    agreed(session, planned(session))
    agent = session.query(Agent).one()
    assert plan_talk(session, who(session, "Theo"), LATER, agent, LATER, None).agenda == []


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ((4, 4, 4, 4, 3, 4, 4, 4), Reached.REACHED),
        ((1, 1, 2, 1, 1), Reached.NOT_REACHED),
        ((2, 3, 4), Reached.CANNOT_SAY),
        ((4, 4), Reached.TOO_FEW),
        ((), Reached.TOO_FEW),
    ],
)
def test_the_result_counts_the_marks_since_the_talk(session: Session, since: tuple[int, ...], said: Reached) -> None:
    reviewed(session, NOW - timedelta(days=20), 0, 0, 0, 0)
    goal = agreed(session, planned(session))
    reviewed(session, NOW + timedelta(days=10), *since)
    reviewed(session, NOW + timedelta(weeks=7), 0, 0, 0, 0)
    measured = result(session, goal)
    assert measured is not None
    assert (measured[0].n, measured[1]) == (len(since), said)


def test_a_mark_that_was_disputed_counts_as_it_was_decided(session: Session) -> None:
    goal = agreed(session, planned(session))
    row = building.interaction(session, session.query(Agent).one(), at=NOW + timedelta(days=2))
    review = released_review(session, row, who(session, "Rita"), NOW + timedelta(days=3), empathy=1)
    next(mark for mark in review.marks if mark.criterion == "empathy").decided = 1.0
    session.flush()
    measured = result(session, goal)
    assert measured is not None
    assert measured[0].mean == 1.0


def test_where_the_agent_stood_is_kept_with_the_goal(session: Session) -> None:
    reviewed(session, NOW - timedelta(days=20), 1, 2, 3)
    reviewed(session, NOW - timedelta(weeks=13), 4, 4, 4)
    talk = planned(session)
    assert baselines(session, talk, NOW)["empathy"].n == 3
    goal = agreed(session, talk)
    assert (goal.baseline, goal.baseline_n) == (0.5, 3)
    assert goal.baseline_low is not None


def test_a_goal_that_people_judge_has_no_figures(session: Session) -> None:
    talk = planned(session)
    with pytest.raises(OperationError) as raised:
        propose(session, who(session, "Tara"), NOW, talk, draft(None, None))
    assert raised.value.code == "goal_without_measure"
    judged = GoalDraft("I ask more", None, None, "We listen to two calls", "time", "trust", date(2026, 12, 1))
    assert result(session, propose(session, who(session, "Tara"), NOW, talk, judged)) is None


def test_nobody_agrees_to_their_own_goal_and_only_once(session: Session) -> None:
    goal = propose(session, who(session, "Ines"), NOW, planned(session), draft())
    for name in ("Ines", "Theo"):
        with pytest.raises(NotAllowedError):
            agree(session, who(session, name), NOW, goal)
    agree(session, who(session, "Tara"), NOW, goal)
    with pytest.raises(OperationError) as raised:
        agree(session, who(session, "Tara"), NOW, goal)
    assert raised.value.code == "goal_not_open"
    assert (goal.proposed_by, goal.agreed_by) == (who(session, "Ines").id, who(session, "Tara").id)


def test_a_closed_goal_counts_until_then(session: Session) -> None:
    goal = agreed(session, planned(session))
    reviewed(session, NOW + timedelta(days=2), 4, 4, 4)
    close(session, who(session, "Ines"), NOW + timedelta(days=10), goal, "A habit now")
    reviewed(session, NOW + timedelta(days=20), 0)
    measured = result(session, goal)
    assert measured is not None
    assert measured[0].n == 3


def test_no_goal_for_a_talk_that_was_called_off(session: Session) -> None:
    talk = planned(session)
    talk.state = TalkState.CANCELLED
    with pytest.raises(OperationError) as raised:
        propose(session, who(session, "Tara"), NOW, talk, draft())
    assert raised.value.code == "talk_over"


def test_an_agenda_has_an_end(session: Session) -> None:
    talk = planned(session)
    for number in range(MOST_POINTS):
        add_point(session, who(session, "Ines"), NOW, talk, f"point {number}")
    with pytest.raises(OperationError) as raised:
        add_point(session, who(session, "Tara"), NOW, talk, "one more")
    assert raised.value.code == "agenda_full"


def test_the_trail_names_no_words(session: Session) -> None:
    talk = planned(session)
    add_point(session, who(session, "Ines"), NOW, talk, "something private")
    with pytest.raises(OperationError):
        write_notes(session, who(session, "Ines"), NOW, talk, "lost", "an older edition")
    session.flush()
    events = session.query(AuditEvent).filter(AuditEvent.action.like("talk.%")).all()
    assert [event.action for event in events] == ["talk.planned", "talk.point_added"]
    assert not any("private" in f"{event.why}{event.fields}" for event in events)
    assert {event.agent_id for event in events} == {talk.agent_id}
