"""What is measured on: labelled conversations, and files of JSON lines of public data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from transcripts.conversation import Conversation
from transcripts.errors import InputError
from transcripts.files import conversation_from_json

CRITERIA = ("empathy", "active_listening", "clarity", "jargon")
"""The criteria for which people gave levels."""


class Stretch(NamedTuple):
    """A labelled span: offsets into the text of its turn."""

    kind: str
    start: int
    end: int

    def overlaps(self, other: Stretch) -> bool:
        return self.kind == other.kind and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Labelled:
    """A conversation and what people say of it.

    `acts` and `spans` have an entry for each turn; `levels` are 0..4 by criterion, None where people gave none.
    """

    scenario: str
    conversation: Conversation
    acts: tuple[frozenset[str], ...]
    spans: tuple[tuple[Stretch, ...], ...]
    levels: Mapping[str, float | None]

    @property
    def language(self) -> str:
        return self.conversation.language


def labelled(folder: Path) -> tuple[Labelled, ...]:
    """The labelled conversations of a folder and its sub-folders, by file name.

    Raises InputError: `no_conversation` (no file), `not_json`, `not_labelled`, and those of a conversation.
    """
    found = tuple(_labelled(path) for path in sorted(folder.rglob("*.json")))
    if not found:
        raise InputError("no_conversation", folder.name, "There is no labelled conversation in the folder.")
    return found


def _labelled(path: Path) -> Labelled:
    data = _json(path.read_text(encoding="utf-8"), path.name)
    conversation = conversation_from_json(data, path.name)
    try:
        return Labelled(
            scenario=data["scenario"],
            conversation=conversation,
            acts=tuple(frozenset(turn["acts"]) for turn in data["turns"]),
            spans=tuple(
                tuple(Stretch(span["kind"], span["start"], span["end"]) for span in turn["spans"])
                for turn in data["turns"]
            ),
            levels={criterion: data["criteria"].get(criterion) for criterion in CRITERIA},
        )
    except (KeyError, TypeError, AttributeError) as error:
        what = f"has no labels of the form expected ({error})."
        raise InputError("not_labelled", path.name, what) from None


def languages(gold: Iterable[Labelled]) -> list[str]:
    """The languages of conversations, in alphabetical order."""
    return sorted({one.language for one in gold})


def by_language(gold: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """All conversations under `all`, and those of each language under its code."""
    return {"all": list(gold)} | {code: [one for one in gold if one.language == code] for code in languages(gold)}


def json_lines(path: Path, fields: Sequence[str]) -> list[dict[str, Any]]:
    """The objects in a file of JSON lines, each with these fields at least.

    Raises InputError: `missing_file`, `not_json`, `missing_field`.
    """
    if not path.is_file():
        raise InputError("missing_file", path.name, "is not in the folder.")
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = _json(line, path.name, number)
        missing = [field for field in fields if field not in row]
        if missing:
            raise InputError("missing_field", path.name, f"has no field {missing[0]}.", line=number)
        rows.append(row)
    return rows


def _json(text: str, name: str, line: int | None = None) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise InputError("not_json", name, "is not JSON.", line=line) from None
