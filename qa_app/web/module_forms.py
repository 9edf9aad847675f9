"""The forms of a module's parts: what is chosen about them. Their words are `module_words`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic import TypeAdapter, ValidationError
from wtforms import (
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms import (
    ValidationError as Refused,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from qa_app.operations.criterion_names import criteria_known
from qa_app.web.edge import db, workplace
from qa_app.web.locale import LANGUAGE_NAMES
from qa_app.web.wording import channel, criterion
from teaching.editing import Part, with_source
from teaching.model import Exercise, Lesson, Market, Module, Option, Question

THEMES = {
    "directness": _l("Directness"),
    "formality": _l("Formality"),
    "rapport": _l("Rapport or business first"),
    "non_verbal": _l("Without words"),
    "taboos": _l("Taboos"),
    "names": _l("Names"),
    "payment": _l("Payment"),
    "currency": _l("Currency"),
    "holidays": _l("Holidays"),
    "time_zones": _l("Time zones"),
}
KINDS = {
    "single": _l("One answer is right"),
    "multiple": _l("Several answers may be right"),
    "order": _l("Answers to be put in order"),
    "match": _l("Answers to be matched"),
}
_CHANNELS = ("call", "chat", "email", "social")
_market = TypeAdapter(Market)


class EditForm(FlaskForm):  # type: ignore[misc]
    """`edition` is the state of the draft that the page shows, `shown` tells one state of its part from another."""

    edition = HiddenField(validators=[InputRequired(), Length(max=9)])
    shown = HiddenField(validators=[Length(max=16)])

    def seen(self) -> int:
        """The edition that was seen; one that never was where the form does not say."""
        data: str = self.edition.data or ""
        return int(data) if data.isascii() and data.isdigit() else -1


def _boxes(label: object, **kwargs: Any) -> SelectMultipleField:
    boxes = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
    return SelectMultipleField(label, **boxes, **kwargs)


def _choices(chosen: Sequence[str]) -> list[tuple[str, str]]:
    """The criteria to choose from, those that are chosen although no rubric knows them any more too."""
    names = dict.fromkeys((*criteria_known(workplace().database, db()), *chosen))
    return [(name, criterion(name)) for name in names]


class AboutForm(EditForm):
    kind = SelectField(_l("Kind"))
    markets = StringField(
        _l("Markets"),
        [Length(max=200)],
        description=_l("Language and country, with commas between them, as nl-NL, nl-BE."),
    )
    criteria = _boxes(_l("Criteria it trains"))
    pass_mark = IntegerField(_l("Pass mark of the quiz (0 to 100)"), [InputRequired(), NumberRange(0, 100)])
    source = SelectField(
        _l("Source language"), description=_l("The language it is written in first, and translated from.")
    )

    def __init__(self, module: Module) -> None:
        super().__init__(
            kind=module.kind,
            markets=", ".join(module.markets),
            criteria=list(module.criteria),
            pass_mark=round(100 * module.pass_mark),
            source=module.source,
        )
        self.kind.choices = [("skill", _l("Skill")), ("market", _l("Market or culture"))]
        self.criteria.choices = _choices(module.criteria)
        self.source.choices = list(LANGUAGE_NAMES.items())

    def validate_markets(self, field: StringField) -> None:
        for market in self._markets():
            try:
                _market.validate_python(market)
            except ValidationError as error:
                raise Refused(_l("Write each as two letters, a hyphen and two capitals: nl-BE.")) from error
        if len(self._markets()) > 20:
            raise Refused(_l("At most 20 markets."))

    def validate_criteria(self, field: SelectMultipleField) -> None:
        if len(field.data) > 20:
            raise Refused(_l("Choose at most %(most)s.", most=20))

    def changed(self, module: Module) -> Module:
        """The module as it was chosen."""
        update = {
            "kind": self.kind.data,
            "markets": self._markets(),
            "criteria": tuple(self.criteria.data),
            "pass_mark": self.pass_mark.data / 100,
        }
        module = module.model_copy(update=update)
        return module if self.source.data == module.source else with_source(module, self.source.data)

    def _markets(self) -> tuple[str, ...]:
        words = (word.strip() for word in (self.markets.data or "").split(","))
        return tuple(dict.fromkeys(word for word in words if word))


class LessonForm(EditForm):
    themes = _boxes(_l("Themes"))
    picture = FileField(_l("Picture"))
    alt = StringField(_l("What the picture shows"), [Length(max=300)])
    picture_language = HiddenField()

    def __init__(self, lesson: Lesson) -> None:
        super().__init__(themes=list(lesson.themes))
        self.themes.choices = list(THEMES.items())

    def changed(self, lesson: Lesson) -> Lesson:
        return lesson.model_copy(update={"themes": tuple(self.themes.data)})


class ExerciseForm(EditForm):
    channel = SelectField(_l("Channel"))
    criteria = _boxes(_l("Criteria that comment on the answer"))
    needed = IntegerField(_l("Mark needed of each (0 to 100)"), [InputRequired(), NumberRange(0, 100)])

    def __init__(self, exercise: Exercise) -> None:
        super().__init__(
            channel=exercise.channel, criteria=list(exercise.criteria), needed=round(100 * exercise.needed)
        )
        self.channel.choices = [(one, channel(one)) for one in _CHANNELS]
        self.criteria.choices = _choices(exercise.criteria)

    def validate_criteria(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise Refused(_l("Choose at least one criterion."))
        if len(field.data) > 10:
            raise Refused(_l("Choose at most %(most)s.", most=10))

    def changed(self, exercise: Exercise) -> Exercise:
        update = {
            "channel": self.channel.data,
            "criteria": tuple(self.criteria.data),
            "needed": self.needed.data / 100,
        }
        return exercise.model_copy(update=update)


class QuestionForm(EditForm):
    kind = SelectField(_l("Kind"))
    right = SelectMultipleField(_l("Right answers"))

    def __init__(self, question: Question) -> None:
        super().__init__(kind=question.kind, right=[option.id for option in question.options if option.right])
        self.kind.choices = list(KINDS.items())
        self.right.choices = [(option.id, option.id) for option in question.options]

    def validate_right(self, field: SelectMultipleField) -> None:
        if self.kind.data == "single" and len(field.data) != 1:
            raise Refused(_l("Tick the one answer that is right."))
        if self.kind.data == "multiple" and not field.data:
            raise Refused(_l("Tick at least one answer that is right."))

    def changed(self, question: Question) -> Question:
        right = self.right.data if self.kind.data in ("single", "multiple") else ()
        options = tuple(Option(id=option.id, right=option.id in right) for option in question.options)
        return question.model_copy(update={"kind": self.kind.data, "options": options})


FORMS: Mapping[type[Part], type[Any]] = {Lesson: LessonForm, Exercise: ExerciseForm, Question: QuestionForm}
