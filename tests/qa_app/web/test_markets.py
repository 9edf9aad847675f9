"""Markets as pages, and what the pages of conversations say of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.operations import suggesting
from qa_app.operations.suggesting import scorecard_of
from qa_app.store.audit import AuditEvent
from qa_app.store.interaction_queries import current_suggestion
from qa_app.store.interactions import Interaction
from qa_app.store.settings import Market
from qa_app.store.work import Job, JobKind
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, agent, conversation, interaction, sign_in
from transcripts.conversation import Channel, Speaker

FORM = {
    "country": "NL",
    "language": "nl",
    "name": "The Netherlands",
    "time_zone": "Europe/Amsterdam",
    "hours-mon": "9:00-12:30, 13:30-17:00",
    "hours-tue": "9-17",
    "closed-day": ["2026-12-31", ""],
    "closed-name": ["New Year's Eve", ""],
    "formality": "follow",
    "currency": "EUR",
    "payment": "iDEAL",
    "notes": "",
}


def moved(workplace: Workplace, country: str, language: str, at: datetime | None) -> None:
    """Interaction 1 takes place in another market, at another time."""
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        row.market, row.language, row.started_at = country, language, at


def test_a_chosen_country_and_language_fill_the_form(app: Flask) -> None:
    ada = sign_in(app, "Ada")
    assert "There is no market yet" in ada.get("/markets").text
    page = ada.get("/markets/new?country=RO&language=ro").text
    assert 'value="Romania (Romanian)"' in page
    assert '<option selected value="Europe/Bucharest">' in page
    assert '<option selected value="RON">' in page
    assert 'id="hours-mon" name="hours-mon" value="09:00–17:00"' in page
    assert 'id="hours-sun" name="hours-sun" value=""' in page
    assert 'checked class="form-check-input" id="formality-0"' in page.replace("  ", " ")


def test_a_market_is_added_read_changed_and_switched_off(app: Flask, workplace: Workplace) -> None:
    ada = sign_in(app, "Ada")
    assert ada.post("/markets/new", data=FORM).location == "/markets/1"
    page = sign_in(app, "Rita").get("/markets/1").text
    assert "09:00–12:30, 13:30–17:00" in page
    assert "New Year&#39;s Eve" in page
    assert "Christmas Day" in page
    assert "iDEAL" in page
    assert "Switch off" not in page
    assert 'value="2026-12-31"' in ada.get("/markets/1/edit").text
    ada.post("/markets/1/edit", data=FORM | {"name": "Holland", "hours-mon": ""})
    assert "Holland" in ada.get("/markets").text
    ada.post("/markets/1/switch")
    assert "switched off" in ada.get("/markets").text
    with workplace.database.transaction() as session:
        assert session.get_one(Market, 1).opening_hours == {"tue": [["09:00", "17:00"]]}
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("market.%"))).all()
        assert sorted(actions) == ["market.added", "market.changed", "market.stopped"]


def test_holidays_come_in_the_readers_language(app: Flask) -> None:
    ada = sign_in(app, "Ada")
    ada.post("/markets/new", data=FORM)
    assert "Eerste kerstdag" in ada.get("/markets/1", headers={"Accept-Language": "nl"}).text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"hours-tue": "9-13, 12-17"}, "hours-tue-problem"),
        ({"hours-sun": "always"}, "hours-sun-problem"),
        ({"closed-day": ["2026-13-31", ""]}, "Row 1 of the closed days"),
        ({"time_zone": "Europe/Atlantis"}, "Not a valid choice"),
        ({"currency": "XXX"}, "Not a valid choice"),
        ({"formality": "rude"}, "Not a valid choice"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_faults_are_told_at_their_fields_and_what_was_typed_stays(
    app: Flask, workplace: Workplace, change: dict[str, object], told: str
) -> None:
    answer = sign_in(app, "Ada").post("/markets/new", data=FORM | {"notes": "Typed before"} | change)
    assert answer.status_code == 422
    assert told in answer.text
    assert "Typed before" in answer.text
    assert "New Year&#39;s Eve" in answer.text
    with workplace.database.transaction() as session:
        assert session.scalars(select(Market)).all() == []


def test_a_country_and_language_are_one_market_only(app: Flask) -> None:
    ada = sign_in(app, "Ada")
    ada.post("/markets/new", data=FORM)
    answer = ada.post("/markets/new", data=FORM)
    assert answer.status_code == 422
    assert "There is a market of this country and language already" in answer.text
    assert ada.post("/markets/new", data=FORM | {"country": "ZZ"}).status_code == 422
    assert ada.post("/markets/new", data=FORM | {"language": "tlh"}).status_code == 422


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 2, 9, 30, tzinfo=UTC), "Monday 10:30 there · the address"),
        (datetime(2026, 11, 2, 11, 45, tzinfo=UTC), "Monday 12:45 there · outside opening hours"),
        (datetime(2026, 11, 1, 23, 30, tzinfo=UTC), "Monday 00:30 there · outside opening hours"),
        (datetime(2026, 4, 27, 8, 0, tzinfo=UTC), "Monday 10:00 there · public holiday: King&#39;s Day"),
        (datetime(2026, 12, 31, 9, 0, tzinfo=UTC), "Thursday 10:00 there · closed that day: New Year&#39;s Eve"),
        (None, "The Netherlands · the address follows"),
    ],
)
def test_the_page_of_a_conversation_tells_what_time_it_was_there(
    app: Flask, workplace: Workplace, at: datetime | None, said: str
) -> None:
    sign_in(app, "Ada").post("/markets/new", data=FORM)
    moved(workplace, "NL", "nl", at)
    rita = sign_in(app, "Rita")
    page = rita.get("/interactions/1").text
    for sign in ('<span class="numbers">', "</span>", '<strong class="fw-semibold">', "</strong>"):
        page = page.replace(sign, "")
    assert said in page


def test_a_market_that_is_off_or_another_says_nothing(app: Flask, workplace: Workplace) -> None:
    ada, rita = sign_in(app, "Ada"), sign_in(app, "Rita")
    ada.post("/markets/new", data=FORM)
    moved(workplace, "BE", "nl", datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    assert "there ·" not in rita.get("/interactions/1").text
    moved(workplace, "NL", "nl", datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    grading = rita.get(rita.post("/reviews/start/1").location).text
    assert "The Netherlands" in grading
    assert "the address follows the customer" in grading
    ada.post("/markets/1/switch")
    assert "the address follows" not in rita.get("/interactions/1").text


def test_who_reads_and_who_changes(app: Flask) -> None:
    sign_in(app, "Ada").post("/markets/new", data=FORM)
    for name in ("Rita", "Tara", "Mara"):
        person = sign_in(app, name)
        assert "The Netherlands" in person.get("/markets").text
        assert "Add a market" not in person.get("/markets").text
        assert person.get("/markets/1/edit").status_code == 403
        assert person.post("/markets/1/switch").status_code == 403
    assert sign_in(app, "Ines").get("/markets").status_code == 403


SAID = (
    (Speaker.AGENT, "Hallo, hier ist Ines. Was kann ich für dich tun?"),
    (Speaker.CUSTOMER, "Guten Tag. Mein Paket ist seit einer Woche nicht angekommen, können Sie bitte nachsehen?"),
    (Speaker.AGENT, "Ich sehe gern nach. Hast du deine Kundennummer zur Hand, damit ich dein Paket finde?"),
    (Speaker.CUSTOMER, "Ja, das ist die 12345. Ich danke Ihnen."),
    (Speaker.AGENT, "Danke. Dein Paket liegt im Depot, du bekommst es am Freitag bis zwölf Uhr."),
)


def test_the_address_set_for_a_market_is_what_agents_are_marked_by(
    app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "embedding", lambda: None)
    talk = replace(conversation("paket", SAID, Channel.CHAT), language="de")
    with workplace.database.transaction() as session:
        row = interaction(session, agent(session, "Ines"), talk)
        row.market, key = "DE", row.id
    plain = page_scored_again(app, workplace, key)
    assert "leave the form of address used in this conversation" in plain
    assert "In this market" not in plain
    before = address_mark(workplace, key)
    ada = sign_in(app, "Ada")
    market = FORM | {"country": "DE", "language": "de", "name": "Germany", "time_zone": "Europe/Berlin"}
    ada.post("/markets/new", data=market | {"formality": "informal"})
    assert "leave the form of address" in sign_in(app, "Rita").get(f"/interactions/{key}").text
    informal = page_scored_again(app, workplace, key)
    assert "In this market customers are addressed informally; the form of address was judged by that." in informal
    assert "leave the form of address" not in informal
    assert address_mark(workplace, key) == 1.0 > before
    ada.post("/markets/1/edit", data=market | {"formality": "formal"})
    formal = page_scored_again(app, workplace, key)
    assert "In this market customers are addressed formally; here that was not kept: “dich”." in formal
    assert address_mark(workplace, key) < 1.0
    ada.post("/markets/1/switch")
    assert "In this market customers" not in page_scored_again(app, workplace, key)


def page_scored_again(app: Flask, workplace: Workplace, key: int) -> str:
    with workplace.database.transaction() as session:
        session.add(job := Job(kind=JobKind.RESCORE, subject_id=key, created_at=NOW))
        session.flush()
        waiting = job.id
    run_job(workplace, waiting, lambda _: None)
    return sign_in(app, "Rita").get(f"/interactions/{key}").text


def address_mark(workplace: Workplace, key: int) -> float:
    """The suggestion for the criterion that counts forms of address most."""
    with workplace.database.reading() as session:
        suggested = current_suggestion(session, key)
        assert suggested is not None
        mark = next(one for one in scorecard_of(suggested).marks if one.criterion == "professionalism")
        assert mark.score is not None, mark.not_judged
        return mark.score
