"""create_app: the pages of a workplace."""

from __future__ import annotations

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from qa_app.web import (
    addresses,
    audit_wording,
    auth,
    door,
    edge,
    errors,
    headers,
    locale,
    navigation,
    rubric_words,
    sector_words,
    wording,
)
from qa_app.web.views import REGISTERED
from qa_app.worker import Queue
from qa_app.workplace import Workplace


def create_app(workplace: Workplace) -> Flask:
    """The web application of a workplace, to be served by any WSGI server."""
    app = Flask(__name__)
    config = workplace.config
    app.config.update(
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
        SESSION_COOKIE_SECURE=config.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PREFERRED_URL_SCHEME="https" if config.https else "http",
        # Forms are small; files come in parts through a page that sets its own limit.
        MAX_CONTENT_LENGTH=2 * 2**20,
        MAX_FORM_MEMORY_SIZE=2 * 2**20,
        MAX_FORM_PARTS=5_000,
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["workplace"] = workplace
    app.extensions["job queue"] = Queue(workplace)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.https:
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]
    Bootstrap5(app)
    CSRFProtect(app)
    for part in (
        addresses,
        edge,
        headers,
        locale,
        auth,
        errors,
        wording,
        rubric_words,
        sector_words,
        audit_wording,
        navigation,
    ):
        part.init(app)
    for views in REGISTERED:
        app.register_blueprint(views)
    door.init(app)
    return app
