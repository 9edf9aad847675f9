"""Signing in: wrong tries in a row lock an account for a while, and everything about it is in the audit trail."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from qa_app.operations.auditing import audit
from qa_app.store.database import Session
from qa_app.store.people import EndedSession, User
from qa_app.store.people_queries import held_for_change
from qa_app.store.session_queries import forget_ended

MOST_WRONG = 5
LOCKED_FOR = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
"""How long a session goes on without being used."""
# How often it is noted that somebody is there.
SEEN_EVERY = timedelta(minutes=5)


def is_locked(user: User, now: datetime) -> bool:
    """Whether the account takes no password and no code at the moment."""
    return user.locked_until is not None and user.locked_until > now


def is_locked_now(session: Session, user: User, now: datetime) -> bool:
    """The same, read anew and held: of many tries at once each sees what those before it came to."""
    session.flush()
    held_for_change(session, user)
    return is_locked(user, now)


def wrong_try(session: Session, user: User, now: datetime, what: str) -> None:
    """A wrong password or code (`what`); the fifth in a row locks the account. While it is locked none counts."""
    held_for_change(session, user)
    if is_locked(user, now):
        return
    user.failed_logins += 1
    audit(session, None, now, "user.sign_in_failed", user, what=what)
    if user.failed_logins >= MOST_WRONG:
        user.failed_logins = 0
        user.locked_until = now + LOCKED_FOR
        audit(session, None, now, "user.locked", user)


def signed_in(session: Session, user: User, now: datetime) -> None:
    """Somebody has shown who they are, second factor and all."""
    open_again(user)
    user.last_seen_at = now
    audit(session, user, now, "user.signed_in", user)


def new_session_key() -> str:
    """What the session of somebody who has just signed in is known by."""
    return secrets.token_hex(16)


def signed_out(session: Session, now: datetime, key: str) -> None:
    """A session is over, for every copy of its cookie."""
    forget_ended(session, now - SESSION_LASTS)
    if not is_over(session, key):
        session.add(EndedSession(key=key, at=now))
        session.flush()


def is_over(session: Session, key: str) -> bool:
    """Whether somebody signed out of the session with this key."""
    return bool(key) and session.get(EndedSession, key) is not None


def open_again(user: User) -> None:
    """No wrong tries, no lock: after signing in, after a reset, or because an administrator says so."""
    user.failed_logins, user.locked_until = 0, None


def seen_lately(user: User, now: datetime) -> bool:
    """Whether it was noted already that the person is there."""
    return user.last_seen_at is not None and now - user.last_seen_at < SEEN_EVERY
