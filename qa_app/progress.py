"""Progress on standard error: a bar on a terminal, nothing but the result in a pipe or a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click


def progress(names: Sequence[str]) -> Iterator[str]:
    """The names one after another, with a bar when there are several and somebody is looking."""
    if len(names) < 2 or not sys.stderr.isatty():
        yield from names
        return
    with click.progressbar(names, file=sys.stderr, show_pos=True, item_show_func=_short) as bar:
        yield from bar


def _short(name: str | None) -> str:
    return "" if name is None else name[-40:]


@contextmanager
def share_done(label: str) -> Iterator[Callable[[float], None]]:
    """A bar for one long piece of work; the function given takes the share done, 0..1."""
    if not sys.stderr.isatty():
        yield lambda share: None
        return
    with click.progressbar(length=100, label=label[-40:], file=sys.stderr) as bar:
        yield lambda share: bar.update(max(0, min(100, round(share * 100)) - bar.pos))
