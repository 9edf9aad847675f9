"""The menu: each role's own places, and which of them a page belongs to."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.qa_app.workplace import sign_in


def menu(page: str) -> list[str]:
    bar = page[page.index("<nav") : page.index("</nav>")]
    return re.findall(r"<li><a [^>]*>([^<]+)</a>", bar)


def here(page: str) -> list[tuple[str, str]]:
    return re.findall(r'aria-current="(page|true)">([^<]+)</a>', page[page.index("<nav") : page.index("</nav>")])


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("Ines", ["My work", "My training", "My reports", "Talks", "My data"]),
        ("Rita", ["Queue", "Spotlight", "Search", "Disputes", "Agents", "Talks", "Standards", "Import", "Settings"]),
        ("Ada", ["Queue", "Import", "Rules", "People", "Settings", "Audit trail"]),
    ],
)
def test_each_role_has_its_own_menu_with_what_is_done_most_first(app: Flask, name: str, entries: list[str]) -> None:
    assert menu(sign_in(app, name).get("/", follow_redirects=True).text) == entries


@pytest.mark.parametrize(
    ("name", "path", "found"),
    [
        ("Ines", "/me", [("page", "My work")]),
        ("Ines", "/me/reports", [("page", "My reports")]),
        ("Ines", "/me/export", [("true", "My work")]),
        ("Ines", "/account", [("true", "Ines")]),
        ("Ada", "/people/teams", [("true", "People")]),
        ("Mara", "/agents/1", [("true", "Agents")]),
    ],
)
def test_a_page_below_an_entry_marks_it(app: Flask, name: str, path: str, found: list[tuple[str, str]]) -> None:
    assert here(sign_in(app, name).get(path).text) == found
