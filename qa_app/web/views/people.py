"""Accounts: who may use the pages, in which roles; adding, closing and unlocking them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import EmailField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Email, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from qa_app.letters import mail_folder
from qa_app.operations.accounts import (
    Invitation,
    activate,
    change_user,
    deactivate,
    invite_user,
    reset_second_factor,
    unlock,
)
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.signing_in import is_locked
from qa_app.store.database import Session
from qa_app.store.people import RoleName, User
from qa_app.store.people_queries import users_found
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, workplace
from qa_app.web.errors import words_for
from qa_app.web.locale import LANGUAGE_NAMES
from qa_app.web.mailing import invite
from qa_app.web.new_passwords import unusable
from qa_app.web.paging import page_number, paged
from qa_app.web.wording import role_name

views = Blueprint("people", __name__, url_prefix="/people")

_ROWS = 50
_INVITATION = "invitation"
# Where an error of the form is shown.
_FIELD_OF = {"no_role": "roles", "email_taken": "email", "agent_has_account": "agent"}
_Act = Callable[[Session, User, datetime, User], None]
_ACTS: dict[str, tuple[_Act, object]] = {
    "deactivate": (deactivate, _l("The account is closed.")),
    "activate": (activate, _l("The account is open again.")),
    "unlock": (unlock, _l("The account is unlocked.")),
    "reset-second-factor": (reset_second_factor, _l("The second factor is gone; the password alone signs in.")),
}


class RolesField(SelectMultipleField):  # type: ignore[misc]
    """Roles to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class UserForm(FlaskForm):  # type: ignore[misc]
    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    roles = RolesField(_l("Roles"))

    def __init__(self, user: User | None = None, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.roles.choices = [(role.value, role_name(role)) for role in RoleName]
        if user is not None and not self.is_submitted():
            self.name.data, self.roles.data = user.name, [role.value for role in user.role_names]

    @property
    def chosen(self) -> tuple[RoleName, ...]:
        return tuple(RoleName(name) for name in self.roles.data or ())


class NewUserForm(UserForm):
    email = EmailField(
        _l("E-mail address"), [InputRequired(), Length(max=255), Email(_l("This is not an e-mail address."))]
    )
    language = SelectField(_l("Language"))
    agent = StringField(_l("Name in conversations"), [Length(max=120)])

    def __init__(self) -> None:
        super().__init__()
        self.language.choices = [("", _("As the browser says")), *LANGUAGE_NAMES.items()]


@views.get("", endpoint="list")
@access(RoleName.ADMINISTRATOR)
def listed() -> str:
    words = request.args.get("q", "")[:80]
    found = paged(users_found(db(), words, page_number(), _ROWS), _ROWS)
    return render_template("people/list.html", found=found, words=words, locked=_locked, mail=_mail())


@views.route("/add", methods=["GET", "POST"])
@access(RoleName.ADMINISTRATOR)
def add() -> str | Response | tuple[str, int]:
    form = NewUserForm()
    if not form.validate_on_submit():
        return render_template("people/add.html", form=form, mail=_mail()), 422 if form.errors else 200
    invited = Invitation(
        form.email.data, form.name.data, form.chosen, form.language.data or None, form.agent.data or ""
    )
    try:
        user = invite_user(db(), me(), now(), invited, unusable())
    except OperationError as error:
        form[_FIELD_OF[error.code]].errors = [words_for(error)]
        return render_template("people/add.html", form=form, mail=_mail()), 422
    return _invited(user)


@views.route("/<int:user_id>", methods=["GET", "POST"])
@access(RoleName.ADMINISTRATOR)
def show(user_id: int) -> str | Response | tuple[str, int]:
    user = _user(user_id)
    form = UserForm(user)
    status = 200
    if form.validate_on_submit():
        try:
            change_user(db(), me(), now(), user, form.name.data, form.chosen)
        except OperationError as error:
            form.roles.errors, status = [words_for(error)], 422
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("people.show", user_id=user.id), 303)
    for_user, link = session.pop(_INVITATION, (0, ""))
    return render_template(
        "people/show.html",
        form=form,
        user=user,
        locked=_locked(user),
        link=link if for_user == user.id else "",
        mail=_mail(),
    ), 422 if form.errors else status


@views.post("/<int:user_id>/invite", endpoint="invite")
@access(RoleName.ADMINISTRATOR)
def invite_again(user_id: int) -> Response:
    user = _user(user_id)
    if not user.active:
        raise OperationError("account_closed")
    return _invited(user)


@views.post("/<int:user_id>/<any(deactivate, activate, unlock, 'reset-second-factor'):act>")
@access(RoleName.ADMINISTRATOR)
def change(user_id: int, act: str) -> Response:
    user = _user(user_id)
    do, words = _ACTS[act]
    do(db(), me(), now(), user)
    flash(str(words), "success")
    return redirect(url_for("people.show", user_id=user.id), 303)


def _invited(user: User) -> Response:
    """Whoever has the link can sign in as that person, so it is noted who had it made."""
    audit(db(), me(), now(), "user.reset_asked", user)
    session[_INVITATION] = (user.id, invite(user))
    return redirect(url_for("people.show", user_id=user.id), 303)


def _user(user_id: int) -> User:
    found = db().get(User, user_id)
    if found is None:
        raise NotFoundError("user")
    return found


def _locked(user: User) -> bool:
    return is_locked(user, now())


def _mail() -> str:
    """Where letters lie when they are not sent, for the administrator to know."""
    config = workplace().config
    return "" if config.mail else str(mail_folder(config))
