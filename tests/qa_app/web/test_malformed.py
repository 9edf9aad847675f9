"""What no page of ours sends: refused in words, and never a fault of ours."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from tests.qa_app.workplace import sign_in


@pytest.mark.parametrize("body", ['{"name": {"a": 1}}', '{"name": 5, "language": "", "time_zone": ""}', "[1]", '"x"'])
def test_forms_are_not_taken_as_json(app: Flask, body: str) -> None:
    answer = sign_in(app, "Ines").post("/account", data=body, content_type="application/json")
    assert answer.status_code == 415
    assert app.test_client().post("/login", data=body, content_type="application/json").status_code == 415


@pytest.mark.parametrize(
    "state",
    [
        "[" * 90_000,
        json.dumps({"how": "nothing", "level": None, "reason": "\ud800", "struck": {}}),
        json.dumps({"how": "nothing", "level": None, "reason": "a\0b", "struck": {}}),
        json.dumps({"how": "accept", "level": None, "reason": "", "struck": {"0": "\udfff"}}),
    ],
)
def test_a_state_that_no_page_wrote_is_refused(app: Flask, state: str) -> None:
    rita = sign_in(app, "Rita")
    review = rita.post("/reviews/start/1").location
    answer = rita.post(review, data={"do": "put:empathy", "state": state})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/spotlight?agent=" + "9" * 5000,
        "/spotlight?page=" + "9" * 5000,
        "/spotlight?after=1|" + "9" * 5000,
        "/spotlight?after=0001-01-01T00:00:00%2B05:00|1",
        "/import/rows?ids=" + "9" * 5000,
        "/import?page=" + "9" * 5000,
        "/queue?page=" + "9" * 5000,
    ],
)
def test_numbers_and_days_beyond_reckoning_are_passed_over(app: Flask, address: str) -> None:
    assert sign_in(app, "Rita").get(address).status_code == 200


@pytest.mark.parametrize("day", ["first=0001-01-01", "last=9999-12-31", "first=9999-12-31"])
def test_the_trail_takes_any_day(app: Flask, day: str) -> None:
    assert sign_in(app, "Ada").get(f"/audit?{day}").status_code == 200


def test_an_address_with_what_is_no_text_is_refused(app: Flask) -> None:
    assert sign_in(app, "Rita").get("/import/files/a%00b").status_code == 400
