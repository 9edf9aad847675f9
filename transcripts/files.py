"""Conversations as versioned JSON, the form in which the parts of the product hand them on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from transcripts.conversation import Channel, Conversation, Speaker, Turn, Word
from transcripts.errors import InputError, Problem
from transcripts.json_values import json_values
from transcripts.readers.decode import decode

VERSION = 1


def conversation_to_json(conversation: Conversation) -> dict[str, object]:
    """The conversation as plain values ready for `json.dumps`; fields without a value are left out."""
    return _filled(
        {
            "version": VERSION,
            "id": conversation.id,
            "language": conversation.language,
            "language_certainty": conversation.language_certainty,
            "roles_certainty": conversation.roles_certainty,
            "channel": conversation.channel.value,
            "agent": conversation.agent,
            "customer": conversation.customer,
            "started_at": conversation.started_at,
            "market": conversation.market,
            "source": conversation.source,
            "missing_seconds": conversation.missing_seconds,
            "turns": [_turn_to_json(turn) for turn in conversation.turns],
        }
    )


def conversation_from_json(data: object, name: str) -> Conversation:
    """The conversation in `data`; `name` is the file it came from, for errors.

    Needs `id`, `language`, `channel` and `turns` with `speaker` and `text`; unknown fields are ignored,
    channel "phone" is a call, "en-GB" is language "en". Raises InputError with code `missing_field` or
    `wrong_field`, naming the field (`turns[3].speaker`).
    """
    try:
        checked = _Conversation.model_validate(data)
    except ValidationError as error:
        # The input is left out of the message: it may hold a customer's words.
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        code = "missing_field" if first["type"] == "missing" else "wrong_field"
        raise InputError(code, name, f"{_path(first['loc'])}: {first['msg']}.") from None
    turns = tuple(turn.value() for turn in checked.turns)
    return Conversation(
        id=checked.id,
        channel=checked.channel,
        language=checked.language,
        turns=turns,
        language_certainty=checked.language_certainty,
        roles_certainty=checked.roles_certainty,
        agent=checked.agent,
        customer=checked.customer,
        started_at=checked.started_at,
        market=checked.market,
        source=checked.source,
        missing_seconds=checked.missing_seconds,
    )


def iter_conversations(data: bytes, name: str) -> Iterator[Conversation | Problem]:
    """The conversations in `data`: one JSON object, a list, objects one after another, or one a line.

    An entry that cannot be used comes as a Problem in its place, the rest is still read.
    Raises InputError if there is no JSON value at all (`empty`) or the bytes are not text (`not_text`).
    """
    empty = True
    for item in json_values(decode(data, name), name):
        empty = False
        if isinstance(item, Problem):
            yield item
            continue
        try:
            yield conversation_from_json(item.value, name)
        except InputError as error:
            yield Problem(error.code, name, item.line, error.what)
    if empty:
        raise InputError("empty", name, "There is no conversation in it.")


def _turn_to_json(turn: Turn) -> dict[str, object]:
    words = [
        {"text": word.text, "start": word.start, "end": word.end, "certainty": word.certainty} for word in turn.words
    ]
    return {"speaker": turn.speaker.value, "text": turn.text} | _filled(
        {"start": turn.start, "end": turn.end, "name": turn.name, "language": turn.language, "words": words or None}
    )


def _filled(fields: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value is not None}


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path or "the value"


def _channel(value: object) -> object:
    return "call" if value == "phone" else value


def _language(value: object) -> object:
    return value.replace("_", "-").split("-")[0].lower() if isinstance(value, str) else value


def _identifier(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Seconds = Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)]
_Language = Annotated[str, BeforeValidator(_language), Field(pattern="^[a-z]{2,3}$")]
_Certainty = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Checked(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Word(_Checked):
    text: str
    start: _Seconds
    end: _Seconds
    certainty: _Certainty

    def value(self) -> Word:
        return Word(self.text, self.start, self.end, self.certainty)


class _Turn(_Checked):
    speaker: Speaker
    text: str
    start: _Seconds | None = None
    end: _Seconds | None = None
    name: str | None = None
    words: tuple[_Word, ...] = ()
    language: _Language | None = None

    def value(self) -> Turn:
        words = tuple(word.value() for word in self.words)
        return Turn(self.speaker, self.text, self.start, self.end, self.name, words, self.language)


class _Conversation(_Checked):
    version: Literal[1] = 1
    id: Annotated[str, BeforeValidator(_identifier), Field(min_length=1, max_length=500)]
    language: _Language
    channel: Annotated[Channel, BeforeValidator(_channel)]
    turns: tuple[_Turn, ...]
    language_certainty: _Certainty | None = None
    roles_certainty: _Certainty | None = None
    agent: str | None = None
    customer: str | None = None
    started_at: str | None = None
    market: str | None = None
    source: str | None = None
    missing_seconds: _Seconds | None = None
