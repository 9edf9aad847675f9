"""The audit trail about a person in short: what someone did to one conversation many times on end is told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction
from qa_app.store.people import User


@dataclass(frozen=True, slots=True)
class Look:
    """Something that a person did `times` on end; `at` is the last of them, `conversation` what it was about."""

    at: datetime
    user: User | None
    action: str
    why: str
    times: int
    conversation: Interaction | None


def looks_in_short(trail: Sequence[AuditEvent], conversations: Mapping[int, Interaction]) -> tuple[Look, ...]:
    """The events in their order, the latest first; repeated ones of the same day together."""
    groups = (
        list(same)
        for _, same in groupby(
            trail, lambda row: (row.user_id, row.action, row.object_id, row.interaction_id, row.why, row.at.date())
        )
    )
    return tuple(
        Look(
            at=same[0].at,
            user=same[0].user,
            action=same[0].action,
            why=same[0].why,
            times=len(same),
            conversation=conversations.get(same[0].interaction_id or 0),
        )
        for same in groups
    )
