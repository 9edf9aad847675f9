"""Which passwords are taken: long ones that do not follow from the person, from a keyboard or from a list."""

from __future__ import annotations

import re
from typing import Any

from flask_security import PasswordUtil
from flask_security.utils import get_message

SHORTEST = 12
_FEWEST_DIFFERENT = 6
# What is left of a password when digits and signs are gone; alone or doubled these are the first that are tried.
_COMMON = frozenset(
    [
        "password",
        "passwort",
        "wachtwoord",
        "parola",
        "parolamea",
        "welcome",
        "welkom",
        "willkommen",
        "bunvenit",
        "qwerty",
        "qwertz",
        "azerty",
        "qwertyuiop",
        "qwertzuiop",
        "azertyuiop",
        "letmein",
        "iloveyou",
        "admin",
        "administrator",
        "fairword",
        "abc",
        "abcdef",
        "abcdefgh",
        "changeme",
        "geheim",
        "secret",
        "monkey",
        "dragon",
        "football",
    ]
)


class Passwords(PasswordUtil):
    """Flask-Security asks here whether a new password will do."""

    def validate(self, password: str, is_register: bool, **known: Any) -> tuple[list[str] | None, str]:
        problems, normal = super().validate(password, is_register, **known)
        if not problems and easy_to_guess(normal, known.get("user")):
            problems = [get_message("PASSWORD_TOO_SIMPLE")[0]]
        return problems, normal


def easy_to_guess(password: str, user: Any = None) -> bool:
    """Whether a password, however long, is among the first that anybody would try."""
    small = password.casefold()
    letters = re.sub(r"[\W\d_]", "", small)
    if len(set(small)) < _FEWEST_DIFFERENT or not letters:
        return True
    if letters in _COMMON or any(letters == word * 2 for word in _COMMON):
        return True
    own = [] if user is None else [user.email.split("@")[0], *user.name.split()]
    left = letters
    for word in own:
        name = re.sub(r"[\W\d_]", "", word.casefold())
        left = left.replace(name, "") if len(name) > 2 else left
    return len(left) < 4
