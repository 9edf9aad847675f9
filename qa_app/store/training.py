"""Training: modules with their versions, who is to take one and why, and how it went."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.store.people import Agent, User
from qa_app.store.schema import Named, Table


class TrainingModule(Table):
    """A module, known by its `key` (the id in its documents) across installations; nobody new takes a retired one.

    `shipped` is the digest of the product's text of it that was last taken over or declined, None for other modules.
    """

    __tablename__ = "training_modules"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    retired_at: Mapped[datetime | None]
    shipped: Mapped[str | None] = mapped_column(String(64))

    versions: Mapped[list[ModuleVersion]] = relationship(
        back_populates="module", order_by="ModuleVersion.number", cascade="all, delete-orphan"
    )


class VersionState(StrEnum):
    """A published version is never changed, only followed by another."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"


class ModuleVersion(Table):
    """One version of a module; `body` is the dumped `teaching.model.Module`.

    `authors` are the ids of those who wrote on it: someone else publishes it, or gives it back with a `note`.
    `edition` counts changes, so that two who write at once do not lose each other's words. The version with the highest
    number among the published ones is the one that is taken.
    """

    __tablename__ = "module_versions"
    __table_args__ = (UniqueConstraint("module_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("training_modules.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(Named(VersionState), default=VersionState.DRAFT)
    body: Mapped[dict[str, Any]]
    edition: Mapped[int] = mapped_column(default=0)
    authors: Mapped[list[Any]] = mapped_column(default=list)
    changed_at: Mapped[datetime]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")

    module: Mapped[TrainingModule] = relationship(back_populates="versions")
    removed: Mapped[list[RemovedPart]] = relationship(cascade="all, delete-orphan")


class RemovedPart(Table):
    """What was removed from a draft and can be put back; it was a pair or an answer where there is an `item`.

    `body` is the document as it was just before, `edition` that of the draft just after.
    """

    __tablename__ = "removed_parts"

    version_id: Mapped[int] = mapped_column(ForeignKey("module_versions.id", ondelete="CASCADE"), primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    part: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(40), default="")
    body: Mapped[dict[str, Any]]


class ModulePicture(Table):
    """A picture that some version of a module shows; `name` is its digest with the ending of its format."""

    __tablename__ = "module_pictures"

    module_id: Mapped[int] = mapped_column(ForeignKey("training_modules.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    media_key: Mapped[str] = mapped_column(String(80))


class EnrolmentState(StrEnum):
    ASSIGNED = "assigned"
    STARTED = "started"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


class Enrolment(Table):
    """An agent who is to take a version of a module, and how far they are.

    `why` is a key: `chosen`, or `low_criterion` when it was proposed (`proposal_id`). `lessons_read` are ids of
    lessons. `best` is the best share of a quiz so far. `registration` (UUID) names it in records for other systems.
    """

    __tablename__ = "enrolments"
    __table_args__ = (
        Index("ix_enrolments_agent_state", "agent_id", "state"),
        Index("ix_enrolments_module_state", "module_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("training_modules.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("module_versions.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    assigned_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    why: Mapped[str] = mapped_column(String(40))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("training_proposals.id"))
    created_at: Mapped[datetime]
    due_on: Mapped[date]
    state: Mapped[EnrolmentState] = mapped_column(Named(EnrolmentState), default=EnrolmentState.ASSIGNED)
    language: Mapped[str | None] = mapped_column(String(2))
    lessons_read: Mapped[list[Any]] = mapped_column(default=list)
    best: Mapped[float | None]
    started_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]
    registration: Mapped[str] = mapped_column(String(36), unique=True)

    module: Mapped[TrainingModule] = relationship()
    version: Mapped[ModuleVersion] = relationship()
    agent: Mapped[Agent] = relationship()
    assigner: Mapped[User] = relationship()
    exercises: Mapped[list[ExerciseAttempt]] = relationship(order_by="ExerciseAttempt.id", cascade="all, delete-orphan")
    quizzes: Mapped[list[QuizAttempt]] = relationship(order_by="QuizAttempt.id", cascade="all, delete-orphan")


class ExerciseAttempt(Table):
    """An answer written in an exercise; `body` is the scorecard as JSON, `language` the one it was written in.

    There may be very many, and how far somebody is does not need their words: these are read where they are asked for.
    """

    __tablename__ = "exercise_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    exercise: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    answer: Mapped[str] = mapped_column(Text, deferred=True)
    body: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    reached: Mapped[bool]
    at: Mapped[datetime]


class QuizAttempt(Table):
    """A quiz that was handed in: `answers` by question id, `score` the share of the questions that were right."""

    __tablename__ = "quiz_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    answers: Mapped[dict[str, Any]]
    score: Mapped[float]
    passed: Mapped[bool]
    at: Mapped[datetime]


class TrainingRule(Table):
    """Propose a module for agents whose mean mark of a criterion lies under `below` (0..1).

    Counted are the marks in force that people gave in the last `weeks`, when there are `fewest` or more of them; the
    whole 95 % interval must lie under the limit. A person confirms each proposal; then it is due `due_days` later.
    `checked_at` is when it was last looked at whom it is about.
    """

    __tablename__ = "training_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40))
    below: Mapped[float]
    fewest: Mapped[int]
    weeks: Mapped[int]
    module_id: Mapped[int] = mapped_column(ForeignKey("training_modules.id"))
    due_days: Mapped[int] = mapped_column(default=14)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    checked_at: Mapped[datetime | None]

    module: Mapped[TrainingModule] = relationship()


class ProposalState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class TrainingProposal(Table):
    """What a rule proposes for an agent: the mean (0..1) it rests on, its interval, the number of marks behind it."""

    __tablename__ = "training_proposals"
    __table_args__ = (Index("ix_training_proposals_agent_state", "agent_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("training_rules.id", ondelete="CASCADE"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    mean: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    n: Mapped[int]
    created_at: Mapped[datetime]
    state: Mapped[ProposalState] = mapped_column(Named(ProposalState), default=ProposalState.OPEN)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    rule: Mapped[TrainingRule] = relationship()
    agent: Mapped[Agent] = relationship()


class LearningRecord(Table):
    """An xAPI statement about an enrolment (`id` is its UUID), and when the learning record store took it.

    `problem` is why the last try failed, `status` the HTTP status that the store answered with, if it answered.
    """

    __tablename__ = "learning_records"
    __table_args__ = (Index("ix_learning_records_sent", "sent_at", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[int | None]

    enrolment: Mapped[Enrolment] = relationship()
