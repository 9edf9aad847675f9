"""Five wrong passwords in a row, and what opens the account again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_app.operations import signing_in
from qa_app.store.audit import AuditEvent
from qa_app.store.people_queries import user_by_email
from qa_app.workplace import Workplace
from tests.qa_app.workplace import PASSWORD, sign_in

NEW = "velvet orbit pickle lantern"
GENERIC = "do not belong together"


def try_password(client: FlaskClient, password: str) -> bool:
    answer = client.post("/login", data={"email": "ines@example.com", "password": password})
    assert answer.status_code == 302 or GENERIC in answer.text
    return answer.status_code == 302


def wrong(app: Flask, times: int) -> None:
    client = app.test_client()
    for _ in range(times):
        assert not try_password(client, "wrong")


def expire(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        ines = user_by_email(session, "ines@example.com")
        assert ines is not None
        assert ines.locked_until is not None
        assert ines.locked_until - datetime.now(UTC) > signing_in.LOCKED_FOR - timedelta(minutes=1)
        ines.locked_until = datetime.now(UTC)


def test_the_fifth_wrong_password_in_a_row_locks_the_account_for_a_while(app: Flask, workplace: Workplace) -> None:
    wrong(app, 4)
    assert try_password(app.test_client(), PASSWORD)
    wrong(app, 5)
    assert not try_password(app.test_client(), PASSWORD)
    expire(workplace)
    assert try_password(app.test_client(), PASSWORD)
    with workplace.database.reading() as session:
        actions = list(session.scalars(select(AuditEvent.action)))
    assert actions.count("user.locked") == 1
    assert actions.count("user.sign_in_failed") == 9


def test_a_locked_account_answers_as_any_other(app: Flask) -> None:
    def shown(email: str, password: str) -> str:
        answer = app.test_client().post("/login", data={"email": email, "password": password})
        return re.sub(r'content="[^"]*"|value="[^"]*"', "", answer.text)

    before = shown("ines@example.com", "wrong")
    wrong(app, 5)
    assert shown("ines@example.com", "wrong") == shown("ines@example.com", PASSWORD) == before
    assert shown("nobody@example.com", "wrong") == before


def test_wrong_tries_do_not_make_a_lock_longer(app: Flask, workplace: Workplace) -> None:
    wrong(app, 5)
    with workplace.database.reading() as session:
        ines = user_by_email(session, "ines@example.com")
        assert ines is not None
        until = ines.locked_until
    wrong(app, 6)
    with workplace.database.reading() as session:
        ines = user_by_email(session, "ines@example.com")
        assert ines is not None
        assert (ines.locked_until, ines.failed_logins) == (until, 0)


def test_a_new_password_by_a_link_opens_the_account(app: Flask, workplace: Workplace) -> None:
    wrong(app, 5)
    client = app.test_client()
    client.post("/reset", data={"email": "ines@example.com"})
    letter = next((workplace.config.data / "mail").glob("*.eml")).read_text().replace("=\n", "")
    link = re.search(r"http://localhost(/reset/[\w.\-]+)", letter)
    assert link
    assert client.post(link[1], data={"password": NEW, "password_confirm": NEW}).status_code == 302
    assert try_password(client, NEW)


def test_an_administrator_opens_the_account(app: Flask, workplace: Workplace) -> None:
    wrong(app, 5)
    ada = sign_in(app, "Ada")
    with workplace.database.reading() as session:
        ines = user_by_email(session, "ines@example.com")
        assert ines is not None
    assert "locked until" in ada.get(f"/people/{ines.id}").text
    assert ada.post(f"/people/{ines.id}/unlock").status_code == 303
    assert try_password(app.test_client(), PASSWORD)


@pytest.mark.parametrize("page", ["/verify", "/change"])
def test_pages_that_ask_for_the_password_again_count_too(app: Flask, page: str) -> None:
    ines = sign_in(app, "Ines")
    data = {"password": "wrong", "new_password": NEW, "new_password_confirm": NEW}
    for _ in range(5):
        assert "not your password" in ines.post(page, data=data).text
    right = ines.post(page, data=data | {"password": PASSWORD})
    assert right.status_code == 200
    assert "not your password" in right.text
    assert not try_password(app.test_client(), PASSWORD)


def test_one_account_being_locked_leaves_the_others_alone(app: Flask) -> None:
    wrong(app, 5)
    sign_in(app, "Uwe")


def test_a_lock_counts_for_tries_that_are_under_way(app: Flask, workplace: Workplace) -> None:
    if workplace.database.engine.dialect.name == "sqlite":
        pytest.skip("tries wait for each other")
    with workplace.database.writing() as trying:
        ines = user_by_email(trying, "ines@example.com")
        assert ines is not None
        with workplace.database.transaction() as session:
            other = user_by_email(session, "ines@example.com")
            assert other is not None
            for _ in range(signing_in.MOST_WRONG):
                signing_in.wrong_try(session, other, datetime.now(UTC), "password")
                session.flush()
        assert signing_in.is_locked_now(trying, ines, datetime.now(UTC))
