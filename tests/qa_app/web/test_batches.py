"""Reports for a whole team: who may ask, what is given and to whom, cancelling, the zip and how long it is kept."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO, TextIOWrapper
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from qa_app.media import Media
from qa_app.operations.report_batches import remove_old_zips
from qa_app.store.audit import AuditEvent
from qa_app.store.coaching import GivenReport
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, Team, User
from qa_app.store.reviews import Assignment
from qa_app.store.work import Job, JobKind, JobState, ReportBatch
from qa_app.worker import Queue, run_job
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.pdf_pages import words
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW, sign_in

PERIOD = {"span": "own", "first_day": "2026-10-01", "last_day": "2026-11-30", "language": "de"}


def team_id(workplace: Workplace, name: str) -> str:
    with workplace.database.reading() as session:
        return str(session.query(Team).filter_by(name=name).one().id)


def ask(workplace: Workplace, browser: FlaskClient, team: str = "North") -> str:
    """The address of the reports that were asked for; `team` is a name, or "all"."""
    chosen = team if team == "all" else team_id(workplace, team)
    answer = browser.post("/team/reports", data={**PERIOD, "team": chosen})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def work(workplace: Workplace) -> None:
    """What waits is done."""
    with workplace.database.reading() as session:
        waiting = [job.id for job in session.query(Job).filter_by(kind=JobKind.MAKE_REPORTS, state=JobState.WAITING)]
    for job in waiting:
        run_job(workplace, job, lambda _: None)


def given(workplace: Workplace) -> list[str]:
    """To whom reports were given."""
    with workplace.database.reading() as session:
        return sorted(report.agent.name for report in session.query(GivenReport))


def zip_of(browser: FlaskClient, address: str) -> ZipFile:
    answer = browser.get(f"{address}.zip")
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    return ZipFile(BytesIO(answer.data))


def index_of(archive: ZipFile) -> list[Mapping[str, str]]:
    with archive.open("index.csv") as file:
        return list(csv.DictReader(TextIOWrapper(file, "utf-8-sig", newline="")))


@pytest.fixture
def two(app: Flask, workplace: Workplace) -> Flask:
    """The application where Otto has a conversation too."""
    with workplace.database.transaction() as session:
        building.interaction(session, session.query(Agent).filter_by(name="Otto").one())
    return app


def test_each_agent_of_the_team_is_given_a_report_and_the_manager_a_zip(two: Flask, workplace: Workplace) -> None:
    mara = sign_in(two, "Mara")
    address = ask(workplace, mara)
    assert "0 of 2 agents are through" in mara.get(address).text
    assert given(workplace) == []
    work(workplace)
    assert given(workplace) == ["Ines", "Otto"]
    page = mara.get(address).text
    assert "2 reports were given" in page
    archive = zip_of(mara, address)
    ines, otto, index = archive.namelist()
    assert (ines[:5], otto[:5], index) == ("Ines-", "Otto-", "index.csv")
    text = words(PdfReader(BytesIO(archive.read(ines))))
    assert "Coachingbericht" in text
    assert "I am so sorry that you have had to wait this long" in text
    row = index_of(archive)[0]
    assert (row["Mitarbeiterin/Mitarbeiter"], row["Team"], row["Gespräche"]) == ("Ines", "North", "1")
    report = next(value for value in row.values() if "/reports/" in value)
    assert sign_in(two, "Ines").get(report.removeprefix("http://localhost")).status_code == 200


def test_agents_read_theirs_in_their_own_language_and_acknowledge_it(two: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        session.query(User).filter_by(name="Ines").one().language = "nl"
    ask(workplace, sign_in(two, "Mara"))
    work(workplace)
    ines = sign_in(two, "Ines")
    with workplace.database.reading() as session:
        report = next(row for row in session.query(GivenReport) if row.agent.name == "Ines")
    assert report.body["language"] == "nl"
    assert "Wat goed ging" in ines.get(f"/reports/{report.id}").text
    assert ines.post(f"/reports/{report.id}/acknowledge", data={}).status_code == 303


def test_a_trainer_asks_for_everybody(two: Flask, workplace: Workplace) -> None:
    ask(workplace, sign_in(two, "Tara"), "all")
    work(workplace)
    assert given(workplace) == ["Ines", "Otto", "Uwe"]


def test_a_manager_who_asks_for_all_gets_their_own_teams_only(two: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        mara = session.query(User).filter_by(name="Mara").one()
        session.add(Team(name="West", managers=[mara]))
    ask(workplace, sign_in(two, "Mara"), "all")
    work(workplace)
    assert given(workplace) == ["Ines", "Otto"]


def test_a_manager_cannot_ask_for_another_team(app: Flask, workplace: Workplace) -> None:
    south = team_id(workplace, "South")
    mara = sign_in(app, "Mara")
    assert "South" not in mara.get("/team/reports").text
    assert mara.post("/team/reports", data={**PERIOD, "team": south}).status_code == 422
    work(workplace)
    assert given(workplace) == []


@pytest.mark.parametrize("name", ["Ines", "Rita", "Ada"])
def test_others_have_no_such_page(app: Flask, name: str) -> None:
    browser = sign_in(app, name)
    assert browser.get("/team/reports").status_code == 403
    assert browser.post("/team/reports", data=PERIOD).status_code == 403


@pytest.mark.parametrize("page", ["", "/progress", ".zip"])
def test_only_who_asked_sees_how_far_it_is_and_takes_the_file(app: Flask, workplace: Workplace, page: str) -> None:
    address = ask(workplace, sign_in(app, "Tara"))
    work(workplace)
    assert sign_in(app, "Tara").get(f"{address}{page}").status_code == 200
    assert sign_in(app, "Mara").get(f"{address}{page}").status_code == 404


def test_nobody_is_given_a_report_about_themselves(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        otto = session.query(Agent).filter_by(name="Otto").one()
        otto.user = None
        session.flush()
        otto.user = session.query(User).filter_by(name="Mara").one()
        building.interaction(session, otto)
    ask(workplace, sign_in(app, "Mara"))
    work(workplace)
    assert given(workplace) == ["Ines"]


def test_who_has_nothing_scored_is_left_out_with_the_reason(app: Flask, workplace: Workplace) -> None:
    mara = sign_in(app, "Mara")
    address = ask(workplace, mara)
    work(workplace)
    page = mara.get(address).text
    assert "1 report was given" in page
    assert page.index("No conversation of the period could be scored") < page.index(">Otto</a>")
    assert mara.get(f"{address}/progress").json == {
        "state": "ready",
        "progress": 2,
        "words": "2 of 2 agents are through.",
    }
    last = index_of(zip_of(mara, address))[-1]
    assert last["Mitarbeiterin/Mitarbeiter"] == "Otto"
    assert list(last.values())[-1]


def test_when_nobody_has_anything_there_is_no_file(app: Flask, workplace: Workplace) -> None:
    tara = sign_in(app, "Tara")
    data = {**PERIOD, "team": "all", "first_day": "2025-01-01", "last_day": "2025-02-01"}
    address = str(tara.post("/team/reports", data=data).location)
    work(workplace)
    page = tara.get(address).text
    assert "0 reports were given" in page
    assert ".zip" not in page
    assert "removed" not in page
    assert tara.get(f"{address}.zip").status_code == 404


def test_an_empty_team_is_told(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        session.add(Team(name="Empty"))
    answer = sign_in(app, "Tara").post("/team/reports", data={**PERIOD, "team": team_id(workplace, "Empty")})
    assert answer.status_code == 422
    assert "nobody in this team" in answer.text


def test_a_manager_without_a_team_reads_what_the_place_is_for(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        mara = session.query(User).filter_by(name="Mara").one()
        mara.managed_teams = []
    page = sign_in(app, "Mara").get("/team/reports").text
    assert "You manage no team yet" in page
    assert '<form method="post" class="stack"' not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"first_day": "2026-11-30", "last_day": "2026-10-01"}, "Turn them round"),
        ({"first_day": "2020-01-01"}, "two years at most"),
        ({"first_day": ""}, "Give the first and the last day"),
        ({"team": ""}, "Choose a team."),
        ({"language": "fr"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_asked_for_is_told_and_kept(app: Flask, change: dict[str, str], said: str) -> None:
    answer = sign_in(app, "Tara").post("/team/reports", data={**PERIOD, "team": "all", **change})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="2026-11-30"' in answer.text or 'value="2026-10-01"' in answer.text


def test_whoever_presses_twice_has_asked_once(two: Flask, workplace: Workplace) -> None:
    mara = sign_in(two, "Mara")
    ask(workplace, mara)
    again = mara.post("/team/reports", data={**PERIOD, "team": team_id(workplace, "North")})
    assert again.status_code == 422
    assert "being made already" in again.text
    work(workplace)
    assert given(workplace) == ["Ines", "Otto"]


def test_cancelled_before_it_began_nobody_is_given_anything(two: Flask, workplace: Workplace) -> None:
    mara = sign_in(two, "Mara")
    address = ask(workplace, mara)
    assert mara.post(f"{address}/cancel").status_code == 303
    assert "No further report is given" in mara.get(address).text
    work(workplace)
    assert given(workplace) == []
    assert "You cancelled at" in mara.get(address).text


def test_cancelled_in_the_middle_what_was_given_stays(
    two: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa_app.operations import batch_work

    mara, render = sign_in(two, "Mara"), batch_work.render
    address = ask(workplace, mara)

    def rendered(*told: object) -> bytes:
        mara.post(f"{address}/cancel")  # while the first report is put on paper
        return render(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(batch_work, "render", rendered)
    work(workplace)
    assert given(workplace) == ["Ines"]
    page = mara.get(address).text
    assert "1 report was given" in page
    assert "You cancelled at" in page
    assert len(zip_of(mara, address).namelist()) == 2
    assert sign_in(two, "Mara").get("/team/reports").text.count("cancelled") == 1


def test_what_failed_goes_on_and_nobody_gets_two(
    two: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa_app.operations import batch_work

    mara = sign_in(two, "Mara")
    address = ask(workplace, mara)

    def broken(*_: object) -> bytes:
        raise ValueError("no font")

    with monkeypatch.context() as patched:
        patched.setattr(batch_work, "render", broken)
        work(workplace)
    assert given(workplace) == ["Ines"]
    assert "could not all be made" in mara.get(address).text
    assert mara.post(f"{address}/again").status_code == 303
    work(workplace)
    assert given(workplace) == ["Ines", "Otto"]
    assert len(zip_of(mara, address).namelist()) == 3
    assert mara.post(f"{address}/again").status_code == 422


def test_names_are_no_paths_and_no_formulas(app: Flask, workplace: Workplace) -> None:
    hostile = ("../../etc/passwd", "=cmd|' /C calc'!A0", "CON", "\u202egnp.exe", "Ines", "/", "ș" * 100)
    with workplace.database.transaction() as session:
        north = session.query(Team).filter_by(name="North").one()
        for number, name in enumerate(hostile):
            agent = Agent(key=f"hostile {number}", name=name, team=north)
            session.add(agent)
            building.interaction(session, agent)
    mara = sign_in(app, "Mara")
    address = ask(workplace, mara)
    work(workplace)
    archive = zip_of(mara, address)
    pdfs = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len({name.casefold() for name in pdfs}) == len(pdfs) == len(hostile) + 1
    for name in pdfs:
        assert not set(name) & set('/\\:*?"<>|\u202e=')
        assert name[0].isalnum()
        assert len(name) < 100
    agents = [row["Mitarbeiterin/Mitarbeiter"] for row in index_of(archive)]
    assert "'=cmd|' /C calc'!A0" in agents


def test_the_zip_is_removed_after_two_weeks_and_the_reports_stay(app: Flask, workplace: Workplace) -> None:
    mara = sign_in(app, "Mara")
    address = ask(workplace, mara)
    work(workplace)
    with workplace.database.reading() as session:
        batch = session.query(ReportBatch).one()
    assert batch.media_key is not None
    remove_old_zips(workplace, batch.created_at + timedelta(days=13))
    assert mara.get(f"{address}.zip").status_code == 200
    remove_old_zips(workplace, batch.created_at + timedelta(days=15))
    assert mara.get(f"{address}.zip").status_code == 404
    with pytest.raises(FileNotFoundError):
        workplace.media.open(batch.media_key)
    assert "The zip file was removed" in mara.get(address).text
    assert given(workplace) == ["Ines"]


def test_of_what_went_on_after_two_weeks_the_zip_is_kept_from_its_end_on(
    app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa_app.operations import batch_work

    mara = sign_in(app, "Mara")
    address = ask(workplace, mara)
    with monkeypatch.context() as patched:
        patched.setattr(batch_work, "render", lambda *_: 1 / 0)
        work(workplace)
    asked_before(workplace, timedelta(days=15))
    mara.post(f"{address}/again")
    work(workplace)
    remove_old_zips(workplace, datetime.now(UTC) + timedelta(days=13))
    assert mara.get(f"{address}.zip").status_code == 200
    remove_old_zips(workplace, datetime.now(UTC) + timedelta(days=15))
    assert mara.get(f"{address}.zip").status_code == 404


def asked_before(workplace: Workplace, time: timedelta) -> None:
    """Let the only batch be asked for so long ago, and what was done of it be done then."""
    with workplace.database.transaction() as session:
        session.query(ReportBatch).one().created_at -= time
        for job in session.query(Job).filter_by(kind=JobKind.MAKE_REPORTS):
            assert job.finished_at
            job.created_at, job.finished_at = job.created_at - time, job.finished_at - time


def test_a_zip_that_cannot_be_removed_keeps_nothing_else_from_its_day(
    app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = sign_in(app, "Mara")
    ask(workplace, mara)
    work(workplace)
    asked_before(workplace, timedelta(days=15))
    with workplace.database.transaction() as session:
        rita = session.query(User).filter_by(name="Rita").one()
        released_review(session, session.get_one(Interaction, 1), rita)

    def unreachable(*_: object) -> None:
        raise OSError("no such store")

    monkeypatch.setattr(Media, "remove", unreachable)
    queue = Queue(workplace)
    try:
        with pytest.raises(OSError, match="no such store"):
            queue.sweep()
    finally:
        queue.close()
    with workplace.database.reading() as session:
        assert session.query(Job).filter_by(kind=JobKind.CHECK_AGREEMENT).count() == 1


def test_the_file_is_withheld_from_who_no_longer_coaches_somebody_in_it(app: Flask, workplace: Workplace) -> None:
    mara = sign_in(app, "Mara")
    address = ask(workplace, mara)
    work(workplace)
    with workplace.database.transaction() as session:
        session.query(Agent).filter_by(name="Ines").one().team = session.query(Team).filter_by(name="South").one()
    assert mara.get(f"{address}.zip").status_code == 403
    page = mara.get(address).text
    assert "no longer in a team of yours" in page
    assert ".zip" not in page


def test_an_agent_who_left_the_team_meanwhile_is_left_out(two: Flask, workplace: Workplace) -> None:
    mara = sign_in(two, "Mara")
    address = ask(workplace, mara)
    with workplace.database.transaction() as session:
        session.query(Agent).filter_by(name="Otto").one().team = session.query(Team).filter_by(name="South").one()
    work(workplace)
    assert given(workplace) == ["Ines"]
    assert "No longer an agent whom you coach" in mara.get(address).text


def test_an_agent_who_turned_out_to_be_another_is_passed_over(two: Flask, workplace: Workplace) -> None:
    from qa_app.operations.teams import merge_agents

    mara = sign_in(two, "Mara")
    address = ask(workplace, mara)
    with workplace.database.transaction() as session:
        ines, otto = (session.query(Agent).filter_by(name=name).one() for name in ("Ines", "Otto"))
        otto.user = None
        session.flush()
        merge_agents(session, session.query(User).filter_by(name="Ada").one(), NOW, otto, ines)
    work(workplace)
    assert given(workplace) == ["Ines"]
    assert "ready" in mara.get(address).text


def test_who_is_to_grade_blind_gets_that_report_later(two: Flask, workplace: Workplace) -> None:
    tara = sign_in(two, "Tara")
    with workplace.database.transaction() as session:
        user = session.query(User).filter_by(name="Tara").one()
        row = Assignment(interaction_id=1, why="chosen", blind=True, due_on=NOW.date(), created_at=NOW)
        row.reviewer = user
        session.add(row)
    address = ask(workplace, tara)
    work(workplace)
    assert given(workplace) == ["Otto"]
    page = tara.get(address).text
    assert page.index("Grade it first") < page.index(">Ines</a>")


def test_a_file_with_a_conversation_to_be_graded_blind_waits(app: Flask, workplace: Workplace) -> None:
    tara = sign_in(app, "Tara")
    address = ask(workplace, tara)
    work(workplace)
    with workplace.database.transaction() as session:
        row = Assignment(interaction_id=1, why="chosen", blind=True, due_on=NOW.date(), created_at=NOW)
        row.reviewer = session.query(User).filter_by(name="Tara").one()
        session.add(row)
    assert tara.get(f"{address}.zip").status_code == 403
    assert "without the suggestion" in tara.get(address).text


def test_what_was_asked_given_and_taken_is_noted(two: Flask, workplace: Workplace) -> None:
    mara = sign_in(two, "Mara")
    address = ask(workplace, mara)
    work(workplace)
    mara.get(f"{address}.zip")
    with workplace.database.reading() as session:
        noted = [(event.action, event.agent_id) for event in session.query(AuditEvent).order_by(AuditEvent.id)]
    agents = [agent for action, agent in noted if action == "report.given"]
    assert len(agents) == 2
    assert [agent for action, agent in noted if action == "report.viewed"] == agents
    assert {action for action, _ in noted} >= {"batch.asked", "batch.downloaded"}


def test_earlier_ones_are_listed(app: Flask, workplace: Workplace) -> None:
    mara = sign_in(app, "Mara")
    address = ask(workplace, mara)
    page = mara.get("/team/reports").text
    assert "are being made at the moment" in page
    work(workplace)
    page = mara.get("/team/reports").text
    assert f'href="{address}"' in page
    assert "1 of 2" in page
    assert address not in sign_in(app, "Tara").get("/team/reports").text
