"""The zip with everything about one person: what is in it, what is not, and that it is made anew safely."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from qa_app.operations.auditing import audit
from qa_app.operations.coaching import make_report
from qa_app.operations.commenting import add_comment
from qa_app.operations.disputing import Proposal, dispute
from qa_app.operations.errors import NotAllowedError, NotFoundError
from qa_app.operations.exporting import ask_for_export, export_of
from qa_app.operations.jobs import to_deliver
from qa_app.store.coaching import GivenReport
from qa_app.store.interactions import Interaction
from qa_app.store.people import RoleName, User
from qa_app.store.work import Export, JobState
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW
from transcripts.conversation import Channel, Speaker

CHAT = (
    (Speaker.CUSTOMER, "=cmd|' /C calc'!A0 my parcel is late and I am annoyed, really, it has been two weeks now."),
    (Speaker.AGENT, "I am sorry about the wait. I will look up the parcel and tell you today where it is."),
)


@pytest.fixture
def people(workplace: Workplace) -> dict[str, int]:
    """Ines with a call that was reviewed, disputed and commented, a chat and a report; Uwe with a call."""
    app = building.make_app(workplace)
    with workplace.database.transaction() as session:
        ines = building.person(session, app, "Ines", RoleName.AGENT)
        uwe = building.person(session, app, "Uwe", RoleName.AGENT)
        rita = building.person(session, app, "Rita", RoleName.REVIEWER)
        agent = building.agent(session, "Ines", "North", ines)
        call = building.interaction(session, agent)
        building.interaction(session, agent, building.conversation("../../etc/passwd", CHAT, Channel.CHAT))
        building.interaction(session, building.agent(session, "Uwe", "South", uwe))
        review = released_review(session, call, rita)
        dispute(session, ines, review.marks[0], Proposal(4, "I named her worry."), NOW, 14)
        add_comment(session, rita, NOW, call, "Well done here.", 2)
        make_report(session, rita, NOW, agent, date(2026, 10, 1), date(2026, 11, 30))
        audit(session, rita, NOW, "interaction.viewed", call, why="complaint 12")
        return {"Ines": ines.id, "Uwe": uwe.id, "Rita": rita.id}


def _made(workplace: Workplace, user_id: int, language: str = "en") -> tuple[int, int]:
    """Ask for an export and have the worker make it; its id and its job's."""
    with workplace.database.transaction() as session:
        export = ask_for_export(session, session.get_one(User, user_id), language, NOW)
        (job,) = to_deliver(session)
    run_job(workplace, job, lambda _: None)
    return export.id, job


@pytest.fixture
def archive(workplace: Workplace, people: dict[str, int]) -> Iterator[ZipFile]:
    export_id, _ = _made(workplace, people["Ines"])
    with workplace.database.reading() as session:
        export, job = export_of(session, session.get_one(User, people["Ines"]), export_id)
    assert job
    assert (job.state, job.problem, export.progress) == (JobState.DONE, None, 1.0)
    assert export.media_key
    with workplace.media.open(export.media_key) as file, ZipFile(BytesIO(file.read())) as archive:
        yield archive


def test_everything_about_the_person_is_in_it(archive: ZipFile) -> None:
    assert archive.testzip() is None
    read = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    assert read["profile.json"]["email"] == "ines@example.com"
    assert [row["id"] for row in read["interactions.json"]] == [1, 2]
    assert read["reviews.json"][0]["summary"] == "A calm talk with a clear end."
    assert read["disputes.json"][0]["reason"] == "I named her worry."
    assert read["comments.json"][0] == {
        "interaction": 1,
        "turn": 2,
        "author": "Rita",
        "created_at": NOW.isoformat(),
        "text": "Well done here.",
    }
    assert read["reports.json"][0]["report"]["conversations"] == 2
    assert {"who": "Rita", "roles": ["reviewer"], "what": "interaction.viewed", "why": "complaint 12"}.items() <= next(
        row for row in read["access.json"] if row["what"] == "interaction.viewed"
    ).items()
    assert read["interactions/00000001/transcript.json"]["turns"][0]["text"].startswith("Good morning")
    assert read["interactions/00000001/suggestions.json"][0]["scorecard"]["marks"]
    assert archive.read("interactions/00000001/transcript.vtt").startswith(b"WEBVTT")
    assert b"agent: I am sorry about the wait." in archive.read("interactions/00000002/transcript.txt")


