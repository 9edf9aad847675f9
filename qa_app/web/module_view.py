"""Modules as pages show them: how far each language is, what a version lacks, and where that is mended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from babel import Locale, UnknownLocaleError
from flask import url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from qa_app.store.training import VersionState
from qa_app.web.module_words import label
from teaching.checks import Fault
from teaching.keys import Standing, keys, standing, text
from teaching.model import LANGUAGES, Language, Module

KINDS = {"market": _l("Market or culture"), "skill": _l("Skill")}
STATES = {
    VersionState.DRAFT: _l("draft"),
    VersionState.IN_REVIEW: _l("in review"),
    VersionState.PUBLISHED: _l("published"),
}
FAULTS = {
    "nothing_to_learn": _l("There is no lesson, exercise or question yet."),
    "market_missing": _l("It is about a market, but no market is named."),
    "text_missing": _l("This text is missing."),
    "options_alike": _l("Two answers read the same, so nobody can tell which is right."),
    "picture_missing": _l("A picture is shown that the module does not have."),
}


@dataclass(frozen=True, slots=True)
class LanguageView:
    """How far a language is, by the number of texts that are missing, or older than what they translate."""

    language: Language
    missing: int
    outdated: int

    @property
    def state(self) -> Literal["complete", "outdated", "gaps"]:
        return "gaps" if self.missing else "outdated" if self.outdated else "complete"


@dataclass(frozen=True, slots=True)
class FaultView:
    """Something to mend: where, in words, what, and the address of its editor, "" where there is none."""

    place: str
    language: Language | None
    code: str
    address: str


def languages_of(module: Module) -> tuple[LanguageView, ...]:
    """The languages that were begun, the source first."""
    begun = [one for one in LANGUAGES if any(words.strip() for words in module.texts.get(one, {}).values())]
    found = []
    for language in sorted({module.source, *begun}, key=lambda one: (one != module.source, LANGUAGES.index(one))):
        counts = Counter(standing(module, language, key) for key in keys(module))
        found.append(LanguageView(language, counts[Standing.MISSING], counts[Standing.OUTDATED]))
    return tuple(found)


def market_name(market: str) -> str:
    """A market as the reader's language calls it, as Dutch (Belgium); one that is unknown stands for itself."""
    try:
        name = Locale.parse(market, sep="-").get_display_name(get_locale())
    except (UnknownLocaleError, ValueError):
        return market
    return name or market


def part_title(module: Module, wanted: str, key: str) -> str:
    """What the part is called that a text belongs to, "" for the module as a whole.

    Questions have no title, so it is the question itself; what is not written yet is called by its id.
    """
    words = key.split(".")
    if len(words) < 2:
        return ""
    own = ".".join(words[:2])
    named = f"{own}.text" if words[0] == "question" else f"{own}.title"
    return text(module, wanted, named).strip() or text(module, module.source, named).strip() or words[1]


def fault_view(module_id: int, module: Module, wanted: str, fault: Fault) -> FaultView:
    """A fault with the address where it is mended."""
    address = edit_address(module_id, fault.key, fault.language or module.source)
    if fault.code == "nothing_to_learn":
        address = url_for("module_edit.show", module_id=module_id)
    place = " · ".join(filter(None, (part_title(module, wanted, fault.key), label(fault.key) if fault.key else "")))
    return FaultView(place, fault.language, fault.code, address)


def edit_address(module_id: int, key: str, language: Language) -> str:
    """Where the text with a key is written, in a language beside the source."""
    words = key.split(".")
    if len(words) < 2:
        return url_for("module_parts.about", module_id=module_id, language=language)
    return url_for(f"module_parts.{words[0]}", module_id=module_id, part_id=words[1], language=language)
