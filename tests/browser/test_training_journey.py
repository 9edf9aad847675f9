"""The loop that makes quality rise: a module written, published, given and taken; calibration; a rubric changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from qa_app.store.people import RoleName
from qa_app.workplace import Workplace
from tests.browser.conftest import SignIn, served
from tests.qa_app.workplace import agent, conversation, interaction, make_app, person

SECOND = 1_000
TITLE, TITEL = "When a parcel is late", "Als een pakket te laat komt"
MESSAGE = (
    "My parcel should have been here on Tuesday and I am really worried, it is a present for my daughter's birthday "
    "on Saturday. I have called twice already and nobody could tell me anything."
)
BADLY = "Parcels are sometimes late. Please wait for the carrier."
WELL = (
    "I understand how worried you are, with your daughter's birthday on Saturday and two calls that led to nothing. "
    "So the parcel was due on Tuesday and it is still not there, is that right? I am asking the carrier now and will "
    "write to you before five o'clock today."
)


@pytest.fixture(scope="module")
def address(workplace: Workplace) -> Iterator[str]:
    """Ines in team North with four conversations; Tara and Toni train, Rita, Rolf and Rosa review, Mara manages."""
    app = make_app(workplace)
    with workplace.database.transaction() as session:
        ines = person(session, app, "Ines", RoleName.AGENT)
        of = agent(session, "Ines", "North", ines)
        for name in ("Tara", "Toni"):
            person(session, app, name, RoleName.TRAINER)
        for name in ("Rita", "Rolf", "Rosa"):
            person(session, app, name, RoleName.REVIEWER)
        mara = person(session, app, "Mara", RoleName.MANAGER)
        mara.managed_teams.append(of.team)
        for number in range(4):
            interaction(session, of, conversation(f"refund-{number}"), datetime.now(UTC) - timedelta(days=number + 1))
    with served(workplace) as where:
        yield where


def save(page: Page) -> None:
    page.locator(".save-bar button").click()
    page.wait_for_load_state()


def fill(page: Page, key: str, **words: str) -> None:
    """Write one text in some languages, whatever it is called on the page."""
    for language, text in words.items():
        page.locator(f"[name='{language}:{key}']").fill(text)


def test_a_trainer_writes_a_module_in_two_languages(address: str, sign_in: SignIn) -> None:
    page = sign_in(address, "Tara", locale="en-GB")
    page.goto("/modules/new")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Begin writing").click()
    edit = page.url.split("?")[0].rstrip("/")
    edit = edit if edit.endswith("/edit") else f"{edit}/edit"

    page.goto(edit)
    page.get_by_role("link", name="Title, summary and settings").click()
    page.goto(f"{page.url.split('?')[0]}?language=nl")
    fill(page, "title", nl=TITEL)
    fill(page, "summary", en="What to write while a customer waits.", nl="Wat u schrijft terwijl een klant wacht.")
    page.get_by_label("Empathy", exact=True).check()
    save(page)

    page.goto(edit)
    page.get_by_role("button", name="Add a lesson").click()
    page.wait_for_load_state()
    page.goto(f"{page.url.split('?')[0]}?language=nl")
    fill(page, "lesson.lesson1.title", en="Name the worry", nl="Benoem de zorg")
    fill(page, "lesson.lesson1.text", en="Say **first** what worries them.", nl="Zeg **eerst** wat hen zorgen baart.")
    page.locator("[data-preview='en:lesson.lesson1.text']").click()
    expect(page.locator("#preview-en strong")).to_have_text("first")
    save(page)

    page.goto(edit)
    page.get_by_role("button", name="Add an exercise").click()
    page.wait_for_load_state()
    page.goto(f"{page.url.split('?')[0]}?language=nl")
    fill(page, "exercise.exercise1.title", en="A present", nl="Een cadeau")
    fill(page, "exercise.exercise1.situation", en="You answer for a shop.", nl="U antwoordt voor een winkel.")
    fill(page, "exercise.exercise1.message", en=MESSAGE, nl="Mijn pakket is te laat en ik maak me echt zorgen.")
    page.get_by_label("Empathy", exact=True).check()
    save(page)

    page.goto(edit)
    page.get_by_role("button", name="Add a question").click()
    page.wait_for_load_state()
    page.goto(f"{page.url.split('?')[0]}?language=nl")
    fill(page, "question.question1.text", en="What comes first?", nl="Wat komt eerst?")
    options = page.locator("input[name='right']")
    for place, (english, dutch) in enumerate((("The worry", "De zorg"), ("The rules", "De regels"))):
        option = options.nth(place).get_attribute("value")
        fill(page, f"question.question1.option.{option}", en=english, nl=dutch)
    options.first.check()
    fill(page, "question.question1.explanation", en="Who is heard can listen.", nl="Wie gehoord is, kan luisteren.")
    save(page)

    page.goto(edit.removesuffix("/edit"))
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("main")).to_contain_text("waits for a second person: Toni")


def test_a_second_trainer_publishes_it_and_gives_it_to_the_team(address: str, sign_in: SignIn) -> None:
    page = sign_in(address, "Toni", locale="en-GB")
    page.goto("/modules")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("main")).to_contain_text("published")
    page.get_by_role("link", name="Participants", exact=True).click()
    page.goto(f"{page.url.split('?')[0]}/new")
    page.get_by_label("North").check()
    page.get_by_role("button", name="Give it", exact=True).click()
    expect(page.locator("main")).to_contain_text("Given to 1 agent.")


def test_an_agent_does_the_exercise_badly_then_well_and_passes(address: str, sign_in: SignIn) -> None:
    page = sign_in(address, "Ines", locale="en-GB")
    page.get_by_role("link", name="My training").click()
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="Begin").click()
    page.goto(page.url)
    page.get_by_role("link", name="Name the worry").first.click()
    expect(page.locator(".lesson-text strong")).to_have_text("first")
    page.get_by_role("button", name="Next", exact=False).first.click()
    expect(page.locator(".bubble-customer")).to_contain_text("birthday")

    page.locator("#answer").fill(BADLY)
    page.locator("#answer").press("Control+Enter")
    remarks = page.locator(".exercise-feedback")
    expect(remarks).to_contain_text("Empathy", timeout=30 * SECOND)
    expect(remarks.locator(".sign-missed, .sign-contrary").first).to_be_attached()
    page.locator("#answer").fill(WELL)
    page.get_by_role("button", name="Get remarks").click()
    expect(remarks).to_contain_text("Reached.", timeout=30 * SECOND)
    expect(remarks.locator(".sign-shown").first).to_be_attached()
    expect(page.locator("#earlier")).to_be_visible()

    page.get_by_role("link", name="Quiz").first.click()
    page.get_by_label("The rules").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("main")).to_contain_text("Who is heard can listen.")
    page.get_by_role("link", name="again", exact=False).first.click()
    page.get_by_label("The worry").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("main")).to_contain_text("Passed. Well done!")
    page.goto("/training")
    certificate = page.locator("a[href*='certificate']").first.get_attribute("href")
    assert certificate
    answer = page.request.get(certificate)
    assert answer.headers["content-type"] == "application/pdf"


def test_the_effect_says_when_it_is_too_early_to_say(address: str, sign_in: SignIn) -> None:
    page = sign_in(address, "Tara", locale="en-GB")
    page.goto("/modules")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="Effect", exact=True).click()
    expect(page.locator("main")).to_contain_text("too few to say", ignore_case=True)
    expect(page.locator("main")).to_contain_text("Empathy")


def test_three_reviewers_calibrate(address: str, sign_in: SignIn) -> None:
    tara = sign_in(address, "Tara", locale="en-GB")
    tara.goto("/calibrations/new")
    tara.get_by_label("Name").fill("November calls")
    tara.get_by_label("Numbers").fill("1, 2")
    for name in ("Rita", "Rolf", "Rosa"):
        tara.get_by_label(name).check()
    tara.get_by_role("button", name="Make the session").click()
    session = tara.url
    for name, level in (("Rita", "3"), ("Rolf", "3"), ("Rosa", "5")):
        grade_all(sign_in(address, name, locale="en-GB"), session, level)
    tara.goto(session)
    tara.get_by_role("button", name="Close the session").click()
    expect(tara.locator("main")).to_contain_text("Empathy")
    expect(tara.locator("main")).to_contain_text("Rosa")
    tara.locator("table.spreads a").first.click()
    for name in ("Rita", "Rolf", "Rosa"):
        expect(tara.locator("main")).to_contain_text(name)


def grade_all(page: Page, session: str, level: str) -> None:
    """Both conversations of a session, each criterion by one key, without a suggestion in sight."""
    page.goto("/queue")
    expect(page.locator("main")).to_contain_text("November calls")
    page.goto(session)
    page.locator("main form button.btn-primary").first.click()
    for _ in range(2):
        page.wait_for_url("**/edit*")
        expect(page.locator("main")).not_to_contain_text(re.compile(r"suggested \d"))
        ungraded = page.locator("details.grading:not([data-graded])")
        while ungraded.count():
            criterion = page.locator(f"#{ungraded.first.get_attribute('id')}")
            if criterion.get_attribute("open") is None:
                criterion.locator("summary.grading-head").click()
            criterion.locator(f"[data-key='{level}']").click()
            expect(criterion).to_have_attribute("data-graded", "")
        page.get_by_role("button", name="Submit").or_(page.get_by_role("button", name="Hand in")).first.click()
        with page.expect_navigation():
            page.get_by_role("dialog").locator("button.btn-primary").click()
        page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("handed in")


def test_a_trainer_adds_a_required_phrase_and_tries_it(address: str, sign_in: SignIn) -> None:
    page = sign_in(address, "Tara", locale="en-GB")
    page.goto("/rubrics")
    page.locator("form:has([name='product'][value='call']) button").click()
    page.get_by_role("button", name="Required phrase").click()
    page.locator("#phrases-en").fill("thank you for your patience")
    page.get_by_label("Where").select_option("closing")
    page.locator("#name-en").fill("Thanks for waiting")
    page.get_by_label("Weight").fill("10")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("main")).to_contain_text("Thanks for waiting")
    page.get_by_role("link", name="Try it").click()
    page.locator("#interaction").fill("1")
    page.get_by_role("button", name="Try it").click()
    row = page.locator("tr", has_text="Thanks for waiting")
    expect(row).to_contain_text("Thank you for your patience", timeout=60 * SECOND)
    expect(row).to_contain_text("not in it")
    expect(row).to_contain_text("100")


def test_a_manager_downloads_the_reports_of_the_team(address: str, sign_in: SignIn) -> None:
    page = sign_in(address, "Mara", locale="en-GB", accept_downloads=True)
    page.goto("/team")
    expect(page.locator("main")).to_contain_text("North")
    page.goto("/team/reports")
    page.get_by_role("button", name="Make the reports").click()
    link = page.get_by_role("link", name="Download the zip file")
    expect(link).to_be_visible(timeout=60 * SECOND)
    href = link.get_attribute("href")
    assert href
    archive = ZipFile(BytesIO(page.request.get(href).body()))
    (report,) = (name for name in archive.namelist() if name.endswith(".pdf"))
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(archive.read(report))).pages)
    assert "Ines" in text
    assert "What went well" in text
