"""What a long piece of work has finished so far, on disk, so that an interrupted one goes on from there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

VERSION = 1


class Finished:
    """Results by name, JSON values; each is written to the file, if there is one, as a line of its own."""

    def __init__(self, file: IO[bytes] | None = None, known: dict[str, Any] | None = None) -> None:
        self._file = file
        self._known = known or {}

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make()` gives, or gave when it was asked for the same before."""
        if name not in self._known:
            self._known[name] = make()
            if self._file is not None:
                _append(self._file, {"name": name, "value": self._known[name]})
        return self._known[name]


@contextmanager
def finished(path: Path, work: str) -> Iterator[Finished]:
    """Results kept in a file, with those of an earlier run that was interrupted.

    `work` names everything the results depend on; a file of other work, or none at all, begins anew. A line that
    was being written when the process died is left out. The file stays, for whoever saves the result to remove then.
    It holds what was said in the recording, so it belongs where the transcript will be. Raises OSError.
    """
    known, good = _read(path, work)
    with path.open("r+b" if known is not None else "w+b") as file:
        file.seek(good)
        file.truncate()
        if known is None:
            _append(file, {"version": VERSION, "work": work})
        yield Finished(file, known)


def _append(file: IO[bytes], line: dict[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    file.flush()


def _read(path: Path, work: str) -> tuple[dict[str, Any] | None, int]:
    """The results in the file and the length of its whole lines; None if it is not of this work."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None, 0
    known: dict[str, Any] | None = None
    good = 0
    for line in data.splitlines(keepends=True):
        try:
            value = json.loads(line) if line.endswith(b"\n") else None
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            break
        if known is None:
            if value != {"version": VERSION, "work": work}:
                break
            known = {}
        elif isinstance(value.get("name"), str) and "value" in value:
            known[value["name"]] = value["value"]
        good += len(line)
    return known, good if known is not None else 0
