"""The page of people: accounts, roles, teams and agents, by an administrator."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_app.operations.people import agent_named
from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, RoleName, Team, User
from qa_app.store.people_queries import user_by_email
from qa_app.workplace import Workplace
from tests.qa_app.workplace import PASSWORD, sign_in

NEW = "velvet orbit pickle lantern"


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    return sign_in(app, "Ada")


def account(workplace: Workplace, name: str) -> User:
    with workplace.database.reading() as session:
        found = user_by_email(session, f"{name.lower()}@example.com")
        assert found is not None
        return found


def last_event(workplace: Workplace) -> AuditEvent:
    with workplace.database.reading() as session:
        found = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert found is not None
        return found


def test_a_new_person_is_invited_and_chooses_a_password(app: Flask, workplace: Workplace, ada: FlaskClient) -> None:
    answer = ada.post(
        "/people/add",
        data={"name": "Nora", "email": "Nora@example.com", "roles": ["agent"], "language": "nl", "agent": "Nora V."},
    )
    assert answer.status_code == 303
    page = ada.get(answer.location).text
    link = re.search(r"http://localhost(/reset/[^<\s]+)", page)
    assert link
    assert "/reset/" not in ada.get(answer.location).text, "the link is shown once"
    nora = app.test_client()
    assert nora.post(link[1], data={"password": NEW, "password_confirm": NEW}).status_code == 302
    assert nora.post("/login", data={"email": "nora@example.com", "password": NEW}).status_code == 302
    assert '<html lang="nl">' in nora.get("/account").text
    with workplace.database.reading() as session:
        assert agent_named(session, "nora v.").user_id == account(workplace, "nora").id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"roles": []}, "at least one role"),
        ({"email": "ines@example.com"}, "ines@example.com already"),
        ({"email": "no address"}, "not an e-mail address"),
        ({"agent": "INES"}, "has an account already"),
    ],
)
def test_what_was_typed_is_kept_when_it_will_not_do(
    workplace: Workplace, ada: FlaskClient, change: dict[str, object], words: str
) -> None:
    data = {"name": "Nora V.", "email": "nora@example.com", "roles": ["agent"], "language": "", "agent": ""}
    answer = ada.post("/people/add", data=data | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Nora V."' in answer.text
    with workplace.database.reading() as session:
        assert user_by_email(session, "nora@example.com") is None


def test_roles_are_changed_and_why_one_stays(app: Flask, workplace: Workplace, ada: FlaskClient) -> None:
    rita = account(workplace, "Rita")
    assert ada.post(f"/people/{rita.id}", data={"name": "Rita", "roles": ["reviewer", "trainer"]}).status_code == 303
    assert account(workplace, "Rita").role_names == {RoleName.REVIEWER, RoleName.TRAINER}
    event = last_event(workplace)
    assert (event.action, event.fields["after"]) == ("user.roles_changed", ["reviewer", "trainer"])
    own = account(workplace, "Ada")
    answer = ada.post(f"/people/{own.id}", data={"name": "Ada", "roles": ["reviewer"]})
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert account(workplace, "Ada").role_names == {RoleName.ADMINISTRATOR}


def test_a_closed_account_is_out_at_once(app: Flask, workplace: Workplace, ada: FlaskClient) -> None:
    rita, number = sign_in(app, "Rita"), account(workplace, "Rita").id
    assert ada.post(f"/people/{number}/deactivate").status_code == 303
    assert rita.get("/account").status_code == 302
    again = app.test_client().post("/login", data={"email": "rita@example.com", "password": PASSWORD})
    assert "do not belong together" in again.text
    assert ada.post(f"/people/{number}/invite").status_code == 422
    assert ada.post(f"/people/{number}/activate").status_code == 303
    sign_in(app, "Rita")


def test_the_last_administrator_stays(workplace: Workplace, ada: FlaskClient) -> None:
    own = account(workplace, "Ada").id
    answer = ada.post(f"/people/{own}/deactivate")
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert account(workplace, "Ada").active


def test_a_second_factor_is_reset_by_an_administrator(app: Flask, workplace: Workplace, ada: FlaskClient) -> None:
    with workplace.database.transaction() as session:
        rita = user_by_email(session, "rita@example.com")
        assert rita is not None
        rita.tf_primary_method, rita.tf_totp_secret = "authenticator", "secret"
    assert "Reset the second factor" in ada.get(f"/people/{rita.id}").text
    assert ada.post(f"/people/{rita.id}/reset-second-factor").status_code == 303
    sign_in(app, "Rita").get("/account").text.index("Rita")
    assert account(workplace, "Rita").tf_totp_secret is None


def test_a_team_gets_managers_who_then_see_its_agents(app: Flask, workplace: Workplace, ada: FlaskClient) -> None:
    made = ada.post("/people/teams", data={"name": "East"})
    assert made.status_code == 303
    assert ada.post("/people/teams", data={"name": " East "}).status_code == 422
    team = int(made.location.rsplit("/", 1)[1])
    mara = account(workplace, "Mara").id
    assert ada.post(f"/people/teams/{team}", data={"name": "East", "managers": [mara]}).status_code == 303
    with workplace.database.reading() as session:
        uwe = agent_named(session, "Uwe")
    data = {"name": "Uwe", "team": team, "account": uwe.user_id}
    assert ada.post(f"/people/agents/{uwe.id}", data=data).status_code == 303
    with workplace.database.reading() as session:
        east = session.get_one(Team, team)
        assert [user.name for user in east.managers] == ["Mara"]
        assert [agent.name for agent in east.agents] == ["Uwe"]


def test_one_account_is_of_one_agent(workplace: Workplace, ada: FlaskClient) -> None:
    with workplace.database.reading() as session:
        ines, uwe = agent_named(session, "Ines"), agent_named(session, "Uwe")
    answer = ada.post(f"/people/agents/{uwe.id}", data={"name": "Uwe", "team": 0, "account": ines.user_id})
    assert answer.status_code == 422
    assert "belongs to the agent Ines" in answer.text


def test_two_names_of_one_agent_become_one_and_stay_so(workplace: Workplace, ada: FlaskClient) -> None:
    with workplace.database.transaction() as session:
        twin = agent_named(session, "I. Moreno")
        session.get_one(Interaction, 1).agent = twin
        ines = agent_named(session, "Ines").id
    refused = ada.post(f"/people/agents/{twin.id}/merge", data={"into": "Nobody"})
    assert refused.status_code == 422
    assert ada.post(f"/people/agents/{twin.id}/merge", data={"into": "I. Moreno"}).status_code == 422
    assert ada.post(f"/people/agents/{twin.id}/merge", data={"into": " ines "}).status_code == 303
    with workplace.database.transaction() as session:
        assert session.get_one(Interaction, 1).agent_id == ines
        assert session.get(Agent, twin.id) is None
        assert agent_named(session, "i. moreno").id == ines, "the next import finds the one that is left"
    event = last_event(workplace)
    assert (event.action, event.agent_id, event.fields) == ("agent.merged", ines, {"merged": twin.id})


def test_two_agents_with_accounts_are_not_merged(workplace: Workplace, ada: FlaskClient) -> None:
    with workplace.database.reading() as session:
        uwe = agent_named(session, "Uwe").id
    answer = ada.post(f"/people/agents/{uwe}/merge", data={"into": "Ines"})
    assert answer.status_code == 422
    assert "Both agents have an account" in answer.text


@pytest.mark.parametrize("path", ["/people", "/people/add", "/people/teams", "/people/agents", "/people/teams/1"])
def test_pages_of_people_open_and_are_the_administrators_only(app: Flask, ada: FlaskClient, path: str) -> None:
    assert ada.get(path).status_code == 200
    for name in ("Ines", "Rita", "Tara", "Mara"):
        assert sign_in(app, name).get(path).status_code == 403


def test_people_are_found_by_name_and_address(ada: FlaskClient) -> None:
    page = ada.get("/people?q=RITA").text
    assert "rita@example.com" in page
    assert "ines@example.com" not in page
    assert "Nobody is called so" in ada.get("/people?q=%25").text


def test_it_is_noted_who_had_a_link_made_with_which_somebody_else_signs_in(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    with workplace.database.reading() as session:
        rita, administrator = (user_by_email(session, f"{name}@example.com") for name in ("rita", "ada"))
        assert rita is not None
        assert administrator is not None
    assert ada.post(f"/people/{rita.id}/invite").status_code == 303
    with workplace.database.reading() as session:
        asked = session.scalars(select(AuditEvent).where(AuditEvent.action == "user.reset_asked")).one()
    assert (asked.user_id, asked.object_id) == (administrator.id, rita.id)
