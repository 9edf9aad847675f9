"""How long a recording should be by what it says itself, to know whether it breaks off."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from av import AudioStream
    from av.container import InputContainer

# Formats whose header states a length in time. It is written when the recording is complete.
_STATE_SECONDS = frozenset({"mov", "aiff", "flac", "matroska", "flv", "asf"})
_PADDING_SECONDS = 0.5  # a difference below that is the padding of a codec, not a loss
_ABSURD_SECONDS = 24 * 3600  # a header that promises more lies
# A recorder that cannot go back to its header leaves 0, or nearly 2 or 4 GiB.
_PLACEHOLDER = 0x7FFF0000
_HEAD_BYTES = 1 << 16


def stated_seconds(container: InputContainer, stream: AudioStream, kind: str) -> float:
    """The length that the header of an open file gives, 0 if none; `kind` is FFmpeg's name of the format."""
    import av

    # The length of the whole is that of the longest track, which may be the picture.
    if kind not in _STATE_SECONDS or len(container.streams) > len(container.streams.audio):
        return 0.0
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def missing_seconds(file: BinaryIO, seconds: float, stated: float) -> float:
    """How much longer a recording of so many `seconds` should be by its header, 0 if that is not known."""
    file.seek(0)
    whole = _stated_bytes(file.read(_HEAD_BYTES))
    size = file.seek(0, os.SEEK_END)
    missing = seconds * (whole - size) / size if whole else stated - seconds
    return missing if _PADDING_SECONDS < missing < _ABSURD_SECONDS else 0.0


def _stated_bytes(head: bytes) -> int:
    """The length of the file by its header, 0 if it gives none in bytes.

    FFmpeg cuts these lengths to the file, and guesses the length of an MP3 without a Xing header.
    """
    whole = 0
    if head.startswith(b"RIFF"):
        whole = int.from_bytes(head[4:8], "little") + 8
    elif head.startswith((b"RF64", b"BW64")):  # EBU Tech 3306: the first eight bytes of the ds64 chunk
        return int.from_bytes(head[20:28], "little") + 8
    elif head.startswith(b"riff"):  # Wave64
        return int.from_bytes(head[16:24], "little")
    elif head.startswith(b".snd"):
        whole = int.from_bytes(head[4:8], "big") + int.from_bytes(head[8:12], "big")
    else:
        return _stated_mp3_bytes(head)
    return whole if whole < _PLACEHOLDER else 0


def _stated_mp3_bytes(head: bytes) -> int:
    """By the Xing header, which fills the first frame: flags, then the frames and the bytes of the stream."""
    at = max(head.find(b"Xing"), head.find(b"Info"))
    flags = int.from_bytes(head[at + 4 : at + 8], "big")
    if at < 0 or flags & 3 != 3 or flags > 15:
        return 0
    return at + int.from_bytes(head[at + 12 : at + 16], "big")


def ogg_breaks_off(file: BinaryIO) -> bool:
    """Whether a file is in Ogg and lacks the mark at its last page that the stream ends there (RFC 3533, 6)."""
    file.seek(0)
    if file.read(4) != b"OggS":
        return False
    file.seek(max(0, file.seek(0, os.SEEK_END) - (1 << 16)))  # a page is never longer
    tail = file.read()
    last = tail.rfind(b"OggS")
    return not tail[last + 5 : last + 6] or not tail[last + 5] & 4
