"""vCons in other forms than the samples, and those that are refused."""

from __future__ import annotations

import gzip
import json
from base64 import urlsafe_b64encode

import pytest

from tests.transcripts.readers.reading import code_of, read, said
from transcripts.conversation import Channel

PARTIES = [{"name": "Ann", "role": "customer"}, {"name": "Kim", "role": "agent"}]


def vcon(**fields: object) -> dict[str, object]:
    return {"uuid": "u-1", "created_at": "2026-03-04T10:00:00Z", "parties": PARTIES, **fields}


def dialog(party: object, body: str, **fields: object) -> dict[str, object]:
    return {
        "type": "text",
        "start": "2026-03-04T10:00:00Z",
        "parties": party,
        "body": body,
        "encoding": "none",
        **fields,
    }


@pytest.mark.parametrize(
    ("container", "code"),
    [
        ({"payload": "e30", "signatures": []}, "signed_vcon"),
        ({"ciphertext": "x", "recipients": [], "iv": "y"}, "encrypted_vcon"),
        (vcon(redacted={"uuid": "x", "type": "PII"}, dialog=[dialog(0, "a")]), "redacted_vcon"),
        (vcon(critical=["unheard-of"], dialog=[dialog(0, "a")]), "unknown_extension"),
        (vcon(), "no_messages"),
        (vcon(dialog=[dialog(0, "a", encoding="base64url")]), "bad_content"),
        (vcon(analysis=[{"type": "transcript", "body": "just words", "encoding": "none"}]), "unknown_transcript"),
        (vcon(dialog=[{"type": "recording", "url": "../../etc/passwd"}]), "not_fetched"),
        (vcon(dialog=[{"type": "recording", "url": "C:\\call.wav"}]), "not_fetched"),
    ],
)
def test_vcon_that_cannot_be_read(container: dict[str, object], code: str) -> None:
    assert code_of(json.dumps(container), "a.vcon") == code


def test_vcon_speaker_is_originator_or_first_party() -> None:
    texts = [dialog([1, 0], "b"), dialog(0, "c"), dialog([1, 0], "d", originator=0), dialog(99, "e")]
    conversation = read(json.dumps(vcon(critical=["CC"], dialog=texts)), "a.vcon").conversations[0]
    assert said(conversation) == [("agent", "b"), ("customer", "c\nd"), ("other", "e")]


def test_vcon_packed_or_transcript_as_text() -> None:
    segments = json.dumps([{"speaker": "Kim", "text": "a", "start": 1}, {"speaker": "Ann", "text": "b", "start": 2}])
    body = urlsafe_b64encode(segments.encode()).decode().rstrip("=")
    container = vcon(analysis=[{"type": "transcript", "body": body, "encoding": "base64url"}])
    conversation = read(gzip.compress(json.dumps(container).encode()), "a.vcon.gz").conversations[0]
    assert said(conversation) == [("agent", "a"), ("customer", "b")]


def test_vcon_letters_are_freed_of_quotes() -> None:
    texts = [dialog(0, "a", message_id="<1@x>"), dialog(1, "b\n\nOn 4 Mar, Ann wrote:\n> a", message_id="<2@x>")]
    conversation = read(json.dumps(vcon(dialog=texts)), "a.vcon").conversations[0]
    assert (conversation.channel, said(conversation)) == (Channel.EMAIL, [("customer", "a"), ("agent", "b")])
