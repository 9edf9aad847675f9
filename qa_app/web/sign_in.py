"""Sign-in forms that refuse a locked account, and what is noted when Flask-Security says that something happened."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, request, session
from flask_login import user_logged_out
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MfRecoveryForm,
    Totp,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    current_user,
    password_changed,
    password_reset,
    reset_password_instructions_sent,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
)
from flask_security.utils import get_message
from wtforms import RadioField, StringField

from qa_app.operations.auditing import audit
from qa_app.operations.signing_in import (
    is_locked_now,
    is_over,
    new_session_key,
    open_again,
    seen_lately,
    signed_in,
    signed_out,
    wrong_try,
)
from qa_app.store.people import User
from qa_app.web.edge import READING, db, now, workplace


class _Unlocked:
    """A form with a password or a code that is refused, in the words for a wrong one, while the account is locked.

    The check comes last, so that a locked account answers no sooner than another.
    """

    checked = "password"
    refused = "GENERIC_AUTHN_FAILED"

    def validate(self, **kwargs: Any) -> bool:
        fine = bool(super().validate(**kwargs))  # type: ignore[misc]
        user = getattr(self, "user", None)
        if user is None or not is_locked_now(db(), user, now()):
            return fine
        getattr(self, self.checked).errors = [get_message(self.refused)[0]]
        return False


class SignInForm(_Unlocked, LoginForm):
    remember = None


class AgainForm(_Unlocked, VerifyForm):
    refused = "INVALID_PASSWORD"


class CodeForm(_Unlocked, TwoFactorVerifyCodeForm):
    checked = "code"
    refused = "TWO_FACTOR_INVALID_TOKEN"


class RecoveryForm(_Unlocked, MfRecoveryForm):
    checked = "code"
    refused = "INVALID_RECOVERY_CODE"

    def validate(self, **kwargs: Any) -> bool:
        fine = super().validate(**kwargs)
        if not fine and self.code.data and self.user is not None:
            self.user.track_failed_authn("recovery code", True)
        return fine


class PasswordForm(_Unlocked, ChangePasswordForm):
    refused = "INVALID_PASSWORD"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = current_user._get_current_object()

    def validate(self, **kwargs: Any) -> bool:
        fine = super().validate(**kwargs)
        if self.password.data and get_message("INVALID_PASSWORD")[0] in self.password.errors:
            self.user.track_failed_authn("password")
        return fine


class SetUpForm(TwoFactorSetupForm):
    """There is one method, so the page has buttons and no list to choose from."""

    setup = StringField()


class RescueForm(TwoFactorRescueForm):
    """Flask-Security fills it in, our pages lead to the recovery codes instead."""

    help_setup = RadioField(choices=[])


class OnceOnly(Totp):
    """Codes of a phone, each taken once: who reads one over a shoulder comes too late."""

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.tf_last_counter = tmatch.counter


FORMS: dict[str, Any] = {
    "login_form": SignInForm,
    "verify_form": AgainForm,
    "two_factor_verify_code_form": CodeForm,
    "two_factor_setup_form": SetUpForm,
    "two_factor_rescue_form": RescueForm,
    "mf_recovery_form": RecoveryForm,
    "change_password_form": PasswordForm,
}


# What Flask-Login, Flask-Principal and Flask-Security put into the session of whoever has just signed in.
_OF_SIGNING_IN = frozenset(
    ("_user_id", "_fresh", "_id", "_permanent", "identity.id", "identity.auth_type", "fs_cc", "fs_paa")
)

_KEY = "sign_in"
"""Where the session keeps the key that it is known by."""


def init(app: Flask) -> None:
    user_logged_out.connect(_signed_out, app)
    _only_from_open_sessions(app)
    user_authenticated.connect(_signed_in, app)
    user_failed_authn.connect(_wrong, app)
    password_reset.connect(_reset, app)
    password_changed.connect(_changed, app)
    reset_password_instructions_sent.connect(_asked, app)
    tf_profile_changed.connect(_second_factor, app)
    tf_disabled.connect(_one_factor, app)
    app.before_request(_keep_while_used)
    app.after_request(_note_presence)


def _signed_in(_: Flask, user: User, authn_via: list[str] | None = None, **__: Any) -> None:
    # What was in the session before does not belong to who is signed in now, least of all the token of its forms.
    for name in set(session) - _OF_SIGNING_IN:
        session.pop(name)
    session[_KEY] = new_session_key()
    if authn_via != ["change"]:
        signed_in(db(), user, now())


def _signed_out(_: Flask, **__: Any) -> None:
    key = session.pop(_KEY, "")
    if key:
        signed_out(db(), now(), key)


def _only_from_open_sessions(app: Flask) -> None:
    """Nobody is known by the cookie of a session that was ended, however it was come by."""
    logins: Any = app.login_manager  # type: ignore[attr-defined]
    known = logins.user_callback
    logins.user_loader(lambda user: None if is_over(db(), session.get(_KEY, "")) else known(user))


def _wrong(_: Flask, user: User, auth_type: str, **__: Any) -> None:
    wrong_try(db(), user, now(), auth_type)


def _reset(_: Flask, user: User, **__: Any) -> None:
    open_again(user)
    audit(db(), user, now(), "user.password_reset", user)


def _changed(_: Flask, user: User, **__: Any) -> None:
    audit(db(), user, now(), "user.password_changed", user)


def _asked(_: Flask, user: User, **__: Any) -> None:
    audit(db(), None, now(), "user.reset_asked", user)


def _second_factor(_: Flask, user: User, **__: Any) -> None:
    audit(db(), user, now(), "user.second_factor_set", user)


def _one_factor(_: Flask, user: User, **__: Any) -> None:
    audit(db(), user, now(), "user.second_factor_removed", user)


def _keep_while_used() -> None:
    """The session ends some hours after its last use, not with the browser window."""
    if session and not session.permanent:
        session.permanent = True


def _note_presence(response: Response) -> Response:
    """Note now and then that the person is there; pages that only read do it in a transaction of its own."""
    user: User | None = g.get("_login_user")
    if response.status_code >= 400 or user is None or not user.is_authenticated or seen_lately(user, now()):
        return response
    if request.method in READING:
        with workplace().database.transaction() as writing:
            writing.get_one(User, user.id).last_seen_at = now()
    else:
        user.last_seen_at = now()
    return response
