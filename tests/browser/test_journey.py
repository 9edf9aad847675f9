"""A week at work: a reviewer grades a call, an agent objects to another review, a second reviewer decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

import qa_app
from qa_app.operations.coaching import make_report
from qa_app.store.people import RoleName
from qa_app.workplace import Workplace
from tests.browser.conftest import SignIn, served
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import agent, interaction, make_app, person

CALL = Path(qa_app.__file__).parent / "samples" / "2026-03-10-jonas-call-en.ogg"
SECOND = 1_000


@pytest.fixture(scope="module")
def address(workplace: Workplace) -> Iterator[str]:
    """Jonas, who reads German, has a released review by Rita and a coaching report by Tara; Rolf reviews too."""
    app = make_app(workplace)
    lately = datetime.now(UTC) - timedelta(days=1)
    with workplace.database.transaction() as session:
        jonas = person(session, app, "Jonas", RoleName.AGENT)
        jonas.language = "de"
        of = agent(session, "Jonas Brandt", "North", jonas)
        rita = person(session, app, "Rita", RoleName.REVIEWER)
        person(session, app, "Rolf", RoleName.REVIEWER)
        tara = person(session, app, "Tara", RoleName.TRAINER)
        released_review(session, interaction(session, of, at=lately), rita, lately)
        make_report(session, tara, datetime.now(UTC), of, lately.date() - timedelta(days=7), datetime.now(UTC).date())
    with served(workplace) as where:
        yield where


def heard_until(page: Page, seconds: float) -> None:
    """Wait until the player is at that place; the page's policy forbids to wait in the page itself."""
    for _ in range(100):
        if page.locator("audio").evaluate("audio => audio.currentTime") > seconds:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the player did not get to {seconds} seconds")


def test_a_reviewer_imports_a_call_hears_it_overrules_a_mark_and_submits(address: str, sign_in: SignIn) -> None:
    page = sign_in(address, "Rita", locale="en-GB")
    page.get_by_role("link", name="Import").click()
    page.set_input_files("#files", CALL)
    row = page.locator("#import-files > li").first
    expect(row).to_contain_text(CALL.name)
    expect(row).to_contain_text("Transcribing", timeout=120 * SECOND)
    expect(row.locator("progress").first).to_be_visible()
    expect(row).to_contain_text("Done", timeout=240 * SECOND)
    expect(row).to_contain_text("2 speakers")

    row.get_by_role("link").first.click()
    expect(page.locator(".turn, [data-turn]").first).to_be_visible()
    page.get_by_role("button", name="Play", exact=False).first.click()
    heard_until(page, 0.5)
    word = page.locator("[data-turn] [data-word]").last
    word.click()
    heard_until(page, 30)
    page.locator("audio").evaluate("audio => audio.pause()")

    page.get_by_role("button", name="Grade").click()
    page.wait_for_url("**/edit*")
    opened = page.locator("details.grading[open]")
    expect(opened).to_have_count(1)
    suggested = opened.locator(".pill").first.inner_text()
    page.locator("#review-progress").click()
    page.keyboard.press("5")
    expect(opened.locator(".pill-person")).to_contain_text("100")
    expect(opened.locator(".pill").first).to_have_text(suggested)
    opened.locator("textarea").fill("She named the lost lesson and offered a way out.")
    page.locator("#review-progress").click()
    ungraded = page.locator("details.grading:not([data-graded])")
    while ungraded.count():
        criterion = page.locator(f"#{ungraded.first.get_attribute('id')}")
        if criterion.get_attribute("open") is None:
            criterion.locator("summary.grading-head").click()
        accept = criterion.locator("[data-key='a']")
        (accept if accept.count() else criterion.locator("[data-key='0']")).click()
        expect(criterion).to_have_attribute("data-graded", "")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("dialog")).to_contain_text("can read it at once")
    page.get_by_role("dialog").get_by_role("button", name="Release").click()
    page.wait_for_url(lambda url: "/edit" not in url)
    expect(page.locator("body")).to_contain_text("released", ignore_case=True)


def test_an_agent_acknowledges_a_review_and_disputes_a_mark(address: str, sign_in: SignIn) -> None:
    page = sign_in(address, "Jonas", locale="en-GB")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.locator("a[href*='/reviews/']").first.click()
    page.locator(".acknowledge button").click()
    expect(page.locator(".acknowledge")).to_have_count(0)
    objection = page.locator("details.dispute").first
    objection.locator("summary").click()
    objection.locator("input[type=radio][value='4']").check(force=True)
    objection.locator("textarea").fill("Ich habe die Sorge gleich im zweiten Satz aufgenommen.")
    objection.locator("button").click()
    expect(page.locator("div.dispute").first).to_contain_text("zweiten Satz")


def test_a_second_reviewer_decides_in_part(address: str, sign_in: SignIn) -> None:
    # Whoever graded it is not asked.
    rita = sign_in(address, "Rita", locale="en-GB")
    rita.goto("/disputes")
    expect(rita.locator("main")).not_to_contain_text("Jonas Brandt")
    page = sign_in(address, "Rolf", locale="en-GB")
    page.get_by_role("link", name="Disputes").click()
    page.locator("main a[href*='/disputes/']").first.click()
    expect(page.locator("main")).to_contain_text("zweiten Satz")
    page.locator("input[value='partly']").check(force=True)
    page.select_option("#level", "3")
    page.locator("textarea").first.fill("Taken up, though not by name.")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("Taken up, though not by name.")
    expect(page.locator("main")).to_contain_text("75")


def test_the_agent_opens_the_report_as_pdf(address: str, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(address, "Jonas", locale="en-GB", accept_downloads=True)
    page.goto("/me/reports")
    page.locator("a[href*='/reports/']").first.click()
    href = page.locator("a[href*='.pdf']").first.get_attribute("href")
    assert href
    answer = page.request.get(href)
    assert answer.headers["content-type"] == "application/pdf"
    (tmp_path / "report.pdf").write_bytes(answer.body())
    text = "".join(each.extract_text() for each in PdfReader(tmp_path / "report.pdf").pages)
    assert re.search(r"Was gut gelungen ist", text)
    assert "Jonas Brandt" in text
