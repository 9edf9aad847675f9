"""Every page as people see it: in four languages, light and dark, wide and on a phone, and as axe sees it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from qa_app.workplace import Workplace
from tests.browser.conftest import served
from tests.qa_app.workplace import PASSWORD, make_app, make_workplace
from tests.qa_app.world import World, build
from tests.rules.access_table import PEOPLE, TABLE
from tests.rules.test_routes import address, own_rules
from transcripts.conversation import SUPPORTED_LANGUAGES

# Set to a folder to keep a picture of each page.
PICTURES = os.environ.get("QA_SCREENSHOTS")
LOCALES = {"en": "en-GB", "nl": "nl-NL", "de": "de-DE", "ro": "ro-RO"}
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
LOOKS = {"light": ("light", WIDE), "dark": ("dark", WIDE), "phone": ("light", PHONE)}
# Not pages but what pages fetch.
DATA = {
    "agreement.file",
    "agreement.log",
    "agreement.progress",
    "audit.download",
    "batches.download",
    "batches.progress",
    "calibration_results.marks",
    "effects.file",
    "enrolments.file",
    "exports.download",
    "exports.progress",
    "home.start",
    "imports.rows",
    "interactions.progress",
    "learning_papers.certificate",
    "learning_papers.module_records",
    "learning_papers.records",
    "media.recording",
    "people_csv.download",
    "module_pictures.show",
    "module_files.download",
    "reports.pdf",
    "rubric_drafts.download",
    "rubrics.download",
    "team.agents_file",
    "team.coverage_file",
    "team.figures_file",
    "term_files.download",
    "trials.progress",
    "uploads.state",
}
DOORS = ("/login", "/reset")
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Workplace, World]]:
    workplace = make_workplace(Path(tmp_path_factory.mktemp("pages")))
    app = make_app(workplace)
    yield app, workplace, build(app, workplace)
    workplace.database.close()


@pytest.fixture(scope="module")
def site(application: tuple[Flask, Workplace, World]) -> Iterator[str]:
    with served(application[1], "--no-worker") as where:
        yield where


def pages(app: Flask, world: World) -> dict[str, list[tuple[str, str]]]:
    """Endpoint and address of every page, by the first person who may open it."""
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in PEOPLE}
    for rule in own_rules(app):
        allowed = TABLE.get(f"GET {rule.endpoint}", "")[:5]
        if "+" in allowed and rule.endpoint not in DATA:
            found[list(PEOPLE)[allowed.index("+")]].append((rule.endpoint, address(app, rule, world.own)))
    return found


def context(browser: Browser, site: str, language: str) -> BrowserContext:
    return browser.new_context(
        base_url=site,
        locale=LOCALES[language],
        color_scheme="light",
        viewport=WIDE,
        reduced_motion="reduce",  # type: ignore[arg-type]
    )


def seen_as(page: Page, look: str) -> None:
    """Look at a page that is open in another light or at another width, as its styles and scripts answer to it."""
    scheme, size = LOOKS[look]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size(size)  # type: ignore[arg-type]


def enter(page: Page, name: str) -> None:
    page.goto("/login")
    page.fill("#email", f"{name.lower()}@example.com")
    page.fill("#password", PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def faults(page: Page, endpoint: str, where: str, language: str) -> list[str]:
    """What is wrong with a page that is opened: its answer, its language, its width, what its scripts said."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.on("console", lambda line: said.append(f"console: {line.text}") if line.type == "error" else None)
    answer = page.goto(where)
    status = answer.status if answer else 0
    if status != 200:
        said.append(f"answered {status}")
    if page.locator("html").get_attribute("lang") != language:
        said.append("in another language")
    if page.locator("h1").count() != 1:
        said.append(f"{page.locator('h1').count()} headings of the first order")
    for look in LOOKS:
        seen_as(page, look)
        wider = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        if wider > 1:
            said.append(f"{look}: {wider} pixels wider than the screen")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{endpoint}-{language}-{look}.png", full_page=True)
    return [f"{endpoint} {language}: {fault}" for fault in said]


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_every_page_opens(
    browser: Browser, site: str, application: tuple[Flask, Workplace, World], language: str
) -> None:
    app, _, world = application
    found: list[str] = []
    opened = 0
    for name, theirs in pages(app, world).items():
        with context(browser, site, language) as window:
            door = window.new_page()
            for where in DOORS if name == "Ines" else ():
                found += faults(window.new_page(), where.strip("/"), where, language)
            enter(door, name)
            for endpoint, where in theirs:
                page = window.new_page()
                found += faults(page, endpoint, where, language)
                page.close()
                opened += 1
    assert found == []
    assert opened > 90


def test_nobody_is_shut_out(browser: Browser, site: str, application: tuple[Flask, Workplace, World]) -> None:
    """Axe's rules for WCAG 2.2 AA find nothing serious on any page."""
    app, _, world = application
    axe = Axe()
    found: list[str] = []
    for name, theirs in pages(app, world).items():
        with context(browser, site, "de") as window:
            page = window.new_page()
            doors = [("door", where) for where in DOORS] if name == "Ines" else []
            for endpoint, where in doors:
                found += _violations(axe, page, endpoint, where)
            enter(page, name)
            for endpoint, where in theirs:
                found += _violations(axe, page, endpoint, where)
    assert found == []


def _violations(axe: Axe, page: Page, endpoint: str, where: str) -> list[str]:
    page.goto(where)
    found: dict[str, str] = {}
    for look in LOOKS:
        seen_as(page, look)
        for violation in axe.run(page).response["violations"]:
            if violation["impact"] in SERIOUS:
                found.setdefault(violation["id"], f"{look}: {violation['nodes'][0]['html'][:160]}")
    return [f"{endpoint}: {name}: {words}" for name, words in found.items()]
