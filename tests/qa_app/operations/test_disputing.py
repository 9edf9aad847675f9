"""Disputes: who may bring and decide them, and what a decision does to marks and total."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select

from qa_app.operations.acknowledging import acknowledge_review
from qa_app.operations.disputing import Proposal, decide, dispute, total_in_force, withdraw
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.store.audit import AuditEvent
from qa_app.store.database import Session
from qa_app.store.dispute_queries import DisputeFilter, disputes
from qa_app.store.interactions import Interaction
from qa_app.store.people import RoleName, User
from qa_app.store.reviews import Dispute, DisputeState, Review, ReviewMark
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW

DAYS = 14


@pytest.fixture
def session(workplace: Workplace) -> Iterator[Session]:
    """Ines, an agent of team North, has a released review by Rita, who gave every criterion level 2."""
    app = building.make_app(workplace)
    with workplace.database.transaction() as session:
        ines = building.person(session, app, "Ines", RoleName.AGENT)
        otto = building.person(session, app, "Otto", RoleName.AGENT)
        rita = building.person(session, app, "Rita", RoleName.REVIEWER)
        building.person(session, app, "Rolf", RoleName.REVIEWER)
        building.person(session, app, "Tara", RoleName.TRAINER)
        mara = building.person(session, app, "Mara", RoleName.MANAGER)
        max_ = building.person(session, app, "Max", RoleName.MANAGER)
        agent = building.agent(session, "Ines", "North", ines)
        other = building.agent(session, "Otto", "South", otto)
        mara.managed_teams.append(agent.team)
        max_.managed_teams.append(other.team)
        row = building.interaction(session, agent)
        released_review(session, row, rita)
    with workplace.database.writing() as session:
        yield session


def who(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def mark(session: Session, criterion: str = "empathy") -> ReviewMark:
    return session.scalars(select(ReviewMark).where(ReviewMark.criterion == criterion)).one()


def objection(session: Session, level: int = 4) -> Dispute:
    return dispute(session, who(session, "Ines"), mark(session), Proposal(level, "I named her worry."), NOW, DAYS)


def test_a_dispute_that_is_granted_counts_and_leaves_the_reviewers_mark(session: Session) -> None:
    found = objection(session)
    review = found.review
    assert review.total == review.graded_total == 0.5
    decide(session, who(session, "Rolf"), found, (DisputeState.GRANTED, None), "You did.", NOW)
    assert (mark(session).score, mark(session).decided, mark(session).in_force) == (0.5, 1.0, 1.0)
    weights = {row["id"]: row["weight"] for row in review.rubric_version.body["criteria"]}
    by_hand = 0.5 + 0.5 * weights["empathy"] / sum(weights[row.criterion] for row in review.marks)
    assert review.total == pytest.approx(by_hand, abs=1e-4)
    assert review.graded_total == 0.5


def test_in_part_takes_another_level_than_proposed(session: Session) -> None:
    found = objection(session)
    rolf = who(session, "Rolf")
    for level in (None, 4, 2):
        with pytest.raises(OperationError) as told:
            decide(session, rolf, found, (DisputeState.PARTLY, level), "Half of it.", NOW)
        assert told.value.code == "dispute_partly_level"
    decide(session, rolf, found, (DisputeState.PARTLY, 3), "Half of it.", NOW)
    assert (found.state, found.decided_level, mark(session).decided) == (DisputeState.PARTLY, 3, 0.75)


def test_a_refused_one_changes_no_mark(session: Session) -> None:
    found = objection(session)
    decide(session, who(session, "Rolf"), found, (DisputeState.REFUSED, None), "The words are a formula.", NOW)
    assert (found.decided_level, mark(session).decided, found.review.total) == (None, None, 0.5)
    assert found.answer == "The words are a formula."


@pytest.mark.parametrize("name", ["Rita", "Ines", "Otto", "Tara", "Max"])
def test_neither_reviewer_nor_agent_nor_strangers_decide(session: Session, name: str) -> None:
    found = objection(session)
    with pytest.raises(NotAllowedError):
        decide(session, who(session, name), found, (DisputeState.GRANTED, None), "Yes.", NOW)
    assert found.state is DisputeState.OPEN


def test_the_manager_of_the_team_decides(session: Session) -> None:
    found = objection(session)
    decide(session, who(session, "Mara"), found, (DisputeState.GRANTED, None), "Yes.", NOW)
    assert found.decider is who(session, "Mara")


@pytest.mark.parametrize("name", ["Otto", "Rita", "Mara"])
def test_only_the_agent_disputes(session: Session, name: str) -> None:
    with pytest.raises(NotAllowedError):
        dispute(session, who(session, name), mark(session), Proposal(4, "No."), NOW, DAYS)


def test_the_last_day_is_whole_and_then_it_is_over(session: Session) -> None:
    ines = who(session, "Ines")
    proposal = Proposal(4, "I named her worry.")
    last = NOW + timedelta(days=DAYS, hours=23, minutes=59)
    dispute(session, ines, mark(session, "clarity"), proposal, last, DAYS)
    with pytest.raises(OperationError) as told:
        dispute(session, ines, mark(session), proposal, last + timedelta(minutes=2), DAYS)
    assert told.value.code == "dispute_too_late"


def test_each_mark_is_disputed_once_unless_withdrawn(session: Session) -> None:
    ines = who(session, "Ines")
    first = objection(session)
    with pytest.raises(OperationError) as told:
        objection(session)
    assert told.value.code == "dispute_twice"
    withdraw(session, ines, first, NOW)
    again = objection(session, 3)
    assert (again.id, again.state, again.proposed_level) == (first.id, DisputeState.OPEN, 3)
    decide(session, who(session, "Rolf"), again, (DisputeState.REFUSED, None), "No.", NOW)
    with pytest.raises(OperationError) as told:
        withdraw(session, ines, again, NOW)
    assert told.value.code == "dispute_over"


@pytest.mark.parametrize(
    ("level", "reason", "code"),
    [(2, "Same.", "dispute_same_mark"), (5, "High.", "dispute_level"), (4, "  ", "reason_missing")],
)
def test_what_a_dispute_must_say(session: Session, level: int, reason: str, code: str) -> None:
    with pytest.raises(OperationError) as told:
        dispute(session, who(session, "Ines"), mark(session), Proposal(level, reason), NOW, DAYS)
    assert told.value.code == code


def test_a_decision_needs_an_answer_and_is_made_once(session: Session) -> None:
    found, rolf = objection(session), who(session, "Rolf")
    with pytest.raises(OperationError) as told:
        decide(session, rolf, found, (DisputeState.GRANTED, None), " ", NOW)
    assert told.value.code == "answer_missing"
    decide(session, rolf, found, (DisputeState.GRANTED, None), "Yes.", NOW)
    with pytest.raises(OperationError) as told:
        decide(session, who(session, "Mara"), found, (DisputeState.REFUSED, None), "No.", NOW)
    assert told.value.code == "dispute_over"


def test_each_step_is_in_the_trail_without_words_of_the_talk(session: Session) -> None:
    found = objection(session)
    decide(session, who(session, "Rolf"), found, (DisputeState.GRANTED, None), "Yes.", NOW)
    session.flush()
    trail = session.scalars(select(AuditEvent).where(AuditEvent.object_type == "disputes")).all()
    assert [(event.action, event.user.name if event.user else "") for event in trail] == [
        ("dispute.opened", "Ines"),
        ("dispute.decided", "Rolf"),
    ]
    assert {event.interaction_id for event in trail} == {session.scalars(select(Interaction.id)).one()}
    assert not any("worry" in f"{event.why}{event.fields}" for event in trail)


def test_the_list_has_what_one_may_decide_and_nothing_else(session: Session) -> None:
    found = objection(session)
    north = frozenset({found.review.interaction.agent.team_id})

    def listed(name: str, teams: frozenset[int] | None, which: DisputeFilter) -> list[int]:
        return [row.id for row in disputes(session, who(session, name), teams, which, 0, 10)]

    assert listed("Rolf", None, DisputeFilter.TO_DECIDE) == [found.id]
    assert listed("Rita", None, DisputeFilter.TO_DECIDE) == []
    assert listed("Rita", None, DisputeFilter.OWN_REVIEWS) == [found.id]
    assert listed("Mara", north, DisputeFilter.TO_DECIDE) == [found.id]
    assert listed("Max", frozenset({99}), DisputeFilter.TO_DECIDE) == []
    decide(session, who(session, "Rolf"), found, (DisputeState.GRANTED, None), "Yes.", NOW)
    assert listed("Rolf", None, DisputeFilter.TO_DECIDE) == []
    assert listed("Mara", north, DisputeFilter.DECIDED) == [found.id]


def test_an_agent_acknowledges_once(session: Session) -> None:
    review = session.scalars(select(Review)).one()
    with pytest.raises(NotAllowedError):
        acknowledge_review(session, who(session, "Mara"), review, NOW)
    acknowledge_review(session, who(session, "Ines"), review, NOW)
    acknowledge_review(session, who(session, "Ines"), review, NOW + timedelta(days=1))
    assert review.acknowledged_at == NOW
    session.flush()
    trail = session.scalars(select(AuditEvent).where(AuditEvent.action == "review.acknowledged")).all()
    assert len(trail) == 1


def test_two_disputes_decided_at_once_both_count_in_the_total(session: Session, workplace: Workplace) -> None:
    marks = {name: mark(session, name) for name in ("empathy", "clarity")}
    ines = who(session, "Ines")
    both = [dispute(session, ines, one, Proposal(4, "I did."), NOW, DAYS).id for one in marks.values()]
    session.commit()
    decided, errors = Event(), []

    def second() -> None:
        try:
            decided.wait(20)
            with workplace.database.transaction() as other:
                found = other.get_one(Dispute, both[1])
                decide(other, who(other, "Mara"), found, (DisputeState.GRANTED, None), "You did.", NOW)
        except Exception as error:
            errors.append(error)

    thread = Thread(target=second)
    thread.start()
    decide(session, who(session, "Rolf"), session.get_one(Dispute, both[0]), (DisputeState.GRANTED, None), "Yes.", NOW)
    decided.set()
    thread.join(0.5)
    session.commit()
    thread.join(20)
    assert errors == []
    with workplace.database.reading() as reading:
        review = reading.scalars(select(Review)).one()
        assert [one.decided for one in review.marks if one.criterion in marks] == [1.0, 1.0]
        assert review.total == total_in_force(review)
