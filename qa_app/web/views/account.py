"""One's own account: name, language, time zone."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from qa_app.operations.people import change_profile
from qa_app.web.access import access, me
from qa_app.web.edge import db, now
from qa_app.web.locale import LANGUAGE_NAMES

views = Blueprint("account", __name__, url_prefix="/account")


class ProfileForm(FlaskForm):  # type: ignore[misc]
    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    language = SelectField(_l("Language"))
    time_zone = SelectField(_l("Time zone"))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.language.choices = [("", _("As the browser says")), *LANGUAGE_NAMES.items()]
        self.time_zone.choices = [
            ("", _("As the company has it")),
            *((zone, zone) for zone in sorted(available_timezones())),
        ]


@views.route("", methods=["GET", "POST"])
@access()
def profile() -> str | Response:
    form = ProfileForm(obj=me())
    if form.validate_on_submit():
        change_profile(db(), me(), now(), form.name.data, form.language.data or None, form.time_zone.data or None)
        flash(_("Saved."), "success")
        return redirect(url_for("account.profile"), 303)
    return render_template("account/profile.html", form=form)
