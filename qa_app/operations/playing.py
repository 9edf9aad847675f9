"""A recording as browsers can play it: the file itself, or a copy of what telephone systems write in WebM."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from qa_app.media import Media
from qa_app.store.interactions import Interaction
from qa_app.workplace import Workplace
from transcripts.audio import Channels, load_channels
from transcripts.audio_format import detect_format
from transcripts.signals import SAMPLE_RATE

# Codings by FFmpeg's name of the format that all current browsers play. They know no GSM, AMR, G.722 or WMA, and of
# WAV not everywhere A-law and mu-law.
_PLAYED = {
    "wav": {"pcm_s16le", "pcm_u8"},
    "mp3": {"mp3", "mp3float"},
    "ogg": {"opus", "vorbis", "libopus", "libvorbis"},
    "flac": {"flac"},
    "mov": {"aac", "mp3", "mp3float"},
}
CONTENT_TYPES = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "mov": "audio/mp4",
    "matroska": "audio/webm",
}
# Speech in Opus is as good as the telephone from 16 kbit/s a channel on (RFC 6716, 2.1.1).
_BITS_A_CHANNEL = 24_000
# A second at a time, as the encoder's frames of 20 ms divide it.
_BLOCK = SAMPLE_RATE


def prepare_playing(workplace: Workplace, interaction_id: int) -> str:
    """The key of what browsers play of an interaction's recording, made and noted if it is not there yet.

    Takes seconds for a long recording, so the worker does it when it hears one; a page only for what came before.
    Raises FileNotFoundError where there is no recording, InputError as `load_channels` does, OSError.
    """
    with workplace.database.reading() as session:
        interaction = session.get_one(Interaction, interaction_id)
        if interaction.playable_key:
            return interaction.playable_key
        key, name = interaction.media_key, interaction.file_name
    if key is None:
        raise FileNotFoundError(interaction_id)
    playable = _playable(workplace.media, key, name)
    with workplace.database.transaction() as session:
        session.get_one(Interaction, interaction_id).playable_key = playable
    return playable


def content_type(media: Media, key: str) -> str:
    """What kind of sound a file that `prepare_playing` named is, from its first bytes."""
    with media.open(key) as file:
        kind, _ = detect_format(cast("BinaryIO", file), "")
    return CONTENT_TYPES[kind]


def _playable(media: Media, key: str, name: str) -> str:
    with media.local_file(key) as path, tempfile.TemporaryDirectory() as folder:
        # Formats without a header are told by the name's ending only, and a key has none.
        ending = re.sub(r"[^.a-z0-9]", "", Path(name).suffix.lower())
        named = Path(folder) / f"recording{ending[:10]}"
        named.symlink_to(path.absolute())
        if _is_played(named):
            return key
        copy = Path(folder) / "copy.webm"
        with load_channels(named) as channels:
            _write_webm(channels, copy)
        return media.put(copy)


def _is_played(path: Path) -> bool:
    """Whether browsers play the file: a format and a coding they know, and both sides in one track."""
    import av

    with path.open("rb") as file:
        kind, options = detect_format(file, path.name)
    if kind not in _PLAYED:
        return False
    with av.open(f"file:{path}", "r", format=kind, options=options, metadata_errors="ignore") as container:
        tracks = container.streams.audio
        codings = {track.codec_context.name for track in tracks if track.codec_context is not None}
        return len(tracks) == 1 and bool(codings) and codings <= _PLAYED[kind]


def _write_webm(channels: Channels, path: Path) -> None:
    """The channels as Opus in WebM. Raises OSError where there is no room."""
    import av

    layout = "mono" if len(channels.signals) == 1 else "stereo"
    with av.open(str(path), "w", format="webm") as container:
        stream = container.add_stream("libopus", rate=48_000)
        stream.layout = layout
        stream.bit_rate = _BITS_A_CHANNEL * len(channels.signals)
        resampler = av.AudioResampler("s16", layout, 48_000, frame_size=960)
        for start in range(0, len(channels.signals[0]), _BLOCK):
            samples = np.stack([signal.read(start, start + _BLOCK) for signal in channels.signals], axis=1)
            frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16).reshape(1, -1), "s16", layout)
            frame.sample_rate, frame.pts = SAMPLE_RATE, start
            for piece in resampler.resample(frame):
                container.mux(stream.encode(piece))
        for rest in [*resampler.resample(None), None]:
            container.mux(stream.encode(rest))
