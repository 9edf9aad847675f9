"""vCon containers: version 0.4.0 and the draft form without version (draft-ietf-vcon-vcon-core-04).

Text dialogs and transcripts become a conversation, recordings are handed on. Nothing is fetched: content behind a
web address is reported. Roles come from the contact centre extension (draft-ietf-vcon-cc-extension).
"""

from __future__ import annotations

import zlib

from transcripts.errors import InputError, Problem
from transcripts.readers.assemble import assemble
from transcripts.readers.fields import records
from transcripts.readers.source import ReadOptions, ReadResult, Recording, Source
from transcripts.readers.vcon_content import own_conversation, thread_of_text, thread_of_transcript
from transcripts.readers.vcon_parts import recordings

_GZIP = b"\x1f\x8b"
_LIMIT = 2**26
_UNDERSTOOD = frozenset({"CC", "cc"})


def sniff(source: Source) -> bool:
    """Whether the file is a vCon in any form, packed or not."""
    first = _unpacked(source).first_object
    if "vcon" in first or {"payload", "signatures"} <= first.keys() or {"ciphertext", "recipients"} <= first.keys():
        return True
    return "uuid" in first and ("parties" in first or "dialog" in first)


def read(source: Source, options: ReadOptions) -> ReadResult:
    """One conversation a vCon that has text or a transcript, and the recordings of all.

    Problem codes for a vCon that is not read: `signed_vcon`, `encrypted_vcon`, `redacted_vcon`,
    `unknown_extension`; for parts: `not_fetched`, `unknown_transcript`, `bad_content`.
    """
    source = _unpacked(source)
    conversations = []
    problems: list[Problem] = []
    found: list[Recording] = []
    for item in source.json:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        vcon = item.value
        refusal = _refusal(vcon)
        if refusal:
            problems.append(Problem(refusal[0], source.name, item.line, refusal[1]))
            continue
        own = own_conversation(vcon, source.name)
        thread = None if own else thread_of_text(vcon, source, problems) or thread_of_transcript(vcon, source, problems)
        if own:
            conversations.append(own)
        elif thread:
            conversations.append(assemble(thread, source, options))
        found += recordings(vcon, source, problems)
    return ReadResult(tuple(conversations), tuple(problems), tuple(found))


def _refusal(vcon: dict[str, object]) -> tuple[str, str] | None:
    if "ciphertext" in vcon:
        return "encrypted_vcon", "The vCon is encrypted. Decrypt it first."
    if "payload" in vcon and "signatures" in vcon:
        return "signed_vcon", "The vCon is in signed form. Verify it and export the vCon inside."
    if vcon.get("redacted"):
        return "redacted_vcon", "The vCon is redacted: words may be missing from it. Use the full one."
    critical = vcon.get("critical") or vcon.get("must_support")
    unknown = [name for name in critical if name not in _UNDERSTOOD] if isinstance(critical, list) else []
    if unknown:
        return "unknown_extension", "The vCon needs an extension that is not understood here."
    if not records(vcon.get("dialog")) and not records(vcon.get("analysis")):
        return "no_messages", "The vCon holds neither dialog nor transcript."
    return None


def _unpacked(source: Source) -> Source:
    """The source itself, or what is inside if it is packed with gzip. Raises InputError with code `too_large`."""
    if not source.data.startswith(_GZIP):
        return source
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unpacker.decompress(source.data, _LIMIT + 1)
    except zlib.error:
        raise InputError("not_text", source.name, "The packed file is damaged.") from None
    if len(data) > _LIMIT:
        raise InputError("too_large", source.name, "Unpacked, the file is larger than 64 MB.")
    return Source(source.name, data)
