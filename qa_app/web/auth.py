"""Accounts: Flask-Security over our users, with argon2, a second factor, and sessions renewed at each sign-in."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemySessionUserDatastore
from werkzeug.local import LocalProxy

from qa_app.store.people import Role, User
from qa_app.web.edge import db


def init(app: Flask) -> None:
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS={"1": app.config["SECRET_KEY"]},
        SECURITY_TOTP_ISSUER="Fairword",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_POST_LOGIN_VIEW="home.start",
        SECURITY_POST_LOGOUT_VIEW="home.start",
        SECURITY_RETURN_GENERIC_RESPONSES=True,
    )
    session: Any = LocalProxy(db)
    app.extensions["accounts"] = SQLAlchemySessionUserDatastore(session, User, Role)
    Security(app, app.extensions["accounts"])
