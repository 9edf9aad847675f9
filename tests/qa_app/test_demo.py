"""The main job on the sample data, as a new user meets it first."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from qa_app.config import config_from
from qa_app.demo import free_port, run_demo
from qa_app.operations.agreement_figures import figures_from_json
from qa_app.operations.calibration_results import at_a_glance
from qa_app.operations.effects import effects
from qa_app.operations.opening import open_workplace
from qa_app.store.agreement_queries import latest_run
from qa_app.store.calibration_queries import levels_in
from qa_app.store.calibrations import CalibrationSession, RunKind, SessionState
from qa_app.store.database import Session
from qa_app.store.module_queries import module_known
from qa_app.store.settings import Market
from qa_app.web.app import create_app
from teaching.effect import Said


@pytest.mark.speech
def test_the_demo_turns_every_sample_into_marks_and_each_agents_into_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_demo(tmp_path / "out") == 0
    printed = capsys.readouterr()
    cards = [json.loads(line) for line in (tmp_path / "out" / "scorecards.jsonl").read_text("utf-8").splitlines()]
    assert len(cards) == 18
    assert {card["language"] for card in cards} == {"en", "nl", "de", "ro"}
    assert {card["channel"] for card in cards} == {"call", "chat", "email", "social"}
    assert all(card["total"] is not None for card in cards)
    for name in ("ioana-ro", "jonas-de", "sanne-nl"):
        report = tmp_path / "out" / f"coaching-{name}.pdf"
        assert str(report) in printed.out
        assert len(PdfReader(report).pages) == 2
    assert len(list((tmp_path / "out" / "scorecards").glob("*.pdf"))) == 18
    _its_workplace_is_lived_in(tmp_path / "out" / "workplace", printed.out)


def _its_workplace_is_lived_in(folder: Path, printed: str) -> None:
    """Everybody whose password was printed can sign in, and each finds work."""
    workplace = open_workplace(config_from({"FAIRWORD_DATA": str(folder)}))
    app = create_app(workplace)
    app.config["WTF_CSRF_ENABLED"] = False
    signed_in = {}
    for email, password, role in re.findall(r"(\S+@demo\.example) +(\S+) +(\w+), reads", printed):
        signed_in[role] = app.test_client()
        assert signed_in[role].post("/login", data={"email": email, "password": password}).status_code == 302, email
    assert signed_in.keys() == {"agent", "reviewer", "trainer", "manager", "administrator"}
    for role, path in (
        ("reviewer", "/queue"),
        ("agent", "/me"),
        ("trainer", "/talks"),
        ("manager", "/disputes"),
        ("trainer", "/calibrations"),
        ("trainer", "/calibrations/1"),
        ("trainer", "/modules/proposals"),
        ("trainer", "/agreement"),
        ("manager", "/team"),
        ("manager", "/team/agents"),
        ("manager", "/team/coverage"),
        ("manager", "/team/coaching"),
        ("administrator", "/markets"),
        ("agent", "/training"),
    ):
        page = signed_in[role].get(path)
        assert page.status_code == 200, path
        assert 'class="empty"' not in page.text, path
    with workplace.database.reading() as session:
        _its_months_say_something(session)
    workplace.database.close()


def _its_months_say_something(session: Session) -> None:
    """There are enough reviews for what is said with an interval only."""
    assert {market.country for market in session.scalars(select(Market))} == {"NL", "DE", "RO", "GB"}
    module = module_known(session, "clear_language")
    assert module is not None
    (clarity,) = effects(session, module.id, ["clarity"])
    assert clarity.human.said is Said.MORE
    assert clarity.human.low is not None
    run = latest_run(session, RunKind.CHECK, done=True)
    assert run is not None
    figures = figures_from_json(run.result)
    for language in ("en", "nl", "de", "ro"):
        known = [row for row in figures.rows if row.language == language and row.now.found.alpha.value is not None]
        assert len(known) >= 5, language
        assert any(point.alpha.value is not None for row in known for point in row.months), "a course over time"
    closed = session.scalars(select(CalibrationSession).where(CalibrationSession.state == SessionState.CLOSED)).one()
    levels = levels_in(session, [closed.id])[closed.id]
    assert len({reviewer for _, reviewer, _ in levels}) == 3
    glance = at_a_glance(levels)
    assert glance.equal < glance.pairs, "they differ"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "file"
    taken.write_text("x")
    assert run_demo(taken) == 1
    assert str(taken) in capsys.readouterr().err


def test_the_demo_is_served_elsewhere_when_its_port_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert free_port(taken) != taken
    assert free_port(taken) == taken
