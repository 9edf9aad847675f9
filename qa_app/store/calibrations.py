"""Calibration: several people grading the same conversations blind; where suggestions agree with people."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Text, text
from sqlalchemy import Table as Link
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.store.interactions import Interaction, RubricVersion
from qa_app.store.people import User
from qa_app.store.schema import Named, Table

calibration_reviewers = Link(
    "calibration_reviewers",
    Table.metadata,
    Column("session_id", ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class SessionState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class CalibrationSession(Table):
    """Some interactions that several reviewers grade blind until a day, to compare how they do.

    Their marks are reviews with this `calibration_id` (`ReviewState.CALIBRATION` once handed in); no agent sees them.
    What others gave is shown when the session is closed. `benchmark_id` is the reviewer whom the others are compared
    with, None where all count alike. All grade by `rubric_version_id`, the rubric of the channel when it was made.
    `draw` is what it takes to repeat the draw (`operations.calibration_draws`), None for interactions chosen by hand.
    """

    __tablename__ = "calibration_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    due_on: Mapped[date]
    state: Mapped[SessionState] = mapped_column(Named(SessionState), default=SessionState.OPEN)
    closed_at: Mapped[datetime | None]
    benchmark_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    draw: Mapped[dict[str, Any] | None]

    creator: Mapped[User] = relationship(foreign_keys=[created_by])
    benchmark: Mapped[User | None] = relationship(foreign_keys=[benchmark_id])
    rubric_version: Mapped[RubricVersion] = relationship()
    reviewers: Mapped[list[User]] = relationship(secondary=calibration_reviewers, order_by="User.name")
    interactions: Mapped[list[CalibrationInteraction]] = relationship(
        order_by="CalibrationInteraction.place", cascade="all, delete-orphan"
    )


class CalibrationInteraction(Table):
    """An interaction of a session, with its place among them."""

    __tablename__ = "calibration_interactions"

    session_id: Mapped[int] = mapped_column(ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int]

    interaction: Mapped[Interaction] = relationship()


class CalibrationDecision(Table):
    """What the reviewers decided together, about a criterion, an interaction, or all of it where these are None."""

    __tablename__ = "calibration_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("calibration_sessions.id", ondelete="CASCADE"), index=True)
    criterion: Mapped[str | None] = mapped_column(String(40))
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    author: Mapped[User] = relationship()


class StoppedSuggestion(Table):
    """A criterion that is not suggested in a language, because suggestions agree too little with people there.

    `alpha` (Krippendorff) with its interval and `n` (interactions) are what it was stopped for, of `blind` reviews only
    where there were enough; `limit` was the limit. `resumed_at` is None as long as it is stopped; `stopped_by` and
    `resumed_by` are None when the daily check did it, else `reason` and `resumed_reason` are theirs.
    """

    __tablename__ = "stopped_suggestions"
    __table_args__ = (
        Index("ix_stopped_suggestions_criterion_language", "criterion", "language"),
        # Two who stop the same at once stop it once.
        Index(
            "uq_stopped_suggestions_not_resumed",
            *("criterion", "language"),
            unique=True,
            sqlite_where=text("resumed_at IS NULL"),
            postgresql_where=text("resumed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    stopped_at: Mapped[datetime]
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    alpha: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    n: Mapped[int]
    blind: Mapped[bool] = mapped_column(default=False)
    limit: Mapped[float]
    reason: Mapped[str] = mapped_column(Text, default="")
    resumed_at: Mapped[datetime | None]
    resumed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    resumed_alpha: Mapped[float | None]
    resumed_n: Mapped[int | None]
    resumed_reason: Mapped[str] = mapped_column(Text, default="")

    stopper: Mapped[User | None] = relationship(foreign_keys=[stopped_by])
    resumer: Mapped[User | None] = relationship(foreign_keys=[resumed_by])


class LearnedCorrection(Table):
    """A correction of automatic marks learned from people's, in `languages`; it counts only while it is `on`.

    `body` is the `scoring.correction.Correction`, `trial` the figures on the reviews held back (`scoring.calibration`).
    """

    __tablename__ = "learned_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), index=True)
    languages: Mapped[list[Any]]
    body: Mapped[dict[str, Any] | None]
    trial: Mapped[dict[str, Any]]
    learned_at: Mapped[datetime]
    on: Mapped[bool] = mapped_column(default=False)
    switched_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    switched_at: Mapped[datetime | None]

    switcher: Mapped[User | None] = relationship()


class RunKind(StrEnum):
    CHECK = "check"
    LEARN = "learn"


class AgreementRun(Table):
    """One reckoning over all reviews: how far suggestions agree with people, or what can be learned from them.

    `asked_by` is None for the daily check. `result` is JSON as the work of that kind writes it, None until it is done;
    `progress` goes from 0 to 1.
    """

    __tablename__ = "agreement_runs"
    __table_args__ = (Index("ix_agreement_runs_kind_created", "kind", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RunKind] = mapped_column(Named(RunKind))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    progress: Mapped[float] = mapped_column(default=0.0)
    result: Mapped[dict[str, Any] | None]
    done_at: Mapped[datetime | None]
