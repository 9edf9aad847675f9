"""A second factor: set up, asked for, taken once, replaced by a recovery code, locked after wrong ones."""

from __future__ import annotations

import html
import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from qa_app.store.people import User
from qa_app.store.people_queries import user_by_email
from qa_app.workplace import Workplace
from tests.qa_app.workplace import PASSWORD, sign_in


class Phone:
    """An authenticator app with one key; `later` moves its clock."""

    def __init__(self, key: str) -> None:
        self._totp = TOTP(key=key.replace("-", "").replace(" ", ""))

    def code(self, later: float = 0) -> str:
        return str(self._totp.generate(time.time() + later).token)


def set_up(client: FlaskClient) -> Phone:
    page = client.post("/tf-setup", data={"setup": "authenticator"}).text
    assert 'src="data:image/' in page
    key = re.search(r'<code class="key">([^<]+)</code>', page)
    action = re.search(r'action="(/tf-setup/[^"]+)"', page)
    assert key
    assert action
    phone = Phone(html.unescape(key[1]))
    wrong = client.post(action[1], data={"code": "000000"}, follow_redirects=True)
    assert "This code is not right" in wrong.text
    page = client.post("/tf-setup", data={"setup": "authenticator"}).text
    key, action = re.search(r'<code class="key">([^<]+)</code>', page), re.search(r'action="(/tf-setup/[^"]+)"', page)
    assert key
    assert action
    phone = Phone(html.unescape(key[1]))
    done = client.post(action[1], data={"code": phone.code()}, follow_redirects=True)
    assert "signing in needs a code too" in done.text
    return phone


def password_first(app: Flask) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/login", data={"email": "ines@example.com", "password": PASSWORD})
    assert answer.location.startswith("/tf-validate")
    assert client.get("/account").status_code == 302, "the password alone does not sign in"
    return client


@pytest.fixture
def ines(app: Flask) -> FlaskClient:
    return sign_in(app, "Ines")


@pytest.fixture
def phone(ines: FlaskClient) -> Phone:
    return set_up(ines)


def account(workplace: Workplace) -> User:
    with workplace.database.reading() as session:
        found = user_by_email(session, "ines@example.com")
        assert found is not None
        return found


def test_a_code_is_asked_for_and_taken_once(app: Flask, phone: Phone) -> None:
    client, code = password_first(app), phone.code(30)
    assert client.post("/tf-validate", data={"code": code}).status_code == 302
    assert client.get("/account").status_code == 200
    again = password_first(app)
    assert "This code is not right" in again.post("/tf-validate", data={"code": code}).text
    assert again.get("/account").status_code == 302


def test_five_wrong_codes_lock_the_account(app: Flask, workplace: Workplace, phone: Phone) -> None:
    client = password_first(app)
    for _ in range(5):
        assert client.post("/tf-validate", data={"code": "000000"}).status_code == 200
    assert account(workplace).locked_until is not None
    refused = client.post("/tf-validate", data={"code": phone.code(30)})
    assert "This code is not right" in refused.text
    assert client.get("/account").status_code == 302


def test_signing_in_with_the_password_does_not_forget_wrong_codes(
    app: Flask, workplace: Workplace, phone: Phone
) -> None:
    for _ in range(5):
        password_first(app).post("/tf-validate", data={"code": "000000"})
    assert account(workplace).locked_until is not None


def test_a_recovery_code_signs_in_once(app: Flask, workplace: Workplace, ines: FlaskClient, phone: Phone) -> None:
    page = ines.post("/mf-recovery-codes").text
    codes = re.findall(r'<code class="key">([^<]+)</code>', page)
    assert len(codes) == 8
    client = password_first(app)
    assert client.get("/mf-recovery").status_code == 200
    assert client.post("/mf-recovery", data={"code": codes[0]}).status_code == 302
    assert client.get("/account").status_code == 200
    again = password_first(app)
    for _ in range(5):
        assert "not valid" in again.post("/mf-recovery", data={"code": codes[0]}).text
    assert account(workplace).locked_until is not None
    assert again.post("/mf-recovery", data={"code": codes[1]}).status_code == 200


def test_changing_it_takes_the_password_again_after_a_while(ines: FlaskClient) -> None:
    with ines.session_transaction() as session:
        session["fs_paa"] -= 3600
        session.pop("fs_gexp", None)
    answer = ines.get("/tf-setup")
    assert answer.status_code == 302
    assert answer.location.startswith("/verify")


def test_it_is_switched_off_by_its_owner(app: Flask, workplace: Workplace, ines: FlaskClient, phone: Phone) -> None:
    answer = ines.post("/tf-setup", data={"setup": "disable"}, follow_redirects=True)
    assert "no longer needs a code" in answer.text
    assert account(workplace).tf_totp_secret is None
    sign_in(app, "Ines")


def test_a_reset_of_the_password_does_not_go_round_it(app: Flask, workplace: Workplace, phone: Phone) -> None:
    client = app.test_client()
    client.post("/reset", data={"email": "ines@example.com"})
    letter = next((workplace.config.data / "mail").glob("*.eml")).read_text().replace("=\n", "")
    link = re.search(r"http://localhost(/reset/[\w.\-]+)", letter)
    assert link
    new = "velvet orbit pickle lantern"
    client.post(link[1], data={"password": new, "password_confirm": new})
    answer = client.post("/login", data={"email": "ines@example.com", "password": new})
    assert answer.location.startswith("/tf-validate")
    assert client.get("/account").status_code == 302
