"""A picture that comes with the form of a lesson."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from qa_app.operations.errors import OperationError
from qa_app.operations.module_pictures import LARGEST, redrawn
from qa_app.web.edge import release
from qa_app.web.errors import words_for
from qa_app.web.module_words import LONGEST_LESSON
from teaching.editing import with_picture, written
from teaching.keys import text
from teaching.model import Language, Module

# Room for what stands around the picture, and for one that is too large to be told so kindly.
MOST_SENT = 4 * LARGEST


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A picture that was looked at: its name and bytes, or what is wrong with it."""

    name: str
    data: bytes
    wrong: str = ""

    def check(self, form: Any) -> bool:
        """Whether it can be kept; if not, what is wrong stands at the fields."""
        if self.wrong:
            form.picture.errors = [self.wrong]
        elif not _alt(form):
            form.alt.errors = [_("Say in a few words what it shows, for those who cannot see it.")]
        return not form.errors

    def put_into(self, module: Module, lesson: str, form: Any, languages: Sequence[Language]) -> Module:
        """The module with the picture, at the end of the lesson's text in the language chosen.

        Raises OperationError `lesson_full`.
        """
        language = next((one for one in languages if one == form.picture_language.data), languages[0])
        key = f"lesson.{lesson}.text"
        whole = f"{text(module, language, key)}\n\n![{_alt(form)}](picture:{self.name})".strip()
        if len(whole) > LONGEST_LESSON:
            raise OperationError("lesson_full", most=LONGEST_LESSON)
        return written(with_picture(module, self.name), language, {key: whole})


def uploaded() -> Uploaded | None:
    """The picture that was sent, None if none was. Drawing it anew takes a second, so nobody waits for it."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        return None
    data = file.stream.read(LARGEST + 1)
    release()
    try:
        return Uploaded(*redrawn(data))
    except OperationError as error:
        return Uploaded("", b"", words_for(error))


def _alt(form: Any) -> str:
    """What the picture shows, in one line without marks of Markdown."""
    words = re.sub(r"\s+", " ", form.alt.data or "").strip()
    return re.sub(r"([\\\[\]`*_<>&])", r"\\\1", words)
