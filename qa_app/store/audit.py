"""The audit trail: who saw or changed what, when and why. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.store.people import User
from qa_app.store.schema import Table


class AuditEvent(Table):
    """`action` is a constant key such as `interaction.viewed`; `why` the reason given, or the role it was done in.

    `interaction_id` and `agent_id` are kept without foreign keys, so that the trail outlives what it is about. `fields`
    holds identifiers and states, never words of a conversation.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_agent_at", "agent_id", "at"),
        Index("ix_audit_events_interaction_at", "interaction_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[int | None]
    interaction_id: Mapped[int | None]
    agent_id: Mapped[int | None]
    why: Mapped[str] = mapped_column(String(500), default="")
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)

    user: Mapped[User | None] = relationship()
