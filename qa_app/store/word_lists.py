"""The company's own word lists beside those that come with the product, and what was found or tried for them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.store.schema import Named, Table


class TermState(StrEnum):
    """ADDED counts as a term; ALLOWED does not, though a list of the product has it; DISMISSED was proposed in vain."""

    ADDED = "added"
    ALLOWED = "allowed"
    DISMISSED = "dismissed"


class OwnTerm(Table):
    """A word or phrase of the company's own lists.

    `sector` "" counts for all agents, else for those of teams in that sector. `term` is a pattern (see
    `transcripts.phrases`), `kind` one of `rubrics.vocabulary.SPAN_KINDS`, `plain` what to say instead.
    """

    __tablename__ = "own_terms"
    __table_args__ = (UniqueConstraint("language", "sector", "term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    sector: Mapped[str] = mapped_column(String(40), default="")
    term: Mapped[str] = mapped_column(String(240))
    kind: Mapped[str] = mapped_column(String(20))
    plain: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[TermState] = mapped_column(Named(TermState))
    changed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]


class TrialKind(StrEnum):
    """TERMS: what a change of the word lists would alter. RUBRIC: what a draft gives. JARGON: terms for the lists."""

    TERMS = "terms"
    RUBRIC = "rubric"
    JARGON = "jargon"


class Trial(Table):
    """Something tried on conversations before it counts: what was asked, how far it is (0..1), what came out."""

    __tablename__ = "trials"
    __table_args__ = (Index("ix_trials_kind_created", "kind", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TrialKind] = mapped_column(Named(TrialKind))
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    request: Mapped[dict[str, Any]]
    progress: Mapped[float] = mapped_column(default=0.0)
    result: Mapped[dict[str, Any] | None]
    problem: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
