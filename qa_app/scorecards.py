"""`qa score`: the scorecards of many files, one a line, with the speed and the time left for whoever is looking."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path

import click

from qa_app.archive import Given, How, Result, scored
from qa_app.inputs import Failures, read_bytes
from rubrics.model import Rubric
from transcripts.errors import InputError, Problem
from transcripts.files import iter_conversations

# Fewer conversations are scored before more processes have begun.
_ARCHIVE = 200
# Every conversation has this once, and no text of one can: quotes inside a text have a backslash before them.
_MARK = b'"turns"'


def print_scorecards(files: Sequence[str], rubric: Rubric | None, jobs: int | None, failures: Failures) -> None:
    """Print the scorecard of every conversation in the files, in their order; what has none is said.

    `jobs` is the number of processes; None for one a core when there is more than one file or 200 conversations.
    """
    size = _Size(files)
    given = _given(files, failures, size)
    if jobs is None:
        ahead = list(islice(given, _ARCHIVE + 1)) if len(files) == 1 else []
        jobs = (os.cpu_count() or 1) if len(files) > 1 or len(ahead) > _ARCHIVE else 1
        given = chain(ahead, given)
    with _bar(size) as advance, closing(scored(given, How(rubric, with_meaning=True), jobs)) as results:
        try:
            _print(results, advance, failures)
        except InputError as error:
            failures.say(error)
        except BrokenPipeError:
            raise
        except OSError as error:
            failures.say(InputError("unusable", "standard output", f"{(error.strerror or 'cannot be used').lower()}."))


def _print(results: Iterable[Result], advance: Callable[[], None], failures: Failures) -> None:
    for result in results:
        if isinstance(result, str):
            click.echo(result)
        else:
            failures.say(InputError("not_scored", result.file, result.what))
        advance()


def _given(files: Sequence[str], failures: Failures, size: _Size) -> Iterator[Given]:
    for file in files:
        try:
            data = read_bytes(file)
            size.opened(data)
            for entry in iter_conversations(data, "standard input" if file == "-" else file):
                if isinstance(entry, Problem):
                    failures.say(entry)
                else:
                    yield Given(file, entry)
        except InputError as error:
            failures.say(error)


class _Size:
    """How many conversations there will be: those met so far, and as many for each byte that is still to be read."""

    def __init__(self, files: Sequence[str]) -> None:
        self._bytes = sum(path.stat().st_size for path in map(Path, files) if path.is_file())
        self._bytes_met = 0
        self._met = 0

    def opened(self, data: bytes) -> None:
        self._bytes_met += len(data)
        self._met += data.count(_MARK)

    @property
    def conversations(self) -> int:
        return round(self._met * max(1.0, self._bytes / max(1, self._bytes_met)))


@contextmanager
def _bar(size: _Size) -> Iterator[Callable[[], None]]:
    """A bar with rate and time left on a terminal, nothing in a pipe or a log; call what it gives once each.

    It is click's, as everywhere in the command, so that nothing more need be installed. The time left is reckoned here:
    scorecards come in bursts, a chunk of work at a time, which click's own estimate takes for speed.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    begun = time.monotonic()
    with click.progressbar(
        length=1, label="Scoring", file=sys.stderr, show_pos=True, show_eta=False, item_show_func=_words
    ) as bar:

        def advance() -> None:
            done = bar.pos + 1
            bar.length = max(done, size.conversations)
            rate = done / max(time.monotonic() - begun, 0.001)
            bar.update(1, _rate_and_rest(rate, bar.length - done))

        yield advance


def _rate_and_rest(rate: float, rest: int) -> str:
    return f"{rate:.1f} a second, {timedelta(seconds=round(rest / rate))} left"


def _words(text: str | None) -> str:
    return text or ""
