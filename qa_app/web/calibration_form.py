"""The form of a new calibration session: which conversations, chosen by number or drawn, and who grades them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from qa_app.operations.calibration_draws import DrawFrom, draw_interactions
from qa_app.operations.calibrations import MOST_INTERACTIONS, SessionFields
from qa_app.operations.errors import OperationError
from qa_app.store.assignment_queries import active_reviewers
from qa_app.web.addresses import row_number
from qa_app.web.edge import db
from qa_app.web.locale import LANGUAGE_NAMES
from qa_app.web.reader_time import start_of, today
from qa_app.web.wording import channel
from transcripts.conversation import Channel

_DUE_DAYS = 7
_DRAWN_FROM = timedelta(days=28)
_MANY = 10
_SEEDS = 1_000_000  # small enough to be read out and typed in
_LAST_NUMBER = re.compile(r"([0-9]+)[^0-9]*$")


class SessionForm(FlaskForm):  # type: ignore[misc]
    """`seed` is that of the draw which filled in the numbers; whoever changes these afterwards chose by hand."""

    name = StringField(_l("Name"), [InputRequired(_l("Give the session a name.")), Length(max=120)])
    numbers = StringField(_l("Conversations"), [Length(max=2_000)])
    many = IntegerField(_l("How many"), [Optional(), NumberRange(1, MOST_INTERACTIONS)], default=_MANY)
    channel = SelectField(_l("Channel"), choices=[])
    language = SelectField(_l("Language"), choices=[])
    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("To"), [Optional()])
    seed = IntegerField(validators=[Optional(), NumberRange(0, _SEEDS)])
    reviewer_ids = SelectMultipleField(
        _l("Reviewers"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    benchmark = SelectField(_l("Benchmark reviewer"), coerce=int)
    due_on = DateField(_l("Due"), [InputRequired(_l("Give a date."))])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people = {person.id: person for person in active_reviewers(db())}
        self.channel.choices = [(one.value, channel(one.value)) for one in Channel]
        self.language.choices = [("", _("All languages")), *LANGUAGE_NAMES.items()]
        self.reviewer_ids.choices = [(key, person.name) for key, person in self.people.items()]
        self.benchmark.choices = [(0, _("None: all count alike")), *self.reviewer_ids.choices]
        if not self.is_submitted() and "due_on" not in request.args:
            self.first.data, self.last.data = today() - _DRAWN_FROM, today()
            self.due_on.data = today() + timedelta(days=_DUE_DAYS)

    def interactions(self) -> list[int]:
        """The numbers that were written; addresses of conversations will do. Raises OperationError for anything else.

        `calibration_unknown` with the words that are no number.
        """
        found = []
        for word in (self.numbers.data or "").replace(",", " ").replace(";", " ").split():
            digits = _LAST_NUMBER.search(word)
            number = row_number(digits[1]) if digits else None
            if number is None:
                raise OperationError("calibration_unknown", numbers=word[:40])
            found.append(number)
        return found

    def drawn(self, seed: int) -> dict[str, Any]:
        """What is drawn with a seed from what the form says; what cannot be read is as it is at first."""
        first = _known(self.first.data) or today() - _DRAWN_FROM
        last = _known(self.last.data) or today()
        many = self.many.data if isinstance(self.many.data, int) else _MANY
        known = {value for value, words in self.channel.choices}
        wanted = DrawFrom(
            many=min(max(many, 1), MOST_INTERACTIONS),
            seed=seed,
            channel=self.channel.data if self.channel.data in known else Channel.CALL.value,
            language=self.language.data if self.language.data in LANGUAGE_NAMES else None,
            since=start_of(first),
            before=start_of(last + timedelta(days=1)),
        )
        return draw_interactions(db(), wanted)

    def fields(self) -> SessionFields:
        """What to make a session of; raises as `interactions`."""
        numbers = self.interactions()
        draw = self.drawn(self.seed.data) if self.seed.data is not None else None
        return SessionFields(
            name=self.name.data.strip(),
            interactions=numbers,
            reviewers=[self.people[key] for key in self.reviewer_ids.data],
            due_on=self.due_on.data,
            benchmark=self.people.get(self.benchmark.data),
            draw=draw if draw and draw["drawn"] == numbers else None,
        )

    def address(self, numbers: Sequence[int] | None = None, seed: int | None = None) -> str:
        """Where the form is shown again as it is filled in; with the numbers that were drawn, if some were."""
        values: dict[str, Any] = {
            field: request.form.get(field, "")[:2_000]
            for field in ("name", "numbers", "many", "channel", "language", "first", "last", "benchmark", "due_on")
        }
        values["seed"] = request.form.get("seed", "")[:10]
        values["reviewer_ids"] = request.form.getlist("reviewer_ids")[:200]
        if numbers is not None:
            values |= {"numbers": ", ".join(map(str, numbers)), "seed": seed}
        return url_for("calibrations.new", **values, _anchor="chosen")


def _known(day: date | None) -> date | None:
    """A day that has a place in every time zone; None for others."""
    return day if day and 1900 < day.year < 2200 else None


def new_seed() -> int:
    return secrets.randbelow(_SEEDS)
