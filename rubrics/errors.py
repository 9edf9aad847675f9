"""What an author got wrong in a rubric, with file, line and field."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: `line` counts from 1, `field` is a path such as `criteria[2].points`.

    `what` says it in English, `code` and `told` to whoever puts it into the words of another language.
    """

    code: str
    file: str
    line: int
    field: str
    what: str
    told: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        place = f" {self.field}:" if self.field else ""
        return f"{self.file}:{self.line}:{place} {self.what}"


class RubricError(Exception):
    """A rubric that cannot be used; `faults` names every mistake found, in order of line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
