"""Logs of the long-running commands: a line of JSON each, a constant event with identifiers in fields.

What libraries and databases say of a fault often repeats the data it came from, words of a conversation among them. So
a fault is told by its kind and its place in the code; only of the system, as of a full disk, the message stands too.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _OWN},
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = "\n".join(_told(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=str)


def _told(error: BaseException) -> Iterator[str]:
    """Where a fault came from and what it is, its cause first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _told(before)
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    kind = type(error).__qualname__
    if isinstance(error, OSError):
        yield f"{kind}: {error.strerror}"
    else:
        # Of a connection or a lock, by any database's name for it; values are hidden from it.
        yield f"{kind}: {error}" if kind == "OperationalError" else kind


def write_logs() -> None:
    """To standard error, warnings and worse of others' libraries and all that is worth knowing of our own."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("qa_app").setLevel(logging.INFO)
