"""The word list that a page of /terms is about, by language and sector in the address; and what terms are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField

from qa_app.operations.sectors import SECTORS
from qa_app.operations.word_lists import LONGEST_PLAIN, LONGEST_TERM, Place, TermFields
from qa_app.store.own_term_queries import sectors_in_use
from qa_app.web.edge import db
from qa_app.web.locale import reader_language
from transcripts.conversation import SUPPORTED_LANGUAGES

KINDS = {
    "jargon": _l("Jargon"),
    "acronym": _l("Abbreviation"),
    "idiom": _l("Figure of speech"),
    "slang": _l("Slang"),
}


class TermForm(FlaskForm):  # type: ignore[misc]
    """What is wrong with a field is said by the operation that saves it."""

    term = StringField(_l("Word or words"), render_kw={"maxlength": LONGEST_TERM})
    kind = SelectField(_l("Kind"), validate_choice=False)
    plain = TextAreaField(_l("In plain words"), render_kw={"maxlength": LONGEST_PLAIN, "rows": 2})
    sentence = StringField(_l("A sentence to try it on"), render_kw={"maxlength": 500})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = list(KINDS.items())

    def fields(self, allowed: bool = False) -> TermFields:
        return TermFields(self.term.data or "", self.kind.data or "", self.plain.data or "", allowed)


def place_asked() -> Place:
    """The list in the address or the form; the reader's language and all sectors where it names none."""
    language, sector = request.values.get("language", ""), request.values.get("sector", "")
    return Place(
        language if language in SUPPORTED_LANGUAGES else reader_language(), sector if sector in SECTORS else ""
    )


def sectors_shown(place: Place) -> Sequence[str]:
    """The sectors to choose from: those in use and the one that is chosen."""
    return ["", *sorted(sectors_in_use(db()) | ({place.sector} - {""}))]


def address(endpoint: str, place: Place, **values: Any) -> str:
    """A page about a list."""
    return url_for(endpoint, language=place.language, sector=place.sector or None, **values)


FIELD_OF = {
    "term_kind": "kind",
    "term_plain_missing": "plain",
    "term_plain_long": "plain",
}
"""The field at which a fault is shown, by its code; others at the term."""
