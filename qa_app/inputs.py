"""The files a command is given: each is read by itself, so that one bad file does not stop the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rubrics.errors import RubricError
from transcripts.conversation import Conversation
from transcripts.errors import InputError, Problem


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
    from transcripts.readers.read import SIZE_LIMIT, file_bytes

    if name != "-":
        return file_bytes(Path(name))
    data = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise InputError("too_large", "standard input", "There are more than 64 MB.", "Give smaller parts.")
    return data


def each_file(names: Sequence[str], failures: Failures, work: Callable[[str], None]) -> None:
    """Do the work for each file with progress; an error of one is said and the others are still done."""
    from qa_app.progress import progress

    for name in progress(names):
        try:
            work(name)
        except (InputError, RubricError) as error:
            failures.say(error)
        except BrokenPipeError:
            raise
        except OSError as error:
            what = (error.strerror or "cannot be used").lower()
            failures.say(InputError("unusable", str(error.filename or name), f"{what}."))


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
