"""A criterion as its form sends it, and back; what cannot be read stays as it was typed, so that it can be mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from werkzeug.datastructures import MultiDict

from qa_app.operations.rubric_changes import criteria_of
from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS, FACTS, FOUND_FACTS, SPAN_KINDS
from transcripts.conversation import SUPPORTED_LANGUAGES

ACTS = AGENT_ACTS + FOUND_FACTS
COUNTED = ACTS + CUSTOMER_ACTS + SPAN_KINDS + FACTS
_LEVELS = range(5)
_MOST_EXPECTED = 20
Form = MultiDict[str, str]


def criterion_from(form: Form, before: Mapping[str, Any]) -> dict[str, Any]:
    """The criterion that was there before, as the form changes it; its id and kind stay."""
    kind = before.get("kind")
    read = {"occasion": _occasion, "density": _density}.get(str(kind), _presence)
    return {"id": before.get("id"), "kind": kind, **_of_all(form), **read(form)}


def whole_from(form: Form, before: Mapping[str, Any]) -> dict[str, Any]:
    """The rubric as the form of the whole changes it: title, channels, and the weights of its criteria."""
    criteria = [
        {**entry, "weight": number(form[f"weight-{entry.get('id')}"])} if f"weight-{entry.get('id')}" in form else entry
        for entry in criteria_of(before)
    ]
    return {**before, "title": _texts(form, "title"), "channels": form.getlist("channels"), "criteria": criteria}


def phrase_from(form: Form) -> tuple[dict[str, str], dict[str, Any], dict[str, Any]]:
    """Names by language, the expected thing, and what every criterion has, from the short form."""
    expected = {"phrases": _phrases(form, "phrases"), "where": form.get("where", "anywhere")}
    return _texts(form, "name"), expected, {"weight": number(form.get("weight", "")), **_critical(form)}


def number(text: str) -> float | int | str:
    """A number as people write it, with a point or a comma; else the text itself."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return text.strip()
    if not isfinite(value):
        return text.strip()
    return int(value) if value.is_integer() else value


def _of_all(form: Form) -> dict[str, Any]:
    names = _texts(form, "name")
    levels = {
        language: texts
        for language in SUPPORTED_LANGUAGES
        if any(texts := [form.get(f"level-{language}-{level}", "").strip() for level in _LEVELS])
    }
    return {
        "weight": number(form.get("weight", "")),
        **_critical(form),
        "people_only": "people_only" in form,
        "name": names or None,
        "levels": levels or None,
    }


def _critical(form: Form) -> dict[str, Any]:
    below = number(form.get("critical_below", "") or "25")
    return {
        "critical": form.get("critical") or None,
        "critical_below": below if isinstance(below, str) else below / 100,
    }


def _occasion(form: Form) -> dict[str, Any]:
    return {
        "occasions": form.getlist("occasions"),
        "points": _numbers(form, "points", ACTS),
        "contrary": _numbers(form, "contrary", ACTS),
        **_given(form, "within", "missed", "good", "bad"),
    }


def _density(form: Form) -> dict[str, Any]:
    return {
        "counts": _numbers(form, "counts", COUNTED),
        "per": form.get("per", ""),
        **_given(form, "good", "bad", "minimum_words", "reply_within"),
    }


def _presence(form: Form) -> dict[str, Any]:
    return {
        "expects": [_expected(form, name) for name in form.getlist("expects")[:_MOST_EXPECTED]],
        "in_order": "in_order" in form,
        **_given(form, "minimum_words"),
    }


def _expected(form: Form, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "acts": form.getlist(f"acts-{name}"),
        "phrases": _phrases(form, f"phrases-{name}"),
        "where": form.get(f"where-{name}", "anywhere"),
    }


def _phrases(form: Form, field: str) -> dict[str, list[str]]:
    found = {language: _lines(form.get(f"{field}-{language}", "")) for language in SUPPORTED_LANGUAGES}
    return {language: lines for language, lines in found.items() if lines}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _texts(form: Form, field: str) -> dict[str, str]:
    found = {language: form.get(f"{field}-{language}", "").strip() for language in SUPPORTED_LANGUAGES}
    return {language: text for language, text in found.items() if text}


def _numbers(form: Form, field: str, keys: Iterable[str]) -> dict[str, Any]:
    given = {key: form.get(f"{field}-{key}", "").strip() for key in keys}
    return {key: number(text) for key, text in given.items() if text}


def _given(form: Form, *fields: str) -> dict[str, Any]:
    """Numbers that are filled in; an empty field is left at its default."""
    return {field: number(form[field]) for field in fields if form.get(field, "").strip()}
