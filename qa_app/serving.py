"""`qa serve`: the pages, with a worker beside them; `qa work`: a worker alone."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from qa_app.workplace import Workplace

_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 30.0
# A job that is broken off is taken up again, so a worker is not waited for until it has finished one.
_GRACE_SECONDS = 5
# Elsewhere a process that has libraries of the system loaded may not be copied.
_PROCESSES = 2 if sys.platform == "linux" else 1


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where it listens.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, metavar="N")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    metavar="N",
    help="Pages at once in a process.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=_PROCESSES,
    show_default=True,
    metavar="N",
    help="Processes that answer; more than one keeps more cores busy, where the system can fork.",
)
@click.option("--no-worker", is_flag=True, help="The pages only; run `qa work` elsewhere.")
def serve(host: str, port: int, threads: int, processes: int, no_worker: bool) -> None:
    """Serve the pages, with a worker beside them. The settings are FAIRWORD_... in the environment, see README."""
    from qa_app.forking import copies
    from qa_app.logs import write_logs
    from qa_app.operations.scorer_loading import load_for_trainees
    from qa_app.web.app import create_app

    write_logs()
    workplace = opened()
    app = create_app(workplace)
    _load_libraries()
    # Connections do not survive a fork.
    workplace.database.close()
    signal.signal(signal.SIGTERM, _end)
    with _listening(host, port) as listening:
        # Shared by all processes.
        load = partial(load_for_trainees, workplace.database, multiprocessing.Lock())
        answer = partial(_answer, app, listening, threads, load)
        with copies(processes - 1, answer), nullcontext() if no_worker else _worker_beside():
            click.echo(f"Fairword is at http://{host}:{listening.getsockname()[1]} (stop with Ctrl+C)")
            answer()


def _load_libraries() -> None:
    """Those that the pages of agents need, which the first of them would wait for in each process."""
    from scoring.intervals import mean_interval
    from transcripts.text import stem

    mean_interval((0.0, 0.5, 1.0))
    stem("", "en")


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise click.ClickException(f"{host}:{port} cannot be used: {(error.strerror or 'unknown').lower()}.") from error


def _answer(app: WSGIApplication, listening: socket.socket, threads: int, load: Callable[[], None]) -> None:
    """Answer requests until the process is told to end."""
    from waitress import create_server

    # Not before the fork: the threads of the embedding do not survive it.
    threading.Thread(target=load, daemon=True).start()
    server = create_server(app, sockets=[listening], threads=threads, ident="fairword")
    try:
        server.run()
    finally:
        server.close()


@click.command()
@click.option("--threads", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="Jobs at once.")
@click.option("--beside-server", is_flag=True, hidden=True, help="End when standard input does.")
def work(threads: int, beside_server: bool) -> None:
    """Work off what waits: read files, transcribe, score. As many workers as you like can run at once."""
    from qa_app.logs import write_logs
    from qa_app.worker import Queue

    write_logs()
    if beside_server:
        threading.Thread(target=_end_with_input, daemon=True).start()
    Queue(opened()).work_forever(threads)


def opened() -> Workplace:
    """The workplace of the settings; a setting that cannot be used ends the command with what would do."""
    from qa_app.config import ConfigError, config_from
    from qa_app.operations.opening import open_workplace
    from qa_app.store.database import OperationalError

    try:
        return open_workplace(config_from())
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    except OperationalError as error:
        raise click.ClickException(f"FAIRWORD_DATABASE: it cannot be opened: {error.orig}") from error


@contextmanager
def _worker_beside() -> Iterator[None]:
    """A worker in a process of its own, so that its models stay out of this one; started again when it dies."""
    over = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        pause = 1.0
        while not over.is_set():
            worker = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE)  # noqa: S603 our own command
            running[:] = [worker]
            code = worker.wait()
            if over.wait(pause):
                return
            _log.error("worker_ended", extra={"code": code})
            pause = min(2 * pause, _LONGEST_PAUSE)

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        for worker in running:
            _stop(worker)
        thread.join(_GRACE_SECONDS)


_COMMAND = [sys.executable, "-c", "from qa_app.cli import main; main()", "work", "--beside-server"]


def _stop(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def _end(_: int, __: FrameType | None) -> None:
    raise SystemExit(0)


def _end_with_input() -> None:
    """The server holds the other end: it is closed when the server ends, however that happens."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
