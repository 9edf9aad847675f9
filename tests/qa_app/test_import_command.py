"""`qa import`, `qa work` and `qa serve` as processes, with their settings in the environment."""

from __future__ import annotations

import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from qa_app.cli import main
from tests.qa_app.bringing import CALL, SAMPLES, short_call

CHAT = SAMPLES / "2026-02-10-jonas-chat-de.json"
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Result:
    code: int
    out: str
    err: str


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", "from qa_app.cli import main; main()", *map(str, arguments)]


def settings(folder: Path, **more: str) -> dict[str, str]:
    """An environment whose data lies in the folder; with a database of its own, whatever the tests run on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAIRWORD_") or "CACHE" in name}
    return kept | {"FAIRWORD_DATA": str(folder / "data")} | {f"FAIRWORD_{name}": value for name, value in more.items()}


def qa(folder: Path, *arguments: str | Path, given: bytes = b"", limit: int | None = None, **more: str) -> Result:
    """The command in a process of its own; `limit` is the most bytes that a file of it may have."""

    def limited() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        command(*arguments),
        input=given,
        capture_output=True,
        env=settings(folder, **more),
        timeout=_PATIENCE_SECONDS,
        preexec_fn=limited,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "data" / "fairword.db")) as database:
        return database.execute(query).fetchall()


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def test_files_go_into_the_workplace_with_what_is_known_of_them(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(f"file,agent,start\n{CALL.name},Otto,2026-03-01 10:00\nother.wav,Uwe,soon\n")
    options = ("--pattern", "{date}-{agent}-{channel}-{language}", "--sidecar", table, "--market", "de")
    result = qa(tmp_path, "import", CALL, CHAT, *options, "--time-zone", "+02:00")
    assert result.code == 1, "a line of the table was of no use"
    assert (
        result.err
        == "table.csv:3: “soon” is no date and time that can be read; write it as 2026-03-10 14:05 or with its zone.\n"
    )
    assert result.out.splitlines() == [f"{CALL}: interaction 1, new", f"{CHAT}: interaction 2, new"]
    query = (
        "SELECT a.name, i.channel, i.language, i.market, i.started_at, i.time_zone, i.stage "
        "FROM interactions i JOIN agents a ON a.id = i.agent_id ORDER BY i.id"
    )
    assert [(*row[:4], row[4][:16], *row[5:]) for row in rows(tmp_path, query)] == [
        ("Otto", "call", "en", "DE", "2026-03-01 08:00", "+02:00", "waiting"),
        ("jonas", "chat", "de", "DE", "2026-02-09 22:00", "+02:00", "waiting"),
    ]


def test_the_same_again_is_known_already(tmp_path: Path) -> None:
    assert qa(tmp_path, "import", CHAT) == Result(0, f"{CHAT}: interaction 1, new\n", "")
    assert qa(tmp_path, "import", CHAT) == Result(0, f"{CHAT}: interaction 1, known already\n", "")


def test_standard_input_and_errors_for_each_file_and_line(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("nobody speaks here\n")
    chat = b"speaker,text\nagent,Good morning.\ncustomer,My router broke.\nagent\n"
    result = qa(tmp_path, "import", notes, "-", tmp_path / "nothing", tmp_path, given=chat)
    assert result.code == 1
    assert result.out == "-: interaction 1, new\n"
    assert result.err.splitlines() == [
        f'{notes}: No line begins with a speaker. Write "Agent: ..." and "Customer: ...".',
        "-:4: The row has fewer cells than the header.",
        f"{tmp_path / 'nothing'}: There is no such file.",
        f"{tmp_path}: This is not a file.",
    ]


def test_waiting_sees_it_through_without_a_worker(tmp_path: Path) -> None:
    result = qa(tmp_path, "import", short_call(tmp_path, length=21), CHAT, "--wait")
    assert (result.code, result.err) == (0, "")
    assert re.search(r"call\.wav: interaction 1, done, (suggested \d+|not scored)\n", result.out)
    assert re.search(r"chat-de\.json: interaction 2, done, suggested \d+\n", result.out)
    assert rows(tmp_path, "SELECT stage FROM interactions") == [("done",), ("done",)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x", "--pattern", "{agent"), "a brace is missing"),
        (("x", "--pattern", "{who}"), "who is no field"),
        (("x", "--channel", "pigeon"), "pigeon is no channel"),
        (("x", "--time-zone", "Mars/Base"), "Mars/Base is no time zone"),
        ((), "FILE"),
    ],
)
def test_what_cannot_be_understood_gives_code_two(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    result = CliRunner().invoke(main, ["import", *arguments], env=settings(tmp_path))
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["import", str(CHAT)], env=settings(tmp_path, TIME_ZONE="Mars/Base"))
    assert result.exit_code == 2
    assert "FAIRWORD_TIME_ZONE" in result.stderr


def test_a_full_disk_leaves_nothing_half_done(tmp_path: Path) -> None:
    assert qa(tmp_path, "import", CHAT).code == 0
    call = short_call(tmp_path)
    result = qa(tmp_path, "import", call, limit=2 * 2**20)
    assert result.code == 1
    assert "file too large" in result.err
    assert rows(tmp_path, "SELECT count(*) FROM imported_files") == [(1,)]
    assert not list((tmp_path / "data" / "media").rglob("*.part"))
    assert qa(tmp_path, "import", call).code == 0


@contextmanager
def served(folder: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`qa serve`, and the address it says it is at."""
    process = subprocess.Popen(
        command("serve", "--port", "0", "--processes", "1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=settings(folder, **more) | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout
        said = re.search(r"http://\S+", process.stdout.readline())
        assert said
        yield process, said.group()
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def children(process: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    tasks = listed.parent.parent.glob("*/children")
    return [int(number) for task in tasks for number in task.read_text().split()]


def alive(number: int) -> bool:
    status = Path(f"/proc/{number}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def answers(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/login", timeout=20) as answer:  # noqa: S310 our own server
        return bool(answer.status == 200)


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up in /proc")


@needs_proc
def test_the_server_has_a_worker_that_is_started_again_and_ends_with_it(tmp_path: Path) -> None:
    with served(tmp_path) as (server, address):
        assert answers(address)
        wait_until(lambda: len(children(server)) == 1)
        (first,) = children(server)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: bool(children(server)) and children(server) != [first])
        (second,) = children(server)
        assert answers(address)
        server.terminate()
        assert server.wait(20) == 0
        assert not alive(second)


@needs_proc
def test_a_killed_server_leaves_no_worker_behind(tmp_path: Path) -> None:
    with served(tmp_path) as (server, _):
        wait_until(lambda: len(children(server)) == 1)
        (worker,) = children(server)
        server.kill()
        server.wait()
        wait_until(lambda: not alive(worker))


@needs_proc
def test_the_worker_takes_from_the_watch_folder_and_works_it_off(tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    (folder / CHAT.name).write_bytes(CHAT.read_bytes())
    with served(tmp_path, WATCH=str(folder)):
        wait_until((folder / "taken" / CHAT.name).exists)
        wait_until(lambda: rows(tmp_path, "SELECT stage FROM interactions") == [("done",)])


@needs_proc
def test_the_web_process_holds_no_models(tmp_path: Path) -> None:
    with served(tmp_path) as (server, address):
        assert answers(address)
        status = Path(f"/proc/{server.pid}/status").read_text()
        resident = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert resident
        assert int(resident[1]) < 400_000
        mapped = Path(f"/proc/{server.pid}/maps").read_text()
        assert not [name for name in ("ctranslate2", "onnxruntime", "sklearn", "av.libs") if f"/{name}" in mapped]
