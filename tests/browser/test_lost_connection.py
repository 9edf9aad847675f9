"""Pages that show how far a piece of work is find their way back when an answer was lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from qa_app.store.people import RoleName
from qa_app.store.work import Job
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.browser.conftest import SignIn, served
from tests.qa_app.workplace import agent, make_app, person


@pytest.fixture(scope="module")
def address(workplace: Workplace) -> Iterator[str]:
    """Nobody works beside the pages, so that the test says when a piece of work is done."""
    app = make_app(workplace)
    with workplace.database.transaction() as session:
        agent(session, "Ines", "North", person(session, app, "Ines", RoleName.AGENT))
    with served(workplace, "--no-worker") as where:
        yield where


def test_the_result_is_shown_although_an_answer_was_lost(address: str, sign_in: SignIn, workplace: Workplace) -> None:
    page = sign_in(address, "Ines", locale="en-GB")
    page.goto(f"{address}/me/export")
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    page.route("**/progress", lose_the_first)
    page.get_by_role("button", name="Make the file").click()
    expect(page.locator("progress")).to_be_visible()
    while not lost:
        page.wait_for_timeout(100)
    with workplace.database.reading() as session:
        job = session.scalars(select(Job.id)).one()
    run_job(workplace, job, lambda _: None)
    expect(page.get_by_role("link", name="Download the zip file")).to_be_visible(timeout=10_000)
