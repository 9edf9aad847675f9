"""Sessions that were ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from qa_app.store.people import EndedSession


def forget_ended(session: Session, before: datetime) -> None:
    """Forget the sessions that were ended before a moment."""
    session.execute(delete(EndedSession).where(EndedSession.at < before))
