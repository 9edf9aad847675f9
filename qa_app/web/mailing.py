"""Letters about an account, in the language of whoever gets them."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_security import MailUtil
from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import hash_data

from qa_app.letters import letter, send
from qa_app.reports.words import LOCALES
from qa_app.store.people import User
from qa_app.web.edge import workplace
from qa_app.web.locale import reader_language

_RESET = "security/email/reset_instructions"
_INVITED = "letters/invited"
_NOTHING_ASKED = _l("If you did not ask for this, do nothing: your password stays as it is.")
_NOT_YOU = _l("If that was not you, ask for a new password now and tell your administrator.")
_ONE_DAY = _l("The link works once, for one day.")

# Subject, sentences, and the words of the link, by the template that Flask-Security names.
_LETTERS: dict[str, tuple[object, tuple[object, ...], object]] = {
    _RESET: (
        _l("A new password for Fairword"),
        (_l("You can choose a new password with this link:"), _ONE_DAY, _NOTHING_ASKED),
        _l("Choose a new password"),
    ),
    _INVITED: (
        _l("Your account at Fairword"),
        (_l("There is an account for you. Choose your password with this link:"), _ONE_DAY),
        _l("Choose your password"),
    ),
    "security/email/reset_notice": (
        _l("Your password at Fairword was changed"),
        (_l("A new password was set with the link that we sent."), _NOT_YOU),
        _l("Ask for a new password"),
    ),
    "security/email/change_notice": (
        _l("Your password at Fairword was changed"),
        (_l("You changed your password."), _NOT_YOU),
        _l("Ask for a new password"),
    ),
}


class Letters(MailUtil):
    """Flask-Security hands its letters over here; which one it is follows from the template."""

    def send_mail(self, template: str, *_: Any, **context: Any) -> None:
        if template in _LETTERS:
            _write(template, context["user"], context.get("reset_token"))


def reset_link(user: User, token: str | None = None) -> str:
    """The address at which a person chooses a password; with a new token when none is given."""
    token = token or _token(user)
    return workplace().config.url + url_for("security.reset_password", token=token)


def invite(user: User) -> str:
    """Send a person the link to choose a password, and return it for whoever invites."""
    token = _token(user)
    _write(_INVITED, user, token)
    return reset_link(user, token)


def invite_all(users: Sequence[User]) -> None:
    """Send each the link to choose a password. What links hold of the password is hashed once for all who share it:
    that takes half a second.
    """
    security = current_app.extensions["security"]
    kept: dict[str, str] = {}
    letters = []
    for user in users:
        if user.password not in kept:
            kept[user.password] = hash_data(user.password)
        token = security.reset_serializer.dumps([str(user.fs_uniquifier), kept[user.password]])
        letters.append(_written(_INVITED, user, str(token)))
    send(workplace().config, *letters)


def _token(user: User) -> str:
    return str(generate_reset_password_token(user))  # type: ignore[no-untyped-call]


def _write(template: str, user: User, token: str | None) -> None:
    send(workplace().config, _written(template, user, token))


def _written(template: str, user: User, token: str | None) -> EmailMessage:
    config = workplace().config
    language = user.language or reader_language()
    with force_locale(LOCALES.get(language, language)):
        subject, sentences, link_words = _LETTERS[template]
        words = {
            "name": user.name,
            "subject": subject,
            "sentences": sentences,
            "link": reset_link(user, token) if token else config.url + url_for("security.forgot_password"),
            "link_words": link_words,
        }
        text = render_template("letters/letter.txt", **words)
        html = render_template("letters/letter.html", **words)
        return letter(config, user.email, str(subject), text, html)
