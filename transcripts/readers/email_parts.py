"""One e-mail message: headers decoded, the text its writer wrote, whatever the mail program did."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.utils import getaddresses

from transcripts.errors import InputError
from transcripts.readers.decode import decode
from transcripts.readers.html_text import html_to_text
from transcripts.readers.quotes import without_quotes
from transcripts.readers.times import parse_moment

_LONGEST_HEADER = 2_000
_MOST_PARTS = 200
# Each level of multipart declares a boundary; parsing costs lines times levels.
_MOST_BOUNDARIES = 50
# Codecs beside these are slow on hostile input (punycode, idna) or no character sets at all.
_CHARSETS = ("utf", "ascii", "iso8859", "cp1", "cp8", "koi8", "mac", "gb", "big5", "euc", "shift_jis")


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail; `others` are the addresses in To and Cc, `text` is without quoted history."""

    text: str
    name: str | None
    address: str
    others: tuple[str, ...]
    subject: str
    sent: datetime | None
    identifier: str
    references: tuple[str, ...]


def parse_letter(data: bytes, name: str) -> Letter:
    """The e-mail in `data`. Raises InputError with code `not_email` or `too_nested`."""
    if data.count(b"boundary=") > _MOST_BOUNDARIES:
        raise InputError("too_nested", name, "The e-mail has too many parts within parts.")
    try:
        mail = message_from_bytes(data)
    except (RecursionError, ValueError, LookupError, AttributeError):
        raise InputError("not_email", name, "The e-mail's structure cannot be read.") from None
    senders = _addresses(mail, "From") or _addresses(mail, "Sender")
    if not senders:
        raise InputError("not_email", name, "There is no From header.")
    display, address = senders[0]
    references = f"{_header(mail, 'References')} {_header(mail, 'In-Reply-To')}".split()
    return Letter(
        text=without_quotes(_body(mail, name)),
        name=display or address or None,
        address=address.casefold(),
        others=tuple(other.casefold() for field in ("To", "Cc") for _, other in _addresses(mail, field) if other),
        subject=_header(mail, "Subject"),
        sent=parse_moment(_header(mail, "Date").partition("(")[0]),
        identifier=_header(mail, "Message-ID").strip("<> "),
        references=tuple(reference.strip("<>") for reference in references if len(reference) < 300),
    )


def _body(mail: Mail, name: str) -> str:
    """The text parts in order; of a plain and an HTML version of the same text the plain one."""
    plain: list[str] = []
    html: list[str] = []
    for number, part in enumerate(mail.walk()):
        if number > _MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or "attachment" in str(part.get("Content-Disposition", ""))[:40]:
            continue
        text = _part_text(part, name)
        if kind == "text/plain":
            plain.append(text)
        else:
            html.append(html_to_text(text))
    return "\n".join(plain) if any(text.strip() for text in plain) else "\n".join(html)


def _part_text(part: Mail, name: str) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    try:
        charset = codecs.lookup(part.get_content_charset() or "").name
        if charset.startswith(_CHARSETS):
            return payload.decode(charset, "replace").replace("\r\n", "\n")
    except (LookupError, ValueError):
        pass
    try:
        return decode(payload, name)
    except InputError:
        return ""


def _header(mail: Mail, field: str) -> str:
    raw = str(mail.get(field, ""))[:_LONGEST_HEADER]
    try:
        return " ".join(str(make_header(decode_header(raw))).split())
    except (LookupError, ValueError, HeaderParseError):
        return " ".join(raw.split())


def _addresses(mail: Mail, field: str) -> list[tuple[str, str]]:
    raw = str(mail.get(field, ""))[:_LONGEST_HEADER]
    return [(_decoded(display), address.strip()) for display, address in getaddresses([raw]) if address or display]


def _decoded(display: str) -> str:
    try:
        return " ".join(str(make_header(decode_header(display))).split())
    except (LookupError, ValueError, HeaderParseError):
        return display
