"""Every page as axe sees it, the tool that tells what shuts people out: in German, the longest words."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from qa_app.workplace import Workplace
from tests.browser.pages import DOORS, LOOKS, context, enter, pages, seen_as
from tests.qa_app.world import World

SERIOUS = {"serious", "critical"}


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
