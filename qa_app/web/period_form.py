"""The period that reports are made over: ready-made spans of days, or own dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField
from wtforms.validators import Optional

from qa_app.operations.errors import OperationError

Spans = dict[str, tuple[str, date | None, date | None]]
"""Periods to choose from: their words, first and last day."""


class PeriodForm(FlaskForm):  # type: ignore[misc]
    """`spans` are those that are offered; a form begins with the last four weeks."""

    span = RadioField(_l("Period"), default="weeks")
    first_day = DateField(_l("First day"), [Optional()])
    last_day = DateField(_l("Last day"), [Optional()])

    def __init__(self, until: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.spans = _spans(until)
        self.span.choices = [(key, words) for key, (words, _first, _last) in self.spans.items()]

    def days(self) -> tuple[date, date]:
        """The first and the last day of what was chosen. Raises OperationError `period_incomplete`."""
        _words, first, last = self.spans[self.span.data]
        if self.span.data == "own":
            first, last = self.first_day.data, self.last_day.data
        if first is None or last is None:
            raise OperationError("period_incomplete")
        return first, last


def _spans(until: date) -> Spans:
    last_of_month = until.replace(day=1) - timedelta(days=1)
    quarter = date(until.year, 3 * ((until.month - 1) // 3) + 1, 1)
    return {
        "weeks": (_("The last four weeks"), until - timedelta(days=27), until),
        "month": (_("Last month"), last_of_month.replace(day=1), last_of_month),
        "quarter": (_("This quarter so far"), quarter, until),
        "own": (_("Other dates"), None, None),
    }
