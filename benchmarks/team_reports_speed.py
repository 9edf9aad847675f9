"""How long the coaching reports of a whole company take: `python -m benchmarks.team_reports_speed [--agents 500]`.

Fills a new workplace with an invented archive of a month, 40 scored conversations for each agent, starts `qa serve`
on it and `qa work` beside it, and has a trainer ask for everybody's reports as the page does: worked out, given, put on
paper and into a zip. Meanwhile a reviewer opens one agent's page after the other, each of which is noted in the audit
trail, so that it reads and writes. Prints the seconds of each report, also as a ratio to an empty page of ReportLab,
which makes them comparable between machines, the worker's time on a core and its memory (Linux only), and how long
that page took before and meanwhile. With `--folder` the archive is kept, and used again when it is there.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from statistics import quantiles
from zipfile import ZipFile

from benchmarks.pdf_speed import empty_page, milliseconds
from benchmarks.workplace_archive import Company
from benchmarks.workplace_people import Person
from benchmarks.workplace_speed import fill, free_port, memory, served, settings, spent

_DAYS = 28
_EACH = 40
_BEFORE = 60
_PAUSE = 0.1
_WANTED = {"team": "all", "span": "weeks", "language": "de"}


@contextmanager
def _worker(folder: Path) -> Iterator[int]:
    """`qa work` on a folder; gives its process id."""
    command = [sys.executable, "-c", "from qa_app.cli import main; main()", "work"]
    with (folder / "work.log").open("w") as log:
        process = subprocess.Popen(command, env={**os.environ, **settings(folder, None)}, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def run(folder: Path, agents: int) -> Iterator[str]:
    """The lines that are printed."""
    fill(folder, None, agents * _EACH, Company(agents, _DAYS))
    port = free_port()
    least = milliseconds(empty_page)
    yield f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; an empty page of ReportLab {least:.2f} ms"
    with served(folder, None, port) as (_server, _start), _worker(folder) as worker:
        trainer, reviewer = (Person(name, f"http://127.0.0.1:{port}", 1, _EACH) for name in ("trainer", "reviewer1"))
        opened = iter(range(1, 10**6))
        before = _opened(reviewer, agents, opened, lambda: len(reviewer.taken.get("agent", ())) < _BEFORE)
        cost, start = spent(worker), time.perf_counter()
        address = trainer.send("/team/reports", _WANTED)
        meanwhile = _opened(reviewer, agents, opened, lambda: _under_way(trainer, address))
        seconds = time.perf_counter() - start
        on_core = (spent(worker) - cost) / 1000
        reports = len(ZipFile(BytesIO(trainer.read(f"{address}.zip"))).namelist()) - 1
        most = next(memory(worker), "")
    each = seconds / max(1, reports)
    yield f"{reports} reports in {seconds:.1f} s, {each:.3f} s each, {1000 * each / least:.0f} times an empty page"
    yield f"worker {on_core / max(1, reports):.3f} s on a core for each; {most}"
    for when, taken in (("before", before), ("meanwhile", meanwhile)):
        cuts = quantiles(taken, n=20)
        yield f"an agent's page {when}: {len(taken)} times, p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms"


def _opened(person: Person, agents: int, numbers: Iterator[int], more: Callable[[], bool]) -> list[float]:
    """Open the agents' pages one after the other as long as more are wanted; gives the milliseconds of each."""
    person.taken.clear()
    while more():
        person.open("agent", f"/agents/{1 + next(numbers) % agents}")
        time.sleep(_PAUSE)
    return person.taken["agent"]


def _under_way(person: Person, address: str) -> bool:
    return bool(json.loads(person.read(f"{address}/progress"))["state"] == "making")


def main() -> None:
    parser = argparse.ArgumentParser(description="Say how long the coaching reports of a whole company take.")
    parser.add_argument("--agents", type=int, default=500)
    parser.add_argument("--folder", type=Path, help="where the archive is kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for line in run(given.folder or Path(temporary), given.agents):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
