"""What the sweeps over all pages share: which pages there are, who opens them, and how they are looked at."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.qa_app.workplace import PASSWORD
from tests.qa_app.world import World
from tests.rules.access_table import PEOPLE, TABLE
from tests.rules.test_routes import address, own_rules

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
