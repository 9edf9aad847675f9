"""The grown form: what compose.yaml starts, with its own commands and settings, on a real PostgreSQL and Redis."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import yaml
from sqlalchemy import make_url

from qa_app.store.database import Database
from qa_app.store.interactions import Interaction, Stage

ROOT = Path(__file__).parents[2]
POSTGRESQL, REDIS = os.environ.get("QA_TEST_POSTGRESQL"), os.environ.get("QA_TEST_REDIS")
SAMPLE = ROOT / "qa_app" / "samples" / "2026-02-19-ioana-chat-en.csv"
QA = Path(sys.executable).with_name("qa")
pytestmark = pytest.mark.skipif(not (POSTGRESQL and REDIS), reason="no servers; run `make test-servers`")


def service(name: str, folder: Path, database: str, port: int) -> tuple[list[str], dict[str, str]]:
    """Command and environment of a service, with the names of machines replaced by where our servers are."""
    described = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"][name]
    given = {"POSTGRES_PASSWORD": "unused", "FAIRWORD_SECRET_KEY": "k" * 40, "FAIRWORD_URL": f"http://127.0.0.1:{port}"}
    settings = {
        key: re.sub(r"\$\{(\w+)(?::[^}]*)?\}", lambda found: given[found.group(1)], value)
        for key, value in described["environment"].items()
    }
    assert settings["FAIRWORD_DATABASE"] == "postgresql://fairword:unused@database/fairword"
    settings["FAIRWORD_DATABASE"] = database
    settings["FAIRWORD_QUEUE"] = settings["FAIRWORD_QUEUE"].replace("redis://queue:6379/0", REDIS or "")
    settings["FAIRWORD_MEDIA"] = settings["FAIRWORD_MEDIA"].replace("/data", str(folder))
    settings["FAIRWORD_DATA"] = str(folder)
    return [str(QA), *described["command"][1:]], {**os.environ, **settings}


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(30) is not None


def until(what: str, true: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, what
        time.sleep(0.2)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture
def database() -> Iterator[str]:
    """An empty database of its own on the server."""
    server = Database(POSTGRESQL or "")
    connection = server.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.exec_driver_sql("DROP DATABASE IF EXISTS grown WITH (FORCE)")
    connection.exec_driver_sql("CREATE DATABASE grown")
    yield (
        make_url(POSTGRESQL or "").set(drivername="postgresql", database="grown").render_as_string(hide_password=False)
    )
    connection.exec_driver_sql("DROP DATABASE grown WITH (FORCE)")
    connection.close()
    server.close()


def test_what_compose_starts_imports_and_scores(tmp_path: Path, database: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web, settings = service("web", tmp_path, database, port)
    web = [argument.replace("0.0.0.0", "127.0.0.1") for argument in web]  # noqa: S104 - replaced, not bound to
    worker, worker_settings = service("worker", tmp_path, database, port)
    with ExitStack() as stack:
        stack.enter_context(running([*web, "--port", str(port)], settings, tmp_path / "web.log"))
        until("the pages did not come up", lambda: answers(f"http://127.0.0.1:{port}/health"))
        for number in range(2):
            stack.enter_context(running(worker, worker_settings, tmp_path / f"worker-{number}.log"))
        imported = [str(QA), "import", str(SAMPLE), "--agent", "Ioana Munteanu", "--wait"]
        done = subprocess.run(imported, env=settings, capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr
        opened = Database(database)
        with opened.transaction() as session:
            found = session.query(Interaction).all()
            assert found
            assert {interaction.stage for interaction in found} == {Stage.DONE}
        opened.close()
