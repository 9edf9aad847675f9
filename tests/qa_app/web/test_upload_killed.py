"""A server that is killed in the middle of an upload: the upload goes on where it stopped, and the file is whole."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from qa_app.store.people import RoleName
from qa_app.store.work import FileState, ImportedFile
from qa_app.workplace import Workplace
from tests.qa_app.workplace import PASSWORD, make_app, make_workplace, person

PART = 2**17
CONTENT = random.Random(7).randbytes(6_000_000)  # noqa: S311 - a recording for a test
SERVE = "import sys; from qa_app.cli import main; sys.argv = ['qa', 'serve', '--port', '0', '--no-worker']; main()"


@contextmanager
def served(workplace: Workplace) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The pages in a process of their own, and the port they are at."""
    settings = {
        **os.environ,
        "FAIRWORD_DATA": str(workplace.config.data),
        "FAIRWORD_DATABASE": workplace.config.database,
        "FAIRWORD_QUEUE": workplace.config.queue,
        "FAIRWORD_SECRET_KEY": workplace.config.secret_key,
        "FAIRWORD_URL": "http://localhost",
    }
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=settings, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        said = process.stdout.readline()
        port = re.search(r":(\d+) ", said)
        assert port, said
        yield process, int(port[1])
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class Browser:
    """Rita's, signed in anew at each server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.jar = CookieJar()
        opener = build_opener(HTTPCookieProcessor(self.jar))
        address = f"http://127.0.0.1:{port}"
        with opener.open(f"{address}/login") as page:
            told = {"email": "rita@example.com", "password": PASSWORD, "csrf_token": _token(page.read().decode())}
        opener.open(f"{address}/login", urlencode(told).encode()).close()
        with opener.open(f"{address}/import") as page:
            self.token = _token(page.read().decode())

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/octet-stream") -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, self.headers(kind))
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def headers(self, kind: str) -> dict[str, str]:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        return {"Accept": "application/json", "X-CSRFToken": self.token, "Cookie": cookies, "Content-Type": kind}

    def begin(self) -> Any:
        told = urlencode({"name": "call.wav", "size": len(CONTENT), "fingerprint": "17"}).encode()
        return self.ask("POST", "/import/files", told, "application/x-www-form-urlencoded")

    def send(self, token: str, received: int) -> None:
        """Part by part to the end, or until the server is gone."""
        try:
            while received < len(CONTENT):
                part = CONTENT[received : received + PART]
                received = self.ask("PUT", f"/import/files/{token}?offset={received}", part)["received"]
        except (OSError, HTTPException, ValueError):
            return


def _token(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    return found[1]


def recorded(workplace: Workplace) -> int:
    with workplace.database.reading() as session:
        return session.query(ImportedFile).one().received


def test_a_server_killed_during_an_upload_loses_no_part(tmp_path: Path) -> None:
    workplace = make_workplace(tmp_path)
    with workplace.database.transaction() as session:
        person(session, make_app(workplace), "Rita", RoleName.REVIEWER)
    stood = []
    for _ in range(3):
        with served(workplace) as (server, port):
            browser = Browser(port)
            begun = browser.begin()
            assert begun["received"] == (stood[-1] if stood else 0)
            sending = threading.Thread(target=browser.send, args=(begun["token"], begun["received"]))
            sending.start()
            while sending.is_alive() and recorded(workplace) < begun["received"] + 5 * PART:
                time.sleep(0.005)
            server.kill()
            server.wait()
            sending.join()
        stood.append(recorded(workplace))
        on_disk = (tmp_path / "uploads" / begun["token"]).stat().st_size
        assert stood[-1] <= on_disk < len(CONTENT), "killed too late for this test to show anything"
    with served(workplace) as (_, port):
        browser = Browser(port)
        begun = browser.begin()
        assert begun["received"] == stood[-1] > 0
        browser.send(begun["token"], begun["received"])
        browser.ask("POST", f"/import/files/{begun['token']}/whole")
    with workplace.database.reading() as session:
        file = session.query(ImportedFile).one()
    assert file.state is FileState.WAITING
    with workplace.media.open(file.media_key or "") as stored:
        assert hashlib.sha256(stored.read()).digest() == hashlib.sha256(CONTENT).digest()
    assert list((tmp_path / "uploads").iterdir()) == []
    workplace.database.close()


def test_half_a_part_counts_for_nothing(tmp_path: Path) -> None:
    """The server dies while a part is still on its way to it."""
    workplace = make_workplace(tmp_path)
    with workplace.database.transaction() as session:
        person(session, make_app(workplace), "Rita", RoleName.REVIEWER)
    with served(workplace) as (server, port):
        browser = Browser(port)
        token = browser.begin()["token"]
        browser.ask("PUT", f"/import/files/{token}?offset=0", CONTENT[:PART])
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.putrequest("PUT", f"/import/files/{token}?offset={PART}")
        for name, value in browser.headers("application/octet-stream").items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(PART))
        connection.endheaders(CONTENT[PART : PART + PART // 2])
        time.sleep(0.2)
        server.kill()
        server.wait()
        connection.close()
    with served(workplace) as (_, port):
        assert Browser(port).begin()["received"] == PART
    assert (tmp_path / "uploads" / token).read_bytes() == CONTENT[:PART]
    workplace.database.close()
