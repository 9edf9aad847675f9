"""Errors as pages, or as JSON for the scripts: what, where, and what to do next. Only here codes become words."""

from __future__ import annotations

import logging
from uuid import uuid4

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError

_log = logging.getLogger(__name__)

# Codes of OperationError and of failed work, in words; placeholders are the error's fields.
MESSAGES = {
    "not_found": _l("This page does not exist, or it is not meant for you."),
    "not_allowed": _l("This is not something that your role may do."),
    "internal": _l("Something went wrong on our side. It was noted for the administrator."),
    "worker_died": _l("The work was broken off three times and was given up. Try again, or ask the administrator."),
    "try_again": _l("There was no room or memory for the work. Free some, then try again."),
}
_STATUS = {
    400: _l("The page could not understand what was sent. Go back and try again."),
    403: _l("This is not something that your role may do."),
    404: _l("This page does not exist, or it is not meant for you."),
    405: _l("This page cannot be used in that way. Go back and try again."),
    413: _l("What was sent is larger than this page takes."),
    429: _l("Too many tries in a short time. Wait a minute, then try again."),
    500: MESSAGES["internal"],
}
CSRF = _l("The page was open for too long or the session has ended. Reload it and try again; nothing was changed.")


def words_for(error: OperationError) -> str:
    """The error in the reader's language."""
    return str(MESSAGES[error.code]) % error.fields


def init(app: Flask) -> None:
    app.register_error_handler(OperationError, _operation)
    app.register_error_handler(CSRFError, lambda _: _answer(400, str(CSRF)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _operation(error: OperationError) -> tuple[Response | str, int]:
    status = 404 if isinstance(error, NotFoundError) else 403 if isinstance(error, NotAllowedError) else 422
    words = MESSAGES["not_found"] if status == 404 else words_for(error)
    return _answer(status, str(words))


def _http(error: HTTPException) -> Response | tuple[Response | str, int]:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()  # type: ignore[return-value]
    return _answer(status, str(_STATUS.get(status, _STATUS[400 if status < 500 else 500])))


def _unforeseen(error: Exception) -> tuple[Response | str, int]:
    number = uuid4().hex[:8]
    _log.error("page_failed", exc_info=error, extra={"number": number, "endpoint": request.endpoint})
    return _answer(InternalServerError.code, str(MESSAGES["internal"]), number)


def _answer(status: int, words: str, number: str = "") -> tuple[Response | str, int]:
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(error=words, number=number), status
    return render_template("error.html", words=words, status=status, number=number), status
