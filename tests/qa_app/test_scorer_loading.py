"""A server that was just started has loaded what the exercises of those at a module need, once, beside its pages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from qa_app.operations.learning import begin, read_lesson
from qa_app.store.people import RoleName
from qa_app.workplace import Workplace
from tests.qa_app.learning import GOOD, taken
from tests.qa_app.teaching_modules import published
from tests.qa_app.workplace import PASSWORD, agent, make_app, person

_SERVE = ("-c", "from qa_app.cli import main; main()", "serve", "--port=0", "--no-worker", "--processes=1")
_LOG = "serve.log"
_SECONDS = 120


@pytest.fixture
def trainee(workplace: Workplace) -> Workplace:
    """Ines has begun a module in English; nobody is at another one."""
    app, now = make_app(workplace), datetime.now(UTC)
    with workplace.database.transaction() as session:
        tara, toni = (person(session, app, name, RoleName.TRAINER) for name in ("Tara", "Toni"))
        ines = person(session, app, "Ines", RoleName.AGENT)
        enrolment = taken(session, published(session, tara, toni), agent(session, "Ines", user=ines), tara, now)
        begin(session, ines, now, enrolment, "en", workplace.config)
        read_lesson(session, ines, now, enrolment, "worry", workplace.config)
    workplace.database.close()
    return workplace


@contextmanager
def served(workplace: Workplace) -> Iterator[str]:
    config = workplace.config
    settings = {
        "FAIRWORD_DATA": str(config.data),
        "FAIRWORD_DATABASE": config.database,
        "FAIRWORD_QUEUE": config.queue,
        "FAIRWORD_SECRET_KEY": config.secret_key,
    }
    with (config.data / _LOG).open("w") as log:
        server = subprocess.Popen(
            [sys.executable, *_SERVE],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert server.stdout
    try:
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found
        yield found[0]
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def loads(workplace: Workplace) -> list[str]:
    """The languages that were loaded, in order."""
    lines = map(json.loads, (workplace.config.data / _LOG).read_text().splitlines())
    return [line["language"] for line in lines if line["event"] == "scorer_loaded"]


def fill_in(browser: OpenerDirector, address: str, fields: Mapping[str, str]) -> str:
    """Open a page, fill in its form and send it; gives the page that comes."""
    page = browser.open(address, timeout=_SECONDS).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    sent = urlencode({**fields, "csrf_token": token[1] if token else ""}).encode()
    text: str = browser.open(address, sent, timeout=_SECONDS).read().decode()
    return text


def test_a_server_loads_what_a_trainee_needs_before_it_is_asked(trainee: Workplace) -> None:
    with served(trainee):
        end = time.monotonic() + _SECONDS
        while not loads(trainee) and time.monotonic() < end:
            time.sleep(0.1)
    assert loads(trainee) == ["en"]


def test_an_exercise_that_comes_meanwhile_waits_for_the_same_loading(trainee: Workplace) -> None:
    with served(trainee) as address:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        fill_in(browser, f"{address}/login", {"email": "ines@example.com", "password": PASSWORD})

        page = fill_in(browser, f"{address}/training/1/exercises/late", {"answer": GOOD})
    assert "I am so sorry" in page
    assert 'id="feedback"' in page
    assert loads(trainee) == ["en"]
