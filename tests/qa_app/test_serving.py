"""`qa serve` in several processes that answer at one address and end together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import build_opener

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
_SERVE = ("-c", "from qa_app.cli import main; main()", "serve", "--port=0", "--no-worker", "--processes=3")
_SECONDS = 20


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    environment = {**os.environ, "FAIRWORD_DATA": str(folder)}
    server = subprocess.Popen([sys.executable, *_SERVE], env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found
        yield server, found[0]
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def copies_of(server: subprocess.Popen[str]) -> list[int]:
    return [int(one) for one in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]


def gone(process: int) -> bool:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.05)
    return False


def test_three_processes_answer_at_one_address(tmp_path: Path) -> None:
    with served(tmp_path) as (server, address):
        assert len(copies_of(server)) == 2
        for _ in range(30):
            with build_opener().open(f"{address}/health", timeout=_SECONDS) as answer:
                assert answer.status == 200


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_copies_end_with_the_server_however_it_ends(tmp_path: Path, how: signal.Signals) -> None:
    with served(tmp_path) as (server, _):
        copies = copies_of(server)
        server.send_signal(how)
        server.wait(_SECONDS)
        assert len(copies) == 2
        assert all(gone(copy) for copy in copies)
