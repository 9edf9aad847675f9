"""What is recorded about a person and who saw it; taking it home."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import select

from qa_app.operations.exporting import make_export
from qa_app.store.work import Export, Job, JobKind, JobState
from qa_app.workplace import Workplace
from tests.qa_app.workplace import sign_in

PAGE = "/me/record"
EXPORT = "/me/export"


def test_a_person_reads_who_looked_when_and_at_what(app: Flask) -> None:
    sign_in(app, "Rita").get("/interactions/1")
    sign_in(app, "Rita").get("/interactions/2")
    page = sign_in(app, "Ines").get(PAGE).text
    trail = page.split('id="trail"')[1]
    assert trail.count("Conversation opened") == 1
    assert "Rita" in trail
    assert "reviewer" in trail


def test_ones_own_looks_are_shown_on_request(app: Flask) -> None:
    ines = sign_in(app, "Ines")
    ines.get("/interactions/1")
    assert "Nobody has looked" in ines.get(PAGE).text
    assert "Conversation opened" in ines.get(f"{PAGE}?by=all").text


def test_the_page_counts_what_is_kept_of_this_person_only(app: Flask) -> None:
    page = sign_in(app, "Ines").get(PAGE).text
    row = page.split("Conversations: when")[1].split("</tr>")[0]
    assert '<td class="number">1</td>' in row
    assert "1 Nov 2026" in row
    nothing = sign_in(app, "Otto").get(PAGE).text.split("Conversations: when")[1].split("</tr>")[0]
    assert '<td class="number">0</td>' in nothing


def test_only_an_agent_has_such_a_page(app: Flask) -> None:
    for name in ("Rita", "Mara", "Ada"):
        assert sign_in(app, name).get(PAGE).status_code == 403
        assert sign_in(app, name).post(EXPORT).status_code == 403


def test_an_export_is_asked_for_made_and_downloaded_by_its_owner_only(app: Flask, workplace: Workplace) -> None:
    ines = sign_in(app, "Ines")
    assert "Make the file" in ines.get(EXPORT).text
    assert ines.post(EXPORT).status_code == 303
    assert ines.post(EXPORT).status_code == 303
    assert "is being made" in ines.get(EXPORT).text
    assert ines.get(f"{EXPORT}/1/progress").json == {"state": "making", "progress": 0.0}
    assert ines.get(f"{EXPORT}/1.zip").status_code == 404
    with workplace.database.reading() as session:
        jobs = session.scalars(select(Job).where(Job.kind == JobKind.EXPORT)).all()
    assert [job.subject_id for job in jobs] == [1]
    assert make_export(workplace, 1, lambda _: None) is None
    assert ines.get(f"{EXPORT}/1/progress").json == {"state": "ready", "progress": 1.0}
    answer = ines.get(f"{EXPORT}/1.zip")
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "profile.json" in ZipFile(BytesIO(answer.data)).namelist()
    answer.close()
    otto = sign_in(app, "Otto")
    for path in ("1.zip", "1/progress"):
        assert otto.get(f"{EXPORT}/{path}").status_code == 404
    assert "Export downloaded" in ines.get(f"{PAGE}?by=all").text


def test_a_failed_export_says_so_and_can_be_asked_for_again(app: Flask, workplace: Workplace) -> None:
    ines = sign_in(app, "Ines")
    ines.post(EXPORT)
    with workplace.database.transaction() as session:
        session.scalars(select(Job).where(Job.kind == JobKind.EXPORT)).one().state = JobState.FAILED
    assert "could not be made" in ines.get(EXPORT).text
    ines.post(EXPORT)
    with workplace.database.reading() as session:
        assert len(session.scalars(select(Export)).all()) == 2
