"""The audit trail: found, paged and taken away; a manager's part of it."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.operations.auditing import audit
from qa_app.operations.people import agent_named
from qa_app.operations.table_cells import cell
from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction
from qa_app.store.people_queries import user_by_email
from qa_app.web.audit_wording import ACTIONS
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, sign_in

CODE = Path(__file__).parents[3] / "qa_app"


def note(workplace: Workplace, who: str, action: str, interaction: int, why: str = "", day: int = 0) -> None:
    with workplace.database.transaction() as session:
        user = user_by_email(session, f"{who.lower()}@example.com")
        audit(session, user, NOW + timedelta(days=day), action, session.get_one(Interaction, interaction), why)


@pytest.fixture
def noted(app: Flask, workplace: Workplace) -> Flask:
    """Rita looked at Ines's conversation and Rolf at Uwe's, a week apart; Rita played Ines's recording."""
    note(workplace, "Rita", "interaction.viewed", 1, "first")
    note(workplace, "Rolf", "interaction.viewed", 2, "second", day=7)
    note(workplace, "Rita", "recording.played", 1, "third", day=8)
    return app


def whys(page: str) -> list[str]:
    return [why for why in ("first", "second", "third") if f">{why}<" in page]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["first", "second", "third"]),
        ("who=rita", ["first", "third"]),
        ("who=ROLF@example", ["second"]),
        ("action=recording.played", ["third"]),
        ("agent=ines", ["first", "third"]),
        ("first=2026-11-09&last=2026-11-09", ["second"]),
        ("first=nonsense&before=nonsense", ["first", "second", "third"]),
        ("last=9999-12-31", ["first", "second", "third"]),
        ("who=%25", []),
    ],
)
def test_the_trail_is_found_by_who_what_whom_and_when(noted: Flask, query: str, found: list[str]) -> None:
    assert whys(sign_in(noted, "Ada").get(f"/audit?{query}").text) == found


def test_a_manager_sees_what_was_done_about_the_own_teams_agents(noted: Flask) -> None:
    mara = sign_in(noted, "Mara")
    assert whys(mara.get("/audit").text) == ["first", "third"]
    assert whys(mara.get("/audit?agent=uwe").text) == []
    taken = mara.get("/audit/audit.csv").text
    assert "first" in taken
    assert "second" not in taken


@pytest.mark.parametrize("name", ["Ines", "Rita", "Tara"])
def test_nobody_else_sees_it(noted: Flask, name: str) -> None:
    client = sign_in(noted, name)
    assert client.get("/audit").status_code == 403
    assert client.get("/audit/audit.csv").status_code == 403


def test_it_goes_on_after_the_last_row_and_keeps_the_filter(app: Flask, workplace: Workplace) -> None:
    for number in range(103):
        note(workplace, "Rita", "interaction.viewed", 1, f"<{number}>")
    ada = sign_in(app, "Ada")
    first = ada.get("/audit?who=rita").text
    assert first.count("<tr>") == 101
    link = first.split('">Older')[0].rsplit('href="', 1)[1].replace("&amp;", "&")
    assert "who=rita" in link
    rest = ada.get(link).text
    assert rest.count("<tr>") == 4
    assert "&lt;2&gt;" in rest
    assert "<2>" not in first + rest


def test_a_download_runs_nothing_and_is_noted(app: Flask, workplace: Workplace) -> None:
    note(workplace, "Rita", "interaction.viewed", 1, '=HYPERLINK("http://evil")')
    taken = sign_in(app, "Ada").get("/audit/audit.csv?who=rita")
    rows = list(csv.DictReader(io.StringIO(taken.data.decode("utf-8-sig"))))
    assert [row["why"] for row in rows] == ['\'=HYPERLINK("http://evil")']
    assert rows[0]["what"] == "Conversation opened"
    with workplace.database.reading() as session:
        assert "audit.downloaded" in session.scalars(select(AuditEvent.action)).all()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_cells_that_a_spreadsheet_would_run_are_texts(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_presence_is_noted_now_and_then(app: Flask, workplace: Workplace) -> None:
    ines = sign_in(app, "Ines")

    def seen(back: timedelta = timedelta()) -> object:
        with workplace.database.transaction() as session:
            user = user_by_email(session, "ines@example.com")
            assert user is not None
            assert user.last_seen_at is not None
            user.last_seen_at -= back
            return user.last_seen_at

    first = seen()
    ines.get("/account")
    assert seen() == first
    old = seen(back=timedelta(minutes=6))
    ines.get("/account")
    assert seen() != old


def test_every_action_has_words() -> None:
    assert set(_actions()) - set(ACTIONS) == set()


def _actions() -> Iterator[str]:
    """The keys in calls that add to the trail."""
    for file in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("audit", "saw", "audit_event"):
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value:
                        yield argument.value


def test_agents_are_found_by_the_name_they_have_now(noted: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        agent_named(session, "Ines").name = "Ines Moreno"
    assert whys(sign_in(noted, "Ada").get("/audit?agent=moreno").text) == ["first", "third"]
