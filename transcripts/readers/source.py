"""What a reader is given and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import PurePath

from transcripts.conversation import Channel, Conversation, Speaker
from transcripts.errors import Problem
from transcripts.json_values import JsonValue, json_values
from transcripts.readers.decode import decode


@dataclass(frozen=True)
class Source:
    """A file in memory; `name` is its file name without folders.

    No slots: text and JSON are decoded at most once, when a reader first asks, and kept.
    """

    name: str
    data: bytes

    @cached_property
    def text(self) -> str:
        """The text with line ends as \\n. Raises InputError with code `not_text` or `empty`."""
        return decode(self.data, self.name)

    @cached_property
    def json(self) -> tuple[JsonValue | Problem, ...]:
        """All JSON values of the file, broken ones as Problems."""
        return tuple(json_values(self.text, self.name))

    @property
    def first_object(self) -> dict[str, object]:
        """The first JSON object, empty if the file does not begin like JSON."""
        if self.text[:1_000].lstrip()[:1] not in ("{", "["):
            return {}
        return next((item.value for item in self.json if isinstance(item, JsonValue)), {})

    @property
    def stem(self) -> str:
        """The file name without suffix, the id of a conversation whose source gives none."""
        return PurePath(self.name).stem or "conversation"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person importing knows about a file.

    `agents` are names, e-mail addresses, domains ("shop.example") or handles of the company's side.
    `columns` maps text, speaker, name, time, conversation, language to the CSV's own column names.
    """

    language: str | None = None
    agents: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that came with a file: its bytes, or the name of a file beside it, never a web address."""

    conversation: str
    data: bytes | None = None
    file: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class ReadResult:
    conversations: tuple[Conversation, ...] = ()
    problems: tuple[Problem, ...] = ()
    recordings: tuple[Recording, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the file has it, before it is known who is who.

    `speaker` is set where the format says the role. `at` is the moment it was sent; `start` and `end` are
    seconds since the beginning, for formats without dates.
    """

    text: str
    name: str | None = None
    address: str | None = None
    speaker: Speaker | None = None
    at: datetime | None = None
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """The messages of one conversation with what the file says about it.

    `started` is when it began, where the messages themselves carry no moments. `agents` are names of the company's
    side that the file itself gives.
    """

    id: str
    channel: Channel
    messages: tuple[Message, ...]
    language: str | None = None
    started: datetime | None = None
    agents: tuple[str, ...] = ()
