"""What the sign-in pages say: our words in place of Flask-Security's, so that they stand in our catalogs."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

_ERRORS = {
    "API_ERROR": _l("The page could not understand what was sent. Go back and try again."),
    "GENERIC_AUTHN_FAILED": _l(
        "The address and the password do not belong together. After five wrong tries the account is locked for "
        "15 minutes."
    ),
    "UNAUTHORIZED": _l("This is not something that your role may do."),
    "REAUTHENTICATION_REQUIRED": _l("Give your password once more: this page can change how you sign in."),
    "REFRESH": _l("Give your password once more: this page can change how you sign in."),
    "RETYPE_PASSWORD_MISMATCH": _l("The two passwords are not the same."),
    "PASSWORD_MISMATCH": _l("The two passwords are not the same."),
    "INVALID_REDIRECT": _l("The page could not understand what was sent. Go back and try again."),
    "INVALID_RECOVERY_CODE": _l("This recovery code is not valid. Each can be used once only."),
    "NO_RECOVERY_CODES_SETUP": _l("You have no recovery codes yet."),
    "PASSWORD_RESET_EXPIRED": _l("This link is too old. Ask for a new one here."),
    "INVALID_RESET_PASSWORD_TOKEN": _l("This link is not valid, or it was used already. Ask for a new one here."),
    "DISABLED_ACCOUNT": _l("This account is closed. Ask your administrator."),
    "EMAIL_NOT_PROVIDED": _l("Give your e-mail address."),
    "INVALID_EMAIL_ADDRESS": _l("This is not an e-mail address."),
    "PASSWORD_NOT_PROVIDED": _l("Give a password."),
    "PASSWORD_INVALID_LENGTH": _l("The password needs at least %(length)s characters."),
    "PASSWORD_TOO_SIMPLE": _l("This password is too easy to guess. Take four words that do not belong together."),
    "USER_DOES_NOT_EXIST": _l("The address and the password do not belong together."),
    "INVALID_PASSWORD": _l("This is not your password."),
    "PASSWORD_IS_THE_SAME": _l("This is the password you have now. Choose another one."),
    "ANONYMOUS_USER_REQUIRED": _l("You are signed in already."),
    "TWO_FACTOR_INVALID_TOKEN": _l("This code is not right. Codes change every 30 seconds; type the one shown now."),
    "INVALID_CODE": _l("This code is not right. Codes change every 30 seconds; type the one shown now."),
    "TWO_FACTOR_PERMISSION_DENIED": _l("Sign in first, then give the code."),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": _l("Choose either an app on your phone or no second step."),
    "TWO_FACTOR_SETUP_EXPIRED": _l("That took more than half an hour. Please start over."),
}
_INFO = {
    "UNAUTHENTICATED": _l("Please sign in."),
    "LOGIN": _l("Please sign in."),
    "GENERIC_RECOVERY": _l("If there is an account with this address, a letter with a link is on its way to it."),
    "PASSWORD_RESET_REQUEST": _l("If there is an account with this address, a letter with a link is on its way to it."),
    "FORGOT_PASSWORD": _l("Forgotten your password?"),
    "REAUTHENTICATION_SUCCESSFUL": _l("Thank you, go on."),
}
_SUCCESS = {
    "PASSWORD_RESET": _l("Your new password is set. Sign in with it."),
    "PASSWORD_RESET_NO_LOGIN": _l("Your new password is set. Sign in with it."),
    "PASSWORD_CHANGE": _l("Your password is changed. Wherever else you were signed in, you no longer are."),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": _l("You are signed in."),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": _l("From now on, signing in needs a code too. Make recovery codes now."),
    "TWO_FACTOR_DISABLED": _l("Signing in no longer needs a code."),
}

MESSAGES: dict[str, tuple[object, str]] = {
    f"SECURITY_MSG_{name}": (words, category)
    for category, group in (("danger", _ERRORS), ("info", _INFO), ("success", _SUCCESS))
    for name, words in group.items()
}


class Wording:
    """Where Flask-Security asks for translations: our words translate themselves."""

    def gettext(self, words: object, **fields: Any) -> str:
        return str(words) % fields if fields else str(words)

    def ngettext(self, one: str, many: str, count: int, **fields: Any) -> str:
        return str(gettext(one if count == 1 else many, num=count, **fields))

    def format_list(self, words: list[str], **_: Any) -> str:
        return ", ".join(words)
