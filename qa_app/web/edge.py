"""The edge of a request: its moment, its transaction, the jobs it asked for and the audit trail.

A response commits, an error rolls back. Pages that only read note who looked in a transaction of its own before they
are sent, so that nothing is shown without a trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, current_app, g, request

from qa_app.operations.auditing import audit_event
from qa_app.operations.jobs import to_deliver
from qa_app.store.audit import AuditEvent
from qa_app.store.database import OperationalError, Session
from qa_app.store.people import User
from qa_app.workplace import Workplace

READING = ("GET", "HEAD", "OPTIONS")
_NOT_TAKEN = 422


def init(app: Flask) -> None:
    app.after_request(_settle)
    app.teardown_appcontext(_close)


def workplace() -> Workplace:
    """The workplace whose pages these are."""
    found: Workplace = current_app.extensions["workplace"]
    return found


def now() -> datetime:
    """The moment of the request, in UTC; the same throughout."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def db() -> Session:
    """The session of the request, opened when first asked for; writing requests wait for each other on SQLite."""
    if "session" not in g:
        database = workplace().database
        writes = not request or request.method not in READING
        g.session = database.writing() if writes else database.reading()
    session: Session = g.session
    return session


def release() -> None:
    """End the transaction so far, before a view does something slow; nobody has to wait for it then."""
    db().commit()


def give_up(error: Exception) -> None:
    """End the transaction after a fault, so that a page can be shown; without an account if the database is gone."""
    if "session" in g:
        db().rollback()
    if isinstance(error, OperationalError):
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def saw(actor: User, action: str, on: Any, why: str = "", **fields: Any) -> None:
    """Note for the audit trail that someone looked at something; written before the page is sent."""
    g.setdefault("saw", []).append(audit_event(actor, now(), action, on, why, **fields))


def _settle(response: Response) -> Response:
    session: Session | None = g.get("session")
    seen = g.pop("saw", [])
    if response.status_code == _NOT_TAKEN and session is not None:
        # The page says what is wrong with a form, and shows what the form is about all the same.
        session.rollback()
        _note(seen)
    if response.status_code >= 400:
        return response
    if request.method in READING:
        _note(seen)
    elif session is not None:
        session.add_all(seen)
    if session is not None:
        session.commit()
        current_app.extensions["job queue"].deliver(to_deliver(session))
    return response


def _note(seen: Sequence[AuditEvent]) -> None:
    if seen:
        with workplace().database.transaction() as writing:
            writing.add_all(seen)


def _close(_: BaseException | None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()
