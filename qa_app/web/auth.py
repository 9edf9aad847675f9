"""Accounts: Flask-Security over our users, with argon2, a second factor, and sessions renewed at each sign-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, abort
from flask_security import Security, SQLAlchemySessionUserDatastore
from werkzeug.local import LocalProxy

from qa_app.operations.signing_in import SESSION_LASTS
from qa_app.store.people import Role, User
from qa_app.web import security_wording, sign_in
from qa_app.web.edge import db
from qa_app.web.mailing import Letters
from qa_app.web.passwords import SHORTEST, Passwords

# Ways round the second factor that we do not offer: codes by mail, and a choice where there is but one.
_CLOSED = ("security.two_factor_rescue", "security.tf_select")


def init(app: Flask) -> None:
    secret = app.config["SECRET_KEY"]
    app.config.update(
        security_wording.MESSAGES,
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        # What OWASP asks for, in 19 MB a password; 64 MB, as by default, are too much when a team signs in at nine.
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__memory_cost": 19_456,
            "argon2__rounds": 2,
            "argon2__parallelism": 1,
        },
        SECURITY_PASSWORD_SALT=secret,
        SECURITY_PASSWORD_LENGTH_MIN=SHORTEST,
        # Companies have addresses that only their own network knows; whether one is real shows when the letter comes.
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "globally_deliverable": False},
        SECURITY_EMAIL_PLAINTEXT=False,
        SECURITY_EMAIL_HTML=False,
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(days=1),
        SECURITY_CHANGEABLE=True,
        SECURITY_POST_CHANGE_VIEW="account.profile",
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY=60,
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="security.mf_recovery_codes",
        SECURITY_TOTP_SECRETS={"1": secret},
        SECURITY_TOTP_ISSUER="Fairword",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_N=8,
        SECURITY_FRESHNESS=timedelta(minutes=30),
        SECURITY_FRESHNESS_GRACE_PERIOD=timedelta(minutes=15),
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_POST_LOGIN_VIEW="home.start",
        SECURITY_POST_LOGOUT_VIEW="home.start",
        SECURITY_RETURN_GENERIC_RESPONSES=True,
    )
    session: Any = LocalProxy(db)
    app.extensions["accounts"] = SQLAlchemySessionUserDatastore(session, User, Role)
    security = Security(
        app,
        app.extensions["accounts"],
        mail_util_cls=Letters,
        password_util_cls=Passwords,
        totp_cls=sign_in.OnceOnly,
        **sign_in.FORMS,
    )
    security.i18n_domain = security_wording.Wording()  # type: ignore[assignment]
    for endpoint in _CLOSED:
        app.view_functions[endpoint] = lambda: abort(404)
    sign_in.init(app)
