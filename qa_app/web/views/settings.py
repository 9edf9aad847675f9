"""Settings for the whole company: each explained, with who changed it; and what the environment sets, to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.settings import KNOWN, Known, change_setting, default_of, reset_setting
from qa_app.store.people import RoleName
from qa_app.store.setting_queries import changed_settings
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, workplace
from qa_app.web.errors import words_for
from qa_app.web.setting_words import EXPLAINED, environment, number, number_read

views = Blueprint("settings", __name__, url_prefix="/settings")


@dataclass(frozen=True, slots=True)
class SettingView:
    """A setting as the page shows it; `typed` is what stands in its field, `problem` what is wrong with that."""

    known: Known
    name: str
    explanation: str
    value: str
    default: str
    changed_at: datetime | None
    changed_by: str | None
    typed: str
    problem: str


@views.get("")
@access(RoleName.ADMINISTRATOR)
def show() -> str:
    return _page()


@views.post("/<key>")
@access(RoleName.ADMINISTRATOR)
def change(key: str) -> Response | tuple[str, int]:
    """Set one setting, or let its default count again."""
    if key not in KNOWN:
        raise NotFoundError("setting")
    config = workplace().config
    if request.form.get("do") == "reset":
        reset_setting(db(), me(), now(), key, config)
        flash(_("The default counts again."), "success")
        return redirect(url_for("settings.show", _anchor=key), 303)
    typed = request.form.get("value", "")
    try:
        change_setting(db(), me(), now(), key, number_read(KNOWN[key], typed), config)
    except OperationError as error:
        return _page(key, typed, words_for(error)), 422
    flash(_("Saved. It counts from now on."), "success")
    return redirect(url_for("settings.show", _anchor=key), 303)


def _page(wrong: str = "", typed: str = "", problem: str = "") -> str:
    changed = changed_settings(db())
    config = workplace().config
    shown = []
    for key, known in KNOWN.items():
        row, who = changed.get(key, (None, None))
        default = default_of(key, config)
        value = number(default if row is None else row.value)
        name, explanation = EXPLAINED[key]
        shown.append(
            SettingView(
                known,
                str(name),
                str(explanation),
                value,
                number(default),
                row.changed_at if row else None,
                who,
                typed[:40] if key == wrong else value,
                problem if key == wrong else "",
            )
        )
    return render_template("settings/show.html", settings=shown, environment=environment(config), number=number)
