"""One's own account."""

from __future__ import annotations

from flask import Flask

from tests.qa_app.workplace import sign_in


def test_who_is_not_signed_in_is_sent_to_the_door(app: Flask) -> None:
    answer = app.test_client().get("/account")
    assert answer.status_code == 302
    assert answer.location.startswith("/login")


def test_a_person_chooses_the_language_of_the_pages(app: Flask) -> None:
    ines = sign_in(app, "Ines")
    assert "My account" in ines.get("/account").text
    answer = ines.post("/account", data={"name": "Ines M.", "language": "nl", "time_zone": "Europe/Brussels"})
    assert answer.status_code == 303
    assert '<html lang="nl">' in ines.get("/account").text
