"""Who said what in a vCon's parties, dialog and analysis."""

from __future__ import annotations

import json
from dataclasses import replace

from transcripts.conversation import Channel, Conversation, Speaker
from transcripts.errors import InputError, Problem
from transcripts.files import conversation_from_json
from transcripts.readers.fields import first_text, number, record, records
from transcripts.readers.html_text import html_to_text
from transcripts.readers.quotes import without_quotes
from transcripts.readers.roles import role_of
from transcripts.readers.source import Message, Source, Thread
from transcripts.readers.times import earliest, parse_moment
from transcripts.readers.vcon_parts import content
from transcripts.vcon import SCHEMA, VENDOR

_ROLES = {
    "agent": Speaker.AGENT, "supervisor": Speaker.AGENT, "sme": Speaker.AGENT, "customer": Speaker.CUSTOMER,
    "bot": Speaker.BOT, "thirdparty": Speaker.OTHER,
}  # fmt: skip
_TRANSCRIPTS = frozenset({"transcript", "wtf_transcription", "wtf-transcription"})
_SEGMENTS = ("segments", "turns", "utterances", "messages")


def own_conversation(vcon: dict[str, object], name: str) -> Conversation | None:
    """The conversation that this product itself wrote into the vCon, exactly as it was."""
    for analysis in records(vcon.get("analysis")):
        if analysis.get("vendor") == VENDOR and analysis.get("schema") == SCHEMA:
            try:
                return conversation_from_json(content(analysis), name)
            except InputError:
                return None
    return None


def thread_of_text(vcon: dict[str, object], source: Source, problems: list[Problem]) -> Thread | None:
    """The text dialogs as a thread, None if there are none."""
    messages = []
    is_mail = False
    for place, dialog in enumerate(records(vcon.get("dialog")), 1):
        if dialog.get("type") != "text":
            continue
        text = _text(dialog, place, source, problems)
        if text:
            is_mail = is_mail or "@" in (first_text(dialog, "message_id") or "")
            sender = dialog.get("originator", dialog.get("parties"))
            party = _party(vcon, sender)
            at = parse_moment(first_text(dialog, "start") or "")
            messages.append(replace(_message(without_quotes(text) if is_mail else text, party), at=at))
    if not messages:
        return None
    channel = Channel.EMAIL if is_mail else Channel.CHAT
    return Thread(first_text(vcon, "uuid") or source.stem, channel, tuple(messages), _language(vcon))


def thread_of_transcript(vcon: dict[str, object], source: Source, problems: list[Problem]) -> Thread | None:
    """The first transcript among the analyses that has speakers, None if there is none."""
    for place, analysis in enumerate(records(vcon.get("analysis")), 1):
        if analysis.get("type") not in _TRANSCRIPTS:
            continue
        try:
            found = content(analysis)
        except InputError as error:
            problems.append(Problem(error.code, source.name, place, error.what))
            continue
        messages = tuple(_segments(vcon, found))
        if messages:
            started = earliest(parse_moment(first_text(part, "start") or "") for part in records(vcon.get("dialog")))
            return Thread(first_text(vcon, "uuid") or source.stem, Channel.CALL, messages, _language(vcon), started)
        problems.append(Problem("unknown_transcript", source.name, place, "A transcript in a form that is not known."))
    return None


def _text(dialog: dict[str, object], place: int, source: Source, problems: list[Problem]) -> str | None:
    if "body" not in dialog:
        problems.append(Problem("not_fetched", source.name, place, "A text behind a web address."))
        return None
    try:
        found = content(dialog, parse=False)
    except InputError as error:
        problems.append(Problem(error.code, source.name, place, error.what))
        return None
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    is_html = (first_text(dialog, "mediatype", "mimetype") or "").startswith("text/html")
    return html_to_text(text) if is_html else text


def _segments(vcon: dict[str, object], transcript: object) -> list[Message]:
    """Segments as most transcribers write them, also of the World Transcription Format."""
    wrapped = record(transcript)
    rows = next((found for key in _SEGMENTS if (found := records(wrapped.get(key)))), None) or records(transcript)
    messages = []
    for row in rows:
        text = first_text(row, "text", "message", "transcript", "body")
        if text:
            party = _party(vcon, next((row[key] for key in ("party", "parties", "speaker") if key in row), None))
            start, end = number(row, "start", "start_time", "begin"), number(row, "end", "end_time")
            messages.append(replace(_message(text, party), start=start, end=end))
    return messages if any(message.name or message.speaker for message in messages) else []


def _party(vcon: dict[str, object], index: object) -> dict[str, object]:
    """The party by index, by the first of a list of indices, or by name."""
    parties = vcon.get("parties")
    while isinstance(index, list) and index:
        index = index[0]
    if isinstance(index, int) and isinstance(parties, list):
        return record(parties[index]) | {"index": index} if 0 <= index < len(parties) else {}
    if isinstance(index, str):
        named = [party for party in records(parties) if index in (party.get("name"), party.get("uuid"))]
        return named[0] if named else {"name": index}
    return {}


def _message(text: str, party: dict[str, object]) -> Message:
    role = _ROLES.get((first_text(party, "role", "type") or "").casefold())
    speaker, name = role_of(first_text(party, "name") or "")
    address = (first_text(party, "mailto", "tel", "sip", "uuid") or "").removeprefix("mailto:").removeprefix("tel:")
    if not name and not address and "index" in party:
        name = f"{party['index']}"
    return Message(text, name, address or None, role or speaker)


def _language(vcon: dict[str, object]) -> str | None:
    return first_text(vcon, "language", "lang")
