"""Nothing of a conversation is shown without a row in the audit trail, also on a page that says what is wrong."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.store.audit import AuditEvent
from qa_app.store.people_queries import user_by_email
from qa_app.workplace import Workplace
from tests.qa_app.workplace import sign_in

WORDS = "waiting for my refund"


def looks_of(workplace: Workplace, name: str) -> list[tuple[str, int | None]]:
    with workplace.database.reading() as session:
        user = user_by_email(session, f"{name.lower()}@example.com")
        assert user is not None
        events = select(AuditEvent).where(AuditEvent.user_id == user.id, AuditEvent.action != "user.signed_in")
        return [(event.action, event.interaction_id) for event in session.scalars(events.order_by(AuditEvent.id))]


@pytest.mark.parametrize(
    ("path", "data", "action"),
    [
        ("/interactions/2/comments", {"text": ""}, "interaction.viewed"),
        ("/interactions/2/repair/turns", {}, "transcript.viewed"),
        ("/interactions/2/repair/swap", {}, "transcript.viewed"),
        ("/interactions/2/repair/undo", {"known": "0"}, "transcript.viewed"),
    ],
)
def test_a_form_that_is_not_taken_shows_no_conversation_unnoted(
    app: Flask, workplace: Workplace, path: str, data: dict[str, str], action: str
) -> None:
    answer = sign_in(app, "Rita").post(path, data=data)
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert looks_of(workplace, "Rita") == [(action, 2)]


def test_a_search_whose_ticked_rows_cannot_be_given_away_is_noted(app: Flask, workplace: Workplace) -> None:
    answer = sign_in(app, "Rita").post("/search?q=refund", data={})
    assert answer.status_code == 422
    assert sorted(looks_of(workplace, "Rita")) == [("interaction.found", 1), ("interaction.found", 2)]


def test_what_is_not_shown_is_not_noted(app: Flask, workplace: Workplace) -> None:
    uwe = sign_in(app, "Uwe")
    assert uwe.get("/interactions/1").status_code == 404
    assert uwe.post("/interactions/1/comments", data={"text": ""}).status_code == 404
    assert looks_of(workplace, "Uwe") == []
