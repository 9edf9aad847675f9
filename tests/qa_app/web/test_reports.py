"""Coaching reports: made over a period, true to what people decided, read as page and as PDF, acknowledged."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from qa_app.store.audit import AuditEvent
from qa_app.store.coaching import GivenReport
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, User
from qa_app.store.reviews import Assignment
from qa_app.workplace import Workplace
from tests.qa_app.pdf_pages import words
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW, sign_in

OWN = {"span": "own", "first_day": "2026-10-01", "last_day": "2026-11-30"}


@pytest.fixture
def report(app: Flask) -> str:
    """The address of a report that Tara made for Ines."""
    answer = sign_in(app, "Tara").post("/agents/1/report", data=OWN)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_trainer_makes_a_report_and_the_agent_reads_it(app: Flask, report: str) -> None:
    page = sign_in(app, "Ines").get(report).text
    for said in ("What went well", "What to work on", "I am so sorry that you have had to wait this long", "Tara"):
        assert (said in page) is (said != "Tara")
    assert page.index("What went well") < page.index("What to work on") < page.index("How this report was made")


def test_marks_that_people_gave_stand_apart_from_suggestions(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rita = session.query(User).filter_by(name="Rita").one()
        released_review(session, session.get_one(Interaction, 1), rita, empathy=1)
    report = str(sign_in(app, "Tara").post("/agents/1/report", data=OWN).location)
    page = sign_in(app, "Ines").get(report).text
    people, suggested = page.index('<h2 id="marks">Marks that people gave'), page.index("<h2>Automatic suggestions")
    assert "25" in re.findall(r'<strong>(\d+)</strong> <span class="text-secondary">n 1', page[people:suggested])
    assert "n 1" in page[suggested:]
    assert "The two are never mixed" in page[suggested:]


def test_each_moment_leads_to_its_turn(app: Flask, report: str) -> None:
    assert 'href="/interactions/1#turn-' in sign_in(app, "Ines").get(report).text


def test_dates_of_the_form_are_offered_ready_made(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        session.get_one(Interaction, 1).started_at = datetime.now(UTC) - timedelta(days=3)
    assert sign_in(app, "Tara").post("/agents/1/report", data={"span": "weeks"}).status_code == 303


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-30", "2026-10-01", "Turn them round"),
        ("2025-01-01", "2025-02-01", "no scored conversations of Ines"),
        ("2020-01-01", "2026-11-01", "two years at most"),
        ("", "2026-11-01", "Give the first and the last day"),
        ("soon", "2026-11-01", "Give the first and the last day"),
        ("0001-01-01", "0001-01-02", "no scored conversations of Ines"),
    ],
)
def test_a_period_that_gives_no_report_is_told_and_kept(app: Flask, first: str, last: str, said: str) -> None:
    answer = sign_in(app, "Tara").post("/agents/1/report", data={"span": "own", "first_day": first, "last_day": last})
    assert answer.status_code == 422
    assert said in answer.text or "Not a valid date" in answer.text
    assert f'value="{last}"' in answer.text


@pytest.mark.parametrize(("name", "status"), [("Ines", 200), ("Tara", 200), ("Mara", 200), ("Otto", 404), ("Ada", 403)])
def test_who_reads_a_report(app: Flask, report: str, name: str, status: int) -> None:
    browser = sign_in(app, name)
    assert browser.get(report).status_code == status
    assert browser.get(f"{report}.pdf").status_code == status


def test_a_manager_of_another_team_makes_none(app: Flask) -> None:
    assert sign_in(app, "Mara").post("/agents/3/report", data=OWN).status_code == 404


def test_nobody_makes_a_report_about_themselves(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        tara = session.query(User).filter_by(name="Tara").one()
        session.get_one(Agent, 3).user_id = tara.id
    assert sign_in(app, "Tara").get("/agents/3/report").status_code == 403


@pytest.mark.parametrize(
    ("query", "profile", "heading"),
    [
        ("", "nl", "Wat goed ging"),
        ("", None, "What went well"),
        ("?language=de", "nl", "Was gut gelungen ist"),
        ("?language=xx", "ro", "Ce a mers bine"),
    ],
)
def test_the_pdf_is_in_the_agents_language_or_the_one_asked_for(
    app: Flask, workplace: Workplace, report: str, query: str, profile: str | None, heading: str
) -> None:
    with workplace.database.transaction() as session:
        session.query(User).filter_by(name="Ines").one().language = profile
    answer = sign_in(app, "Tara").get(f"{report}.pdf{query}")
    assert answer.content_type == "application/pdf"
    printed = words(PdfReader(BytesIO(answer.data)))
    assert heading in printed
    assert "I am so sorry that you have had to wait this long" in printed


def test_acknowledged_once_with_a_comment_that_the_coach_reads(app: Flask, workplace: Workplace, report: str) -> None:
    ines = sign_in(app, "Ines")
    assert ines.post(f"{report}/acknowledge", data={"comment": "<b>Fair</b> enough"}).status_code == 303
    with workplace.database.reading() as session:
        first = session.query(GivenReport).one().acknowledged_at
    assert first is not None
    ines.post(f"{report}/acknowledge", data={"comment": ""})
    ines.post(f"{report}/comment", data={"comment": "Let us talk"})
    with workplace.database.reading() as session:
        assert session.query(GivenReport).one().acknowledged_at == first
        assert session.query(AuditEvent).filter_by(action="report.acknowledged").count() == 1
    page = sign_in(app, "Tara").get(report).text
    assert "Let us talk" in page
    assert "Acknowledged on" in page


def test_a_comment_is_inert(app: Flask, report: str) -> None:
    sign_in(app, "Ines").post(f"{report}/acknowledge", data={"comment": "<script>alert(1)</script>"})
    assert "<script>alert" not in sign_in(app, "Tara").get(report).text


def test_only_the_agent_acknowledges(app: Flask, report: str) -> None:
    assert sign_in(app, "Tara").post(f"{report}/acknowledge", data={}).status_code == 403
    assert sign_in(app, "Otto").post(f"{report}/acknowledge", data={}).status_code == 404


def test_lists_for_the_agent_and_the_coach(app: Flask, report: str) -> None:
    assert f'href="{report}"' in sign_in(app, "Ines").get("/me/reports").text
    assert f'href="{report}"' in sign_in(app, "Tara").get("/agents/1/reports").text
    assert "There is none yet" in sign_in(app, "Otto").get("/me/reports").text


def test_looking_is_noted(app: Flask, workplace: Workplace, report: str) -> None:
    sign_in(app, "Tara").get(report)
    with workplace.database.reading() as session:
        seen = session.query(AuditEvent).filter_by(action="report.viewed").one()
        assert (seen.agent_id, seen.object_type) == (1, "given_reports")


def test_the_day_of_a_report_counts_on_the_clock_of_the_conversation(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        row.started_at, row.time_zone = NOW.replace(hour=23, minute=30), "Asia/Tokyo"
    own = {"span": "own", "first_day": "2026-11-03", "last_day": "2026-11-03"}
    assert sign_in(app, "Tara").post("/agents/1/report", data=own).status_code == 303


def test_who_grades_one_of_its_conversations_blind_reads_the_report_afterwards(
    app: Flask, workplace: Workplace, report: str
) -> None:
    with workplace.database.transaction() as session:
        rita = session.query(User).filter_by(name="Rita").one()
        session.add(
            Assignment(interaction_id=1, reviewer=rita, why="chosen", blind=True, due_on=NOW.date(), created_at=NOW)
        )
    assert sign_in(app, "Rolf").get(report).status_code == 200
    rita_reads = sign_in(app, "Rita")
    for answer in (rita_reads.get(report), rita_reads.get(f"{report}.pdf")):
        assert answer.status_code == 403
        assert "without the suggestion" in answer.text
        assert "I am so sorry" not in answer.text
