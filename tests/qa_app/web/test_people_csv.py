"""People as a file: there and back, what it would change, and what is wrong with it."""

from __future__ import annotations

import csv
import io
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from qa_app.letters import mail_folder
from qa_app.operations.errors import OperationError
from qa_app.operations.people_lines import MOST_BYTES
from qa_app.operations.table_lines import text_of
from qa_app.store.audit import AuditEvent
from qa_app.store.people import Agent, RoleName, Team, User
from qa_app.workplace import Workplace
from tests.qa_app.workplace import agent, person, sign_in

HEAD = "name,email,roles,team,manages,agent,language,active\n"


def bring(client: FlaskClient, text: str | bytes) -> TestResponse:
    data = text if isinstance(text, bytes) else text.encode()
    return client.post("/people/file", data={"file": (io.BytesIO(data), "people.csv")})


def confirm(client: FlaskClient, text: str, **more: str) -> TestResponse:
    return client.post(
        "/people/file/confirm", data={"text": text, **more}, content_type="multipart/form-data", follow_redirects=True
    )


def downloaded(client: FlaskClient) -> str:
    return client.get("/people/file/people.csv").data.decode("utf-8-sig")


def letters(workplace: Workplace) -> list[Path]:
    folder = mail_folder(workplace.config)
    return list(folder.iterdir()) if folder.exists() else []


def people(workplace: Workplace) -> dict[str, tuple[str, bool, str]]:
    """Roles, whether open, and the agent with its team, by address."""
    with workplace.database.transaction() as session:
        return {
            user.email: (
                " ".join(sorted(user.role_names)),
                user.active,
                f"{user.agent.key}/{user.agent.team.name if user.agent.team else ''}" if user.agent else "",
            )
            for user in session.scalars(select(User))
        }


def test_what_is_taken_away_changes_nothing_when_it_comes_back(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        for name, team in (("=1+1", "+East | West"), ("@home", "-"), ("Ünal; Çelik", "A, B")):
            agent(session, name, team)
        manager = session.scalars(select(User).where(User.name == "Mara")).one()
        manager.managed_teams.extend(session.scalars(select(Team).where(Team.name.in_(["+East | West", "-"]))))
        person(session, app, "=cmd", RoleName.TRAINER).active = False
    ada = sign_in(app, "Ada")
    text = downloaded(ada)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(text.splitlines()) for cell in row)
    page = bring(ada, text.encode("utf-8-sig"))
    assert page.status_code == 200
    assert "The file changes nothing" in page.text
    assert "12 as it was" in page.text
    for separator in (";", "\t"):
        other = io.StringIO()
        csv.writer(other, delimiter=separator).writerows(csv.reader(io.StringIO(text, newline="")))
        assert "The file changes nothing" in bring(ada, other.getvalue()).text


