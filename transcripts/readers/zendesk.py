"""Zendesk tickets as JSON: the export (one ticket a line) and the forms of the Tickets, Comments and Audits API."""

from __future__ import annotations

from transcripts.conversation import Channel, Speaker
from transcripts.readers.assemble import assemble_each
from transcripts.readers.fields import first_text, record, records
from transcripts.readers.html_text import html_to_text
from transcripts.readers.quotes import without_quotes
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread
from transcripts.readers.times import parse_moment

_CHANNELS = {
    "email": Channel.EMAIL, "web": Channel.EMAIL, "api": Channel.EMAIL,
    "chat": Channel.CHAT, "native_messaging": Channel.CHAT, "messaging": Channel.CHAT, "whatsapp": Channel.CHAT,
    "sms": Channel.CHAT, "twitter": Channel.SOCIAL, "facebook": Channel.SOCIAL, "instagram": Channel.SOCIAL,
    "twitter_dm": Channel.SOCIAL, "instagram_dm": Channel.SOCIAL, "facebook_messenger": Channel.SOCIAL,
    "voice": Channel.CALL, "phone": Channel.CALL,
}  # fmt: skip
_ROLES = {"end-user": Speaker.CUSTOMER, "agent": Speaker.AGENT, "admin": Speaker.AGENT}


def sniff(source: Source) -> bool:
    """Whether the file begins with a ticket that has comments or audits."""
    first = source.first_object
    ticket = record(first.get("ticket")) or first
    return ("requester_id" in ticket or "requester" in ticket or "ticket" in first) and bool(_comments(first, ticket))


def read(source: Source, options: ReadOptions) -> ReadResult:
    """One conversation a ticket; private notes and the system's own entries are left out.

    An author is an agent by role if the users are in the file, else whoever is not the requester.
    """
    return assemble_each(source, options, lambda entry: [_thread(entry, source)])


def _thread(entry: dict[str, object], source: Source) -> Thread:
    ticket = record(entry.get("ticket")) or entry
    channel = _CHANNELS.get(first_text(record(ticket.get("via")), "channel") or "", Channel.EMAIL)
    people = _people(entry, ticket)
    requester = first_text(ticket, "requester_id") or first_text(record(ticket.get("requester")), "id")
    messages = []
    for comment in _comments(entry, ticket):
        author = first_text(comment, "author_id") or first_text(record(comment.get("author")), "id")
        if comment.get("public") is False or author == "-1":
            continue
        person = people.get(author or "", {}) | record(comment.get("author"))
        role = _ROLES.get(first_text(person, "role") or "")
        if role is None and requester and author:
            role = Speaker.CUSTOMER if author == requester else Speaker.AGENT
        text = _text(comment)
        messages.append(
            Message(
                without_quotes(text) if channel is Channel.EMAIL else text,
                first_text(person, "name"),
                address=first_text(person, "email") or author,
                speaker=role,
                at=parse_moment(first_text(comment, "created_at") or ""),
            )
        )
    return Thread(first_text(ticket, "id") or source.stem, channel, tuple(messages))


def _comments(entry: dict[str, object], ticket: dict[str, object]) -> list[dict[str, object]]:
    """The comments, or the comment events of audits with the audit's author and time."""
    comments = records(entry.get("comments")) or records(ticket.get("comments"))
    if comments:
        return comments
    found = []
    for audit in records(entry.get("audits")) or records(ticket.get("audits")):
        shared = {key: audit[key] for key in ("author_id", "created_at") if key in audit}
        found += [shared | event for event in records(audit.get("events")) if event.get("type") == "Comment"]
    return found


def _people(entry: dict[str, object], ticket: dict[str, object]) -> dict[str, dict[str, object]]:
    listed = records(entry.get("users")) or records(ticket.get("users"))
    named = [record(ticket.get(key)) for key in ("requester", "submitter", "assignee")]
    return {identifier: user for user in (*named, *listed) if (identifier := first_text(user, "id"))}


def _text(comment: dict[str, object]) -> str:
    plain = first_text(comment, "plain_body", "body")
    return plain if plain is not None else html_to_text(first_text(comment, "html_body") or "")
