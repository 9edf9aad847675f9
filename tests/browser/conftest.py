"""The product as people meet it: `qa serve` with its worker in processes of their own, and the system's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from qa_app.workplace import Workplace
from tests.qa_app.workplace import PASSWORD, make_app, make_workplace
from tests.qa_app.world import World, build

CHROMIUM = shutil.which("chromium")
# What Chromium would look up at its start is not there.
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SignIn = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    made = make_workplace(tmp_path_factory.mktemp("workplace"))
    yield made
    made.database.close()


@contextmanager
def served(workplace: Workplace, *options: str) -> Iterator[str]:
    """The pages of a workplace, and their address, for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = workplace.config
    settings = {
        "FAIRWORD_DATA": str(config.data),
        "FAIRWORD_DATABASE": config.database,
        "FAIRWORD_QUEUE": config.queue,
        "FAIRWORD_MEDIA": config.media,
        "FAIRWORD_URL": f"http://127.0.0.1:{port}",
        "FAIRWORD_SECRET_KEY": config.secret_key,
    }
    command = [str(Path(sys.executable).with_name("qa")), "serve", "--host", "127.0.0.1", "--port", str(port), *options]
    with (config.data / "server.log").open("ab") as log:
        server = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
    try:
        address = settings["FAIRWORD_URL"]
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/health") as answer:  # noqa: S310 - our own server
                assert answer.status == 200
                return
        except OSError:
            assert server.poll() is None, "the server ended at its start"
            time.sleep(0.1)
    raise AssertionError("the server did not start within half a minute")


@pytest.fixture
def sign_in(browser: Browser) -> Iterator[SignIn]:
    """Open a browser of its own for a person at an address, signed in; options are Playwright's for a context."""
    contexts = []

    def open_for(address: str, name: str, **options: object) -> Page:
        context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto("/login")
        page.fill("#email", f"{name.lower()}@example.com")
        page.fill("#password", PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield open_for
    for context in contexts:
        context.close()


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
