"""What kind of recording a file is. Its first bytes decide, never its name.

The name only tells the headerless telephone formats apart. The format found is forced on FFmpeg, so a file cannot
talk it into playlists, which open other files.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import BinaryIO

import numpy as np

from transcripts.errors import InputError

HINT = "Give a recording such as wav, mp3, ogg, opus, m4a, flac or webm."
_DECRYPT = "Decrypt it first, or export the recording without protection."

_HEAD_BYTES = 1 << 14  # room for several frames of any MP3 or AAC, and enough bytes to tell random ones

# First bytes (offset, bytes) -> FFmpeg's name of the format.
_SIGNATURES = (
    (8, b"WAVE", "wav"),  # RIFF, RF64 and BW64
    (8, b"AVI ", "avi"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b"riff\x2e\x91\xcf\x11", "w64"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    *((4, box, "mov") for box in (b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"wide", b"free", b"skip")),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"caff", "caf"),
    (0, b"#!AMR", "amr"),
    (0, b".snd", "au"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (0, b"FLV\x01", "flv"),
    (0, b"\x00\x00\x01\xba", "mpeg"),
)
# First bytes of what people send by mistake -> what it is.
_OTHERS = (
    (b"PK\x03\x04", "a zip archive"),
    (b"Rar!", "a rar archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)
# First bytes of encrypted files: OpenPGP in text form, S/MIME and other PEM, OpenSSL, age.
_ENCRYPTED = (b"-----BEGIN ", b"Salted__", b"age-encryption.org/")
# Suffix of a file without a header -> FFmpeg's name and, where the format fixes none, its options.
_HEADERLESS = {
    ".g722": ("g722", {}),
    ".sln": ("sln", {}),
    **dict.fromkeys((".alaw", ".al"), ("alaw", {"sample_rate": "8000"})),
    **dict.fromkeys((".ulaw", ".ul", ".mulaw"), ("mulaw", {"sample_rate": "8000"})),
}
_GSM_FRAME_BYTES = 33
_KILOBITS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KILOBITS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def detect_format(file: BinaryIO, name: str) -> tuple[str, dict[str, str]]:
    """FFmpeg's name of the format of an open file, and the options it needs; leaves the file at its beginning.

    `name` is the file's name. Raises InputError: `not_audio`, or `encrypted` if it looks as if only a key is missing.
    """
    head = file.read(_HEAD_BYTES)
    suffix = PurePath(name).suffix.lower()
    options: dict[str, str] = {}
    if head.startswith(b"ID3"):  # a tag that stands before MP3, and sometimes before AAC or FLAC
        file.seek(_id3_length(head))
        kind = _known_format(file.read(_HEAD_BYTES)) or "mp3"
    elif known := _known_format(head):
        kind = known
        if kind == "wav" and _length_too_small(file, head):
            options = {"ignore_length": "1"}
    elif suffix in _HEADERLESS and head and not _is_random(head):
        kind, options = _HEADERLESS[suffix]
    else:
        raise _refusal(head, name)
    file.seek(0)
    return kind, options


def _known_format(head: bytes) -> str | None:
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind
    return "gsm" if _is_gsm(head) else _frame_format(head)


def _id3_length(head: bytes) -> int:
    """Bytes of the ID3v2 tag: seven bits of each of four bytes, without the header's ten (id3.org, 3.1)."""
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))


def _is_gsm(head: bytes) -> bool:
    """Each GSM 06.10 frame begins with the bits 1101. Of other bytes one in sixteen does; a few may be damaged."""
    starts = head[: len(head) // _GSM_FRAME_BYTES * _GSM_FRAME_BYTES : _GSM_FRAME_BYTES]
    return len(starts) >= 8 and sum(byte >> 4 == 0xD for byte in starts) > 0.9 * len(starts)


def _length_too_small(file: BinaryIO, head: bytes) -> bool:
    """Whether a WAV goes on behind the end of its sound, but not with another chunk: the recorder did not correct
    the length at last. (FFmpeg knows a length of 0 itself.) Chunks have a name of four letters and a length.
    """
    at = 12
    while head[at : at + 4] != b"data":
        if len(head) < at + 8:
            return False
        at += 8 + _even(int.from_bytes(head[at + 4 : at + 8], "little"))
    length = int.from_bytes(head[at + 4 : at + 8], "little")
    file.seek(at + 8 + _even(length))
    following = file.read(4)
    return length > 0 and len(following) == 4 and not all(0x20 <= byte < 0x7F for byte in following)


def _even(length: int) -> int:
    return length + length % 2


def _is_random(head: bytes) -> bool:
    """Whether all byte values are equally frequent, as in an encrypted file, by Pearson's chi-square.

    Random bytes give 255 with a deviation of 23; the densest of the sound formats (AAC) gives over 500.
    """
    counts = np.bincount(np.frombuffer(head, dtype=np.uint8), minlength=256)
    wanted = len(head) / 256
    return wanted >= 4 and float(((counts - wanted) ** 2).sum() / wanted) < 400


def _refusal(head: bytes, name: str) -> InputError:
    if not head:
        return InputError("not_audio", name, "The file is empty.", "Check that the upload or the export was complete.")
    if not any(head):
        hint = "Check that the upload or the export was complete."
        return InputError("not_audio", name, "The file begins with zero bytes only.", hint)
    if head.startswith(b"PK\x03\x04") and head[6] & 1:  # APPNOTE 4.4.4: bit 0 of the flags means encrypted
        return InputError("encrypted", name, "The file is an encrypted zip archive.", "Unpack it with its password.")
    for start, what in _OTHERS:
        if head.startswith(start):
            return InputError("not_audio", name, f"The file is {what}, not a recording.", HINT)
    if head.startswith(_ENCRYPTED) or _is_random(head):
        return InputError("encrypted", name, "The file looks encrypted.", _DECRYPT)
    return InputError("not_audio", name, "The file is not a recording, or its header is missing.", HINT)


def _frame_format(head: bytes) -> str | None:
    """MP3 and AAC streams have no signature, only frames.

    Two in a row at the very beginning are proof that random bytes do not give; where a stream was cut out of a
    longer one and begins amid a frame, four are asked for.
    """
    body = head.lstrip(b"\0")
    for kind, length in (("mp3", _mp3_frame_length), ("aac", _aac_frame_length)):
        at, wanted = 0, 2
        while at >= 0:
            place = at
            for _ in range(wanted):
                step = length(body[place : place + 8])
                place += step
                if not step:
                    break
            else:
                return kind
            at, wanted = body.find(b"\xff", at + 1), 4
    return None


def _mp3_frame_length(head: bytes) -> int:
    """Bytes of the layer III frame that `head` begins with, 0 if it does not (ISO 11172-3 and 13818-3, 2.4.2.3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate, padding = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or bitrate in {0, 15} or rate == 3:
        return 0
    first_edition = version == 3
    kilobits = (_KILOBITS_1 if first_edition else _KILOBITS_2)[bitrate - 1]
    hertz = (44_100, 48_000, 32_000)[rate] // {3: 1, 2: 2, 0: 4}[version]
    return (144_000 if first_edition else 72_000) * kilobits // hertz + padding


def _aac_frame_length(head: bytes) -> int:
    """Bytes of the ADTS frame that `head` begins with, 0 if it does not (ISO 13818-7, 6.2)."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else 0  # the header alone has seven
