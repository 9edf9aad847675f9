"""People who use a workplace in a browser: they sign in, open pages and note how long each took."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from benchmarks.workplace_archive import AGENTS
from teaching.shipped import shipped_modules

PASSWORD = "correct horse battery staple"  # noqa: S105 - of invented people
NAMES = (
    *(f"reviewer{number}" for number in range(1, 4)),
    *(f"agent{number}" for number in range(1, 4)),
    "manager1",
    "trainer",
)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# Rare, common, all conversations of a language, a phrase, a beginning, an unwanted word.
_QUESTIONS = ("invoice", "bestelling", "dank", '"thank you"', "rechn*", "factura -contract", "de", "refund order")


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

    def send(self, path: str, fields: dict[str, str]) -> str:
        """Fill in the form of a page and send it; gives the page that it leads to, as its path."""
        page = self._browser.open(self._address + path, timeout=60).read().decode()
        token = _TOKEN.search(page)
        sent = urlencode({**fields, "csrf_token": token[1] if token else ""}).encode()
        led_to: str = urlsplit(self._browser.open(self._address + path, sent, timeout=60).url).path
        return led_to

    def read(self, path: str) -> bytes:
        """What an address gives."""
        with self._browser.open(self._address + path, timeout=60) as answer:
            return bytes(answer.read())

    def work(self, seconds: float, pause: float) -> None:
        """Open page after page, with a pause of `pause` seconds on average between two."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.open(*self._chance.choice(self.pages()))
            time.sleep(self._chance.uniform(0, 2 * pause))

    def open(self, page: str, path: str) -> None:
        """Open one page and note in `taken` the milliseconds until all of it was there."""
        start = time.perf_counter()
        try:
            with self._browser.open(self._address + path, timeout=60) as answer:
                answer.read()
        except HTTPError:
            self.failed[page] = self.failed.get(page, 0) + 1
            return
        self.taken.setdefault(page, []).append(1000 * (time.perf_counter() - start))

    def pages(self) -> Sequence[tuple[str, str]]:
        """Name and path of a page of each kind that the person opens, chosen anew each time."""
        if self._name.startswith("agent"):
            return self._agent_pages()
        if self._name == "trainer":
            return self._trainer_pages()
        own = self._reviewer_pages() if self._name.startswith("reviewer") else self._manager_pages()
        return (*self._shared_pages(), *own)

    def _agent_pages(self) -> Sequence[tuple[str, str]]:
        released = [("released review", f"/reviews/{self._own}")] if self._own else []
        return (("agent home", "/me"), ("my data", "/me/record"), *released)

    def _manager_pages(self) -> Sequence[tuple[str, str]]:
        weeks = self._chance.choice((4, 8, 13))
        return (
            ("team", f"/team?weeks={weeks}"),
            ("team, heat map", f"/team/agents?weeks={weeks}"),
            ("team, coverage", f"/team/coverage?weeks={weeks}"),
            ("team, worth a talk", f"/team/coaching?weeks={weeks}"),
        )

    def _trainer_pages(self) -> Sequence[tuple[str, str]]:
        return (
            ("everybody", "/team?weeks=13"),
            ("everybody, heat map", "/team/agents?weeks=13&marks=suggested"),
            ("effect", f"/modules/{self._chance.randrange(1, len(shipped_modules()) + 1)}/effect"),
        )

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
