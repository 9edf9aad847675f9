"""A response commits, an error rolls back; who looked is noted before anything is shown."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask

from qa_app.operations.errors import OperationError
from qa_app.operations.people import team_called
from qa_app.store.audit import AuditEvent
from qa_app.store.people import RoleName, Team
from qa_app.store.settings import Setting
from qa_app.web.access import access, interaction_or_404, me
from qa_app.web.edge import db, now, saw
from qa_app.workplace import Workplace
from tests.qa_app.workplace import sign_in


@pytest.fixture
def probed(app: Flask) -> Flask:
    """The application with pages that fail after they wrote, and one that shows an interaction."""
    views = Blueprint("probe", __name__, url_prefix="/probe")

    @views.post("/<how>")
    @access(RoleName.REVIEWER)
    def write(how: str) -> str:
        team_called(db(), f"team of {how}")
        if how == "refused":
            raise OperationError("try_again")
        if how == "broken":
            raise RuntimeError("a fault of ours")
        if how == "at once":
            db().add_all([Setting(key="talk_weeks", value=weeks, changed_at=now()) for weeks in (6, 7)])
            db().flush()
        return "written"

    @views.get("/seen/<int:number>")
    @access()
    def look(number: int) -> str:
        saw(me(), "interaction.viewed", interaction_or_404(number))
        return "shown"

    app.register_blueprint(views)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def teams(workplace: Workplace) -> set[str]:
    with workplace.database.transaction() as session:
        return {team.name for team in session.query(Team)}


@pytest.mark.parametrize(
    ("how", "status", "kept"),
    [("fine", 200, True), ("refused", 422, False), ("at once", 409, False), ("broken", 500, False)],
)
def test_only_a_response_commits(probed: Flask, workplace: Workplace, how: str, status: int, kept: bool) -> None:
    assert sign_in(probed, "Rita").post(f"/probe/{how}").status_code == status
    assert (f"team of {how}" in teams(workplace)) is kept


def test_who_came_second_at_once_is_told_to_look_again(probed: Flask) -> None:
    assert "at the same moment" in sign_in(probed, "Rita").post("/probe/at once").text


def test_a_fault_of_ours_shows_a_number_and_no_insides(probed: Flask) -> None:
    page = sign_in(probed, "Rita").post("/probe/broken").text
    assert "give this number" in page
    assert "RuntimeError" not in page
    assert "a fault of ours" not in page


def test_scripts_are_told_in_json(probed: Flask) -> None:
    answer = sign_in(probed, "Rita").post("/probe/refused", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "room" in answer.get_json()["error"]


def views_of(workplace: Workplace, interaction: int) -> list[AuditEvent]:
    with workplace.database.transaction() as session:
        return session.query(AuditEvent).filter_by(interaction_id=interaction, action="interaction.viewed").all()


def test_looking_at_an_interaction_leaves_a_trace(probed: Flask, workplace: Workplace) -> None:
    rita = sign_in(probed, "Rita")
    assert rita.get("/probe/seen/1").status_code == 200
    [event] = views_of(workplace, 1)
    assert event.agent_id == 1
    assert event.user_id == 4


def test_what_was_refused_was_not_seen(probed: Flask, workplace: Workplace) -> None:
    assert sign_in(probed, "Uwe").get("/probe/seen/1").status_code == 404
    assert views_of(workplace, 1) == []


def test_every_page_forbids_what_comes_from_elsewhere(app: Flask) -> None:
    headers = app.test_client().get("/login").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_health_and_metrics_answer_without_signing_in(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/health").get_json() == {"status": "ok"}
    assert "fairword_jobs" in client.get("/metrics").text
