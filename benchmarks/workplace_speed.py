"""How quickly the pages of the workplace come: `python -m benchmarks.workplace_speed [--interactions 100000]`.

Fills a new workplace with an invented archive (`benchmarks.workplace_archive`), starts `qa serve --no-worker` on it and
has 8 people at once (reviewers, agents, a manager) open page after page, each with a short pause to read. Prints as
JSON the start-up time of the app in seconds, the most memory of its process in MB (Linux only), and for each page the
median and the 95th percentile in milliseconds. With `--folder` the archive is kept, and used again when it is there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from benchmarks.workplace_archive import AGENTS, build

PASSWORD = "correct horse battery staple"  # noqa: S105 - of invented people
_PEOPLE = (
    *(f"reviewer{number}" for number in range(1, 5)),
    *(f"agent{number}" for number in range(1, 4)),
    "manager1",
)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# Rare, common, all conversations of a language, a phrase, a beginning, an unwanted word.
_QUESTIONS = ("invoice", "bestelling", "dank", '"thank you"', "rechn*", "factura -contract", "de", "refund order")


@contextmanager
def served(folder: Path, database: str | None, port: int) -> Iterator[tuple[int, float]]:
    """`qa serve` on a folder; gives its process id and the seconds until it answered."""
    environment = {**os.environ, **settings(folder, database)}
    command = [sys.executable, "-c", "from qa_app.cli import main; main()", "serve", "--no-worker", f"--port={port}"]
    start = time.perf_counter()
    with (folder / "serve.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise SystemExit((folder / "serve.log").read_text())
            time.sleep(0.02)
        yield process.pid, time.perf_counter() - start
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def settings(folder: Path, database: str | None) -> dict[str, str]:
    """The environment of the workplace in a folder."""
    return {"FAIRWORD_DATA": str(folder), **({"FAIRWORD_DATABASE": database} if database else {})}


def _answers(port: int) -> bool:
    with suppress(OSError), build_opener().open(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def fill(folder: Path, database: str | None, interactions: int) -> None:
    """The archive, if the workplace in the folder is empty."""
    from flask_security import hash_password

    from qa_app.config import config_from
    from qa_app.store.interactions import Interaction
    from qa_app.web.app import create_app
    from qa_app.workplace import open_workplace

    workplace = open_workplace(config_from(settings(folder, database)))
    with workplace.database.reading() as session:
        empty = session.get(Interaction, 1) is None
    if empty:
        with create_app(workplace).app_context():
            hashed = hash_password(PASSWORD)
        build(workplace.database, interactions, hashed, datetime.now(UTC))
    workplace.database.close()


class Person:
    """Someone with a browser, signed in, who notes how long each page took."""

    def __init__(self, name: str, address: str, seed: int, interactions: int) -> None:
        self._name, self._address, self._count = name, address, interactions
        self._chance = random.Random(seed)  # noqa: S311 - it picks pages
        self._browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.taken: dict[str, list[float]] = {}
        self.failed: dict[str, int] = {}
        self._sign_in()
        self._own = self._find(r"/reviews/(\d+)/?[\"#?]", "/me") if name.startswith("agent") else None
        self._begun = self._begin() if name.startswith("reviewer") else None

    def _sign_in(self) -> None:
        page = self._browser.open(f"{self._address}/login", timeout=60).read().decode()
        token = _TOKEN.search(page)
        fields = {"email": f"{self._name}@example.com", "password": PASSWORD, "csrf_token": token[1] if token else ""}
        answer = self._browser.open(f"{self._address}/login", urlencode(fields).encode(), timeout=60)
        if answer.url.endswith("/login"):
            raise SystemExit(f"{self._name} could not sign in")

    def _find(self, pattern: str, path: str) -> str | None:
        found = re.search(pattern, self._browser.open(self._address + path, timeout=60).read().decode())
        return found[1] if found else None

    def _begin(self) -> str | None:
        """Begin the first review of the queue; gives its page."""
        page = self._browser.open(f"{self._address}/queue", timeout=60).read().decode()
        start, token = re.search(r'action="(/reviews/start/\d+)"', page), _TOKEN.search(page)
        if not start or not token:
            return None
        fields = urlencode({"csrf_token": token[1]}).encode()
        path: str = urlsplit(self._browser.open(self._address + start[1], fields, timeout=60).url).path
        return path

    def work(self, seconds: float, pause: float) -> None:
        """Open page after page."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pages = self._pages()
            self._open(*self._chance.choice(pages))
            time.sleep(self._chance.uniform(0, 2 * pause))

    def _open(self, page: str, path: str) -> None:
        start = time.perf_counter()
        try:
            with self._browser.open(self._address + path, timeout=60) as answer:
                answer.read()
        except HTTPError:
            self.failed[page] = self.failed.get(page, 0) + 1
            return
        self.taken.setdefault(page, []).append(1000 * (time.perf_counter() - start))

    def _pages(self) -> Sequence[tuple[str, str]]:
        if self._name.startswith("agent"):
            return self._agent_pages()
        return (*self._shared_pages(), *(self._reviewer_pages() if self._name.startswith("reviewer") else ()))

    def _agent_pages(self) -> Sequence[tuple[str, str]]:
        released = [("released review", f"/reviews/{self._own}")] if self._own else []
        return (("agent home", "/me"), ("my data", "/me/record"), *released)

    def _shared_pages(self) -> Sequence[tuple[str, str]]:
        chance = self._chance
        show = chance.choice(("", "lowest", "critical", "silence", "unhappy", "disputed", "uncertain"))
        narrow = chance.choice(
            ("", "&unreviewed=1", "&channel=chat", "&language=de", f"&agent={chance.randrange(1, AGENTS)}")
        )
        search = f"/search?q={quote(chance.choice(_QUESTIONS))}"
        return (
            ("queue", "/queue"),
            ("spotlight", f"/spotlight?show={show}{narrow}"),
            ("search", search),
            ("search, narrowed", f"{search}{narrow or '&sort=newest'}"),
            ("agents", "/agents"),
            ("disputes", "/disputes"),
        )

    def _reviewer_pages(self) -> Sequence[tuple[str, str]]:
        return (
            ("interaction", f"/interactions/{self._chance.randrange(1, self._count)}"),
            ("agent", f"/agents/{self._chance.randrange(1, AGENTS)}"),
            ("released review", f"/reviews/{self._chance.randrange(1, self._count // 5)}"),
            *([("review being graded", self._begun)] if self._begun else []),
        )


