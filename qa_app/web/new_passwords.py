"""Passwords set from outside the sign-in pages: checked and kept as those are. Needs an application context."""

from __future__ import annotations

import secrets

from flask import current_app
from flask_security import hash_password

from qa_app.store.people import User


def problem_with(password: str, email: str, name: str) -> str | None:
    """Why a password will not do, in words; None when it will."""
    problems, _ = current_app.extensions["security"].password_util.validate(
        password, False, user=User(email=email, name=name)
    )
    return str(problems[0]) if problems else None


def hashed(password: str) -> str:
    """The password as it is kept; normalized first, as the sign-in page does with what is typed."""
    normal = current_app.extensions["security"].password_util.normalize(password)
    return hash_password(normal)


def unusable() -> str:
    """The kept form of a password that nobody knows, for accounts whose owner chooses one by a link."""
    return hashed(secrets.token_urlsafe(32))
