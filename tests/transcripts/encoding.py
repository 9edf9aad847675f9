"""Recordings made for a test: encoded by FFmpeg, or put together byte by byte."""

import io
import struct
from collections.abc import Sequence

import av
import numpy as np
from numpy.typing import NDArray

RATE = 8_000


def tones(*hertz: float, seconds: float = 2.0, rate: int = RATE) -> NDArray[np.int16]:
    """16-bit samples (channels, length), one tone a channel."""
    time = np.arange(int(rate * seconds)) / rate
    return np.stack([(0.3 * 32767 * np.sin(2 * np.pi * tone * time)).astype(np.int16) for tone in hertz])


def babble(seconds: float, seed: int, rate: int = RATE) -> NDArray[np.int16]:
    """One channel of noise in the telephone band that swells and fades like syllables, so that it is like no other."""
    rng = np.random.default_rng(seed)
    length = int(seconds * rate)
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / rate)
    spectrum[(hertz < 300) | (hertz > 3000)] = 0
    noise = np.fft.irfft(spectrum, length)
    syllables = np.interp(np.arange(length) / rate, np.arange(0, seconds + 1, 0.2), rng.random(int(seconds * 5) + 5))
    noise *= syllables / np.abs(noise).max()
    return (noise * 0.5 * 32767).astype(np.int16)[None]


def encoded(
    container: str,
    codec: str,
    signal: NDArray[np.int16],
    rate: int = RATE,
    *,
    source_rate: int = RATE,
    layout: str = "",
    options: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
    codec_options: dict[str, str] | None = None,
) -> bytes:
    """The file with `signal` (channels, length) in one track."""
    return encoded_tracks(
        container,
        codec,
        [signal],
        rate,
        source_rate=source_rate,
        layout=layout,
        options=options,
        tags=tags,
        codec_options=codec_options,
    )


def encoded_tracks(
    container: str,
    codec: str,
    signals: Sequence[NDArray[np.int16]],
    rate: int = RATE,
    *,
    source_rate: int = RATE,
    layout: str = "",
    options: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
    codec_options: dict[str, str] | None = None,
    titles: Sequence[str] = (),
    picture: str = "",
) -> bytes:
    """The file with one sound track for each signal, interleaved, and a video track of the codec `picture`."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container, options=options or {}) as output:
        output.metadata.update(tags or {})
        video = output.add_stream(picture, rate=10) if picture else None
        if video is not None:
            video.width = video.height = 32
        tracks = []
        for number, signal in enumerate(signals):
            stream = output.add_stream(codec, rate=rate, options=codec_options or {})
            stream.layout = layout or ("mono" if len(signal) == 1 else "stereo")
            if titles:
                stream.metadata["title"] = stream.metadata["handler_name"] = titles[number]  # the latter is MP4's
            tracks.append((stream, signal))
        packets = [packet for stream, signal in tracks for packet in _packets(stream, signal, source_rate)]
        if video is not None:
            frames = [av.VideoFrame(32, 32, "yuv420p") for _ in range(10)]
            packets += [packet for frame in [*frames, None] for packet in video.encode(frame)]
        for packet in sorted(packets, key=lambda packet: float((packet.dts or 0) * packet.time_base)):
            output.mux(packet)
    return buffer.getvalue()


def _packets(stream: av.AudioStream, signal: NDArray[np.int16], rate: int) -> list[av.Packet]:
    layout = stream.layout.name
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(signal.T.reshape(1, -1)), format="s16", layout=layout)
    frame.sample_rate = rate
    size = stream.frame_size or 1024
    resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=stream.rate, frame_size=size)
    pieces = [*resampler.resample(frame), *resampler.resample(None)]
    return [packet for piece in [*pieces, None] for packet in stream.encode(piece)]


def wav(signal: NDArray[np.int16], rate: int = RATE, *, length: int | None = None, before: bytes = b"") -> bytes:
    """A WAV with 16-bit samples (channels, length).

    `length` is what the header says of the bytes of sound, if not the truth; `before` are chunks before the sound.
    """
    data = np.ascontiguousarray(signal.T).tobytes()
    stated = len(data) if length is None else length
    form = struct.pack("<HHIIHH", 1, len(signal), rate, rate * 2 * len(signal), 2 * len(signal), 16)
    whole = min(0xFFFFFFFF, 4 + 24 + len(before) + 8 + stated) if stated else 0
    return (
        b"RIFF"
        + struct.pack("<I", whole)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + before
        + b"data"
        + struct.pack("<I", stated)
        + data
    )


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
