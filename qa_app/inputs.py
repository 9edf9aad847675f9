"""The files a command is given: each is read by itself, so that one bad file does not stop the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rubrics.errors import RubricError
from transcripts.conversation import Conversation
from transcripts.errors import InputError, Problem

# Far above any day's export of conversations; what is larger is not one, and would only fill the memory.
SIZE_LIMIT = 64 * 2**20


class Failures:
    """Counts what failed and says it on standard error, one line each."""

    def __init__(self) -> None:
        self.count = 0

    def say(self, error: Exception | Problem) -> None:
        self.count += 1
        sys.stderr.write(f"{error}\n")

    @property
    def exit_code(self) -> int:
        return 1 if self.count else 0


def read_bytes(name: str) -> bytes:
    """The content of a file, or of standard input for `-`. Raises InputError."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(SIZE_LIMIT + 1)
        else:
            path = Path(name)
            if path.stat().st_size > SIZE_LIMIT:
                raise _too_large(name)
            data = path.read_bytes()
    except OSError as error:
        raise InputError("unreadable", name, f"cannot be read: {(error.strerror or 'unknown').lower()}.") from error
    if len(data) > SIZE_LIMIT:
        raise _too_large(name)
    return data


def _too_large(name: str) -> InputError:
    return InputError("too_large", name, f"larger than {SIZE_LIMIT // 1024**2} MB.", "Split it into smaller files.")


def each_file(names: Sequence[str], failures: Failures, work: Callable[[str], None]) -> None:
    """Do the work for each file with progress; an error of one is said and the others are still done."""
    from qa_app.progress import progress

    for name in progress(names):
        try:
            work(name)
        except (InputError, RubricError) as error:
            failures.say(error)


def conversations(name: str, failures: Failures) -> Iterator[Conversation]:
    """The conversations in a file of conversation JSON; bad entries are said and left out. Raises InputError."""
    from transcripts.files import iter_conversations

    found = False
    for entry in iter_conversations(read_bytes(name), "standard input" if name == "-" else name):
        found = True
        if isinstance(entry, Problem):
            failures.say(entry)
        else:
            yield entry
    if not found:
        raise InputError("empty", name, "there is no conversation in it.")
