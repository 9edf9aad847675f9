"""What the form of a review sends: the texts of all its fields, and the one thing that was asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FloatField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from qa_app.operations.grading import LONGEST_TEXT, Grading, How
from qa_app.web.review_view import grading_from


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """`do` is a word such as `save`, or with a criterion and a number `level:empathy:3`. `seconds` are those spent."""

    do = StringField(validators=[InputRequired(), Length(max=80)])
    summary = TextAreaField(validators=[Length(max=LONGEST_TEXT)])
    seconds = FloatField(validators=[Optional(), NumberRange(min=0)])
    state = StringField(validators=[Length(max=100_000)])


_CHOICES = {"accept": How.ACCEPT, "not_applicable": How.NOT_APPLICABLE, "level": How.LEVEL}


@dataclass(frozen=True, slots=True)
class Asked:
    """`verb` with the criterion and the number it is about, "" and None where it is about the whole."""

    verb: str
    criterion: str = ""
    number: int | None = None


def asked(do: str) -> Asked:
    """What a button asks for; raises ValueError for what no button of the page sends."""
    verb, _, rest = do.partition(":")
    criterion, _, number = rest.partition(":")
    if verb in ("save", "submit", "skip", "renew") and not rest:
        return Asked(verb)
    if verb in ("accept", "not_applicable", "clear", "put") and criterion and not number:
        return Asked(verb, criterion)
    if verb in ("level", "strike", "restore") and criterion:
        return Asked(verb, criterion, int(number))
    raise ValueError(do)


def after(before: Grading, wanted: Asked, state: str) -> Grading:
    """The grading of a criterion once that is done; raises ValueError for a `state` that cannot be read."""
    if wanted.verb in _CHOICES:
        return replace(before, how=_CHOICES[wanted.verb], level=wanted.number)
    if wanted.verb == "clear":
        return Grading(reason=before.reason)
    if wanted.verb == "put":
        return grading_from(state)
    struck = dict(before.struck)
    if wanted.number is None:
        raise ValueError(wanted.verb)
    if wanted.verb == "strike":
        struck.setdefault(wanted.number, "")
    else:
        struck.pop(wanted.number, None)
    return replace(before, struck=struck)


def reasons_in(form: MultiDict[str, str], criterion: str, before: Grading) -> tuple[str, dict[int, str]]:
    """The reason for a mark and those against struck evidence, as typed; as they were where the page had no field."""
    against = {number: form.get(f"against-{criterion}-{number}", words) for number, words in before.struck.items()}
    return form.get(f"reason-{criterion}", before.reason), against