def measure(folder: Path, database: str | None, interactions: int, seconds: float, pause: float) -> dict[str, object]:
    """Everything that is printed."""
    fill(folder, database, interactions)
    port = _free_port()
    with served(folder, database, port) as (process, start):
        people = [Person(name, f"http://127.0.0.1:{port}", seed, interactions) for seed, name in enumerate(_PEOPLE)]
        threads = [Thread(target=person.work, args=(seconds, pause)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        memory = _peak_megabytes(process)
    return {"start_s": round(start, 2), "peak_megabytes": memory, "pages": _figures(people)}


def _figures(people: Sequence[Person]) -> Mapping[str, object]:
    found = {}
    for page in sorted({page for person in people for page in (*person.taken, *person.failed)}):
        taken = sorted(one for person in people for one in person.taken.get(page, ()))
        failed = sum(person.failed.get(page, 0) for person in people)
        high = quantiles(taken, n=20)[-1] if len(taken) > 1 else 0.0
        found[page] = {
            "opened": len(taken),
            "median_ms": round(median(taken or [0.0])),
            "p95_ms": round(high),
            "failed": failed,
        }
    return found


def _peak_megabytes(process: int) -> float | None:
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
        return round(int(found[1]) / 1024) if found else None
    return None


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def main() -> None:
    parser = argparse.ArgumentParser(description="Fill a workplace and say how quickly its pages come.")
    parser.add_argument("--interactions", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the pages are opened")
    parser.add_argument("--pause", type=float, default=0.5, help="mean seconds between two pages of one person")
    parser.add_argument("--folder", type=Path, help="where the archive is kept")
    parser.add_argument("--database", help="URL of a PostgreSQL database, which must be empty")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        figures = measure(folder, given.database, given.interactions, given.seconds, given.pause)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
