"""What a trainee did as xAPI statements (Experience API 1.0.3), for learning record stores of other systems.

They say what was read, tried, passed and with which score; never the words that anyone wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from teaching.keys import text
from teaching.model import Language, Module

VERSION = "1.0.3"
Statement = dict[str, Any]
Verb = Literal["initialized", "experienced", "answered", "passed", "failed", "completed"]

_VERBS = "http://adlnet.gov/expapi/verbs/"
_ACTIVITIES = "http://adlnet.gov/expapi/activities/"
_PLATFORM = "Fairword"
# Verbs are known by their address; the words are for people who look at a statement.
_DISPLAY: Mapping[Verb, dict[str, str]] = {
    "initialized": {"en": "began", "nl": "begon met", "de": "begann", "ro": "a început"},
    "experienced": {"en": "read", "nl": "las", "de": "las", "ro": "a citit"},
    "answered": {"en": "answered", "nl": "beantwoordde", "de": "beantwortete", "ro": "a răspuns la"},
    "passed": {"en": "passed", "nl": "slaagde voor", "de": "bestand", "ro": "a promovat"},
    "failed": {"en": "did not pass", "nl": "slaagde niet voor", "de": "bestand nicht", "ro": "nu a promovat"},
    "completed": {"en": "completed", "nl": "voltooide", "de": "schloss ab", "ro": "a încheiat"},
}


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes which version of a module: what all statements about it have in common.

    `home` is the address of this installation, `agent` the key by which it knows the agent, never an e-mail address.
    `number` is that of the version, `registration` the UUID of the enrolment.
    """

    home: str
    agent: str
    module: Module
    number: int
    language: Language
    registration: str


@dataclass(frozen=True, slots=True)
class Event:
    """That something happened, at a moment with its zone; `id` is the UUID of its statement."""

    id: str
    at: datetime


def began(taking: Taking, event: Event) -> Statement:
    """The module was begun."""
    return _statement(taking, event, "initialized", _course(taking))


def read(taking: Taking, event: Event, lesson: str) -> Statement:
    """A lesson was read."""
    return _statement(taking, event, "experienced", _part(taking, "lesson", lesson, "lesson"))


def tried(taking: Taking, event: Event, exercise: str, score: float | None, reached: bool) -> Statement:
    """An exercise was answered; `score` 0..1 is the mean of its marks, None where nothing could be judged."""
    result: dict[str, Any] = {"success": reached, "completion": True}
    if score is not None:
        result["score"] = {"scaled": round(score, 4)}
    return _statement(taking, event, "answered", _part(taking, "exercise", exercise, "simulation"), result)


def handed_in(taking: Taking, event: Event, right: int, passed: bool) -> Statement:
    """The quiz was handed in; `right` is how many of its questions were."""
    result = {"score": _score(right, len(taking.module.questions)), "success": passed, "completion": True}
    name = {language: f"{title}: quiz" for language, title in _titles(taking.module, "title").items()}
    quiz = _activity(f"{_address(taking)}/quiz", name, "assessment")
    return _statement(taking, event, "passed" if passed else "failed", quiz, result)


def completed(taking: Taking, event: Event, took: timedelta) -> Statement:
    """The whole module was passed, so long after it was begun."""
    result = {"success": True, "completion": True, "duration": _duration(took)}
    return _statement(taking, event, "completed", _course(taking), result)


def _statement(
    taking: Taking, event: Event, verb: Verb, activity: dict[str, Any], result: dict[str, Any] | None = None
) -> Statement:
    context: dict[str, Any] = {
        "registration": taking.registration,
        "platform": _PLATFORM,
        "language": taking.language,
        "revision": str(taking.number),
    }
    if activity["id"] != _address(taking):
        context["contextActivities"] = {"parent": [_course(taking)]}
    statement = {
        "id": event.id,
        "actor": {"objectType": "Agent", "account": {"homePage": taking.home, "name": taking.agent}},
        "verb": {"id": f"{_VERBS}{verb}", "display": _DISPLAY[verb]},
        "object": activity,
        "context": context,
        "timestamp": event.at.isoformat(timespec="milliseconds"),
    }
    return statement | ({"result": result} if result else {})


def _course(taking: Taking) -> dict[str, Any]:
    return _activity(_address(taking), _titles(taking.module, "title"), "course")


def _part(taking: Taking, kind: Literal["lesson", "exercise"], name: str, activity: str) -> dict[str, Any]:
    return _activity(f"{_address(taking)}/{kind}/{name}", _titles(taking.module, f"{kind}.{name}.title"), activity)


def _activity(address: str, name: dict[str, str], kind: str) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": address,
        "definition": {"type": f"{_ACTIVITIES}{kind}", **({"name": name} if name else {})},
    }


def _address(taking: Taking) -> str:
    """What the module is known by; the same for all its versions, as what it teaches is."""
    return f"{taking.home}/xapi/modules/{taking.module.id}"


def _titles(module: Module, key: str) -> dict[str, str]:
    found = {language: text(module, language, key) for language in module.texts}
    return {language: words for language, words in found.items() if words}


def _score(right: int, questions: int) -> dict[str, float]:
    return {"scaled": round(right / questions, 4), "raw": right, "min": 0, "max": questions}


def _duration(took: timedelta) -> str:
    """As ISO 8601 writes it, in seconds."""
    return f"PT{max(0.0, took.total_seconds()):.2f}S"