def test_scorecards_and_reports_are_in_it_as_pdf(archive: ZipFile) -> None:
    for name in ("interactions/00000001/scorecard.pdf", "reports/00000001.pdf"):
        assert PdfReader(BytesIO(archive.read(name))).pages


def test_papers_and_explanation_are_in_the_language_asked_for(workplace: Workplace, people: dict[str, int]) -> None:
    export_id, _ = _made(workplace, people["Ines"], "de")
    with workplace.database.reading() as session:
        key = session.get_one(Export, export_id).media_key
    assert key
    with workplace.media.open(key) as file, ZipFile(file) as archive:
        words = PdfReader(BytesIO(archive.read("reports/00000001.pdf"))).pages[0].extract_text()
    assert "Coachingbericht" in words


def test_a_report_has_the_day_of_the_company_whenever_it_was_made(workplace: Workplace, people: dict[str, int]) -> None:
    with workplace.database.transaction() as session:
        session.get_one(GivenReport, 1).created_at = datetime(2026, 11, 5, 23, 30, tzinfo=UTC)
    export_id, _ = _made(workplace, people["Ines"])
    with workplace.database.reading() as session:
        key = session.get_one(Export, export_id).media_key
    assert key
    with workplace.media.open(key) as file, ZipFile(file) as archive:
        words = PdfReader(BytesIO(archive.read("reports/00000001.pdf"))).pages[0].extract_text()
    assert "made on 6 November 2026" in words


def test_no_name_in_it_comes_from_outside(archive: ZipFile) -> None:
    names = archive.namelist()
    assert len(names) == len(set(names))
    assert all(name.replace("/", "").replace(".", "").isalnum() and ".." not in name for name in names)


def test_nothing_of_others_is_in_it_but_who_did_what(archive: ZipFile) -> None:
    everything = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".pdf"))
    assert b"rita@example.com" not in everything
    assert b"C-1001" not in everything
    assert b"Uwe" not in everything


def test_a_new_one_replaces_the_one_before(workplace: Workplace, people: dict[str, int]) -> None:
    first, _ = _made(workplace, people["Ines"])
    with workplace.database.reading() as session:
        key = session.get_one(Export, first).media_key
    with workplace.database.transaction() as session:
        session.get_one(User, people["Ines"]).name = "Ines M."
    second, _ = _made(workplace, people["Ines"])
    with workplace.database.reading() as session:
        exports = {export.id: export.media_key for export in session.scalars(select(Export))}
    assert exports[first] is None
    assert exports[second]
    assert key
    with pytest.raises(FileNotFoundError):
        workplace.media.size(key)


def test_one_is_made_at_a_time_and_only_for_the_person(workplace: Workplace, people: dict[str, int]) -> None:
    with workplace.database.transaction() as session:
        ines, uwe, rita = (session.get_one(User, people[name]) for name in ("Ines", "Uwe", "Rita"))
        first = ask_for_export(session, ines, "en", NOW)
        assert ask_for_export(session, ines, "en", NOW) is first
        assert len(to_deliver(session)) == 1
        with pytest.raises(NotFoundError):
            export_of(session, uwe, first.id)
        with pytest.raises(NotAllowedError):
            ask_for_export(session, rita, "en", NOW)


def test_a_job_done_twice_gives_one_file(workplace: Workplace, people: dict[str, int]) -> None:
    export_id, job = _made(workplace, people["Ines"])
    run_job(workplace, job, lambda _: None)
    with workplace.database.reading() as session:
        assert session.get_one(Export, export_id).media_key
        assert session.scalars(select(Interaction)).all()
