"""A learning record store for tests, that answers over HTTP on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answer = Callable[[list[dict[str, Any]]], int]


class Store(ThreadingHTTPServer):
    """A store that keeps statements as the specification asks: all of a request or none of it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.kept: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, dict[str, str], list[dict[str, Any]]]] = []
        self.answer: Answer = lambda statements: 200


class Handler(BaseHTTPRequestHandler):
    server: Store

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, dict(self.headers), body))
        status = self.server.answer(body)
        if status == 200 and any(one["id"] in self.server.kept for one in body):
            status = 409
        if status == 200:
            self.server.kept |= {one["id"]: one for one in body}
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps([one["id"] for one in body]).encode() if status == 200 else b"no")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running() -> Iterator[Store]:
    """A store that answers as long as the block lasts."""
    server = Store()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
