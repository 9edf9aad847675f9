"""Work that takes long: what must be done, how far it is, who is at it and until when; and what people brought in."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.store.people import Team, User
from qa_app.store.schema import Named, Table


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobKind(StrEnum):
    READ_FILE = "read_file"
    PROCESS = "process"
    RESCORE = "rescore"
    EXPORT = "export"
    TRY = "try"
    MAKE_REPORTS = "make_reports"
    SEND_RECORDS = "send_records"
    LEARN_CORRECTIONS = "learn_corrections"
    CHECK_AGREEMENT = "check_agreement"


class Job(Table):
    """One piece of work; the queue only delivers its id, this row is the truth.

    `subject_id` is the row it is about (imported file, interaction, export). Whoever works on it holds it until
    `lease_until` and renews that; when it has passed, the job is taken up again, up to three `tries` in all.
    `problem` is the code of why it failed.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_state_lease", "state", "lease_until"),
        Index("ix_jobs_kind_subject", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(Named(JobKind))
    subject_id: Mapped[int]
    state: Mapped[JobState] = mapped_column(Named(JobState), default=JobState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class FileState(StrEnum):
    UPLOADING = "uploading"
    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


class ImportedFile(Table):
    """A file that someone brought in, whole or on its way.

    `token` names it to the uploading page; `received` of `size` bytes are there. `fingerprint` is what the browser
    knows it by, so that an upload that broke off is found again; files with the same `batch` were brought together,
    and a table among them tells of the others. `told` is what is known about it
    beforehand (agent, customer, started_at, time_zone, channel, market, language). `problems` are
    {"code", "line", "what"} of what was left out. `recognised` is the format it turned out to be.
    """

    __tablename__ = "imported_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    fingerprint: Mapped[str] = mapped_column(String(80), default="")
    batch: Mapped[str | None] = mapped_column(String(40), index=True)
    media_key: Mapped[str | None] = mapped_column(String(80))
    told: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[FileState] = mapped_column(Named(FileState), default=FileState.UPLOADING, index=True)
    recognised: Mapped[str | None] = mapped_column(String(40))
    problem: Mapped[str | None] = mapped_column(String(60))
    problem_detail: Mapped[dict[str, Any] | None]
    problems: Mapped[list[Any]] = mapped_column(default=list)
    brought_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)

    bringer: Mapped[User | None] = relationship()


class FileInteraction(Table):
    """Which interactions a file holds; a file brought in again points to those that are there already."""

    __tablename__ = "file_interactions"

    file_id: Mapped[int] = mapped_column(ForeignKey("imported_files.id", ondelete="CASCADE"), primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    new: Mapped[bool]


class Export(Table):
    """Everything about one person as a zip, made on request; the file lies in `qa_app.media`."""

    __tablename__ = "exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    progress: Mapped[float] = mapped_column(default=0.0)
    media_key: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]


class ReportBatch(Table):
    """Coaching reports for all agents of a team (or of all teams that `asked_by` coaches) at once, as a zip of PDFs.

    `done` of the `agents` (ids) are through; `left_out` are {"agent", "why"} of those without a report. When
    `cancelled_at` is set, the worker stops before the next one; what was given by then stays given.
    """

    __tablename__ = "report_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    language: Mapped[str] = mapped_column(String(2))
    agents: Mapped[list[Any]]
    done: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    cancelled_at: Mapped[datetime | None]
    media_key: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]

    asker: Mapped[User] = relationship()
    team: Mapped[Team | None] = relationship()
