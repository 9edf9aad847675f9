"""Hostile strings wherever people or files bring words: pages show them as the letters they are, and nothing runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_app.web.views.audit import FIELDS
from qa_app.workplace import Workplace
from tests.qa_app.world import World, build
from tests.rules.access_table import FORMS, PEOPLE, TABLE
from tests.rules.test_routes import address, form, methods, own_rules

SUM = 7 * 191
EVIL = (
    "=1+1\"'`></td></textarea></title><evil onevil=1 style=evil><script>evil()</script><img src=evil onerror=evil()>"
    "{{ 7*191 }}${7*191}{% evil %}%(name)s%s&lt;evil&gt;'; DROP TABLE users; --\u202e\u2066javascript:evil()"
)
VALUES = (EVIL, "\0", "9" * 30, "-1", "é" * 6_000, "\u202e\ufdd0\U0010ffff", "../../etc/passwd", "2026-99-99")
PAGES = sorted({page.split()[1] for page in TABLE if page.startswith("GET")} - {"audit.download"})
SOURCES = Path(__file__).parents[2] / "qa_app" / "web"


@pytest.fixture(scope="module")
def world(application: Flask, place: Workplace) -> World:
    """As much of the evil as there is room for, behind every word."""
    return build(application, place, lambda words: f"{words} {EVIL}"[:120] if len(words) < 12 else f"{words} {EVIL}")


class Elements(HTMLParser):
    """What a browser would make of a page: complaints about elements and attributes that no page of ours has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.complaints: list[str] = []
        self.words: list[str] = []
        self._open = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._open = tag
        if tag in ("evil", "style", "iframe", "object", "base") or (tag == "script" and "src" not in known):
            self.complaints.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.complaints.append(f"{tag} {name}={value}")
            if name in ("src", "href", "action", "formaction") and not _is_ours(value or ""):
                self.complaints.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _is_ours(link: str) -> bool:
    """Leads to this installation, to a place in the page, or is the picture of a key."""
    return (link.startswith(("/", "?", "#", "data:image/")) and not link.startswith("//")) or link == ""


def pages_of(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    for rule in own_rules(app):
        if rule.endpoint in PAGES and "GET" in methods(rule):
            yield rule.endpoint, address(app, rule, world.own)


def test_words_of_others_come_out_inert(application: Flask, world: World, people: dict[str, FlaskClient]) -> None:
    shown = 0
    for endpoint, path in pages_of(application, world):
        for name, client in people.items():
            answer = client.get(path, follow_redirects=True)
            assert answer.status_code < 500, (endpoint, name)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            if not answer.content_type.startswith("text/html"):
                continue
            page = Elements(answer.text)
            assert page.complaints == [], (endpoint, name)
            words = "".join(page.words)
            assert str(SUM) not in words, (endpoint, name)
            shown += "<script>evil()" in words or "</textarea>" in words
    assert shown > 40, "the evil is in the pages, as letters"


def test_names_of_downloads_and_cells_are_tame(people: dict[str, FlaskClient]) -> None:
    taken = people["Ada"].get("/audit/audit.csv")
    assert taken.content_type.startswith("text/csv")
    assert re.search(r'(^|,)"?[=+@-]', taken.text, re.MULTILINE) is None


def test_forms_take_anything_without_breaking(
    application: Flask, world: World, people: dict[str, FlaskClient], nothing_stays: None
) -> None:
    for rule in own_rules(application):
        if "POST" not in methods(rule):
            continue
        path, fields = address(application, rule, world.own), form(rule.endpoint, world.own)
        client = people[_who(f"POST {rule.endpoint}")]
        for value in VALUES:
            for field in fields or {"none": ""}:
                answer = client.post(path, data=fields | {field: value})
                assert answer.status_code < 500, (rule.endpoint, field, value[:20])


def test_addresses_take_anything_without_breaking(
    application: Flask, world: World, people: dict[str, FlaskClient]
) -> None:
    asked = sorted({*_questions(), *FIELDS})
    assert {"page", "q", "before"} <= set(asked)
    for endpoint, path in pages_of(application, world):
        client = people[_who(f"GET {endpoint}")]
        for value in VALUES:
            answer = client.get(path.split("?")[0], query_string=dict.fromkeys(asked, value))
            answer.close()
            assert answer.status_code < 500, (endpoint, value[:20])


def test_numbers_of_rows_that_cannot_be_are_not_found(
    application: Flask, world: World, people: dict[str, FlaskClient], nothing_stays: None
) -> None:
    for rule in own_rules(application):
        numbers = [name for name in rule.arguments if name.endswith("_id")]
        if not numbers:
            continue
        for number in (0, 2**31 - 1, 2**31, 2**63, 10**30):
            path = re.sub(r"/\d+(?=[/.]|$)", f"/{number}", address(application, rule, world.own))
            for method in methods(rule):
                answer = people[_who(f"{method} {rule.endpoint}")].open(path, method=method)
                assert answer.status_code in (404, 405), (method, path, answer.status_code)


def test_forms_of_the_sweep_are_of_pages_that_exist(application: Flask) -> None:
    assert set(FORMS) <= {rule.endpoint for rule in own_rules(application)}


def _who(page: str) -> str:
    """Somebody who gets in, so that the page is really asked."""
    return next(name for name, letter in zip(PEOPLE, TABLE[page].split()[0], strict=True) if letter in "+f")


def _questions() -> Iterator[str]:
    """What pages read from behind the question mark, by their sources."""
    for file in SOURCES.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        yield from re.findall(r"""request\.args(?:\.get|\.getlist)?[\(\[]\s*"(\w+)\"""", text)
        yield from re.findall(r"""\b(?:one_of|row_asked|day_asked)\(\s*"(\w+)\"""", text)
