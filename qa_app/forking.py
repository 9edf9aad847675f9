"""Processes that share the work of this one: Python runs on one core in each, however many threads it has."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def copies(count: int, work: Callable[[], None]) -> Iterator[None]:
    """`count` copies of this process that do the work; they are told to end with the block, or when this one dies.

    No connection to a database may be open, and no thread run that holds a lock.
    """
    # What is loaded is never looked through again for what can go: that takes a fifth of a second each time, and the
    # copies would no longer share it. What a page leaves behind is looked through less often than by default.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    ours, theirs = os.pipe()
    started = [_copy(ours, theirs, work) for _ in range(count)]
    os.close(ours)
    try:
        yield
    finally:
        os.close(theirs)
        for process in started:
            os.waitpid(process, 0)


def _copy(alive: int, parents: int, work: Callable[[], None]) -> int:
    process = os.fork()
    if process:
        return process
    os.close(parents)
    threading.Thread(target=_end_with_parent, args=(alive,), daemon=True).start()
    try:
        work()
    finally:
        os._exit(0)


def _end_with_parent(alive: int) -> None:
    """The other end of the pipe is the parent's, and closed when it ends, however that happens."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)
