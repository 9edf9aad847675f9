"""Any recording -> one float32 signal a channel, with PyAV (which brings its own FFmpeg libraries).

What a file is, its first bytes decide, never its name: the name only tells the headerless telephone formats
apart. The format found is forced on FFmpeg, so a file cannot talk it into playlists, which open other files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from transcripts.errors import InputError

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream, Packet
    from av.container import InputContainer

Samples = NDArray[np.float32]

SAMPLE_RATE = 16_000  # what Whisper and its voice detector were trained on
MAX_SECONDS = 4 * 3600  # no call is longer; four hours of stereo are 1.8 GB of samples
MAX_BYTES = 1 << 30
_HEAD_BYTES = 1 << 14  # room for two frames of any MP3 or AAC after some padding
_SAMPLE_RATES = range(4_000, 768_001)  # a header outside of this lies, and would swell a small file to hours

# First bytes (offset, bytes) -> FFmpeg's name of the format.
_SIGNATURES = (
    (8, b"WAVE", "wav"),  # RIFF and RF64
    (8, b"AVI ", "avi"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b"riff\x2e\x91\xcf\x11", "w64"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"ID3", "mp3"),
    (4, b"ftyp", "mov"),
    (4, b"moov", "mov"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"caff", "caf"),
    (0, b"#!AMR", "amr"),
    (0, b".snd", "au"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (0, b"FLV\x01", "flv"),
    (0, b"\x00\x00\x01\xba", "mpeg"),
)
# Suffix of a file without a header -> FFmpeg's name and, where the format fixes none, its options.
_HEADERLESS = {
    ".gsm": ("gsm", {}),
    ".g722": ("g722", {}),
    **dict.fromkeys((".alaw", ".al"), ("alaw", {"sample_rate": "8000"})),
    **dict.fromkeys((".ulaw", ".ul", ".mulaw"), ("mulaw", {"sample_rate": "8000"})),
}
_KILOBITS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KILOBITS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HINT = "Give a recording such as wav, mp3, ogg, opus, m4a, flac or webm; a file that is encrypted must be decrypted."


@dataclass(frozen=True, slots=True)
class Channels:
    """The signals of a recording, all of the same length: float32 in -1..1, 16,000 samples a second.

    One for a mono recording, two for anything wider (FFmpeg mixes more than two channels down to two).
    """

    samples: tuple[Samples, ...]

    @property
    def seconds(self) -> float:
        return len(self.samples[0]) / SAMPLE_RATE


def load_channels(source: str | Path | bytes, name: str | None = None) -> Channels:
    """The channels of a recording given as a path or as the content of a file.

    `name` is the file name to report and to take the suffix from (default: that of the path). A video gives
    its first sound track. A file that breaks off is decoded as far as it goes. Needs about 0.2 MB for a
    second of stereo at its peak.

    Raises InputError: `not_audio` (empty, encrypted, another kind of file, no sound track), `too_large`
    (over 1 GiB or four hours), `unreadable` (the file cannot be opened).
    """
    name = name or (PurePath(source).name if not isinstance(source, bytes) else "recording")
    try:
        with io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            if size > MAX_BYTES:
                raise _too_large(name)
            file.seek(0)
            kind, options = _format(file.read(_HEAD_BYTES), name)
            file.seek(0)
            return _decode(file, kind, options, name)
    except OSError as error:
        raise InputError("unreadable", name, "The file cannot be opened.", "Check the path and its rights.") from error


def _format(head: bytes, name: str) -> tuple[str, dict[str, str]]:
    """FFmpeg's name of the format and its options, from its first bytes; InputError `not_audio` if unknown."""
    if not head:
        raise InputError("not_audio", name, "The file is empty.", "Check that the upload or the export was complete.")
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind, {}
    suffix = PurePath(name).suffix.lower()
    if suffix in _HEADERLESS and (suffix != ".gsm" or head[0] >> 4 == 0xD):  # each GSM frame begins with 1101
        return _HEADERLESS[suffix]
    frames = _frame_format(head.lstrip(b"\0"))
    if frames is None:
        raise InputError("not_audio", name, "The file is not a recording, or its header is missing.", _HINT)
    return frames, {}


def _frame_format(head: bytes) -> str | None:
    """MP3 and AAC streams have no signature, only frames; two in a row are proof that random bytes do not give."""
    for kind, length in (("mp3", _mp3_frame_length), ("aac", _aac_frame_length)):
        first = length(head)
        if first and length(head[first:]):
            return kind
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
    return (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5


def _decode(file: BinaryIO, kind: str, options: dict[str, str], name: str) -> Channels:
    import av
    from av.error import FFmpegError

    try:
        with av.open(file, "r", format=kind, options=options, metadata_errors="ignore") as container:
            pieces = _collect(container, name)
    except (FFmpegError, ValueError, EOFError) as error:
        raise InputError("not_audio", name, "The recording is damaged or encrypted: it has no sound.", _HINT) from error
    return Channels(tuple(_floats(piece) for piece in pieces))


def _collect(container: InputContainer, name: str) -> list[bytearray]:
    """16-bit samples a channel: half the memory of floats while their number is not known yet."""
    if not container.streams.audio or container.streams.audio[0].codec_context is None:
        raise InputError("not_audio", name, "The file has no sound track.", _HINT)
    context = container.streams.audio[0].codec_context
    if context.sample_rate not in _SAMPLE_RATES:
        raise InputError("not_audio", name, "The recording's header gives an impossible sample rate.", _HINT)
    pieces = [bytearray() for _ in range(min(2, context.channels))]
    for block in _blocks(container, "mono" if len(pieces) == 1 else "stereo"):
        for piece, samples in zip(pieces, block, strict=True):
            piece.extend(samples.tobytes())
        if len(pieces[0]) > MAX_SECONDS * SAMPLE_RATE * 2:
            raise _too_large(name)
    return pieces


def _blocks(container: InputContainer, layout: str) -> Iterator[NDArray[np.int16]]:
    """Arrays (channels, samples) in order. Damaged packets are skipped, unless nothing else is there to hear."""
    import av
    from av.error import FFmpegError

    resampler = av.AudioResampler(format="s16p", layout=layout, rate=SAMPLE_RATE)
    heard = False
    damage: FFmpegError | None = None
    for packet in _packets(container):
        try:
            frames = packet.decode()
        except FFmpegError as error:
            damage = error
            continue
        for frame in frames:
            frame.pts = None  # times of a damaged file run backwards, which the resampler refuses
            heard = True
            yield from _arrays(resampler.resample(frame))
    if damage is not None and not heard:
        raise damage
    if heard:
        yield from _arrays(resampler.resample(None))


def _arrays(frames: list[AudioFrame]) -> Iterator[NDArray[np.int16]]:
    for frame in frames:
        yield frame.to_ndarray().astype(np.int16, copy=False)


def _packets(container: InputContainer) -> Iterator[Packet[AudioStream]]:
    """The packets of the first sound track, up to where the file breaks off."""
    from av.error import FFmpegError

    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            yield next(packets)
        except (StopIteration, FFmpegError):
            return


def _floats(piece: bytearray) -> Samples:
    samples = np.frombuffer(piece, dtype=np.int16).astype(np.float32)
    samples *= 1 / 32768
    return samples


def _too_large(name: str) -> InputError:
    return InputError(
        "too_large", name, "The recording is over four hours or 1 GiB.", "Cut it into the single conversations."
    )
