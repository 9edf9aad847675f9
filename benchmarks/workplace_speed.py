"""How quickly the pages of the workplace come: `python -m benchmarks.workplace_speed [--interactions 100000]`.

Fills a new workplace with an invented archive (`benchmarks.workplace_archive`), starts `qa serve --no-worker` on it and
opens its pages: first one person alone, who tells what a page costs; then 8 people (reviewers, agents, a manager, a
trainer) who open page after page without a pause, so that 8 requests are always on their way; then the same people
with a second between two pages. Prints how busy the machine is, the seconds until the app answers, the memory of its
processes and a table of the pages (time on a core and memory on Linux only). With `--folder` the archive is kept, and
used again when it is there.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from urllib.request import build_opener

from benchmarks.workplace_archive import USUAL, Company, build
from benchmarks.workplace_people import NAMES, PASSWORD, Person
from benchmarks.workplace_training import enrol

_ALONE = 20
_PAUSES = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of a page: half and 95 % of the times it was opened took at most these."""

    opened: int
    failed: int
    median: float
    high: float


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


def fill(folder: Path, database: str | None, interactions: int, company: Company = USUAL) -> None:
    """The archive, if the workplace in the folder is empty."""
    from flask_security import hash_password

    from qa_app.config import config_from
    from qa_app.operations.opening import open_workplace
    from qa_app.store.interactions import Interaction
    from qa_app.web.app import create_app

    workplace = open_workplace(config_from(settings(folder, database)))
    with workplace.database.reading() as session:
        empty = session.get(Interaction, 1) is None
    if empty:
        with create_app(workplace).app_context():
            hashed = hash_password(PASSWORD)
        now = datetime.now(UTC)
        build(workplace.database, interactions, hashed, now, company)
        enrol(workplace.database, now, company)
    workplace.database.close()


def run(folder: Path, database: str | None, interactions: int, seconds: float) -> Iterator[str]:
    """The lines that are printed."""
    fill(folder, database, interactions)
    port = free_port()
    yield f"{os.cpu_count()} cores, load {_load()}"
    with served(folder, database, port) as (server, start):
        yield f"start {start:.2f} s"
        people = [Person(name, f"http://127.0.0.1:{port}", seed, interactions) for seed, name in enumerate(NAMES)]
        cost = _alone(people, server)
        found = [_together(people, seconds, pause) for pause in _PAUSES]
        yield from memory(server)
    yield f"load {_load()}"
    yield f"{'ms':22}{'core':>8}" + "".join(f"{f'pause {pause:g} s':>14} p50{'p95':>8}" for pause in _PAUSES)
    for page in sorted(cost):
        times = "".join(
            f"{figures[page].median:18.0f}{figures[page].high:8.0f}" for figures in found if page in figures
        )
        failed = sum(figures[page].failed for figures in found if page in figures)
        yield f"{page:22}{cost[page]:8.0f}{times}{f'  {failed} failed' if failed else ''}"


def _alone(people: Sequence[Person], server: int) -> Mapping[str, float]:
    """Milliseconds on a core for each page, opened by one person at a time."""
    cost: dict[str, float] = {}
    for person in (*people[-2:], *people[2:4]):  # a manager, a trainer, a reviewer and an agent
        own: dict[str, float] = {}
        for _ in range(_ALONE):
            for page, path in person.pages():
                before = spent(server)
                person.open(page, path)
                own[page] = own.get(page, 0.0) + spent(server) - before
        cost |= {page: own[page] / len(taken) for page, taken in person.taken.items()}
    return cost


def _together(people: Sequence[Person], seconds: float, pause: float) -> Mapping[str, Figures]:
    for person in people:
        person.taken.clear()
        person.failed.clear()
    threads = [Thread(target=person.work, args=(seconds, pause)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pages = {page for person in people for page in (*person.taken, *person.failed)}
    return {page: _figures(page, people) for page in pages}


def _figures(page: str, people: Sequence[Person]) -> Figures:
    taken = sorted(one for person in people for one in person.taken.get(page, ()))
    failed = sum(person.failed.get(page, 0) for person in people)
    return Figures(len(taken), failed, median(taken or [0.0]), quantiles(taken, n=20)[-1] if len(taken) > 1 else 0.0)


def _processes(server: int) -> Sequence[int]:
    """The server and the copies of itself that it started."""
    with suppress(OSError):
        return [server, *map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())]
    return [server]


def spent(server: int) -> float:
    """Milliseconds that the processes of a server were on a core so far; 0 where the system does not tell."""
    with suppress(OSError):
        stats = [Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split() for process in _processes(server)]
        return 1000 * sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")
    return 0.0


def memory(server: int) -> Iterator[str]:
    """The most memory of each process, and what they hold together where shared pages count once."""
    with suppress(OSError):
        status = [Path(f"/proc/{process}/status").read_text() for process in _processes(server)]
        most = [round(int(found[1]) / 1024) for text in status if (found := re.search(r"VmHWM:\s+(\d+) kB", text))]
        yield f"memory {' and '.join(map(str, most))} MB, together {_shared_once(server)} MB"


def _shared_once(server: int) -> int:
    rollups = [Path(f"/proc/{process}/smaps_rollup").read_text() for process in _processes(server)]
    return round(sum(int(found[1]) for text in rollups if (found := re.search(r"\nPss:\s+(\d+) kB", text))) / 1024)


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def main() -> None:
    parser = argparse.ArgumentParser(description="Fill a workplace and say how quickly its pages come.")
    parser.add_argument("--interactions", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the pages are opened, with each pause")
    parser.add_argument("--folder", type=Path, help="where the archive is kept")
    parser.add_argument("--database", help="URL of a PostgreSQL database, which must be empty")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for line in run(given.folder or Path(temporary), given.database, given.interactions, given.seconds):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
