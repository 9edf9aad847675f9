"""Where one lands: the place of work of one's first role."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug import Response

from qa_app.web.access import access, me
from qa_app.web.navigation import places

views = Blueprint("home", __name__)


@views.get("/")
@access()
def start() -> Response:
    return redirect(url_for(places(me())[0].endpoint))
