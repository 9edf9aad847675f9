"""A conversation as vCon, the IETF's container for conversations (draft-ietf-vcon-vcon-core-04).

That draft deprecates the `vcon` version field, so none is written. Roles are the `role` of the contact centre
extension (draft-ietf-vcon-cc-extension, token "CC").
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

from transcripts.conversation import Channel, Conversation, Speaker
from transcripts.files import conversation_to_json

VENDOR = "Fairword"
SCHEMA = "fairword-conversation-1"
_ROLES = {Speaker.AGENT: "agent", Speaker.CUSTOMER: "customer", Speaker.BOT: "bot", Speaker.OTHER: "thirdparty"}


def to_vcon(conversation: Conversation) -> dict[str, object]:
    """The unsigned vCon of a conversation.

    A written conversation becomes one text dialog a turn, for others to read. The conversation itself goes along
    as an analysis of type transcript, so that reading the vCon gives back exactly what was written. A call has only
    that analysis, because the recording is not at hand here.
    """
    people = list(dict.fromkeys((turn.speaker, turn.name) for turn in conversation.turns))
    created = datetime.now(UTC)
    transcript: dict[str, object] = {
        "type": "transcript",
        "vendor": VENDOR,
        "schema": SCHEMA,
        "mediatype": "application/json",
        "encoding": "json",
        "body": conversation_to_json(conversation),
    }
    dialog = [] if conversation.channel is Channel.CALL else _dialog(conversation, people, created)
    if dialog:
        transcript["dialog"] = list(range(len(dialog)))
    return {
        "uuid": str(_uuid(conversation.id)),
        "extensions": ["CC"],
        "created_at": created.isoformat(),
        "parties": [_party(speaker, name) for speaker, name in people],
        "dialog": dialog,
        "analysis": [transcript],
    }


def _dialog(
    conversation: Conversation, people: list[tuple[Speaker, str | None]], otherwise: datetime
) -> list[dict[str, object]]:
    """One text dialog a turn, its sender first among the parties; `otherwise` stands in for an unknown beginning."""
    began = _moment(conversation.started_at) or otherwise
    dialog: list[dict[str, object]] = []
    for turn in conversation.turns:
        sender = people.index((turn.speaker, turn.name))
        dialog.append(
            {
                "type": "text",
                "start": (began + timedelta(seconds=turn.start or 0)).isoformat(),
                "parties": [sender, *(index for index in range(len(people)) if index != sender)],
                "mediatype": "text/plain",
                "encoding": "none",
                "body": turn.text,
                "application": conversation.channel.value,
            }
        )
    return dialog


def _party(speaker: Speaker, name: str | None) -> dict[str, object]:
    party: dict[str, object] = {"role": _ROLES[speaker]}
    # The draft asks how a name was verified wherever one is given; nothing was.
    return party if name is None else party | {"name": name, "validation": "none"}


def _uuid(identifier: str) -> UUID:
    """A version 8 UUID, the kind the draft recommends, always the same for the same conversation."""
    digest = bytearray(hashlib.sha256(identifier.encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))


def _moment(started_at: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(started_at or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
