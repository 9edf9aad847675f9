"""Threads of social media as JSON: a post, the replies below it, and direct messages.

Takes the neutral form {"platform", "brand", "post": {...}, "replies": [...], "direct_messages": [...]}, the same
with the post's fields at the top, and the shapes of the Graph API (message, from, comments.data) and of the X API
(data with author_id, users under includes).
"""

from __future__ import annotations

from collections.abc import Iterator

from transcripts.conversation import Channel
from transcripts.readers.assemble import assemble_each
from transcripts.readers.fields import first_text, record, records
from transcripts.readers.html_text import html_to_text, looks_like_html
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread
from transcripts.readers.times import parse_moment

_CHILDREN = ("replies", "comments", "direct_messages", "dms", "messages")
_TEXT = ("text", "full_text", "message", "body", "content")
_TIME = ("created_at", "created_time", "timestamp", "time", "date")
_AUTHOR = ("author", "from", "user", "handle", "username", "author_id", "sender")
_BRAND = ("brand", "brand_handle", "page", "account")


def sniff(source: Source) -> bool:
    """Whether the file begins with a post and what was answered, or an X API answer with its users."""
    first = source.first_object
    if "post" in first or "direct_messages" in first or ("includes" in first and "data" in first):
        return True
    return any(key in first for key in _TEXT) and any(key in first for key in ("replies", "comments"))


def read(source: Source, options: ReadOptions) -> ReadResult:
    """One conversation a thread, in order of time; the brand's handle is the agent."""
    return assemble_each(source, options, lambda entry: [_thread(entry, source)])


def _thread(entry: dict[str, object], source: Source) -> Thread:
    language = first_text(entry, "language", "lang")
    messages = tuple(_messages(entry))
    return Thread(_identifier(entry, source), Channel.SOCIAL, messages, language, agents=tuple(_brands(entry)))


def _messages(entry: dict[str, object]) -> Iterator[Message]:
    users = {first_text(user, "id"): user for user in records(record(entry.get("includes")).get("users"))}
    waiting = [record(entry.get("post")), *records(entry.get("data")), entry]
    while waiting:
        post = waiting.pop(0) if len(waiting) < 2 else waiting.pop()
        text = first_text(post, *_TEXT)
        if text:
            name, address = _author(post, users)
            body = html_to_text(text) if looks_like_html(text) else text
            yield Message(body, name, address=address, at=parse_moment(first_text(post, *_TIME) or ""))
        for key in _CHILDREN:
            waiting += records(post.get(key))


def _author(post: dict[str, object], users: dict[str | None, dict[str, object]]) -> tuple[str | None, str | None]:
    """Display name and handle of a post's author."""
    for key in _AUTHOR:
        value = post.get(key)
        if isinstance(value, dict):
            handle = first_text(value, "handle", "username", "screen_name", "id")
            return first_text(value, "name", "display_name") or handle, handle
        if isinstance(value, str) and value:
            user = users.get(value, {})
            return first_text(user, "name") or value, first_text(user, "username") or value
    return None, None


def _brands(entry: dict[str, object]) -> Iterator[str]:
    for key in _BRAND:
        value = entry.get(key)
        for brand in value if isinstance(value, list) else [value]:
            found = first_text(brand, "handle", "username", "name") if isinstance(brand, dict) else brand
            if isinstance(found, str) and found:
                yield found


def _identifier(entry: dict[str, object], source: Source) -> str:
    return (
        first_text(entry, "id", "conversation_id", "thread_id")
        or first_text(record(entry.get("post")), "id")
        or source.stem
    )
