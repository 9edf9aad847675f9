"""What is known about files before they are read."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask_babel import get_timezone
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import Length, Optional

from qa_app.operations.errors import OperationError
from qa_app.operations.metadata import Told, told_from
from qa_app.operations.name_pattern import NamePattern, name_pattern
from qa_app.web.errors import words_for
from qa_app.web.locale import LANGUAGE_NAMES
from qa_app.web.wording import channel, language_name
from transcripts.conversation import Channel

_TOLD = ("agent", "customer", "time_zone", "channel", "market", "language")


class ToldForm(FlaskForm):  # type: ignore[misc]
    """All fields may stay empty; a table among the files knows better, their names may tell the rest."""

    agent = StringField(_l("Agent"), [Length(max=120)])
    customer = StringField(_l("Customer"), [Length(max=200)])
    started_at = DateTimeLocalField(_l("Start"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    time_zone = SelectField(_l("Time zone"))
    channel = SelectField(_l("Channel"), default="")
    market = StringField(_l("Market"), [Length(max=8)], description=_l("Two letters of the country, as BE"))
    language = SelectField(_l("Language"), default="")
    pattern = StringField(
        _l("Pattern of the file names"),
        [Length(max=200)],
        description=_l("If the names tell something, as %(example)s", example="{agent}_{date}_{time}_{customer}"),
    )

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        unknown = ("", _("Recognise it"))
        self.time_zone.choices = sorted(available_timezones())
        self.time_zone.data = self.time_zone.data or str(get_timezone())
        self.channel.choices = [unknown, *((one.value, channel(one.value)) for one in Channel)]
        self.language.choices = [unknown, *((code, language_name(code)) for code in LANGUAGE_NAMES)]
        self.names: NamePattern | None = None
        self.told = Told()

    def validate(self, extra_validators: object = None) -> bool:
        """Also reads what was written; what cannot be read is told at its field."""
        if not super().validate(extra_validators):
            return False
        try:
            self.names = name_pattern(self.pattern.data) if (self.pattern.data or "").strip() else None
        except OperationError as error:
            self.pattern.errors = [words_for(error)]
            return False
        said = {name: self[name].data for name in _TOLD}
        started = self.started_at.data
        try:
            self.told = told_from({**said, "started_at": started.isoformat() if started else None}, said["time_zone"])
        except OperationError as error:
            field = self[error.code.removeprefix("bad_").replace("start", "started_at")]
            field.errors = [words_for(error)]
            return False
        return True

    def told_of(self, name: str) -> Told:
        """What is known of the file of that name: by the form, and where that says nothing by its name."""
        by_name = self.names.told(name, self.time_zone.data) if self.names else None
        return self.told.over(by_name) if by_name else self.told

    def problems(self) -> list[str]:
        """What is wrong, a line for each field."""
        return [f"{field.label.text}: {words}" for field in self for words in field.errors]
