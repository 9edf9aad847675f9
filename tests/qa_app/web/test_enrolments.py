"""Training is given to people and teams, watched, moved and taken back, by those who may."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from qa_app.operations.modules import draft_of, publish, submit
from qa_app.store.audit import AuditEvent
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.training import Enrolment, EnrolmentState, TrainingModule
from qa_app.web import edge
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.learning import GOOD, passed, taken, whole_module
from tests.qa_app.teaching_modules import published, small_module
from tests.qa_app.workplace import sign_in

TODAY = building.today()
DUE = (TODAY + timedelta(days=20)).isoformat()


@pytest.fixture
def module(app: Flask, workplace: Workplace) -> int:
    """A module that Tara wrote and Toni published."""
    with workplace.database.transaction() as session:
        toni = building.person(session, app, "Toni", RoleName.TRAINER)
        made = published(session, _user(session, "Tara"), toni, whole_module(), datetime.now(UTC))
        return made.id


@pytest.fixture
def tara(app: Flask, module: int) -> FlaskClient:
    return sign_in(app, "Tara")


@pytest.fixture
def mara(app: Flask, module: int) -> FlaskClient:
    return sign_in(app, "Mara")


def _user(session: building.Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def agent(workplace: Workplace, name: str) -> int:
    with workplace.database.reading() as session:
        return session.scalars(select(Agent.id).where(Agent.name == name)).one()


def give(client: FlaskClient, workplace: Workplace, module: int, *names: str, **more: object) -> str:
    """What the page says after the module was given to some agents."""
    data = {"do": "assign", "due_on": DUE, "agents": [agent(workplace, name) for name in names], **more}
    return client.post(f"/modules/{module}/people/new", data=data, follow_redirects=True).text


def enrolments(workplace: Workplace) -> list[tuple[str, EnrolmentState, date]]:
    with workplace.database.reading() as session:
        rows = session.scalars(select(Enrolment).order_by(Enrolment.id)).all()
        return [(one.agent.name, one.state, one.due_on) for one in rows]


def do_it(workplace: Workplace, module: int, name: str) -> None:
    """The agent takes the whole module and passes it."""
    with workplace.database.transaction() as session:
        who = session.scalars(select(Agent).where(Agent.name == name)).one()
        made = taken(session, session.get_one(TrainingModule, module), who, _user(session, "Tara"), datetime.now(UTC))
        passed(session, made, workplace.config, GOOD, datetime.now(UTC))


def test_a_trainer_gives_it_to_agents_and_to_a_whole_team(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    page = tara.get(f"/modules/{module}/people").text
    assert "Nobody has this module yet." in page
    choose = tara.get(f"/modules/{module}/people/new").text
    assert f'value="{(TODAY + timedelta(days=14)).isoformat()}"' in choose
    with workplace.database.reading() as session:
        north = session.scalars(select(Agent).where(Agent.name == "Ines")).one().team_id
    page = give(tara, workplace, module, "Uwe", "Ines", teams=[north])
    assert "Given to 3 agents." in page
    assert [(name, due.isoformat()) for name, _state, due in enrolments(workplace)] == [
        ("Ines", DUE),
        ("Otto", DUE),
        ("Uwe", DUE),
    ]
    assert "chosen by Tara" in page
    assert page.count("Not begun") >= 3


def test_who_has_it_or_passed_it_is_named_and_passed_over(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    give(tara, workplace, module, "Uwe")
    do_it(workplace, module, "Ines")
    choose = tara.get(f"/modules/{module}/people/new").text
    assert "has it to do already" in choose
    assert "passed this version" in choose
    page = give(tara, workplace, module, "Uwe", "Ines", "Otto")
    assert "Given to 1 agent." in page
    assert "These have it to do already: Uwe." in page
    assert re.search(r"passed this version already; .*: Ines\.", page)
    page = give(tara, workplace, module, "Ines", again="y")
    assert "Given to 1 agent." in page
    names = [name for name, state, _ in enrolments(workplace) if state is EnrolmentState.ASSIGNED]
    assert sorted(names) == ["Ines", "Otto", "Uwe"]


def test_a_newer_version_may_be_given_to_those_who_passed_an_older_one(
    tara: FlaskClient, workplace: Workplace, module: int
) -> None:
    do_it(workplace, module, "Ines")
    with workplace.database.transaction() as session:
        row = session.get_one(TrainingModule, module)
        draft = draft_of(session, _user(session, "Tara"), datetime.now(UTC), row)
        draft.authors = [_user(session, "Tara").id]
        submit(session, _user(session, "Tara"), datetime.now(UTC), draft)
        publish(session, _user(session, "Toni"), datetime.now(UTC), draft)
    assert "Given to 1 agent." in give(tara, workplace, module, "Ines")


def test_a_search_keeps_what_was_ticked(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    uwe = agent(workplace, "Uwe")
    data = {"do": "search", "q": "ott", "agents": [uwe], "due_on": DUE}
    answer = tara.post(f"/modules/{module}/people/new", data=data)
    assert answer.status_code == 303
    assert "csrf" not in answer.location
    page = tara.get(answer.location.split("#")[0]).text
    assert f'value="{uwe}" checked' in page
    assert f'value="{agent(workplace, "Otto")}">' in page
    assert "Ines" not in page
    assert f'value="{DUE}"' in page
    assert enrolments(workplace) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"due_on": DUE}, "Nobody is chosen yet."),
        ({"due_on": "2020-01-01", "agents": "1"}, "has passed already"),
        ({"due_on": "", "agents": "1"}, "Give the date by which it is due."),
        ({"due_on": "soon", "agents": "1"}, "Not a valid date"),
    ],
)
def test_what_cannot_be_given_says_why_and_keeps_the_form(
    tara: FlaskClient, workplace: Workplace, module: int, data: dict[str, str], words: str
) -> None:
    answer = tara.post(f"/modules/{module}/people/new", data={"do": "assign", **data})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{data["due_on"]}"' in answer.text
    assert ('value="1" checked' in answer.text) is ("agents" in data)
    assert enrolments(workplace) == []


def test_nothing_unpublished_or_retired_is_given(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    with workplace.database.transaction() as session:
        session.get_one(TrainingModule, module).retired_at = datetime.now(UTC)
    assert "This module is retired" in tara.get(f"/modules/{module}/people").text
    answer = tara.post(f"/modules/{module}/people/new", data={"do": "assign", "due_on": DUE, "agents": "1"})
    assert answer.status_code == 422
    assert "This module is retired" in answer.text


def test_managers_give_it_to_their_own_people_only(
    mara: FlaskClient, tara: FlaskClient, workplace: Workplace, module: int
) -> None:
    give(tara, workplace, module, "Uwe")
    assert "Uwe" not in mara.get(f"/modules/{module}/people/new").text
    uwe, south = agent(workplace, "Uwe"), 2
    for data in ({"agents": uwe}, {"teams": south}, {"agents": "99"}, {"agents": "x"}):
        answer = mara.post(f"/modules/{module}/people/new", data={"do": "assign", "due_on": DUE, **data})
        assert answer.status_code == 404, data
    assert "Given to 2 agents." in give(mara, workplace, module, "Ines", teams=[1])
    page = mara.get(f"/modules/{module}/people").text
    assert "Ines" in page
    assert "Uwe" not in page
    assert "Uwe" not in mara.get(f"/modules/{module}/people.csv").text
    assert mara.get(f"/modules/{module}/people?team={south}").status_code == 404
    with workplace.database.reading() as session:
        of_uwe = session.scalars(select(Enrolment.id).where(Enrolment.agent_id == uwe)).one()
    assert mara.get(f"/modules/{module}/people/{of_uwe}").status_code == 404
    assert mara.post(f"/modules/{module}/people/{of_uwe}/withdraw").status_code == 404
    assert ("Uwe", EnrolmentState.ASSIGNED, date.fromisoformat(DUE)) in enrolments(workplace)


def test_the_list_tells_how_far_people_are_and_is_narrowed_by_state_and_team(
    tara: FlaskClient, workplace: Workplace, module: int
) -> None:
    give(tara, workplace, module, "Uwe", "Otto")
    do_it(workplace, module, "Ines")
    with workplace.database.transaction() as session:
        late = session.scalars(select(Enrolment).join(Agent).where(Agent.name == "Otto")).one()
        late.due_on = TODAY - timedelta(days=1)
    address = f"/modules/{module}/people"
    page = tara.get(address).text
    assert "2 of 2" in page
    assert "1 of 1" in page
    assert ">100<" in page
    rows = {show: re.findall(r'people/\d+">(\w+)<', tara.get(f"{address}?show={show}").text) for show in SHOWN}
    assert rows == SHOWN
    assert re.findall(r'people/\d+">(\w+)<', tara.get(f"{address}?team=2").text) == ["Uwe"]
    assert "Nobody is like that." in tara.get(f"{address}?team=2&show=passed").text


SHOWN = {"assigned": ["Otto", "Uwe"], "started": [], "overdue": ["Otto"], "passed": ["Ines"], "withdrawn": []}


def test_a_training_is_moved_and_taken_back_with_a_trace(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    give(tara, workplace, module, "Ines")
    at = f"/modules/{module}/people/1"
    later = (TODAY + timedelta(days=40)).isoformat()
    assert "Saved." in tara.post(f"{at}/due", data={"due_on": later}, follow_redirects=True).text
    for wrong in ("2020-02-02", "", "x"):
        assert tara.post(f"{at}/due", data={"due_on": wrong}).status_code == 422
    assert enrolments(workplace) == [("Ines", EnrolmentState.ASSIGNED, date.fromisoformat(later))]
    assert "Taken back." in tara.post(f"{at}/withdraw", follow_redirects=True).text
    assert tara.post(f"{at}/withdraw").status_code == 422
    assert tara.post(f"{at}/due", data={"due_on": later}).status_code == 422
    with workplace.database.reading() as session:
        found = session.scalars(select(AuditEvent).where(AuditEvent.action.like("enrolment.%"))).all()
        assert [one.action for one in found if one.action != "enrolment.viewed"] == [
            "enrolment.added",
            "enrolment.due_moved",
            "enrolment.withdrawn",
        ]
        assert {one.agent_id for one in found} == {agent(workplace, "Ines")}
    assert "Given to 1 agent." in give(tara, workplace, module, "Ines")


def test_nobody_decides_on_their_own_training(
    mara: FlaskClient, tara: FlaskClient, workplace: Workplace, module: int
) -> None:
    with workplace.database.transaction() as session:
        team = session.scalars(select(Agent).where(Agent.name == "Ines")).one().team
        building.agent(session, "Mara", team.name, _user(session, "Mara"))
    give(tara, workplace, module, "Mara")
    at = f"/modules/{module}/people/1"
    assert "Take it back" not in mara.get(at).text
    assert mara.post(f"{at}/withdraw").status_code == 403
    assert mara.post(f"{at}/due", data={"due_on": DUE}).status_code == 403
    assert "Take it back" in tara.get(at).text
    assert "Taken back." in tara.post(f"{at}/withdraw", follow_redirects=True).text


@pytest.mark.parametrize(
    ("clock", "zone", "day", "status"),
    [
        pytest.param(time(23, 30), "Europe/Bucharest", TODAY, 422, id="over there already"),
        pytest.param(time(0, 30), "America/Los_Angeles", TODAY - timedelta(days=1), 303, id="not over there yet"),
    ],
)
def test_a_day_is_over_when_it_is_over_where_the_person_is(  # noqa: PLR0917 - what the clocks show
    tara: FlaskClient,
    workplace: Workplace,
    module: int,
    monkeypatch: pytest.MonkeyPatch,
    clock: time,
    zone: str,
    day: date,
    status: int,
) -> None:
    give(tara, workplace, module, "Ines")
    with workplace.database.transaction() as session:
        _user(session, "Tara").time_zone = zone

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.combine(TODAY, clock, UTC)

    monkeypatch.setattr(edge, "datetime", Stopped)
    due = {"due_on": day.isoformat()}
    assert tara.post(f"/modules/{module}/people/1/due", data=due).status_code == status
    given = tara.post(
        f"/modules/{module}/people/new", data={"do": "assign", "agents": [agent(workplace, "Uwe")], **due}
    )
    assert given.status_code == status


def test_what_is_passed_is_not_taken_back(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    do_it(workplace, module, "Ines")
    page = tara.get(f"/modules/{module}/people/1").text
    assert "Take it back" not in page
    assert tara.post(f"/modules/{module}/people/1/withdraw").status_code == 422
    assert enrolments(workplace)[0][1] is EnrolmentState.PASSED


def test_results_show_tries_and_never_what_was_written(
    tara: FlaskClient, mara: FlaskClient, workplace: Workplace, module: int
) -> None:
    do_it(workplace, module, "Ines")
    for client in (tara, mara):
        page = client.get(f"/modules/{module}/people/1").text
        assert "1 try" in page
        assert "reached" in page
        assert "100%" in page
        assert "I have sent" not in page
        assert GOOD[:30] not in page


def test_results_belong_to_their_module(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    give(tara, workplace, module, "Ines")
    with workplace.database.transaction() as session:
        people = (_user(session, "Tara"), _user(session, "Toni"))
        other = published(session, *people, small_module("another"), datetime.now(UTC)).id
    assert tara.get(f"/modules/{other}/people/1").status_code == 404
    assert tara.get(f"/modules/{module}/people/1").status_code == 200


def test_the_list_is_taken_away_as_a_table_without_formulas(
    tara: FlaskClient, workplace: Workplace, module: int
) -> None:
    do_it(workplace, module, "Ines")
    give(tara, workplace, module, "Uwe")
    with workplace.database.transaction() as session:
        session.scalars(select(Agent).where(Agent.name == "Uwe")).one().name = "=HYPERLINK(1)"
    told = list(csv.DictReader(io.StringIO(tara.get(f"/modules/{module}/people.csv").data.decode("utf-8-sig"))))
    assert [row["Agent"] for row in told] == ["'=HYPERLINK(1)", "Ines"]
    assert told[1]["State"] == "Passed"
    assert (told[1]["Lessons read"], told[1]["Exercises tried"], told[1]["Best quiz (0 to 100)"]) == ("2", "1", "100")
    narrowed = tara.get(f"/modules/{module}/people.xlsx?show=passed").data
    sheet = load_workbook(io.BytesIO(narrowed)).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Ines"]


def test_hostile_names_are_told_as_they_are(tara: FlaskClient, workplace: Workplace, module: int) -> None:
    with workplace.database.transaction() as session:
        session.scalars(select(Agent).where(Agent.name == "Uwe")).one().name = "<b>Uwe</b>%(x)s {{7*7}}"
    give(tara, workplace, module, "<b>Uwe</b>%(x)s {{7*7}}")
    page = give(tara, workplace, module, "<b>Uwe</b>%(x)s {{7*7}}")
    assert "&lt;b&gt;Uwe&lt;/b&gt;%(x)s {{7*7}}" in page
    assert "<b>Uwe" not in page


def test_the_agent_reads_that_their_words_are_their_own(
    app: Flask, tara: FlaskClient, workplace: Workplace, module: int
) -> None:
    give(tara, workplace, module, "Ines")
    ines = sign_in(app, "Ines")
    ines.post("/training/1/begin", data={"language": "en"})
    assert "What you write is for you alone" in ines.get("/training/1/exercises/late").text
    assert "What you write is for you alone" not in tara.get(f"/modules/{module}/try/exercises/late").text
