"""What is turned away at the door: other names of this host, too many tries from one address, and no text at all."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from qa_app.web.edge import workplace

# Tries by page and address; roomy, since a whole floor may share one address: accounts are guarded by their lock.
_LIMITS = {
    "security.login": "60 per minute; 600 per hour",
    "security.forgot_password": "20 per minute; 60 per hour",
    "security.reset_password": "30 per minute",
    "security.verify": "30 per minute",
    "security.change_password": "30 per minute",
    "security.two_factor_token_validation": "30 per minute",
    "security.mf_recovery": "30 per minute",
    "uploads.begin": "600 per minute",
}
# Asked by machines that know this one by other names.
_ANY_NAME = ("health.health", "health.metrics")


def init(app: Flask) -> None:
    """To be called when all pages are registered; `app.extensions["door"].enabled` switches the limits."""
    config = app.extensions["workplace"].config
    shared = config.queue.startswith(("redis:", "rediss:"))
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=config.queue if shared else "memory://",
        in_memory_fallback_enabled=shared,
        strategy="moving-window",
        key_prefix="fairword",
    )
    limiter.enabled = not config.testing
    app.extensions["door"] = limiter
    for endpoint, limit in _LIMITS.items():
        view: Any = limiter.limit(limit, methods=["POST"])(app.view_functions[endpoint])
        app.view_functions[endpoint] = view
    app.before_request(refuse_what_is_no_text)
    if not config.testing:
        app.before_request(refuse_other_names)


def refuse_what_is_no_text() -> None:
    """No keyboard types a NUL, and PostgreSQL keeps none; and what a form says are texts, not numbers or lists."""
    if request.is_json:
        abort(415)
    if "\0" in request.path or any(
        "\0" in value for values in (request.args, request.form) for value in values.values()
    ):
        abort(400)


def refuse_other_names() -> None:
    """A page asked for by another name than the installation's own would make links that lead elsewhere."""
    if request.endpoint not in _ANY_NAME and request.host.rsplit(":", 1)[0].lower() not in _names():
        abort(Response("This is not the address of this installation.\n", 400, content_type="text/plain"))


def _names() -> frozenset[str]:
    name = (urlsplit(workplace().config.url).hostname or "localhost").lower()
    return frozenset({name, "127.0.0.1", "[::1]"} if name == "localhost" else {name})
