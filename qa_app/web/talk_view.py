"""A talk as a page shows it: its agenda in the reader's words, and each goal with where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from qa_app.operations.access import joins
from qa_app.operations.goals import agrees, result
from qa_app.operations.talks import removes
from qa_app.store.coaching import Goal, GoalState, Talk, TalkState
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.reviews import Dispute
from qa_app.web.report_view import across, point_words
from qa_app.web.wording import criterion, day, to
from scoring.goal import Mean, Reached


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One point: in words, where it leads ("" nowhere), whose it is ("" from the report), and whether it is done."""

    id: int
    words: str
    address: str
    by: str
    done: bool
    removable: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A mean with its interval on the scale of a drawing (see `report_view.SCALE`)."""

    mean_x: float
    low_x: float | None
    high_x: float | None


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal with its figures in words; `before` and `since` are None for one that people judge by themselves.

    `over` says that the follow-up date has come or the goal was closed, so that the result is final.
    """

    goal: Goal
    criterion: str
    target: str
    target_x: float
    before: str
    before_bar: Bar | None
    since: str
    since_bar: Bar | None
    said: str
    reached: bool
    missed: bool
    over: bool
    may_agree: bool
    may_withdraw: bool
    may_close: bool


@dataclass(frozen=True, slots=True)
class TalkLists:
    """A person's talks by what they ask for; `follow_ups` are goals whose date has come."""

    due: tuple[Talk, ...]
    planned: tuple[Talk, ...]
    held: tuple[Talk, ...]
    cancelled: tuple[Talk, ...]
    follow_ups: tuple[Goal, ...]


def lists(talks: Sequence[Talk], now: datetime) -> TalkLists:
    """Talks whose time has passed are due to be held or called off; planned ones the next first."""
    planned = [talk for talk in reversed(talks) if talk.state is TalkState.PLANNED]
    goals = [goal for talk in talks for goal in talk.goals if goal.state is GoalState.AGREED]
    return TalkLists(
        due=tuple(talk for talk in planned if talk.planned_at <= now),
        planned=tuple(talk for talk in planned if talk.planned_at > now),
        held=tuple(talk for talk in talks if talk.state is TalkState.HELD),
        cancelled=tuple(talk for talk in talks if talk.state is TalkState.CANCELLED),
        follow_ups=tuple(
            sorted((goal for goal in goals if goal.follow_up <= now.date()), key=lambda goal: goal.follow_up)
        ),
    )


def agenda(session: Session, talk: Talk, reader: User) -> tuple[AgendaLine, ...]:
    """The points of the agenda, in their order."""
    names = {talk.coach_id: talk.coach.name, talk.agent.user_id: talk.agent.name}
    both = joins(reader, talk)
    lines = []
    for point in talk.agenda:
        words, address = _point(session, talk, point)
        by = names.get(point["by"], "") if point["by"] else ""
        removable = both and removes(reader, talk, point)
        lines.append(AgendaLine(point["id"], words, address, by, point["done"], removable))
    return tuple(lines)


def goals(session: Session, talk: Talk, reader: User, today: date) -> tuple[GoalView, ...]:
    """The goals of a talk, the oldest first."""
    return tuple(_goal(session, goal, reader, today) for goal in sorted(talk.goals, key=lambda goal: goal.id))


def mean_words(found: Mean) -> str:
    """A mean with its interval and number of marks, as "64 (52–76), n 7"."""
    if found.mean is None:
        return str(_("no marks"))
    n = to().number(found.n)
    if found.low is None or found.high is None:
        return f"{to().mark(found.mean)}, n {n}"
    return f"{to().mark(found.mean)} ({to().mark(found.low)}–{to().mark(found.high)}), n {n}"


def _point(session: Session, talk: Talk, point: dict[str, Any]) -> tuple[str, str]:
    """What a point of the agenda says and where it leads."""
    kind = point["kind"]
    if kind == "point":
        return point["text"], ""
    if kind == "dispute":
        known = session.get(Dispute, point["dispute"]) is not None
        address = url_for("disputes.show", dispute_id=point["dispute"]) if known else ""
        return _("Open dispute – %(criterion)s", criterion=criterion(point["criterion"])), address
    if kind == "goal":
        goal = session.get(Goal, point["goal"])
        if goal is None:
            return _("A goal that is no longer there"), ""
        words = _("Follow-up on %(day)s: %(goal)s", day=day(goal.follow_up), goal=goal.text)
        return words, url_for("talks.show", talk_id=goal.talk_id, _anchor=f"goal-{goal.id}")
    address = url_for("reports.show", report_id=talk.report_id) if talk.report_id else ""
    return point_words(kind, point["criterion"], point["reason"], to()), address


def _goal(session: Session, goal: Goal, reader: User, today: date) -> GoalView:
    measured = result(session, goal)
    since, verdict = measured if measured else (None, None)
    before = Mean(goal.baseline_n, goal.baseline, goal.baseline_low, goal.baseline_high)
    over = goal.state is GoalState.CLOSED or goal.follow_up <= today
    both = joins(reader, goal.talk)
    return GoalView(
        goal=goal,
        criterion=criterion(goal.criterion) if goal.criterion else "",
        target=to().mark(goal.target) if goal.target is not None else "",
        target_x=across(goal.target or 0.0),
        before=mean_words(before) if measured else "",
        before_bar=_bar(before),
        since=mean_words(since) if since else "",
        since_bar=_bar(since) if since else None,
        said=_said(verdict) if verdict else "",
        reached=verdict is Reached.REACHED,
        missed=verdict is Reached.NOT_REACHED,
        over=over,
        may_agree=goal.state is GoalState.PROPOSED and agrees(reader, goal),
        may_withdraw=goal.state is GoalState.PROPOSED and both,
        may_close=goal.state is GoalState.AGREED and both,
    )


def _bar(found: Mean) -> Bar | None:
    if found.mean is None:
        return None
    low, high = (None if end is None else across(end) for end in (found.low, found.high))
    return Bar(across(found.mean), low, high)


def _said(verdict: Reached) -> str:
    words: dict[Reached, str] = {
        Reached.REACHED: _("Reached: the whole interval lies at the target or above it."),
        Reached.NOT_REACHED: _("Not reached: the whole interval lies below the target."),
        Reached.CANNOT_SAY: _("It cannot be said yet: the target lies within the interval."),
        Reached.TOO_FEW: _("Too few to say: it takes at least three reviewed conversations."),
    }
    return words[verdict]
