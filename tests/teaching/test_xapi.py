"""Statements about training keep the rules of xAPI 1.0.3, and near misses are found by what checks them."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest

from teaching import xapi
from teaching.model import Exercise, Lesson, Module, Option, Question
from teaching.xapi import Event, Statement, Taking
from tests.teaching.xapi_rules import faults

MODULE = Module(
    id="refunds",
    kind="skill",
    lessons=(Lesson(id="worry"),),
    exercises=(Exercise(id="late", criteria=("empathy",)),),
    questions=tuple(
        Question(id=name, kind="single", options=(Option(id="a", right=True), Option(id="b")))
        for name in ("x", "y", "z")
    ),
    texts={
        "en": {"title": "Refunds", "lesson.worry.title": "The worry", "exercise.late.title": "Late"},
        "nl": {"title": "Terugbetalingen", "lesson.worry.title": "De zorg"},
    },
)
TAKING = Taking("https://qa.example.com", "e-1704", MODULE, 3, "nl", str(uuid4()))
AT = datetime(2026, 11, 28, 9, 30, tzinfo=timezone(timedelta(hours=1)))


def event() -> Event:
    return Event(str(uuid4()), AT)


STATEMENTS: dict[str, Callable[[], Statement]] = {
    "began": lambda: xapi.began(TAKING, event()),
    "read": lambda: xapi.read(TAKING, event(), "worry"),
    "tried": lambda: xapi.tried(TAKING, event(), "late", 0.4321987, False),
    "not judged": lambda: xapi.tried(TAKING, event(), "late", None, False),
    "passed": lambda: xapi.handed_in(TAKING, event(), 3, True),
    "failed": lambda: xapi.handed_in(TAKING, event(), 0, False),
    "completed": lambda: xapi.completed(TAKING, event(), timedelta(days=2, seconds=3.14159)),
    "at once": lambda: xapi.completed(TAKING, event(), timedelta(seconds=-1)),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_keeps_the_rules(name: str) -> None:
    statement = STATEMENTS[name]()
    assert faults(json.loads(json.dumps(statement))) == []


def test_a_statement_says_who_did_what_where_and_when() -> None:
    statement = STATEMENTS["passed"]()
    assert statement["actor"]["account"] == {"homePage": "https://qa.example.com", "name": "e-1704"}
    assert statement["verb"]["id"] == "http://adlnet.gov/expapi/verbs/passed"
    assert statement["object"]["definition"]["type"] == "http://adlnet.gov/expapi/activities/assessment"
    assert statement["result"] == {
        "score": {"scaled": 1.0, "raw": 3, "min": 0, "max": 3},
        "success": True,
        "completion": True,
    }
    assert statement["context"]["registration"] == TAKING.registration
    assert statement["context"]["language"] == "nl"
    assert statement["context"]["contextActivities"]["parent"][0]["id"] == "https://qa.example.com/xapi/modules/refunds"
    assert statement["timestamp"] == "2026-11-28T09:30:00.000+01:00"


def test_names_are_given_in_the_languages_that_there_are() -> None:
    assert STATEMENTS["read"]()["object"]["definition"]["name"] == {"en": "The worry", "nl": "De zorg"}
    assert STATEMENTS["tried"]()["object"]["definition"]["name"] == {"en": "Late"}


def test_parts_have_addresses_of_their_own_that_versions_share() -> None:
    ids = {STATEMENTS[name]()["object"]["id"] for name in ("began", "read", "tried", "passed")}
    assert len(ids) == 4
    assert STATEMENTS["failed"]()["object"]["id"] == STATEMENTS["passed"]()["object"]["id"]
    assert STATEMENTS["began"]()["context"]["revision"] == "3"


def test_how_long_it_took_is_written_as_the_specification_writes_it() -> None:
    assert STATEMENTS["completed"]()["result"]["duration"] == "PT172803.14S"
    assert STATEMENTS["at once"]()["result"]["duration"] == "PT0.00S"


def changed(*path: str | int, to: Any = None) -> Statement:
    """The statement of a passed quiz with one thing changed, or taken away."""
    statement: Any = deepcopy(STATEMENTS["passed"]())
    place = statement
    for step in path[:-1]:
        place = place[step]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return statement  # type: ignore[no-any-return]


NEAR_MISSES = {
    "no actor": changed("actor"),
    "no verb": changed("verb"),
    "no object": changed("object"),
    "an id that is no UUID": changed("id", to="4711"),
    "a UUID without its dashes": changed("id", to=uuid4().hex),
    "a property more": changed("mood", to="happy"),
    "a property more, further in": changed("result", "feeling", to="proud"),
    "a key in another case": changed("Result", to={"success": True}),
    "no account name": changed("actor", "account", "name"),
    "no home page": changed("actor", "account", "homePage"),
    "a home page without a scheme": changed("actor", "account", "homePage", to="qa.example.com"),
    "two ways to know somebody": changed("actor", "mbox", to="mailto:ines@example.com"),
    "no way to know somebody": changed("actor", to={"objectType": "Agent", "name": "Ines"}),
    "an address without mailto": changed("actor", to={"mbox": "ines@example.com"}),
    "an actor of another kind": changed("actor", "objectType", to="agent"),
    "a verb that is no IRI": changed("verb", "id", to="passed"),
    "words in no language": changed("verb", "display", to={"": "passed"}),
    "words in a language with an underscore": changed("verb", "display", to={"en_GB": "passed"}),
    "words that are no text": changed("verb", "display", to={"en": 1}),
    "no words at all": changed("verb", "display", to={}),
    "an activity without an id": changed("object", "id"),
    "an activity with a blank in its id": changed("object", "id", to="https://qa.example.com/the quiz"),
    "a relative activity": changed("object", "id", to="/modules/1"),
    "a type without a scheme": changed("object", "definition", "type", to="assessment"),
    "a share above one": changed("result", "score", "scaled", to=1.01),
    "a share below minus one": changed("result", "score", "scaled", to=-1.01),
    "a share in quotation marks": changed("result", "score", "scaled", to="1.0"),
    "more than the most": changed("result", "score", "raw", to=4),
    "less than the least": changed("result", "score", "raw", to=-1),
    "a least that is the most": changed("result", "score", to={"raw": 3, "min": 3, "max": 3}),
    "a success in quotation marks": changed("result", "success", to="true"),
    "a duration without its beginning": changed("result", "duration", to="2S"),
    "an empty duration": changed("result", "duration", to="P"),
    "a duration with an empty time": changed("result", "duration", to="P1DT"),
    "weeks with days": changed("result", "duration", to="P4W1D"),
    "a duration as a number": changed("result", "duration", to=12),
    "a duration finer than a hundredth": changed("result", "duration", to="PT1.234S"),
    "a moment without a zone": changed("timestamp", to="2026-11-28T09:30:00.000"),
    "a moment with a blank": changed("timestamp", to="2026-11-28 09:30:00.000+01:00"),
    "a moment that never was": changed("timestamp", to="2026-02-30T09:30:00.000Z"),
    "a moment in an unknown zone": changed("timestamp", to="2026-11-28T09:30:00.000-00:00"),
    "a day only": changed("timestamp", to="2026-11-28"),
    "a registration that is no UUID": changed("context", "registration", to="enrolment 1"),
    "a language that is none": changed("context", "language", to="Dutch, maybe"),
    "a kind of context that is not known": changed("context", "contextActivities", to={"mother": []}),
    "a context that is no activity": changed("context", "contextActivities", to={"parent": ["course"]}),
    "an extension without a scheme": changed("context", "extensions", to={"team": "North"}),
    "another version": changed("version", to="2.0.0"),
    "nothing in a place": {**changed("version", to="1.0.3"), "result": None},
    "an agent as object without its kind": changed("object", to={"mbox": "mailto:ines@example.com"}),
    "a platform beside what is no activity": changed("object", to={"objectType": "StatementRef", "id": str(uuid4())}),
    "a list": [],
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_found(name: str) -> None:
    assert faults(NEAR_MISSES[name]) != []


@pytest.mark.parametrize(
    "statement",
    [
        changed("verb", "display"),
        changed("version", to="1.0.0"),
        changed("result", "duration", to="P3Y1M29DT4H35M59.14S"),
        changed("result", "duration", to="P4W"),
        changed("timestamp", to="2026-11-28T08:30:00Z"),
        changed("context", "language", to="zh-Hant-TW"),
        changed("context", "contextActivities", "parent", to={"id": "https://example.com/course"}),
        changed("actor", to={"mbox": "mailto:ines@example.com"}),
        changed("actor", to={"objectType": "Group", "member": [{"mbox": "mailto:ines@example.com"}]}),
    ],
    ids=range(9),
)
def test_what_the_specification_allows_is_let_through(statement: Statement) -> None:
    assert faults(statement) == []


def test_moments_are_told_with_their_zone() -> None:
    assert xapi.began(TAKING, Event(str(uuid4()), AT.astimezone(UTC)))["timestamp"].endswith("+00:00")
