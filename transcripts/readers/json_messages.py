"""JSON: the product's own form, and lists of messages under the key names chat systems commonly use."""

from __future__ import annotations

from dataclasses import replace

from transcripts.conversation import Channel, Conversation
from transcripts.errors import InputError, Problem
from transcripts.files import conversation_from_json
from transcripts.readers.assemble import assemble
from transcripts.readers.clocks import clock_offsets
from transcripts.readers.fields import first_text, number, records
from transcripts.readers.html_text import html_to_text, looks_like_html
from transcripts.readers.roles import is_system, role_of
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread
from transcripts.readers.times import moments

_LISTS = ("messages", "utterances", "segments", "entries", "transcript", "conversation", "chat", "events", "log")
_TEXT = ("text", "message", "body", "content", "utterance", "transcript")
_ROLE = ("role", "speaker", "sender_type", "author_type", "type_of_author", "sender", "from", "author", "user")
_NAME = ("name", "sender_name", "author_name", "display_name", "user_name", "username", "participant")
_TIME = ("timestamp", "time", "created_at", "createdAt", "sent_at", "sentAt", "date", "datetime", "at", "ts")
_START = ("start", "start_time", "startTime", "begin", "offset")
_END = ("end", "end_time", "endTime")
_IDS = ("id", "conversation_id", "conversationId", "chat_id", "session_id", "ticket_id")


def sniff(source: Source) -> bool:
    """Whether the file begins with an object that is a conversation, or a message of a plain list."""
    first = source.first_object
    return bool(first) and ("turns" in first or _message_list(first) is not None or _is_message(first))


def read(source: Source, options: ReadOptions) -> ReadResult:
    """Every conversation in the file: one object, a list, objects one after another, or one a line.

    A plain list of messages is one conversation; messages that carry a conversation id are parted by it.
    """
    conversations: list[Conversation] = []
    problems: list[Problem] = []
    loose: dict[str, list[dict[str, object]]] = {}
    for item in source.json:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        fields = item.value
        messages = _message_list(fields)
        if "turns" in fields:
            try:
                own = conversation_from_json(fields, source.name)
                conversations.append(replace(own, source=own.source or source.name))
            except InputError as error:
                problems.append(Problem(error.code, source.name, item.line, error.what))
        elif messages is not None:
            conversations.append(_conversation(fields, messages, source, options))
        elif _is_message(fields):
            loose.setdefault(first_text(fields, *_IDS[1:]) or source.stem, []).append(fields)
        else:
            problems.append(Problem("no_messages", source.name, item.line, "Neither a conversation nor a message."))
    for key, rows in loose.items():
        conversations.append(_conversation({"id": key}, rows, source, options))
    return ReadResult(tuple(kept for kept in conversations if kept.turns), tuple(problems))


def _message_list(fields: dict[str, object]) -> list[dict[str, object]] | None:
    for key in _LISTS:
        found = records(fields.get(key))
        if any(_is_message(row) for row in found[:20]):
            return found
    return None


def _is_message(fields: dict[str, object]) -> bool:
    return any(isinstance(fields.get(key), str) for key in _TEXT) and (
        _label(fields) is not None or first_text(fields, *_NAME) is not None
    )


def _label(fields: dict[str, object]) -> str | None:
    """The role or name: a plain string, or the role or name inside an author object."""
    for key in _ROLE:
        value = fields.get(key)
        if isinstance(value, dict):
            value = first_text(value, "role", "type", "name", "display_name", "username", "id")
        if isinstance(value, str | int) and str(value).strip():
            return str(value)
    return None


def _name(fields: dict[str, object]) -> str | None:
    for key in _ROLE:
        value = fields.get(key)
        if isinstance(value, dict) and (name := first_text(value, "name", "display_name", "username")):
            return name
    return first_text(fields, *_NAME)


def _conversation(
    fields: dict[str, object], rows: list[dict[str, object]], source: Source, options: ReadOptions
) -> Conversation:
    written = [first_text(row, *_TIME) for row in rows]
    offsets, positions = clock_offsets(written)
    messages = []
    for row, at, offset in zip(rows, moments(written), offsets, strict=True):
        label = _label(row) or ""
        text = next((value for key in _TEXT if isinstance(value := row.get(key), str)), "")
        if is_system(label) or not text:
            continue
        speaker, name = role_of(label)
        start = number(row, *_START)
        messages.append(
            Message(
                html_to_text(text) if looks_like_html(text) and text.lstrip().startswith("<") else text,
                _name(row) or name,
                speaker=speaker,
                at=at,
                start=offset if start is None else start,
                end=number(row, *_END),
            )
        )
    recorded = positions or any(message.end is not None for message in messages)
    channel = _channel(first_text(fields, "channel", "type", "medium")) or (Channel.CALL if recorded else Channel.CHAT)
    identifier = first_text(fields, *_IDS) or source.stem
    return assemble(
        Thread(identifier, channel, tuple(messages), first_text(fields, "language", "lang", "locale")), source, options
    )


def _channel(word: str | None) -> Channel | None:
    known = {"phone": Channel.CALL, "voice": Channel.CALL, "mail": Channel.EMAIL, "e-mail": Channel.EMAIL}
    word = (word or "").casefold()
    return known.get(word) or (next((channel for channel in Channel if channel.value == word), None))
