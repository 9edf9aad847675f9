"""The forms of talks and goals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from qa_app.operations.criterion_names import criteria_known
from qa_app.operations.goals import GoalDraft
from qa_app.web.edge import db, workplace
from qa_app.web.reader_time import from_clock
from qa_app.web.wording import criterion

_LONG = 2000


class TimeForm(FlaskForm):  # type: ignore[misc]
    """When a talk is to be, on the clock of whoever fills it in."""

    planned_at = DateTimeLocalField(
        _l("Day and time"), [InputRequired()], description=_l("On your clock; the other side sees it on theirs.")
    )

    def validate_planned_at(self, field: DateTimeLocalField) -> None:
        if field.data is not None and not 2000 <= field.data.year <= 2100:
            raise ValidationError(_l("Choose a day between the years 2000 and 2100."))

    def moment(self) -> datetime:
        """The moment meant, in UTC."""
        return from_clock(self.planned_at.data)


class PointForm(FlaskForm):  # type: ignore[misc]
    text = StringField(_l("Add a point"), [DataRequired(), Length(max=300)])


class NotesForm(FlaskForm):  # type: ignore[misc]
    notes = TextAreaField(_l("Notes"), [Length(max=20_000)])
    seen = HiddenField()


class OutcomeForm(FlaskForm):  # type: ignore[misc]
    outcome = TextAreaField(_l("What came of it?"), [DataRequired(), Length(max=_LONG)])


class GoalForm(FlaskForm):  # type: ignore[misc]
    """One question for each letter of SMART, in plain words."""

    text = TextAreaField(
        _l("What will be different?"),
        [DataRequired(), Length(max=600)],
        description=_l("Something to see or hear in a conversation: I name the worry before I ask for the number."),
    )
    criterion = SelectField(_l("Which mark shows it?"))
    target = IntegerField(_l("Mark to reach (0 to 100)"), [Optional(), NumberRange(0, 100)])
    measure = TextAreaField(
        _l("Or: how will you both see it?"),
        [Length(max=_LONG)],
        description=_l("For a goal without a mark: what you both will look at."),
    )
    support = TextAreaField(
        _l("What makes it doable?"),
        [DataRequired(), Length(max=_LONG)],
        description=_l("Time, help, practice, a colleague to listen to."),
    )
    relevant = TextAreaField(
        _l("Why is it worth it?"),
        [DataRequired(), Length(max=_LONG)],
        description=_l("For customers, and for the person whose goal it is."),
    )
    follow_up = DateField(
        _l("When do you look at it again?"),
        [InputRequired()],
        description=_l(
            "Marks of conversations between the talk and this day count. Leave time for at least three reviews."
        ),
    )

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        known = ((name, criterion(name)) for name in criteria_known(workplace().database, db()))
        self.criterion.choices = [("", _l("None: we judge it ourselves")), *known]

    def draft(self) -> GoalDraft:
        target = self.target.data
        return GoalDraft(
            text=self.text.data,
            criterion=self.criterion.data or None,
            target=None if target is None else target / 100,
            measure=self.measure.data or "",
            support=self.support.data,
            relevant=self.relevant.data,
            follow_up=self.follow_up.data,
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """Forms of the page of a talk that could not be taken, with what was typed; None for those that were not sent.

    `notes_problem` are the words of why notes could not be saved, `closing` the goal that `outcome` is about.
    """

    time: TimeForm | None = None
    point: PointForm | None = None
    notes: NotesForm | None = None
    notes_problem: str = ""
    outcome: OutcomeForm | None = None
    closing: int | None = None


NOTHING_KEPT = Kept()
