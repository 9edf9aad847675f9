"""Intercom conversations as JSON: the first message in `source`, the rest in `conversation_parts`."""

from __future__ import annotations

from collections.abc import Iterator

from transcripts.conversation import Channel, Speaker
from transcripts.readers.assemble import assemble_each
from transcripts.readers.fields import first_text, record, records
from transcripts.readers.html_text import html_to_text
from transcripts.readers.quotes import without_quotes
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread
from transcripts.readers.times import parse_moment

# Parts whose body the customer sees; notes and the rest are internal.
_PUBLIC = frozenset({"comment", "quick_reply", "open", "close", "assignment"})
_ROLES = {
    "admin": Speaker.AGENT, "team": Speaker.AGENT, "user": Speaker.CUSTOMER, "lead": Speaker.CUSTOMER,
    "contact": Speaker.CUSTOMER, "bot": Speaker.BOT,
}  # fmt: skip
_CHANNELS = {
    "email": Channel.EMAIL, "twitter": Channel.SOCIAL, "facebook": Channel.SOCIAL, "instagram": Channel.SOCIAL,
    "phone_call": Channel.CALL, "phone_switch": Channel.CALL,
}  # fmt: skip


def sniff(source: Source) -> bool:
    """Whether the file begins with an Intercom conversation or a list of them."""
    first = source.first_object
    return any("conversation_parts" in entry for entry in (first, *records(first.get("conversations"))[:1]))


def read(source: Source, options: ReadOptions) -> ReadResult:
    """One conversation each; notes, redacted parts and parts without a body are left out."""
    return assemble_each(source, options, lambda entry: _threads(entry, source))


def _threads(entry: dict[str, object], source: Source) -> Iterator[Thread]:
    for conversation in records(entry.get("conversations")) or [entry]:
        yield _thread(conversation, source)


def _thread(conversation: dict[str, object], source: Source) -> Thread:
    opening = record(conversation.get("source"))
    channel = _CHANNELS.get(first_text(opening, "type") or "", Channel.CHAT)
    wrapped = conversation.get("conversation_parts")
    parts = records(record(wrapped).get("conversation_parts")) or records(wrapped)
    opening = {"created_at": conversation.get("created_at")} | opening
    shown = [part for part in parts if part.get("part_type") in _PUBLIC]
    messages = [_message(part, channel) for part in (opening, *shown) if not part.get("redacted")]
    kept = tuple(message for message in messages if message.text)
    language = first_text(record(conversation.get("custom_attributes")), "Language", "language")
    known = language if language and len(language) in (2, 5) else None
    return Thread(first_text(conversation, "id") or source.stem, channel, kept, known)


def _message(part: dict[str, object], channel: Channel) -> Message:
    author = record(part.get("author"))
    text = html_to_text(first_text(part, "body") or "")
    return Message(
        without_quotes(text) if channel is Channel.EMAIL else text,
        first_text(author, "name", "email"),
        address=first_text(author, "email", "id"),
        speaker=_ROLES.get(first_text(author, "type") or ""),
        at=parse_moment(first_text(part, "created_at") or ""),
    )
