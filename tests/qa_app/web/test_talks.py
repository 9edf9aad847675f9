"""One-to-one talks in the browser: planned, prepared by both, held, with goals and their follow-up."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from qa_app.operations.talks import edition
from qa_app.store.coaching import Goal, GoalState, Talk, TalkState
from qa_app.store.people import Agent, User
from qa_app.store.people_queries import user_by_email
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, sign_in

GOAL = {
    "text": "I name the worry before I ask for the number",
    "criterion": "empathy",
    "target": "70",
    "support": "Ten minutes of practice a week",
    "relevant": "Customers calm down sooner",
    "follow_up": (datetime.now(UTC) + timedelta(weeks=6)).date().isoformat(),
}


@pytest.fixture
def talk(app: Flask) -> str:
    """The address of a talk that Tara planned with Ines about a report."""
    tara = sign_in(app, "Tara")
    own = {"span": "own", "first_day": "2026-10-01", "last_day": "2026-11-30"}
    report = tara.post("/agents/1/report", data=own).location.rpartition("/")[2]
    answer = tara.post(f"/talks/new?agent=1&report={report}", data={"planned_at": "2026-12-03T10:00"})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_the_agenda_begins_with_the_report(app: Flask, talk: str) -> None:
    page = sign_in(app, "Ines").get(talk).text
    assert "Went well – Empathy" in page
    assert 'href="/reports/1"' in page


def test_each_side_sees_the_time_on_their_own_clock(app: Flask, workplace: Workplace, talk: str) -> None:
    with workplace.database.transaction() as session:
        session.query(User).filter_by(name="Ines").one().time_zone = "Asia/Tokyo"
    assert "3 Dec 2026 10:00" in sign_in(app, "Tara").get(talk).text
    assert "3 Dec 2026 18:00" in sign_in(app, "Ines").get(talk).text


def test_both_sides_add_and_tick_points_and_remove_their_own(app: Flask, workplace: Workplace, talk: str) -> None:
    ines, tara = sign_in(app, "Ines"), sign_in(app, "Tara")
    assert ines.post(f"{talk}/agenda", data={"text": "My <b>shifts</b>"}).status_code == 303
    with workplace.database.reading() as session:
        number = session.query(Talk).one().agenda[-1]["id"]
    assert "My &lt;b&gt;shifts&lt;/b&gt;" in tara.get(talk).text
    assert tara.post(f"{talk}/agenda/{number}/remove").status_code == 403
    assert ines.post(f"{talk}/agenda/1/remove").status_code == 403
    assert tara.post(f"{talk}/agenda/{number}/done").status_code == 303
    assert "(spoken about)" in ines.get(talk).text
    assert ines.post(f"{talk}/agenda/{number}/remove").status_code == 303
    assert "shifts" not in tara.get(talk).text
    assert ines.post(f"{talk}/agenda/{number}/done").status_code == 404
    assert ines.post(f"{talk}/agenda", data={"text": ""}).status_code == 422


def test_notes_of_both_are_not_overwritten(app: Flask, talk: str) -> None:
    ines, tara = sign_in(app, "Ines"), sign_in(app, "Tara")
    assert tara.post(f"{talk}/notes", data={"notes": "Tara wrote", "seen": edition("")}).status_code == 303
    answer = ines.post(f"{talk}/notes", data={"notes": "Ines wrote", "seen": edition("")})
    assert answer.status_code == 422
    assert "Tara wrote" in answer.text
    assert "Ines wrote</textarea>" in answer.text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', answer.text)
    assert seen
    assert ines.post(f"{talk}/notes", data={"notes": "Both wrote", "seen": seen[1]}).status_code == 303
    assert "Both wrote" in tara.get(talk).text


@pytest.mark.parametrize(
    ("name", "status"), [("Ines", 200), ("Tara", 200), ("Mara", 200), ("Rita", 404), ("Otto", 404), ("Ada", 403)]
)
def test_who_reads_a_talk(app: Flask, talk: str, name: str, status: int) -> None:
    assert sign_in(app, name).get(talk).status_code == status


def test_who_reads_a_talk_without_being_part_of_it_changes_nothing(app: Flask, talk: str) -> None:
    mara = sign_in(app, "Mara")
    for path in ("/agenda", "/notes", "/time", "/goals/new"):
        data = {"text": "x", "notes": "x", "seen": edition(""), "planned_at": "2026-12-04T10:00"}
        assert mara.post(f"{talk}{path}", data=data).status_code == 403
    assert mara.post(f"{talk}/held").status_code == 403


def test_the_coach_moves_holds_and_calls_off(app: Flask, workplace: Workplace, talk: str) -> None:
    tara = sign_in(app, "Tara")
    assert sign_in(app, "Ines").post(f"{talk}/held").status_code == 403
    assert tara.post(f"{talk}/time", data={"planned_at": "2026-12-04T09:15"}).status_code == 303
    assert tara.post(f"{talk}/time", data={"planned_at": "0001-01-01T00:00"}).status_code == 422
    assert "4 Dec 2026 09:15" in tara.get(talk).text
    for state in ("cancelled", "planned", "held"):
        assert tara.post(f"{talk}/{state}").status_code == 303
        with workplace.database.reading() as session:
            assert session.query(Talk).one().state is TalkState(state)
    assert tara.post(f"{talk}/time", data={"planned_at": "2026-12-04T09:15"}).status_code == 422


def test_a_goal_is_proposed_by_one_and_agreed_by_the_other(app: Flask, workplace: Workplace, talk: str) -> None:
    ines, tara = sign_in(app, "Ines"), sign_in(app, "Tara")
    assert ines.post(f"{talk}/goals/new", data=GOAL).status_code == 303
    assert ines.post(f"{talk}/goals/1/agree").status_code == 403
    assert "waiting for the other side" in ines.get(talk).text
    assert tara.post(f"{talk}/goals/1/agree").status_code == 303
    page = ines.get(talk).text
    assert "Proposed by Ines, agreed by Tara" in page
    assert "Too few to say" in page
    with workplace.database.reading() as session:
        goal = session.query(Goal).one()
        assert (goal.state, goal.target, goal.proposer.name) == (GoalState.AGREED, 0.7, "Ines")
    assert tara.post(f"{talk}/goals/1/withdraw").status_code == 422
    report = ines.get("/reports/1").text
    assert GOAL["text"] in report


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"criterion": "", "target": ""}, "say how you both will see"),
        ({"target": ""}, "Give the mark to reach"),
        ({"target": "130"}, "between 0 and 100"),
        ({"follow_up": "2026-01-01"}, "The follow-up needs a day after the talk"),
        ({"follow_up": "9999-12-31"}, "The follow-up needs a day after the talk"),
        ({"support": ""}, "This field is required"),
    ],
)
def test_a_goal_that_is_not_smart_keeps_what_was_typed(
    app: Flask, talk: str, changes: dict[str, Any], said: str
) -> None:
    answer = sign_in(app, "Tara").post(f"{talk}/goals/new", data=GOAL | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert GOAL["relevant"] in answer.text


def test_a_proposal_can_be_taken_back(app: Flask, workplace: Workplace, talk: str) -> None:
    tara = sign_in(app, "Tara")
    tara.post(f"{talk}/goals/new", data=GOAL)
    assert tara.post(f"{talk}/goals/1/withdraw").status_code == 303
    with workplace.database.reading() as session:
        assert session.query(Goal).count() == 0


def test_a_goal_is_closed_with_what_came_of_it(app: Flask, talk: str) -> None:
    ines, tara = sign_in(app, "Ines"), sign_in(app, "Tara")
    tara.post(f"{talk}/goals/new", data=GOAL)
    ines.post(f"{talk}/goals/1/agree")
    assert tara.post(f"{talk}/goals/1/close", data={"outcome": ""}).status_code == 422
    assert tara.post(f"{talk}/goals/1/close", data={"outcome": "It became a habit"}).status_code == 303
    assert "It became a habit" in ines.get(talk).text


def test_the_list_says_what_is_due(app: Flask, workplace: Workplace, talk: str) -> None:
    ines = sign_in(app, "Ines")
    assert "Planned" in ines.get("/talks").text
    sign_in(app, "Tara").post(f"{talk}/goals/new", data=GOAL)
    ines.post(f"{talk}/goals/1/agree")
    with workplace.database.transaction() as session:
        session.query(Talk).one().planned_at = datetime.now(UTC) - timedelta(days=60)
        session.query(Goal).one().follow_up = (datetime.now(UTC) - timedelta(days=2)).date()
    page = ines.get("/talks").text
    assert "Their time has come" in page
    assert "Goals to follow up" in page
    assert "There is none yet" in sign_in(app, "Otto").get("/talks").text


def test_a_talk_is_planned_only_with_whom_one_may_coach(app: Flask) -> None:
    assert sign_in(app, "Mara").post("/talks/new?agent=3", data={"planned_at": "2026-12-03T10:00"}).status_code == 404
    assert sign_in(app, "Ines").get("/talks/new?agent=1").status_code == 403


def test_a_report_of_someone_else_is_not_the_start_of_a_talk(app: Flask, talk: str) -> None:
    assert sign_in(app, "Tara").get("/talks/new?agent=2&report=1").status_code == 404


def test_a_coach_who_lost_the_team_reads_no_goal_in_the_list(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        mara = user_by_email(session, "mara@example.com")
        assert mara is not None
        talk = Talk(agent=session.get_one(Agent, 1), coach=mara, planned_at=NOW, created_at=NOW, state=TalkState.HELD)
        talk.goals.append(
            Goal(text="I name the worry first", follow_up=NOW.date(), proposed_by=mara.id, state=GoalState.AGREED)
        )
        session.add(talk)
    client = sign_in(app, "Mara")
    assert "I name the worry first" in client.get("/talks").text
    with workplace.database.transaction() as session:
        session.get_one(Agent, 1).team_id = session.get_one(Agent, 3).team_id
    page = client.get("/talks").text
    assert "I name the worry first" not in page
    assert "Ines" not in page
