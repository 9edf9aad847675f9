"""Drawing, sharing out, choosing and handing back."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from qa_app.operations.assigning import Order, assign, draw_due, draw_rule, hand_back
from qa_app.operations.drawing import Candidate, draw
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.people import add_user
from qa_app.operations.rules import RuleFields, add_rule, switch_rule
from qa_app.store.audit import AuditEvent
from qa_app.store.database import Session
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.reviews import Assignment, AssignmentRule, AssignmentState, Draw
from qa_app.worker import Queue
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, agent, conversation, interaction
from transcripts.conversation import Channel

# A small stratum, the chats of agent 1, beside a large one.
MANY = [
    *(Candidate(number, 1, "call", "nl") for number in range(1, 101)),
    *(Candidate(number, 1, "chat", "de") for number in range(101, 103)),
    *(Candidate(number, 2, "call", "nl") for number in range(103, 106)),
]


def user(session: Session, name: str, *roles: RoleName) -> User:
    return add_user(session, None, NOW, f"{name.lower()}@example.com", name, "!", *roles)


def rule_of(session: Session, per_agent: int = 2, **changes: object) -> AssignmentRule:
    """A rule of an administrator with reviewers Rita and Rolf."""
    ada = user(session, "Ada", RoleName.ADMINISTRATOR)
    reviewers = [user(session, name, RoleName.REVIEWER) for name in ("Rita", "Rolf")]
    fields = {
        "name": "weekly",
        "per_agent": per_agent,
        "channel": None,
        "language": None,
        "team_id": None,
        "due_days": 5,
        "blind": True,
        "reviewers": reviewers,
    }
    return add_rule(session, ada, NOW, RuleFields(**{**fields, **changes}))  # type: ignore[arg-type]


def conversations(session: Session, of: Agent, count: int, channel: Channel = Channel.CALL) -> list[int]:
    return [interaction(session, of, conversation(f"{of.key}-{number}", channel=channel)).id for number in range(count)]


def reviewer(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def test_a_draw_takes_so_many_of_each_agent_and_its_small_strata_too() -> None:
    for seed in range(20):
        drawn = draw(MANY, 4, seed, "2026-W48")
        assert len(set(drawn)) == 4 + 3
        assert {101, 102} <= set(drawn), "two of four turns are the small stratum's"
        assert set(drawn[4:]) == {103, 104, 105}


def test_a_draw_can_be_repeated_and_differs_by_seed_and_week() -> None:
    first = draw(MANY, 2, 7, "2026-W48")
    assert draw(reversed(MANY), 2, 7, "2026-W48") == first, "the order of the candidates says nothing"
    assert draw(MANY, 2, 7, "2026-W49") != first
    assert draw(MANY, 2, 8, "2026-W48") != first


def test_every_candidate_of_a_stratum_has_the_same_chance() -> None:
    one_stratum = [Candidate(number, 1, "call", "nl") for number in range(10)]
    times = Counter(draw(one_stratum, 1, seed, "2026-W48")[0] for seed in range(2_000))
    # 200 expected each; 5 standard deviations are 67.
    assert all(133 < times[number] < 267 for number in range(10))


def test_the_stored_draw_is_all_that_it_takes_to_repeat_it(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rule = rule_of(session)
        for name in ("Ines", "Otto"):
            of = agent(session, name)
            conversations(session, of, 4)
            conversations(session, of, 1, Channel.CHAT)
        made = draw_rule(session, None, NOW, rule)
        assert made is not None
    with workplace.database.transaction() as session:
        rule = session.scalars(select(AssignmentRule)).one()
        rule.per_agent, rule.seed = 1, 0
        kept = session.scalars(select(Draw)).one()
        assert (kept.week, len(kept.candidates), len(kept.drawn)) == ("2026-W45", 10, 4)
        assert draw([Candidate(*row) for row in kept.candidates], kept.per_agent, kept.seed, kept.week) == kept.drawn
        given = session.scalars(select(Assignment)).all()
        assert [one.interaction_id for one in given] == kept.drawn
        assert {(one.why, one.blind, one.due_on) for one in given} == {
            ("drawn", True, (NOW + timedelta(days=5)).date())
        }


def test_reviewers_get_equally_many_and_never_their_own(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rule = rule_of(session, per_agent=4)
        conversations(session, agent(session, "Ines"), 6)
        conversations(session, agent(session, "Rita", user=reviewer(session, "Rita")), 6)
        draw_rule(session, None, NOW, rule)
        given = session.scalars(select(Assignment)).all()
        assert Counter(one.reviewer.name for one in given) == {"Rita": 4, "Rolf": 4}
        assert all(one.reviewer.name == "Rolf" for one in given if one.interaction.agent and one.interaction.agent.user)


def test_a_week_is_drawn_once_and_the_next_week_takes_others(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rule = rule_of(session)
        conversations(session, agent(session, "Ines"), 5)
        draw_due(session, NOW)
        draw_due(session, NOW + timedelta(hours=1))
        first = draw_rule(session, None, NOW, rule)
        assert first is not None
        assert len(session.scalars(select(Assignment)).all()) == 2
        draw_due(session, NOW + timedelta(days=7))
        second = session.scalars(select(Draw).where(Draw.week == "2026-W46")).one()
        assert not set(first.drawn) & set(second.drawn)
        assert not set(first.drawn) & {row[0] for row in second.candidates}


def test_a_rule_waits_while_there_is_nothing_to_draw_from(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rule_of(session)
        draw_due(session, NOW)
        assert session.scalars(select(Draw)).all() == []
        conversations(session, agent(session, "Ines"), 1)
        draw_due(session, NOW)
        assert len(session.scalars(select(Draw)).one().drawn) == 1


def test_a_rule_draws_only_what_it_is_about(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        ines, uwe = agent(session, "Ines", "North"), agent(session, "Uwe", "South")
        rule = rule_of(session, per_agent=9, team_id=ines.team_id, channel="chat", language="en")
        conversations(session, ines, 2)
        chats = conversations(session, ines, 2, Channel.CHAT)
        conversations(session, uwe, 2, Channel.CHAT)
        interaction(session, None, conversation("nobody", channel=Channel.CHAT))
        interaction(session, ines, conversation("old", channel=Channel.CHAT), NOW - timedelta(days=40))
        made = draw_rule(session, None, NOW, rule)
        assert made is not None
        assert sorted(made.drawn) == chats


def test_what_is_stopped_or_has_no_reviewers_does_not_draw(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rule = rule_of(session)
        conversations(session, agent(session, "Ines"), 3)
        switch_rule(session, reviewer(session, "Ada"), NOW, rule, False)
        draw_due(session, NOW)
        with pytest.raises(OperationError, match="rule_inactive"):
            draw_rule(session, None, NOW, rule)
        switch_rule(session, reviewer(session, "Ada"), NOW, rule, True)
        for name in ("Rita", "Rolf"):
            reviewer(session, name).active = False
        draw_due(session, NOW)
        with pytest.raises(OperationError, match="rule_without_reviewers"):
            draw_rule(session, None, NOW, rule)
        assert session.scalars(select(Assignment)).all() == []


def test_what_is_handed_back_is_replaced_by_the_next_of_its_draw(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rule = rule_of(session, per_agent=1)
        conversations(session, agent(session, "Ines"), 2)
        conversations(session, agent(session, "Otto"), 3)
        draw_rule(session, None, NOW, rule)
        first = session.scalars(select(Assignment).order_by(Assignment.id)).first()
        assert first is not None
        later = NOW + timedelta(days=1)
        with pytest.raises(OperationError, match="hand_back_reason"):
            hand_back(session, first.reviewer, later, first, "  ")
        second = hand_back(session, first.reviewer, later, first, " cannot be understood ")
        assert second is not None
        assert (first.state, first.replaced_because) == (AssignmentState.REPLACED, "cannot be understood")
        assert second.interaction.agent_id == first.interaction.agent_id
        assert second.interaction_id != first.interaction_id
        assert (second.draw_id, second.reviewer, second.blind) == (first.draw_id, first.reviewer, True)
        assert second.due_on == (later + timedelta(days=5)).date()
        assert hand_back(session, second.reviewer, later, second, "nor this") is None, "the draw has no more of Ines"
        with pytest.raises(OperationError, match="assignment_over"):
            hand_back(session, second.reviewer, later, second, "again")


def test_people_choose_for_others_only_within_their_reach(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        ines, uwe = agent(session, "Ines", "North"), agent(session, "Uwe", "South")
        (north,), (south,) = conversations(session, ines, 1), conversations(session, uwe, 1)
        rita, rolf = (user(session, name, RoleName.REVIEWER) for name in ("Rita", "Rolf"))
        mara = user(session, "Mara", RoleName.MANAGER)
        assert ines.team is not None
        mara.managed_teams.append(ines.team)
        session.flush()
        due = NOW.date()
        assert assign(session, mara, NOW, [north, north], Order(rita, "critical", due)) == 1
        assert assign(session, mara, NOW, [north], Order(rita, "critical", due)) == 0, "it is there already"
        assert assign(session, rita, NOW, [south], Order(rita, "chosen", due)) == 1
        with pytest.raises(NotFoundError):
            assign(session, mara, NOW, [north, south], Order(rolf, "chosen", due))
        with pytest.raises(NotFoundError):
            assign(session, mara, NOW, [10_000], Order(rolf, "chosen", due))
        with pytest.raises(NotAllowedError):
            assign(session, rita, NOW, [north], Order(rolf, "chosen", due))
        with pytest.raises(OperationError, match="not_a_reviewer"):
            assign(session, mara, NOW, [north], Order(mara, "chosen", due))
        with pytest.raises(OperationError, match="due_in_the_past"):
            assign(session, mara, NOW, [north], Order(rolf, "chosen", due - timedelta(days=1)))
        with pytest.raises(OperationError, match="nothing_chosen"):
            assign(session, mara, NOW, [], Order(rolf, "chosen", due))
        assert len(session.scalars(select(Assignment)).all()) == 2
        assert len(session.scalars(select(AuditEvent).where(AuditEvent.action == "assignment.made")).all()) == 2


def test_nobody_is_given_their_own_conversation(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rita = user(session, "Rita", RoleName.REVIEWER)
        (own,) = conversations(session, agent(session, "Rita", user=rita), 1)
        assert assign(session, rita, NOW, [own], Order(rita, "chosen", NOW.date())) == 0


def test_the_worker_draws(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rule_of(session)
        interaction(session, agent(session, "Ines"), at=datetime.now(UTC))
    Queue(workplace).sweep()
    with workplace.database.transaction() as session:
        assert len(session.scalars(select(Draw)).one().drawn) == 1
