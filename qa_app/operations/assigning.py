"""Who grades what: drawn by rules once a week, chosen by people, handed back with a reason.

Moments come in the zone whose days and weeks count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qa_app.operations.access import ASSIGNS, grades, has_role, is_self, sees_interaction
from qa_app.operations.auditing import audit
from qa_app.operations.drawing import Candidate, draw, in_order
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.store.assignment_queries import busy_with, with_agents
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.people import RoleName, User
from qa_app.store.reviews import Assignment, AssignmentRule, AssignmentState, Draw
from qa_app.store.rule_queries import candidates, draw_of, rules_to_draw, untouched_of

# What came in longer ago says little about how an agent works now.
DRAWN_FROM = timedelta(days=28)


def week_of(day: date) -> str:
    """The ISO week of a day, as 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def draw_due(session: Session, now: datetime) -> None:
    """Draw for every active rule that did not draw this week and has something to draw from."""
    for rule in rules_to_draw(session, week_of(now.date())):
        if _grading(rule):
            draw_rule(session, None, now, rule)


def draw_rule(session: Session, actor: User | None, now: datetime, rule: AssignmentRule) -> Draw | None:
    """This week's draw of a rule: the one that there is, or a new one; None when there is nothing to draw from.

    Raises OperationError `rule_inactive` or `rule_without_reviewers`.
    """
    # Two workers may come at the same moment; the second waits here and then finds the first one's draw.
    session.refresh(rule, with_for_update=True)
    week = week_of(now.date())
    known = draw_of(session, rule.id, week)
    if known:
        return known
    if not rule.active:
        raise OperationError("rule_inactive")
    if not _grading(rule):
        raise OperationError("rule_without_reviewers")
    among = [Candidate(*row) for row in candidates(session, rule, now - DRAWN_FROM)]
    if not among:
        return None
    drawn = draw(among, rule.per_agent, rule.seed, week)
    made = Draw(
        rule_id=rule.id,
        week=week,
        seed=rule.seed,
        per_agent=rule.per_agent,
        candidates=[list(candidate) for candidate in among],
        drawn=drawn,
        created_at=now,
    )
    session.add(made)
    session.flush()
    found = with_agents(session, drawn)
    _share(session, now, rule, made, [found[key] for key in drawn])
    audit(session, actor, now, "rule.drawn", rule, week=week, drawn=len(drawn))
    return made


def _share(session: Session, now: datetime, rule: AssignmentRule, made: Draw, drawn: Sequence[Interaction]) -> None:
    """Give each reviewer of a rule as much as the others, but nobody their own conversations."""
    given = {reviewer.id: 0 for reviewer in _grading(rule)}
    by_id = {reviewer.id: reviewer for reviewer in _grading(rule)}
    # First what not everybody may have, so that the others can make up for it.
    for interaction in sorted(drawn, key=lambda one: not any(is_self(person, one.agent) for person in by_id.values())):
        may = [key for key, reviewer in by_id.items() if not is_self(reviewer, interaction.agent)]
        if may:
            least = min(may, key=lambda key: (given[key], key))
            given[least] += 1
            session.add(
                Assignment(
                    interaction=interaction,
                    reviewer=by_id[least],
                    draw_id=made.id,
                    why="drawn",
                    blind=rule.blind,
                    due_on=now.date() + timedelta(days=rule.due_days),
                    created_at=now,
                )
            )
    session.flush()


def _grading(rule: AssignmentRule) -> list[User]:
    return [person for person in rule.reviewers if person.active and has_role(person, RoleName.REVIEWER)]


@dataclass(frozen=True, slots=True)
class Order:
    """What someone gives to a reviewer: why (`chosen` or a Spotlight key), until when, and whether to grade blind."""

    reviewer: User
    why: str
    due_on: date
    blind: bool = False


def assign(session: Session, actor: User, now: datetime, ids: Iterable[int], order: Order) -> int:
    """Put interactions into a reviewer's queue; returns how many.

    Left out are the reviewer's own conversations, and what they have in the queue or graded already. Reviewers fill
    their own queue, managers everybody's with conversations of their teams. Raises NotFoundError for what the person
    may not see, NotAllowedError, and OperationError `not_a_reviewer`, `due_in_the_past`, `nothing_chosen`.
    """
    wanted = list(dict.fromkeys(ids))
    _check(actor, now, wanted, order)
    found = with_agents(session, wanted)
    if any(key not in found or not sees_interaction(actor, found[key]) for key in wanted):
        raise NotFoundError("interaction")
    busy = busy_with(session, order.reviewer.id, wanted)
    free = [found[key] for key in wanted if key not in busy and grades(order.reviewer, found[key])]
    for interaction in free:
        assignment = Assignment(
            interaction=interaction,
            reviewer=order.reviewer,
            # The queue shows it, and what a conversation stood out by tells of its suggestion.
            why="chosen" if order.blind else order.why,
            blind=order.blind,
            due_on=order.due_on,
            created_at=now,
        )
        session.add(assignment)
        session.flush()
        audit(session, actor, now, "assignment.made", assignment, why=order.why, reviewer=order.reviewer.id)
    return len(free)


def _check(actor: User, now: datetime, wanted: Sequence[int], order: Order) -> None:
    if not has_role(actor, *ASSIGNS) and order.reviewer.id != actor.id:
        raise NotAllowedError
    if not order.reviewer.active or not has_role(order.reviewer, RoleName.REVIEWER):
        raise OperationError("not_a_reviewer")
    if order.due_on < now.date():
        raise OperationError("due_in_the_past")
    if not wanted:
        raise OperationError("nothing_chosen")


def hand_back(session: Session, actor: User, now: datetime, assignment: Assignment, reason: str) -> Assignment | None:
    """Give an assignment back with a reason; returns the one that comes in its place, if there is one.

    What was drawn is replaced by the next of the same draw and agent. Raises NotFoundError for other people's
    assignments, OperationError `assignment_over` and `hand_back_reason`.
    """
    if assignment.reviewer_id != actor.id:
        raise NotFoundError("assignment")
    session.refresh(assignment, with_for_update=True)
    if assignment.state is not AssignmentState.OPEN:
        raise OperationError("assignment_over")
    if not reason.strip():
        raise OperationError("hand_back_reason")
    assignment.state, assignment.replaced_because = AssignmentState.REPLACED, reason.strip()
    audit(session, actor, now, "assignment.replaced", assignment, why=reason.strip())
    session.flush()
    instead = _next_of_draw(session, assignment)
    if instead is None or assignment.draw is None:
        return None
    replacement = Assignment(
        interaction=instead,
        reviewer=actor,
        draw_id=assignment.draw_id,
        why=assignment.why,
        blind=assignment.blind,
        due_on=now.date() + timedelta(days=assignment.draw.rule.due_days),
        created_at=now,
    )
    session.add(replacement)
    session.flush()
    audit(session, actor, now, "assignment.made", replacement, why="drawn", reviewer=actor.id)
    return replacement


def _next_of_draw(session: Session, assignment: Assignment) -> Interaction | None:
    drawing, agent_id = assignment.draw, assignment.interaction.agent_id
    if drawing is None:
        return None
    own = [one for one in (Candidate(*row) for row in drawing.candidates) if one.agent == agent_id]
    order = in_order(own, drawing.seed, drawing.week)
    free = untouched_of(session, order)
    return next((session.get(Interaction, key) for key in order if key in free), None)
