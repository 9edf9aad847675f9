"""What is turned away at the door, and what the cookies of a real installation are like."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from qa_app.web.app import create_app
from qa_app.workplace import Workplace
from tests.qa_app.workplace import PASSWORD


@pytest.fixture
def real(app: Flask, workplace: Workplace) -> Flask:
    """The same workplace, run for people and not for tests."""
    config = replace(workplace.config, testing=False, url="https://quality.example.com")
    made = create_app(replace(workplace, config=config))
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def test_a_host_of_another_name_is_refused(real: Flask) -> None:
    client = real.test_client()
    assert client.get("/login", base_url="https://quality.example.com").status_code == 200
    refused = client.get("/login", base_url="https://evil.example.com")
    assert refused.status_code == 400
    assert "evil" not in refused.text
    assert client.post("/reset", base_url="https://evil.example.com").status_code == 400


def test_machines_ask_for_health_by_any_name(real: Flask) -> None:
    assert real.test_client().get("/health", base_url="https://10.0.0.7").status_code == 200


def test_cookies_are_for_https_only_and_out_of_reach_of_scripts(real: Flask) -> None:
    client = real.test_client()
    answer = client.post(
        "/login", data={"email": "ines@example.com", "password": PASSWORD}, base_url="https://quality.example.com"
    )
    assert answer.status_code == 302
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_session_ends_after_half_a_day_without_use(app: Flask) -> None:
    assert app.permanent_session_lifetime.total_seconds() == 12 * 3600


@pytest.mark.parametrize("path", ["/login?next=%00", "/health?x=%00"])
def test_no_text_has_a_nul(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 400


def test_nobody_is_led_elsewhere_after_signing_in(app: Flask) -> None:
    data = {"email": "ines@example.com", "password": PASSWORD, "next": "https://evil.example.com/"}
    answer = app.test_client().post("/login?next=//evil.example.com/", data=data)
    assert "evil" not in (answer.location or "")
