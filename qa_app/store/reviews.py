"""Who is to grade what and why, what people graded, and what agents dispute of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy import Table as Link
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.store.calibrations import CalibrationSession
from qa_app.store.interactions import Interaction, RubricVersion, SuggestedScorecard
from qa_app.store.people import Team, User
from qa_app.store.schema import Named, Table

rule_reviewers = Link(
    "rule_reviewers",
    Table.metadata,
    Column("rule_id", ForeignKey("assignment_rules.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
)


class AssignmentRule(Table):
    """So many interactions of each agent each week, drawn at random, stratified by channel and language.

    `channel`, `language` and `team_id` narrow what is drawn from; None means all. `seed` with the ISO week makes a draw
    repeatable. What is drawn is due `due_days` after it. In `blind` reviews the suggestion is hidden until graded.
    """

    __tablename__ = "assignment_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    per_agent: Mapped[int]
    channel: Mapped[str | None] = mapped_column(String(10))
    language: Mapped[str | None] = mapped_column(String(8))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    seed: Mapped[int]
    due_days: Mapped[int] = mapped_column(default=7)
    blind: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))

    team: Mapped[Team | None] = relationship()
    reviewers: Mapped[list[User]] = relationship(secondary=rule_reviewers)


class Draw(Table):
    """One drawing by a rule in an ISO week ("2026-W48"), with all that it takes to repeat it.

    `candidates` are [interaction id, agent id, channel, language], sorted; `drawn` the ids in the order they were drawn
    (`operations.drawing`).
    """

    __tablename__ = "draws"
    __table_args__ = (UniqueConstraint("rule_id", "week"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("assignment_rules.id", ondelete="CASCADE"))
    week: Mapped[str] = mapped_column(String(8))
    seed: Mapped[int]
    per_agent: Mapped[int]
    candidates: Mapped[list[Any]]
    drawn: Mapped[list[Any]]
    created_at: Mapped[datetime]

    rule: Mapped[AssignmentRule] = relationship()


class AssignmentState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REPLACED = "replaced"


class Assignment(Table):
    """An interaction in a reviewer's queue. `why` is a key: `drawn`, `chosen`, or the Spotlight filter it came from."""

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_reviewer_state_due", "reviewer_id", "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draws.id"))
    why: Mapped[str] = mapped_column(String(40))
    blind: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date]
    state: Mapped[AssignmentState] = mapped_column(Named(AssignmentState), default=AssignmentState.OPEN)
    replaced_because: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]

    interaction: Mapped[Interaction] = relationship()
    reviewer: Mapped[User] = relationship()
    draw: Mapped[Draw | None] = relationship()


class ReviewState(StrEnum):
    """RELEASED is what the agent sees: a submitted review is released at once. CALIBRATION was handed in within a
    calibration session, and is seen by those who compare there only.
    """

    DRAFT = "draft"
    RELEASED = "released"
    CALIBRATION = "calibration"


class Review(Table):
    """What one person graded of one interaction, beside the suggestion it was graded against, never in its place.

    `total` is 0..1 by the library's arithmetic over the marks in force (after disputes too); `graded_total` the one at
    release, which stays. `seconds` is the time spent on the page with the review in the foreground. `calibration_id` is
    the calibration session it belongs to, None for a review that the agent gets.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        Index(
            "uq_reviews_interaction_reviewer",
            "interaction_id",
            "reviewer_id",
            unique=True,
            sqlite_where=text("calibration_id IS NULL"),
            postgresql_where=text("calibration_id IS NULL"),
        ),
        UniqueConstraint("calibration_id", "interaction_id", "reviewer_id"),
        Index("ix_reviews_state_released", "state", "released_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    calibration_id: Mapped[int | None] = mapped_column(ForeignKey("calibration_sessions.id", ondelete="CASCADE"))
    scorecard_id: Mapped[int | None] = mapped_column(ForeignKey("suggested_scorecards.id"))
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    state: Mapped[ReviewState] = mapped_column(Named(ReviewState), default=ReviewState.DRAFT)
    blind: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[int] = mapped_column(default=0)
    total: Mapped[float | None]
    graded_total: Mapped[float | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]

    interaction: Mapped[Interaction] = relationship()
    reviewer: Mapped[User] = relationship()
    assignment: Mapped[Assignment | None] = relationship()
    calibration: Mapped[CalibrationSession | None] = relationship()
    scorecard: Mapped[SuggestedScorecard | None] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()
    marks: Mapped[list[ReviewMark]] = relationship(back_populates="review", cascade="all, delete-orphan")
    struck: Mapped[list[StruckEvidence]] = relationship(cascade="all, delete-orphan")
    disputes: Mapped[list[Dispute]] = relationship(back_populates="review")


class Decision(StrEnum):
    """How a person came to a mark: took the suggestion, changed it, gave one where none was seen, or N/A.

    UNDECIDED only occurs in drafts: a reason was written, and no mark was chosen yet. NOTHING_LEFT has no mark either:
    so much of the suggestion's evidence was struck that nothing is left to judge.
    """

    UNDECIDED = "undecided"
    ACCEPTED = "accepted"
    OVERRULED = "overruled"
    OWN = "own"
    NOT_APPLICABLE = "not_applicable"
    NOTHING_LEFT = "nothing_left"


class ReviewMark(Table):
    """A person's mark of one criterion.

    `score` is 0..1, None when not applicable; `level` is 0..4 when it was given as a level, None when it follows from
    the evidence. `suggested` is what was suggested then, `automatic` the automatic mark before it was corrected or
    withheld, None where it was neither. `reason` is needed when it was overruled. `decided` is the
    score after a dispute, which counts instead of `score`; both stay.
    """

    __tablename__ = "review_marks"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    decision: Mapped[Decision] = mapped_column(Named(Decision))
    score: Mapped[float | None]
    level: Mapped[int | None]
    suggested: Mapped[float | None]
    automatic: Mapped[float | None]
    decided: Mapped[float | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    review: Mapped[Review] = relationship(back_populates="marks")

    @property
    def in_force(self) -> float | None:
        """The score that counts, 0..1."""
        return self.score if self.decided is None else self.decided


class StruckEvidence(Table):
    """An evidence of the suggestion that a person does not agree with: its place in the mark's list, and why."""

    __tablename__ = "struck_evidence"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(Text)


class DisputeState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Dispute(Table):
    """An agent's objection to one mark: the level (0..4) proposed instead, and why; and what someone else decided.

    `decided_level` is None when the mark stays. Both marks stay visible.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion"),
        Index("ix_disputes_state_created", "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"))
    criterion: Mapped[str] = mapped_column(String(40))
    proposed_level: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    state: Mapped[DisputeState] = mapped_column(Named(DisputeState), default=DisputeState.OPEN)
    decided_level: Mapped[int | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")

    review: Mapped[Review] = relationship(back_populates="disputes")
    decider: Mapped[User | None] = relationship(foreign_keys=[decided_by])
