"""The reviewer's queue and who sees whose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.store.reviews import Assignment, AssignmentState
from qa_app.workplace import Workplace
from tests.qa_app.workplace import sign_in

TODAY = datetime.now(UTC)


def give(
    workplace: Workplace, interaction: int, to: str, due_in: int = 3, blind: bool = False, why: str = "chosen"
) -> int:
    with workplace.database.transaction() as session:
        assignment = Assignment(
            interaction=session.get_one(Interaction, interaction),
            reviewer=session.scalars(select(User).where(User.name == to)).one(),
            why=why,
            blind=blind,
            due_on=(TODAY + timedelta(days=due_in)).date(),
            created_at=TODAY,
        )
        session.add(assignment)
        session.flush()
        return assignment.id


def test_an_empty_queue_says_what_to_do(app: Flask) -> None:
    page = sign_in(app, "Rita").get("/queue").text
    assert "Nothing waits for you now" in page
    assert "/spotlight?unreviewed=1" in page


def test_a_reviewer_lands_in_the_queue(app: Flask) -> None:
    assert sign_in(app, "Rita").get("/").location == "/queue"


def test_the_queue_shows_own_open_work_the_first_due_first(app: Flask, workplace: Workplace) -> None:
    give(workplace, 1, "Rita", due_in=5)
    give(workplace, 2, "Rita", due_in=-5, why="drawn")
    give(workplace, 2, "Rolf")
    page = sign_in(app, "Rita").get("/queue").text
    assert page.index("Uwe") < page.index("Ines")
    assert page.count('name="csrf_token"') == 3, "two rows and the way out"
    assert "overdue" in page
    assert "0 of 2 done this week" in page
    assert 'action="/reviews/start/1"' in page


def test_a_blind_suggestion_is_not_shown(app: Flask, workplace: Workplace) -> None:
    give(workplace, 1, "Rita")
    rita = sign_in(app, "Rita")
    assert 'class="pill"' in rita.get("/queue").text
    with workplace.database.transaction() as session:
        session.get_one(Assignment, 1).blind = True
    page = rita.get("/queue").text
    assert 'class="pill"' not in page
    assert "Hidden until you have graded it" in page


def test_filters_stand_in_the_address(app: Flask, workplace: Workplace) -> None:
    give(workplace, 1, "Rita", due_in=-5)
    give(workplace, 2, "Rita", why="drawn")
    rita = sign_in(app, "Rita")
    overdue = rita.get("/queue?show=overdue").text
    assert ">Ines<" in overdue
    assert ">Uwe<" not in overdue
    drawn = rita.get("/queue?why=drawn").text
    assert ">Uwe<" in drawn
    assert ">Ines<" not in drawn
    assert "fits these filters" in rita.get("/queue?channel=chat").text


def test_handing_back_needs_a_reason_and_keeps_it(app: Flask, workplace: Workplace) -> None:
    key = give(workplace, 1, "Rita")
    rita = sign_in(app, "Rita")
    assert rita.get(f"/queue/{key}/hand-back").status_code == 200
    assert rita.post(f"/queue/{key}/hand-back", data={"reason": " "}).status_code == 422
    answer = rita.post(f"/queue/{key}/hand-back", data={"reason": "I know this customer."})
    assert (answer.status_code, answer.location) == (303, "/queue")
    with workplace.database.transaction() as session:
        row = session.get_one(Assignment, key)
        assert (row.state, row.replaced_because) == (AssignmentState.REPLACED, "I know this customer.")
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "assignment.replaced")).one()
        assert (noted.why, noted.interaction_id) == ("I know this customer.", 1)
    assert rita.post(f"/queue/{key}/hand-back", data={"reason": "again"}).status_code == 404


def test_nobody_hands_back_for_others(app: Flask, workplace: Workplace) -> None:
    key = give(workplace, 1, "Rita")
    assert sign_in(app, "Rolf").post(f"/queue/{key}/hand-back", data={"reason": "no"}).status_code == 404
    assert sign_in(app, "Mara").post(f"/queue/{key}/hand-back", data={"reason": "no"}).status_code == 403


@pytest.mark.parametrize(("who", "open_work"), [("Mara", "1"), ("Ada", "2")])
def test_managers_see_the_queues_of_their_teams_and_administrators_all(
    app: Flask, workplace: Workplace, who: str, open_work: str
) -> None:
    give(workplace, 1, "Rita", due_in=-5)
    give(workplace, 2, "Rita")
    page = sign_in(app, who).get("/queue").text
    row = page[page.index(">Rita<") :].split("</tr>")[0]
    assert f'<td class="number">{open_work}</td>' in row
    assert "▲" in row
    assert "Ines" not in page


def test_agents_and_trainers_have_no_queue(app: Flask) -> None:
    for name in ("Ines", "Tara"):
        assert sign_in(app, name).get("/queue").status_code == 403


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99999999999", "channel='", "why=%ff"])
def test_an_address_that_makes_no_sense_is_no_error(app: Flask, workplace: Workplace, query: str) -> None:
    give(workplace, 1, "Rita")
    assert sign_in(app, "Rita").get(f"/queue?{query}").status_code == 200
