"""Any recording -> one signal a channel, with PyAV (which brings its own FFmpeg libraries)."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from transcripts.audio_format import HINT, detect_format
from transcripts.audio_length import missing_seconds, ogg_breaks_off, stated_seconds
from transcripts.errors import InputError
from transcripts.signals import SAMPLE_RATE, Signal, signals_folder
from transcripts.sound_track import RATES, SoundTrack

if TYPE_CHECKING:
    from av import AudioStream, Packet
    from av.container import InputContainer

MAX_SECONDS = 12 * 3600  # a working day; 2.8 GB on disk in stereo
MAX_BYTES = 1 << 32  # what a RIFF header can tell; three hours at 48 kHz in stereo are 2.1 GB
_TAG_LENGTH, _MAX_TAGS = 200, 100
# Silero and Whisper hear the same words from -15 to -50 dB below full scale; at -60 the detector loses 3 % of the
# speech, at -70 a third of it and most words are lost, unless it is amplified (24 recordings in four languages,
# made that quiet). Below -85 dB nothing but rounding is left in 16 bits.
_QUIET_DB, _USUAL_DB, _NOTHING_DB = -64, -30, -85
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_PROTECTED = frozenset({"drms", "enca", "aavd"})  # sample entries of protected MP4: FairPlay, ISO 23001-7, Audible


@dataclass(frozen=True, slots=True)
class Channels:
    """The signals of a recording, all of the same length, and what the file tells about itself.

    One for a mono recording; two for anything wider (see `SoundTrack`) and for a file with two mono tracks. They
    are gone after `close`, which the end of a `with` block calls. A very quiet recording is amplified.

    `tags`: what the container says of title, artist and the like; keys in lower case, values of at most 200
    characters, and of a file with two tracks `title:0` and `title:1` for what is said of each alone.
    `broken`: the file breaks off, or damaged parts of it were skipped; `missing_seconds` is how much more its header
    promised, 0 where it says nothing.
    """

    signals: tuple[Signal, ...]
    tags: dict[str, str]
    broken: bool = False
    missing_seconds: float = 0.0

    @property
    def seconds(self) -> float:
        return self.signals[0].seconds

    def close(self) -> None:
        for signal in self.signals:
            signal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def load_channels(path: str | Path) -> Channels:
    """The channels of a recording. A video gives its sound; a file that breaks off what there is of it.

    Memory does not grow with the length of the recording: at most 100 MB above what the program holds (30 MB for
    three hours of WAV, MP3 or GSM and for one of MP4 or Matroska). The sound goes to temporary files, 32 kB for each
    second of a channel (a three-hour stereo call: 0.7 GB), see `signals_folder`.

    Raises InputError: `not_audio` (empty, another kind of file, no sound track, nothing in it can be decoded),
    `encrypted`, `too_large` (over 4 GiB or twelve hours), `disk_full`, `unreadable` (the file cannot be opened).
    """
    path = Path(path)
    if path.exists() and not path.is_file():  # to open a pipe would wait for its other end
        raise InputError("unreadable", path.name, "This is not a file.", "Give the path of a recording.")
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise _too_large(path.name)
            kind, options = detect_format(file, path.name)
            return _decode(path, file, kind, options)
    except OSError as error:
        if error.errno in _NO_ROOM:
            what = f"There is no room for the decoded sound in {signals_folder()}: 32 kB for each second of a channel."
            hint = "Free some space, or let the variable TMPDIR name a folder on a larger disk."
            raise InputError("disk_full", path.name, what, hint) from error
        raise InputError(
            "unreadable", path.name, "The file cannot be opened.", "Check the path and its rights."
        ) from error


def _decode(path: Path, file: BinaryIO, kind: str, options: dict[str, str]) -> Channels:
    import av
    from av.error import FFmpegError

    name = path.name
    # The prefix keeps FFmpeg from taking a file's name for an address.
    address = f"file:{path.absolute()}"
    with ExitStack() as on_failure:
        try:
            with av.open(address, "r", format=kind, options=options, metadata_errors="ignore") as container:
                streams = _streams(container, name)
                origin = (container.start_time or 0) / av.time_base
                tracks = {}
                for stream in streams:
                    tracks[stream.index] = SoundTrack(stream.codec_context.channels, origin)
                    on_failure.callback(tracks[stream.index].close)
                damaged = _read(container, streams, tracks, name)
                tags = _tags(container, streams)
                stated = stated_seconds(container, streams[0], kind)
        except (FFmpegError, ValueError, EOFError) as error:
            raise InputError("not_audio", name, _unopened(kind), HINT) from error
        signals = tuple(signal for track in tracks.values() for signal in track.signals)
        length = max(len(signal) for signal in signals)
        gain = _gain(max(track.loudness for track in tracks.values()))
        for signal in signals:
            signal.append_silence(length - len(signal))
            signal.gain = gain
        missing = missing_seconds(file, length / SAMPLE_RATE, stated)
        on_failure.pop_all()
    return Channels(signals, tags, damaged or missing > 0 or ogg_breaks_off(file), missing)


def _gain(loudness: float) -> float:
    """The same for all channels, so that what leaks from one side into the other stays quieter than its source."""
    if not _NOTHING_DB < loudness < _QUIET_DB:
        return 1.0
    return float(10 ** ((_USUAL_DB - loudness) / 20))


def _unopened(kind: str) -> str:
    if kind == "mov":
        return "The recording has no index, so it breaks off before its end was written, or it is damaged or encrypted."
    return "The recording is damaged or encrypted: it has no sound that can be decoded."


def _streams(container: InputContainer, name: str) -> tuple[AudioStream, ...]:
    """The sound track to decode: the first, or both where a recorder wrote a mono track for each side."""
    if not container.streams.audio:
        raise InputError("not_audio", name, "The file has no sound track.", HINT)
    known = tuple(stream for stream in container.streams.audio if stream.codec_context is not None)
    if not known:
        raise InputError("not_audio", name, "The sound is in a coding that is not known here.", HINT)
    both_sides = len(known) == 2 and all(stream.codec_context.channels == 1 for stream in known)
    streams = known if both_sides else known[:1]
    if any(stream.codec_context.codec_tag in _PROTECTED for stream in streams):
        raise _encrypted(name)
    if any(stream.codec_context.sample_rate not in RATES for stream in streams):
        raise InputError("not_audio", name, "The recording's header gives an impossible sample rate.", HINT)
    return streams


def _read(
    container: InputContainer, streams: tuple[AudioStream, ...], tracks: dict[int, SoundTrack], name: str
) -> bool:
    """Decodes all into the tracks; whether damaged parts were skipped.

    Raises InputError, or the last damage if nothing at all could be decoded.
    """
    from av.error import FFmpegError

    damage: Exception | None = None
    for packet in _packets(container, streams):
        if isinstance(packet, Exception):
            damage = packet
            continue
        if packet.has_sidedata("encryption_info"):
            raise _encrypted(name)
        track = tracks[packet.stream.index]
        try:
            for frame in packet.decode():
                track.take(frame)
        except (FFmpegError, ValueError) as error:
            damage = error
        if track.seconds > MAX_SECONDS:
            raise _too_large(name)
    for track in tracks.values():
        track.finish()
    if damage is not None and not any(track.seconds for track in tracks.values()):
        raise damage
    return damage is not None


def _packets(container: InputContainer, streams: tuple[AudioStream, ...]) -> Iterator[Packet[AudioStream] | Exception]:
    """The packets up to where the file breaks off, and what was wrong on the way.

    After an error the reader goes on behind the damaged place once; two errors in a row are the end.
    """
    from av.error import FFmpegError

    failed_before = False
    while True:
        try:
            for packet in container.demux(streams):
                failed_before = False
                yield packet
            return
        except FFmpegError as error:
            yield error
            if failed_before:
                return
            failed_before = True


def _tags(container: InputContainer, streams: tuple[AudioStream, ...]) -> dict[str, str]:
    pairs = list(container.metadata.items())
    for number, stream in enumerate(streams):
        suffix = f":{number}" if len(streams) > 1 else ""
        pairs += [(key + suffix, value) for key, value in stream.metadata.items()]
    return {key.lower()[:_TAG_LENGTH]: value[:_TAG_LENGTH] for key, value in pairs[:_MAX_TAGS]}


def _encrypted(name: str) -> InputError:
    what = "The sound is protected by encryption (DRM)."
    return InputError("encrypted", name, what, "Export the recording without protection.")


def _too_large(name: str) -> InputError:
    what = "The recording is over twelve hours or 4 GiB."
    return InputError("too_large", name, what, "Cut it into the single conversations.")
