"""What can be wrong with an input, with a stable code and the place."""

from __future__ import annotations

from dataclasses import dataclass


class InputError(Exception):
    """A whole input that cannot be used.

    `code` is stable and for programs; `what` says it to a person; `hint` says what to do next.
    """

    def __init__(self, code: str, file: str, what: str, hint: str = "", line: int | None = None) -> None:
        self.code = code
        self.file = file
        self.what = what
        self.hint = hint
        self.line = line
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {what}" + (f" {hint}" if hint else ""))


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of an input that was left out (a bad line), while the rest was kept.

    `line` counts from 1; for formats without lines it is the number of the message.
    """

    code: str
    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"
