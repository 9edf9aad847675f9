"""What an administrator does with accounts; everything stands in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.people import add_user, agent_named
from qa_app.operations.signing_in import open_again
from qa_app.store.database import Session
from qa_app.store.people import RoleName, User
from qa_app.store.people_queries import active_administrators, roles_named


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who gets an account; `agent` is how conversations name the person, "" for none."""

    email: str
    name: str
    roles: tuple[RoleName, ...]
    language: str | None = None
    agent: str = ""


def invite_user(session: Session, actor: User, now: datetime, invited: Invitation, password_hash: str) -> User:
    """A new account, linked to its agent. Raises OperationError `no_role`, `email_taken`, `account_of_another`."""
    if not invited.roles:
        raise OperationError("no_role")
    user = add_user(session, actor, now, invited.email, invited.name, password_hash, *invited.roles)
    user.language = invited.language
    if invited.agent.strip():
        agent = agent_named(session, invited.agent)
        if agent.user is not None:
            raise OperationError("agent_has_account", name=agent.name)
        agent.user = user
        session.flush()
        audit(session, actor, now, "agent.changed", agent, account=user.id)
    return user


def change_user(session: Session, actor: User, now: datetime, user: User, name: str, roles: Iterable[RoleName]) -> None:
    """Name and roles of an account. Raises OperationError `last_administrator`, `no_role`."""
    wanted = frozenset(roles)
    if not wanted:
        raise OperationError("no_role")
    if RoleName.ADMINISTRATOR not in wanted:
        _leave_one(session, user)
    before, user.name = user.role_names, name.strip()
    user.roles = list(roles_named(session, wanted))
    if before != wanted:
        audit(session, actor, now, "user.roles_changed", user, before=sorted(before), after=sorted(wanted))
    else:
        audit(session, actor, now, "user.changed", user)


def deactivate(session: Session, actor: User, now: datetime, user: User) -> None:
    """Close an account: no signing in, and where it is signed in that ends. Raises OperationError."""
    _leave_one(session, user)
    user.active = False
    _end_sessions(user)
    audit(session, actor, now, "user.deactivated", user)


def activate(session: Session, actor: User, now: datetime, user: User) -> None:
    user.active = True
    open_again(user)
    audit(session, actor, now, "user.activated", user)


def unlock(session: Session, actor: User | None, now: datetime, user: User) -> None:
    """Take passwords again before the quarter of an hour is over."""
    open_again(user)
    audit(session, actor, now, "user.unlocked", user)


def reset_second_factor(session: Session, actor: User, now: datetime, user: User) -> None:
    """The password alone signs in again, for who lost the phone and the recovery codes."""
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = None
    _end_sessions(user)
    audit(session, actor, now, "user.second_factor_reset", user)


def _leave_one(session: Session, user: User) -> None:
    others = [other for other in active_administrators(session) if other.id != user.id]
    if RoleName.ADMINISTRATOR in user.role_names and user.active and not others:
        raise OperationError("last_administrator")


def _end_sessions(user: User) -> None:
    user.fs_uniquifier = uuid4().hex
