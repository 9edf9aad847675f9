"""Settings as a page: what is in force, changing it, having the default back, and what the environment says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.config import RecordStore
from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.workplace import Workplace
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import make_app, sign_in


def test_a_setting_is_changed_and_reset_and_the_trail_tells_both(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    assert "changed by Ada" not in ada.get("/settings").text
    assert ada.post("/settings/min_reviews", data={"value": "8"}).status_code == 303
    page = ada.get("/settings").text
    assert 'value="8"' in page
    assert "Default: 5" in page
    assert "changed by Ada" in page
    ada.post("/settings/min_reviews", data={"do": "reset"})
    assert "changed by Ada" not in ada.get("/settings").text
    with workplace.database.transaction() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == "setting.changed")).all()
        assert [row.fields for row in rows] == [
            {"setting": "min_reviews", "old": 5, "new": 8},
            {"setting": "min_reviews", "old": 8, "new": 5},
        ]
    assert "min_reviews: 5 → 8" in ada.get("/audit").text


@pytest.mark.parametrize("typed", ["1", "101", "", "six", "5.5", "-3", "9" * 40, "²", "1e3", "nan"])
def test_what_is_no_such_number_is_told_at_its_field_and_kept(app: Flask, typed: str) -> None:
    ada = sign_in(app, "Ada")
    answer = ada.post("/settings/min_reviews", data={"value": typed})
    assert answer.status_code == 422
    assert 'id="min_reviews-problem"' in answer.text
    assert f'value="{typed[:40]}"' in answer.text
    assert 'id="min_reviews-problem"' not in ada.get("/settings").text


def test_a_share_is_read_with_a_comma(app: Flask) -> None:
    ada = sign_in(app, "Ada")
    ada.post("/settings/lowest_alpha", data={"value": "0,8"})
    assert 'value="0.8"' in ada.get("/settings").text
    assert 'value="0,8"' in ada.get("/settings", headers={"Accept-Language": "nl"}).text


def test_the_days_to_dispute_come_from_the_environment_until_the_page_says_otherwise(
    app: Flask, workplace: Workplace
) -> None:
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        review = released_review(session, session.get_one(Interaction, 1), rita)
        review.released_at, review_id = datetime.now(UTC) - timedelta(days=20), review.id
    page = f"/reviews/{review_id}"
    mark = f"{page}/marks/empathy/dispute"
    form = {"level": "4", "reason": "I said so"}
    ines, ada = sign_in(app, "Ines"), sign_in(app, "Ada")
    assert ines.post(mark, data=form).status_code == 422
    longer = make_app(replace(workplace, config=replace(workplace.config, dispute_days=25)))
    longer.config["WTF_CSRF_ENABLED"] = False
    assert mark in sign_in(longer, "Ines").get(page).text
    assert mark not in ines.get(page).text
    ada.post("/settings/dispute_days", data={"value": "30"})
    assert ines.post(mark, data=form).status_code == 303


def test_the_forms_begin_with_the_days_that_are_set(app: Flask) -> None:
    ada = sign_in(app, "Ada")
    ada.post("/settings/review_due_days", data={"value": "23"})
    assert 'value="23"' in ada.get("/rules/new").text


def test_the_page_of_a_team_goes_by_what_is_set(app: Flask) -> None:
    sign_in(app, "Ada").post("/settings/talk_weeks", data={"value": "31"})
    assert "No talk in the last 31 weeks" in sign_in(app, "Mara").get("/team/coaching").text


def test_the_environment_is_shown_without_secrets(app: Flask, workplace: Workplace) -> None:
    config = replace(
        workplace.config,
        mail="smtp://me:tulip-one@mail.example.com",
        lrs=RecordStore("https://lrs.example.com/x", "tulip-two", "tulip-three"),
        media="s3://tulip-four@bucket",
        dispute_days=21,
    )
    other = make_app(replace(workplace, config=config))
    other.config["WTF_CSRF_ENABLED"] = False
    ada = sign_in(other, "Ada")
    page = ada.get("/settings").text
    assert "tulip" not in page
    assert workplace.config.secret_key not in page
    assert "FAIRWORD_MAIL" in page
    assert "s3" in page
    assert "Default: 21" in page


def test_only_administrators_set(app: Flask) -> None:
    for name in ("Ines", "Rita", "Tara", "Mara"):
        person = sign_in(app, name)
        assert person.get("/settings").status_code == 403
        assert person.post("/settings/min_reviews", data={"value": "8"}).status_code == 403
    assert sign_in(app, "Ada").post("/settings/secret_key", data={"value": "8"}).status_code == 404
