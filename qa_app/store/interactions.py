"""Interactions: a conversation with an agent, its transcript, what was suggested for it, and how far the work is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from qa_app.store.people import Agent, User
from qa_app.store.schema import Named, Table
from qa_app.store.transcript_words import index_transcript


class Stage(StrEnum):
    """What an interaction waits for or is in; DONE also when it could not be scored, which has a reason of its own."""

    WAITING = "waiting"
    TRANSCRIBING = "transcribing"
    SCORING = "scoring"
    DONE = "done"
    FAILED = "failed"


class Interaction(Table):
    """One conversation, recorded or written.

    `digest` is SHA-256 (hex) over the content of the file and the conversation's place in it, so that the same file
    twice gives the same interaction. `started_at` has `time_zone` (IANA name or offset, as told) beside it.
    `progress` is 0..1 within the stage. `problem` is the code of what failed, with `problem_detail` its fields.
    `media_key` names the recording in `qa_app.media`, `playable_key` what browsers play of it: the same, or a copy in a
    coding they know; None until it was looked at.

    From the current scorecard are copied, for lists and filters: `suggested` and `lowest_mark` (0..1),
    `lowest_criterion`, `critical` (a critical criterion failed), `longest_silence` (seconds), `mood_end` (customer's
    valence at the end, -1..1), `unsure` (criteria left to a person because sentences were not certain enough),
    `not_scored` (reason key).
    """

    __tablename__ = "interactions"
    __table_args__ = (
        Index("ix_interactions_agent_started", "agent_id", "started_at"),
        Index("ix_interactions_stage_started", "stage", "started_at"),
        Index("ix_interactions_suggested", "suggested"),
        Index("ix_interactions_mood_end", "mood_end"),
        Index("ix_interactions_longest_silence", "longest_silence"),
        Index("ix_interactions_critical", "critical", "started_at"),
        Index("ix_interactions_unsure", "unsure", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(255))
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str | None] = mapped_column(String(8))
    market: Mapped[str | None] = mapped_column(String(8))
    customer: Mapped[str | None] = mapped_column(String(200), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    started_at: Mapped[datetime | None] = mapped_column(index=True)
    time_zone: Mapped[str | None] = mapped_column(String(64))
    seconds: Mapped[float | None]
    turns: Mapped[int] = mapped_column(default=0)
    speakers: Mapped[int] = mapped_column(default=0)
    media_key: Mapped[str | None] = mapped_column(String(80))
    playable_key: Mapped[str | None] = mapped_column(String(80))
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    stage: Mapped[Stage] = mapped_column(Named(Stage), default=Stage.WAITING)
    progress: Mapped[float] = mapped_column(default=0.0)
    problem: Mapped[str | None] = mapped_column(String(60))
    problem_detail: Mapped[dict[str, Any] | None]

    suggested: Mapped[float | None]
    lowest_mark: Mapped[float | None]
    lowest_criterion: Mapped[str | None] = mapped_column(String(40))
    critical: Mapped[bool] = mapped_column(default=False)
    longest_silence: Mapped[float | None]
    mood_end: Mapped[float | None]
    unsure: Mapped[int] = mapped_column(default=0)
    not_scored: Mapped[str | None] = mapped_column(String(40))

    agent: Mapped[Agent | None] = relationship()
    transcript: Mapped[Transcript | None] = relationship(back_populates="interaction")


class Transcript(Table):
    """`original` as it was read or heard, the `steps` by which people put it right, and what they give together.

    The first two are what `transcripts.files` and `transcripts.repair_steps` write; `current` is None as long as there
    are no steps.
    """

    __tablename__ = "transcripts"

    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True)
    original: Mapped[dict[str, Any]]
    steps: Mapped[list[Any]] = mapped_column(default=list)
    current: Mapped[dict[str, Any] | None]

    interaction: Mapped[Interaction] = relationship(back_populates="transcript")


@event.listens_for(Transcript, "after_insert")
@event.listens_for(Transcript, "after_update")
def _search_words(_: Mapper[Transcript], connection: Connection, transcript: Transcript) -> None:
    """Whoever writes a transcript, its words can be searched from the same moment on."""
    index_transcript(connection, transcript.interaction_id, transcript.current or transcript.original)


class Waveform(Table):
    """Loudness of each channel in equal parts of the recording: `peaks[channel][part]`, 0..255."""

    __tablename__ = "waveforms"

    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True)
    seconds: Mapped[float]
    peaks: Mapped[list[Any]]


class RubricVersion(Table):
    """A rubric as it was when something was scored or reviewed with it; `body` is the dumped `rubrics.model.Rubric`.

    What scores from now on is, for each channel, the version published last that is for it and not retired, else the
    rubric that comes with the product. `published_at` is None for those of the product.
    """

    __tablename__ = "rubric_versions"
    __table_args__ = (UniqueConstraint("rubric", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    retired_at: Mapped[datetime | None]


class SuggestedScorecard(Table):
    """What the library suggested for an interaction at one time; the one with the highest id is the current one.

    `body` is what `scoring.scorecard.scorecard_to_json` writes.
    """

    __tablename__ = "suggested_scorecards"

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), index=True)
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    created_at: Mapped[datetime]
    body: Mapped[dict[str, Any]]

    rubric_version: Mapped[RubricVersion] = relationship()


class SuggestedMark(Table):
    """One mark of the current suggestion of an interaction, for figures over many; `score` is 0..1, None not judged.

    `automatic` is the score before it was corrected or withheld, None where it was neither.
    """

    __tablename__ = "suggested_marks"
    __table_args__ = ({"sqlite_with_rowid": False},)

    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    score: Mapped[float | None]
    not_judged: Mapped[str | None] = mapped_column(String(40))
    automatic: Mapped[float | None]


class Comment(Table):
    """What someone wrote about an interaction, or about one turn of it (counted from 0 in the current transcript)."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), index=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), index=True)
    turn: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

    author: Mapped[User] = relationship()
