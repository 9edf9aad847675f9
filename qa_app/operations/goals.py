"""Goals of a talk: proposed by one side, agreed by the other, and later held against the marks since then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from qa_app.operations.access import joins
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.store.coaching import Goal, GoalState, Talk, TalkState
from qa_app.store.coaching_queries import marks_in_force
from qa_app.store.database import Session
from qa_app.store.people import User
from scoring.goal import Mean, Reached, mean_of, reached

BEFORE = timedelta(weeks=12)
"""What the marks of a goal are compared with: those of the twelve weeks before the talk."""


# A goal further away than that is not followed up.
_LATEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """What a person fills in, a letter of SMART each: `text`, then `criterion` (with `target`, 0..1) or `measure`,
    `support`, `relevant`, `follow_up`.
    """

    text: str
    criterion: str | None
    target: float | None
    measure: str
    support: str
    relevant: str
    follow_up: date


def propose(session: Session, actor: User, now: datetime, talk: Talk, draft: GoalDraft) -> Goal:
    """A goal that the other side may agree to.

    Raises OperationError `goal_without_measure`, `goal_without_target`, `goal_date` for what is missing, `talk_over`
    for a talk that was called off.
    """
    if not joins(actor, talk):
        raise NotAllowedError
    if talk.state is TalkState.CANCELLED:
        raise OperationError("talk_over")
    if draft.criterion is None and not draft.measure.strip():
        raise OperationError("goal_without_measure")
    if draft.criterion is not None and draft.target is None:
        raise OperationError("goal_without_target")
    if not timedelta(0) < draft.follow_up - max(now, talk.planned_at).date() <= _LATEST:
        raise OperationError("goal_date")
    before = baselines(session, talk, now).get(draft.criterion or "", mean_of(()))
    goal = Goal(
        talk=talk,
        proposer=actor,
        text=draft.text.strip(),
        criterion=draft.criterion,
        target=draft.target if draft.criterion else None,
        measure=draft.measure.strip(),
        support=draft.support.strip(),
        relevant=draft.relevant.strip(),
        follow_up=draft.follow_up,
        baseline=before.mean,
        baseline_n=before.n,
        baseline_low=before.low,
        baseline_high=before.high,
    )
    session.add(goal)
    session.flush()
    audit(session, actor, now, "goal.proposed", goal, criterion=draft.criterion)
    return goal


def agree(session: Session, actor: User, now: datetime, goal: Goal) -> None:
    """The other side says yes; raises NotAllowedError for whoever proposed it, OperationError `goal_not_open`."""
    if not agrees(actor, goal):
        raise NotAllowedError
    _only_in(goal, GoalState.PROPOSED)
    goal.state, goal.agreed_by, goal.agreed_at = GoalState.AGREED, actor.id, now
    audit(session, actor, now, "goal.agreed", goal)


def withdraw(session: Session, actor: User, now: datetime, goal: Goal) -> None:
    """Take a proposal away, by either side; what was agreed stays."""
    if not joins(actor, goal.talk):
        raise NotAllowedError
    _only_in(goal, GoalState.PROPOSED)
    audit(session, actor, now, "goal.withdrawn", goal)
    goal.talk.goals.remove(goal)


def close(session: Session, actor: User, now: datetime, goal: Goal, outcome: str) -> None:
    """What came of it, in the words of either side."""
    if not joins(actor, goal.talk):
        raise NotAllowedError
    _only_in(goal, GoalState.AGREED)
    goal.state, goal.closed_at, goal.outcome = GoalState.CLOSED, now, outcome.strip()
    audit(session, actor, now, "goal.closed", goal)


def agrees(user: User, goal: Goal) -> bool:
    """Nobody agrees to their own proposal."""
    return joins(user, goal.talk) and user.id != goal.proposed_by


def baselines(session: Session, talk: Talk, now: datetime) -> Mapping[str, Mean]:
    """Where the agent stands by people's marks of the twelve weeks before a talk, by criterion."""
    until = min(talk.planned_at, now)
    marks = marks_in_force(session, talk.agent_id, until - BEFORE, until)
    return {criterion: mean_of(scores) for criterion, scores in marks.items()}


def result(session: Session, goal: Goal) -> tuple[Mean, Reached] | None:
    """People's marks of the conversations between the talk and the follow-up date, and what they say of the target.

    None for a goal that people judge by themselves. A goal that was closed earlier ends there.
    """
    if goal.criterion is None or goal.target is None:
        return None
    end = datetime.combine(goal.follow_up + timedelta(days=1), time(), UTC)
    until = min(end, goal.closed_at) if goal.closed_at else end
    marks = marks_in_force(session, goal.talk.agent_id, goal.talk.planned_at, until)
    found = mean_of(marks.get(goal.criterion, ()))
    return found, reached(found, goal.target)


def _only_in(goal: Goal, state: GoalState) -> None:
    if goal.state is not state:
        raise OperationError("goal_not_open")
