"""Every page as people see it: in four languages, light and dark, wide and on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from qa_app.workplace import Workplace
from tests.browser.pages import DOORS, LOOKS, context, enter, pages, seen_as
from tests.qa_app.world import World
from transcripts.conversation import SUPPORTED_LANGUAGES

# Set to a folder to keep a picture of each page.
PICTURES = os.environ.get("QA_SCREENSHOTS")


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
