"""Giving chosen interactions of a list to a reviewer, from Spotlight and from the search alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, request
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField
from wtforms.validators import InputRequired

from qa_app.operations.access import ASSIGNS, GRADES, has_role
from qa_app.operations.assigning import Order, assign
from qa_app.operations.errors import OperationError
from qa_app.operations.settings import in_force
from qa_app.store.assignment_queries import active_reviewers
from qa_app.store.people import User
from qa_app.web.access import me
from qa_app.web.addresses import row_number
from qa_app.web.edge import db, workplace
from qa_app.web.reader_time import here, today

_MOST = 200


class ChooseForm(FlaskForm):  # type: ignore[misc]
    reviewer = SelectField(_l("Reviewer"), coerce=int)
    due_on = DateField(_l("Due"), [InputRequired(_l("Give a date."))])
    blind = BooleanField(_l("Blind: hide the suggestion until it is graded"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people = {person.id: person for person in _reviewers()}
        self.reviewer.choices = [(key, person.name) for key, person in self.people.items()]
        if not self.is_submitted():
            self.due_on.data = today() + timedelta(days=in_force(db(), workplace().config).review_due_days)


def choose_form() -> ChooseForm | None:
    """The form, for people who may give conversations to somebody, be it themselves."""
    return ChooseForm() if has_role(me(), *ASSIGNS, *GRADES) else None


def _reviewers() -> list[User]:
    return list(active_reviewers(db())) if has_role(me(), *ASSIGNS) else [me()]


def chosen_ids() -> list[int]:
    """Ids of the rows that were ticked."""
    ticked = request.form.getlist("chosen")[:_MOST]
    return [row for value in ticked if (row := row_number(value))]


def give(form: ChooseForm, why: str) -> None:
    """Give the ticked rows to the reviewer of the form and say how many; raises OperationError."""
    if not form.validate():
        raise OperationError("due_missing" if form.due_on.errors else "not_a_reviewer")
    ids = chosen_ids()
    reviewer = form.people[form.reviewer.data]
    given = assign(db(), me(), here(), ids, Order(reviewer, why, form.due_on.data, form.blind.data))
    left = len(set(ids)) - given
    if given:
        words = ngettext(
            "%(num)s conversation is now in the queue of %(name)s.",
            "%(num)s conversations are now in the queue of %(name)s.",
            given,
            name=reviewer.name,
        )
        flash(words, "success")
    if left:
        words = ngettext(
            "%(num)s conversation was left out: it is in that queue or graded already, or the reviewer's own.",
            "%(num)s conversations were left out: they are in that queue or graded already, or the reviewer's own.",
            left,
        )
        flash(words, "info")