def test_a_file_adds_changes_and_closes(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    text = HEAD + (
        "Nora New,nora@example.com,agent,East,,4711,nl,yes\n"
        "Max,max@example.com,manager reviewer,,East | North,,,\n"
        "Otto,otto@example.com,agent,South,,otto,de,yes\n"
        "Uwe,uwe@example.com,agent,South,,uwe,,no\n"
        "Only Agent,,,East,,9001,,\n"
    )
    page = bring(ada, text).text
    assert "3 new" in page
    assert "2 changed" in page
    assert "1 account will be closed" in page
    assert "A team that there is not yet will be made: East." in page
    assert "<del>North</del> → South" in page
    with workplace.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 8, "nothing is done before it is confirmed"
    assert "2 people were invited by letter" in confirm(ada, text).text
    found = people(workplace)
    assert found["nora@example.com"] == ("agent", True, "4711/East")
    assert found["otto@example.com"] == ("agent", True, "otto/South")
    assert found["uwe@example.com"] == ("agent", False, "uwe/South")
    assert found["ines@example.com"] == ("agent", True, "ines/North"), "who is not in the file stays"
    with workplace.database.transaction() as session:
        maximum = session.scalars(select(User).where(User.name == "Max")).one()
        assert {team.name for team in maximum.managed_teams} == {"East", "North"}
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        assert {user.name for user in north.managers} == {"Mara", "Max"}
        nora = session.scalars(select(Agent).where(Agent.key == "4711")).one()
        assert nora.name == "Nora New"
        actions = {action for (action,) in session.execute(select(AuditEvent.action))}
        wanted = {"user.added", "user.changed", "user.deactivated", "agent.changed", "team.added", "team.changed"}
        assert wanted | {"user.reset_asked"} <= actions
    assert "The file changes nothing" in bring(ada, text).text
    to = sorted(line for file in letters(workplace) for line in file.read_text().splitlines() if line.startswith("To:"))
    assert to == ["To: max@example.com", "To: nora@example.com"]


def test_the_link_of_a_letter_opens_that_account_only(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    confirm(ada, HEAD + "Nora,nora@example.com,trainer,,,,,\nMax,max@example.com,trainer,,,,,\n")
    (file,) = [file for file in letters(workplace) if "nora@example.com" in file.read_text()]
    text = file.read_bytes().replace(b"=\n", b"").replace(b"=3D", b"=").decode()
    link = next(word for word in text.split() if word.startswith("http://localhost/reset/"))
    path = link.removeprefix("http://localhost")
    word = "a long line of words 4711"
    app.test_client().post(path, data={"password": word, "password_confirm": word})
    for name, opens in (("nora", True), ("max", False)):
        answer = app.test_client().post("/login", data={"email": f"{name}@example.com", "password": word})
        assert (answer.status_code == 302) is opens


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Nora,not an address,agent,,,,,", "This is not an e-mail address"),
        ("Nora,nora@example.com,boss,,,,,", "There is no role “boss”"),
        ("Nora,nora@example.com,,,,,,", "Choose at least one role"),
        ("Nora,nora@example.com,agent,,,,fr,", "There is no such language here"),
        ("Nora,nora@example.com,agent,,,,,perhaps", "Write yes or no"),
        (",nora@example.com,agent,,,,,", "There is no name"),
        ("Nora,,,,,,,", "Give an e-mail address for an account"),
        ("Nora,,agent,,,4711,,", "Roles and managing are for accounts"),
        ("Nora,nora@example.com,agent,,North,,,", "Only people with the role of manager"),
        ("Nora,nora@example.com,trainer,North,,,,", "Only agents are in a team"),
        ("Nora,nora@example.com,agent,,,ines,,", "The agent Ines has an account already"),
        (f"{'N' * 121},nora@example.com,agent,,,,,", "This is longer than 120 characters"),
        ("Ada,ada@example.com,trainer,,,,,", "This is the last administrator"),
        ("Ada,ada@example.com,administrator,,,,,no", "This is the last administrator"),
        ("Rita,RITA@example.com,reviewer,,,,,\nRita,rita@example.com,reviewer,,,,,", "stands in the file twice"),
        ("N,n@example.com,agent,North,,X,,\nM,m@example.com,agent,North,,x,,", "stands in the file twice"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_nothing_is_done(
    app: Flask, workplace: Workplace, line: str, told: str
) -> None:
    ada = sign_in(app, "Ada")
    before = people(workplace)
    text = f"{HEAD}Good,good@example.com,trainer,,,,,\n{line}\n"
    assert told in unescape(bring(ada, text).text)
    assert confirm(ada, text).status_code == 422
    assert people(workplace) == before
    assert letters(workplace) == []
    confirm(ada, text, good="1")
    assert "good@example.com" in people(workplace)
    assert people(workplace)["ada@example.com"] == ("administrator", True, "")


def test_the_last_administrator_may_hand_over_in_one_file(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    text = f"{HEAD}Ada,ada@example.com,trainer,,,,,\nRita,rita@example.com,administrator,,,,,\n"
    confirm(ada, text)
    found = people(workplace)
    assert (found["ada@example.com"][0], found["rita@example.com"][0]) == ("trainer", "administrator")


def test_columns_that_are_missing_leave_things_as_they_are(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    before = people(workplace)
    confirm(ada, "email;name\nines@example.com;Ines Maria\nmara@example.com;Mara M.\n")
    assert people(workplace) == before
    assert "Ines Maria" in downloaded(ada)
    confirm(ada, "name,email,team\nOtto,otto@example.com,South\n")
    assert people(workplace)["otto@example.com"] == ("agent", True, "otto/South")
    with workplace.database.transaction() as session:
        mara = session.scalars(select(User).where(User.name == "Mara M.")).one()
        assert [team.name for team in mara.managed_teams] == ["North"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "This is no CSV file"),
        (b"PK\x03\x04 a workbook", "This is no CSV file"),
        (b"\x00\x01\x02\x03" * 50, "This is no CSV file"),
        (
            b"name,teem,e-mail,rolls\nInes,North,i@example.com,agent\n",
            "No column is called teem, rolls. The columns are name",
        ),
        (b"who,what\nInes,agent\n", "No column is called who, what."),
        (b"name,<b>,email\nInes,x,y\n", "No column is called &lt;b&gt;."),
        (b"name,,email\nInes,x,y\n", "The first line must name the columns"),
        (b"email,team\ni@example.com,North\n", "The first line must name the columns"),
        (b"name,name,email\nInes,Ines,x\n", "The first line must name the columns"),
        (b"name,email\n" + b"N,n@example.com\n" * 5_001, "more than 5000 lines"),
        (b"name,agent\n" + b"".join(b"N,%d\n" % n for n in range(1_001)), "At most 1000 people"),
    ],
)
def test_files_that_are_none_of_people_are_refused(app: Flask, data: bytes, told: str) -> None:
    answer = bring(sign_in(app, "Ada"), data)
    assert answer.status_code == 422
    assert told in answer.text


def test_a_file_can_be_too_large() -> None:
    with pytest.raises(OperationError, match="table_large"):
        text_of(b"name,email\n" + b"x" * 1_950_000, MOST_BYTES)


def test_hostile_cells_stay_letters(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    evil = "<script>evil()</script>"
    text = f"{HEAD}{evil},x@example.com,agent,{evil},,{evil},,\n'=1+1,y@example.com,agent,,,,,\n"
    assert evil not in bring(ada, text).text
    assert evil not in confirm(ada, text).text
    with workplace.database.transaction() as session:
        assert {"=1+1", evil} <= set(session.scalars(select(User.name)))
    assert "'=1+1" in downloaded(ada)
    page = bring(ada, f"{HEAD}N\0ul,z@example.com,agent,,,,,\n").text
    assert "\0" not in page
    assert "Nul" in page


def test_only_administrators(app: Flask) -> None:
    for name in ("Ines", "Rita", "Tara", "Mara"):
        client = sign_in(app, name)
        assert client.get("/people/file").status_code == 403
        assert client.get("/people/file/people.csv").status_code == 403
        assert confirm(client, HEAD).status_code == 403
