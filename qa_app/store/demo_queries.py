"""What the demo needs to find again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.store.interactions import Interaction
from qa_app.store.people import User


def everyone(session: Session) -> Mapping[str, User]:
    """All people by name."""
    return {user.name: user for user in session.scalars(select(User))}


def interactions_by_day(session: Session) -> Sequence[Interaction]:
    """All interactions, the oldest first."""
    return session.scalars(select(Interaction).order_by(Interaction.started_at)).all()
