"""The page of a module's effect: both groups before and after, apart for people's marks and automatic ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_app.store.people import Agent, RoleName, User
from qa_app.store.training import EnrolmentState, TrainingModule
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.learning import taken
from tests.qa_app.marks import marked, reviewed
from tests.qa_app.teaching_modules import published
from tests.qa_app.workplace import sign_in

NOW = datetime.now(UTC)
DAY = NOW - timedelta(weeks=9)
"""On which all who took it passed it."""


@pytest.fixture
def module(app: Flask, workplace: Workplace) -> int:
    with workplace.database.transaction() as session:
        toni = building.person(session, app, "Toni", RoleName.TRAINER)
        tara = session.scalars(select(User).where(User.name == "Tara")).one()
        return published(session, tara, toni, now=DAY).id


@pytest.fixture
def tara(app: Flask, module: int) -> FlaskClient:
    return sign_in(app, "Tara")


def somebody(
    workplace: Workplace, name: str, before: Sequence[float], after: Sequence[float], module: int | None = None
) -> None:
    """An agent of South with these marks by people on empathy around DAY, who passed a module on it.

    What was suggested is always 0.5, and 0.7 afterwards.
    """
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        who = building.agent(session, name, "South")
        for scores, at, suggested in ((before, -7, 0.5), (after, 7, 0.7)):
            for place, score in enumerate(scores):
                talk = marked(session, who, DAY + timedelta(days=at, hours=place), suggested, {"empathy": suggested})
                reviewed(session, talk, rita, score, {"empathy": score})
        if module:
            tara = session.scalars(select(User).where(User.name == "Tara")).one()
            made = taken(session, session.get_one(TrainingModule, module), who, tara, DAY)
            made.state, made.started_at, made.passed_at = EnrolmentState.PASSED, DAY, DAY


def two_groups(workplace: Workplace, module: int) -> None:
    """Five whose means rose by .1 .2 .3 .2 .2, and six whose rose by 0 .1 -.1 0 .1 .05."""
    for place, change in enumerate((0.1, 0.2, 0.3, 0.2, 0.2)):
        somebody(workplace, f"Taker {place}", [0.3, 0.4, 0.5], [0.4 + change] * 3, module)
    for place, change in enumerate((0, 0.1, -0.1, 0, 0.1, 0.05)):
        somebody(workplace, f"Colleague {place}", [0.6] * 3, [0.6 + change] * 3)


def test_a_built_effect_is_told_with_its_interval(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    """The figures are those of the example reckoned by hand in the test of the library."""
    two_groups(workplace, module)
    page = tara.get(f"/modules/{module}/effect").text
    assert (
        "Against their colleagues, the marks of those who took it changed by +18, for the better; with a certainty of"
        " 95% the true figure lies between +7 and +28."
    ) in page
    assert "regression to the mean" in page
    assert "stood lower before, at 40 against 60" in page
    assert "Too few to say: all changes are the same" in page  # what was suggested
    told = list(csv.reader(io.StringIO(tara.get(f"/modules/{module}/effect.csv").data.decode("utf-8-sig"))))
    assert told[1][:6] == ["Empathy", "people", "took it", "5", "30", "40.0"]
    assert told[1][-4:] == ["20.0", "17.5", "7.5", "27.5"]
    assert told[2][2:6] == ["colleagues", "6", "36", "60.0"]
    assert [row[1] for row in told[3:]] == ["automatic", "automatic"]
    assert tara.get(f"/modules/{module}/effect.xlsx").data[:2] == b"PK"


def test_no_name_and_no_figure_of_fewer_than_five_is_shown(
    app: Flask, tara: FlaskClient, workplace: Workplace, module: int
) -> None:
    two_groups(workplace, module)
    with workplace.database.transaction() as session:
        session.scalars(select(Agent).where(Agent.name == "Taker 0")).one()
    mara = sign_in(app, "Mara")
    page = mara.get(f"/modules/{module}/effect").text
    assert "+18" in page
    assert "Taker" not in page
    assert "Colleague " not in page


def test_too_few_says_what_is_missing(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    for place in range(3):
        somebody(workplace, f"Taker {place}", [0.3] * 3, [0.4] * 3, module)
    somebody(workplace, "Taker 3", [0.3] * 2, [0.9] * 3, module)
    for place in range(5):
        somebody(workplace, f"Colleague {place}", [0.6] * 3, [0.6] * 3)
    page = tara.get(f"/modules/{module}/effect").text
    assert "Too few to say." in page
    assert "Of those who took it, 2 more are needed with 3 marks before and 3 after; there are 3 now." in page
    assert "Of their colleagues" not in page
    told = list(csv.reader(io.StringIO(tara.get(f"/modules/{module}/effect.csv").data.decode("utf-8-sig"))))
    assert told[1][3:6] == ["3", "18", ""]


def test_what_lies_outside_the_windows_does_not_count(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    two_groups(workplace, module)
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        who = session.scalars(select(Agent).where(Agent.name == "Taker 1")).one()
        for days in (-57, 57):
            reviewed(session, marked(session, who, DAY + timedelta(days=days)), rita, 0.0, {"empathy": 0.0})
        for days in (-55, 55):
            reviewed(session, marked(session, who, DAY + timedelta(days=days)), rita, 0.5, {"jargon": 0.0})
    told = list(csv.reader(io.StringIO(tara.get(f"/modules/{module}/effect.csv").data.decode("utf-8-sig"))))
    assert told[1][3:5] == ["5", "30"]


def test_who_began_it_is_no_colleague(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    two_groups(workplace, module)
    with workplace.database.transaction() as session:
        who = session.scalars(select(Agent).where(Agent.name == "Colleague 0")).one()
        by = session.scalars(select(User).where(User.name == "Tara")).one()
        made = taken(session, session.get_one(TrainingModule, module), who, by, DAY)
        made.state, made.started_at = EnrolmentState.STARTED, DAY
    told = list(csv.reader(io.StringIO(tara.get(f"/modules/{module}/effect.csv").data.decode("utf-8-sig"))))
    assert told[2][3] == "5"


def test_without_anybody_the_page_says_so(tara: FlaskClient, module: int) -> None:
    page = tara.get(f"/modules/{module}/effect").text
    assert "Of those who took it, 5 more are needed" in page
    assert "Of their colleagues" not in page
