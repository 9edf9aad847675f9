"""What is wrong with a rubric, in the reader's words, with the field of the form where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qa_app.operations.rubric_changes import criteria_of
from qa_app.operations.rubric_editing import is_large
from qa_app.web.rubric_words import FIELDS, THINGS
from qa_app.web.wording import language_name, to
from rubrics import qualities
from rubrics.errors import Fault
from rubrics.load import faults_in

_NUMBER = _l("Write a number here.")
_CHOOSE = _l("Choose at least one.")
_MESSAGES: dict[str, object] = {
    "missing": _l("Fill this in."),
    "string_too_short": _l("Write something here, or leave all five empty."),
    "string_too_long": _l("This is too long: at most %(max_length)s characters."),
    "string_pattern_mismatch": _l("Use small letters without accents, figures and _ only, a letter first."),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "int_type": _l("Write a whole number here."),
    "int_parsing": _l("Write a whole number here."),
    "int_from_float": _l("Write a whole number here."),
    "greater_than_equal": _l("Write a number of at least %(ge)s here."),
    "less_than_equal": _l("Write a number of at most %(le)s here."),
    "greater_than": _l("Write a number above %(gt)s here."),
    "too_short": _CHOOSE,
    "literal_error": _l("Choose one of those that are offered."),
    "extra_forbidden": _l("No rubric has this field. Take it out."),
    "union_tag_invalid": _l("This kind does not exist. Write occasion, density or presence."),
    "union_tag_not_found": _l("The kind is missing. Write occasion, density or presence."),
    "unknown_names": _l("These are not known here: %(names)s."),
    "languages_missing": _l("Give it in every language, or in none. Missing: %(languages)s."),
    "good_below_bad": _l("The good anchor has to be above the bad one."),
    "bad_below_good": _l("The bad anchor has to be above the good one."),
    "no_reply_within": _l("Late replies are counted: write within how many seconds a reply is due."),
    "nothing_to_look_for": _l("Write a phrase in at least one language, or choose what counts."),
    "nothing_expected": _l("Nothing is expected yet. Add what has to be said, or leave it to people."),
    "criteria_twice": _l("Two criteria have the same id: %(names)s."),
    "no_weight": _l("All weights are zero. At least one criterion has to count."),
    "pattern_ends": _l("“%(pattern)s” has no words, or begins or ends with “...”."),
    "pattern_alternatives": _l("“%(pattern)s” has too many alternatives. Write it on several lines."),
    "pattern_gaps": _l("“%(pattern)s” has too many “...”. Write it shorter, or on several lines."),
    "pattern_brackets": _l("A bracket in “%(pattern)s” has no partner, or stands within another."),
    "yaml": _l("This cannot be read as YAML: check indentation, colons and quotation marks."),
    "alias": _l("Aliases (*name) are not allowed in a rubric."),
    "too_deep": _l("This is nested deeper than any rubric."),
    "too_large": _l("This is too large for a rubric."),
    "unreadable": _l("This file is no text. Save it as UTF-8."),
    "not_a_rubric": _l("This is no rubric: it has to begin with title, channels and criteria."),
}
_OTHER = _l("This cannot be used here.")
_STEP = re.compile(r"[^.\[\]]+")
# A fault of a criterion as a whole, with the field where one mends it.
_OF_THE_WHOLE = {
    "good_below_bad": "good",
    "bad_below_good": "good",
    "no_reply_within": "reply_within",
    "nothing_expected": "add",
}


@dataclass(frozen=True, slots=True)
class FaultView:
    """`criterion` is the id of the criterion, "" for the whole; `control` the name of its field in the form there."""

    criterion: str
    control: str
    place: str
    words: str


def faults_of(body: Mapping[str, Any]) -> tuple[FaultView, ...]:
    """All that is wrong with a draft; nothing is looked for in one that is too large to be kept."""
    if is_large(body):
        return ()
    return tuple(_view(fault, body) for fault in faults_in(body, "draft"))


def words_of(fault: Fault) -> str:
    """One fault as a sentence."""
    told = {key: _listed(key, value) for key, value in fault.told.items()}
    return str(_MESSAGES.get(fault.code, _OTHER)) % told


def _listed(key: str, value: object) -> object:
    if key == "languages":
        return format_list([language_name(code) for code in str(value).split(", ")], locale=to().locale)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _view(fault: Fault, body: Mapping[str, Any]) -> FaultView:
    steps = _STEP.findall(fault.field)
    criterion: Mapping[str, Any] = {}
    if steps[:1] == ["criteria"] and len(steps) > 1:
        found = criteria_of(body)
        criterion = found[int(steps[1])] if int(steps[1]) < len(found) else {}
        steps = steps[2:]
    name = str(criterion.get("id", ""))
    control, field = _control(fault, steps, criterion)
    return FaultView(name, control, _place(name, field, criterion), words_of(fault))


def _control(fault: Fault, steps: list[str], criterion: Mapping[str, Any]) -> tuple[str, str]:
    """The name of the field in its form, and the key of what it is called."""
    if not steps:
        whole = _OF_THE_WHOLE.get(fault.code, "kind")
        return whole, whole
    first, *rest = steps
    if first == "expects" and rest:
        expected = criterion["expects"][int(rest[0])] if rest[0].isdigit() else {}
        language = fault.told.get("language") or (rest[2] if rest[1:2] == ["phrases"] and len(rest) > 2 else "en")
        field = rest[1] if len(rest) > 1 and rest[1] != "name" else "phrases"
        which = f"{field}-{expected.get('name')}"
        return (f"{which}-{language}" if field == "phrases" else which), field
    if first in ("name", "title"):
        return f"{first}-{rest[0] if rest else 'en'}", first
    if first == "levels":
        return f"level-{rest[0] if rest else 'en'}-{rest[1] if len(rest) > 1 else 0}", first
    return "-".join(steps[:2]) if first in ("points", "contrary", "counts") else first, first


def _place(name: str, field: str, criterion: Mapping[str, Any]) -> str:
    """Where a fault is, as the pages call it."""
    what = str(FIELDS.get(field, field)) if field != "add" else str(FIELDS["expects"])
    if not name:
        return what
    return str(_("%(criterion)s: %(field)s", criterion=called(criterion), field=what))


def called(criterion: Mapping[str, Any]) -> str:
    """What a criterion of a draft is called in the reader's language."""
    language = to().language
    names = criterion.get("name")
    own = names.get(language) if isinstance(names, dict) else None
    name = str(criterion.get("id", ""))
    shipped = qualities.qualities().get(name)
    return str(own or (shipped.name[language] if shipped else "") or name.replace("_", " ").capitalize())


def thing(key: str) -> str:
    """What an act, an occasion, a fact or a kind of word is called."""
    return str(THINGS.get(key, key))
