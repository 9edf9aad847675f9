"""Coaching reports as they were given to an agent, one-to-one talks, and the goals agreed in them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.store.people import Agent, User
from qa_app.store.schema import Named, Table


class GivenReport(Table):
    """A coaching report released to its agent; `body` is the dumped `scoring.coaching_report.CoachingReport`.

    `conversations` are ids of interactions by the name that the report calls them. `batch_id` is set where the reports
    of a whole team were made at once.
    """

    __tablename__ = "given_reports"
    __table_args__ = (Index("ix_given_reports_batch_id_agent_id", "batch_id", "agent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("report_batches.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    created_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    agent_comment: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[dict[str, Any]]
    conversations: Mapped[dict[str, Any]] = mapped_column(default=dict)

    agent: Mapped[Agent] = relationship()
    maker: Mapped[User | None] = relationship()


class TalkState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Talk(Table):
    """A one-to-one talk between an agent and a coach.

    `agenda` is a list of {"id", "kind", "by", "done"} with what the point is about: `criterion` and `reason` of a
    strength or focus point of the report, `dispute` or `goal` (ids), or the `text` that the person `by` wrote.
    """

    __tablename__ = "talks"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    coach_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("given_reports.id"))
    planned_at: Mapped[datetime]
    state: Mapped[TalkState] = mapped_column(Named(TalkState), default=TalkState.PLANNED)
    agenda: Mapped[list[Any]] = mapped_column(default=list)
    notes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    agent: Mapped[Agent] = relationship()
    coach: Mapped[User] = relationship()
    report: Mapped[GivenReport | None] = relationship()
    goals: Mapped[list[Goal]] = relationship(back_populates="talk", cascade="all, delete-orphan")


class GoalState(StrEnum):
    """PROPOSED until both sides agreed to it."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    CLOSED = "closed"


class Goal(Table):
    """A goal, specific and measurable: a criterion's mean mark (0..1) to reach by the follow-up date.

    `baseline` is the mean before the talk with its interval, `baseline_n` the number of marks behind it; the result is
    reckoned from the marks between the talk and `follow_up`. `criterion` is None for a goal that people judge by
    themselves, by what `measure` says. `support` is what makes it doable, `relevant` why it matters. Whoever did not
    propose it agrees to it.
    """

    __tablename__ = "goals"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    criterion: Mapped[str | None] = mapped_column(String(40))
    target: Mapped[float | None]
    measure: Mapped[str] = mapped_column(Text, default="")
    support: Mapped[str] = mapped_column(Text, default="")
    relevant: Mapped[str] = mapped_column(Text, default="")
    baseline: Mapped[float | None]
    baseline_n: Mapped[int] = mapped_column(default=0)
    baseline_low: Mapped[float | None]
    baseline_high: Mapped[float | None]
    follow_up: Mapped[date]
    state: Mapped[GoalState] = mapped_column(Named(GoalState), default=GoalState.PROPOSED)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    agreed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="")

    talk: Mapped[Talk] = relationship(back_populates="goals")
    proposer: Mapped[User] = relationship(foreign_keys=[proposed_by])
    agreer: Mapped[User | None] = relationship(foreign_keys=[agreed_by])
