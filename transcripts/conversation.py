"""A conversation and its turns, the frozen values everything else reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    """Who speaks. BOT is an automatic assistant, OTHER anyone else (an interpreter, a bystander)."""

    AGENT = "agent"
    CUSTOMER = "customer"
    BOT = "bot"
    OTHER = "other"


class Channel(StrEnum):
    CALL = "call"
    CHAT = "chat"
    EMAIL = "email"
    SOCIAL = "social"
    NOTE = "note"


SUPPORTED_LANGUAGES = ("en", "nl", "de", "ro")


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word of a recording: seconds from its start, certainty 0..1."""

    text: str
    start: float
    end: float
    certainty: float


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says without another taking over.

    `start` and `end` are seconds since the conversation began, None where the source gives no times.
    `name` is the display name the source gave, if any. `words` is empty for written channels.
    `language` is an ISO 639-1 code where the turn is in another language than the conversation, else None.
    """

    speaker: Speaker
    text: str
    start: float | None = None
    end: float | None = None
    name: str | None = None
    words: tuple[Word, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One interaction, wherever it came from.

    `language` is an ISO 639-1 code; it may be one that is not supported, then nothing is scored.
    `language_certainty` is 0..1 when it was detected, None when it was given. `roles_certainty` is 0..1 when the
    product decided who is the agent and whose words are whose, None when the source said it.
    `agent` names the agent (a name or an id), `started_at` is ISO 8601, `market` a country code.
    `source` is the file name it was read from, never a path. `missing_seconds` is None unless the recording is damaged
    or breaks off; then it is how much is known to be missing, 0 if that is not known.
    """

    id: str
    channel: Channel
    language: str
    turns: tuple[Turn, ...]
    language_certainty: float | None = None
    agent: str | None = None
    customer: str | None = None
    started_at: str | None = None
    market: str | None = None
    source: str | None = None
    roles_certainty: float | None = None
    missing_seconds: float | None = None

    @property
    def supported(self) -> bool:
        """Whether the conversation is in a language that can be scored."""
        return self.language in SUPPORTED_LANGUAGES
