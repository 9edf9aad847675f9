"""Bytes to text when nobody says which encoding it is."""

from __future__ import annotations

from transcripts.errors import InputError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# First bytes of archives, documents, pictures and recordings that people upload by mistake.
_BINARY = (b"PK\x03\x04", b"%PDF", b"RIFF", b"ID3", b"OggS", b"fLaC", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8")
# White space, zeros and the bytes of a mark: a file of these alone holds nothing.
NOTHING = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\x0c\x1b") + b"\x7f"
# Text files carry a stray control character now and then; compressed or random bytes carry about 11 in 100.
_MOST_CONTROLS = 0.02
_ALWAYS_ALLOWED = 4
_SAMPLE = 65_536
# The bytes on which the two code pages disagree, by which of them makes a letter of our languages:
# Romanian ă Ă ş Ş ţ Ţ in cp1250, and ï è ê à ñ ô-like letters (Dutch, loan words) in cp1252.
_CP1250_LETTERS = b"\xe3\xc3\xba\xaa\xfe\xde"
_CP1252_LETTERS = b"\xef\xe8\xea\xe0\xf1\xcf\xc8\xca\xc0\xfb\xf9"


def decode(data: bytes, name: str) -> str:
    """The text in `data` with line ends as \\n and without a byte order mark.

    Knows UTF-8, UTF-16 and UTF-32 (by mark, UTF-16 also without), else Windows 1250 or 1252 by the letters
    they make; lines in different encodings within one file are decoded each on its own.
    Raises InputError with code `empty` or `not_text`.
    """
    if not data.strip(NOTHING):
        raise InputError("empty", name, "The file is empty.")
    text = _marked(data)
    if text is None:
        if data.startswith(_BINARY) or _is_binary(data):
            raise InputError("not_text", name, "This is not a text file.", "Recordings are transcribed, not read.")
        text = _unmarked(data)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _marked(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    encoding = _utf16_without_mark(data[:_SAMPLE])
    return data.decode(encoding, "replace") if encoding else None


def _utf16_without_mark(sample: bytes) -> str:
    """UTF-16 of our languages has a zero in nearly every second byte, always on the same side."""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


def _is_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > _ALWAYS_ALLOWED + _MOST_CONTROLS * len(sample)


def _unmarked(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lines: list[str | bytes] = []
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line)
    page = _code_page(b"".join(line for line in lines if isinstance(line, bytes)))
    return "\n".join(line.decode(page, "replace") if isinstance(line, bytes) else line for line in lines)


def _code_page(data: bytes) -> str:
    central = sum(data.count(bytes([code])) for code in _CP1250_LETTERS)
    western = sum(data.count(bytes([code])) for code in _CP1252_LETTERS)
    return "cp1250" if central > western else "cp1252"
