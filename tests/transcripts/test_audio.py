"""Every recording that arrives is decoded by its content, or refused with a reason."""

import io
import os
import wave
from pathlib import Path
from time import perf_counter

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from transcripts.audio import SAMPLE_RATE, load_channels
from transcripts.errors import InputError

SHARED = Path(os.environ.get("QA_SHARED", Path(__file__).parents[3] / "shared")) / "audio" / "codec"
needs_recordings = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared recordings are not at {SHARED}")
RATE = 8_000


def tones(*hertz: float, seconds: float = 2.0) -> NDArray[np.int16]:
    """16-bit samples (channels, length) at 8 kHz, one tone a channel."""
    time = np.arange(int(RATE * seconds)) / RATE
    return np.stack([(0.3 * 32767 * np.sin(2 * np.pi * tone * time)).astype(np.int16) for tone in hertz])


def encoded(container: str, codec: str, signal: NDArray[np.int16], rate: int = RATE) -> bytes:
    buffer = io.BytesIO()
    layout = "mono" if len(signal) == 1 else "stereo"
    with av.open(buffer, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate)
        stream.layout = layout
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(signal.T.reshape(1, -1)), format="s16", layout=layout)
        frame.sample_rate = RATE
        resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate, frame_size=stream.frame_size)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return buffer.getvalue()


def pitch(samples: NDArray[np.float32]) -> float:
    """The strongest frequency in hertz."""
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * SAMPLE_RATE / len(samples))


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_u8", RATE),
        ("wav", "pcm_s16le", RATE),
        ("wav", "pcm_s24le", RATE),
        ("wav", "pcm_s32le", RATE),
        ("wav", "pcm_f32le", 44_100),
        ("wav", "pcm_f64le", RATE),
        ("wav", "pcm_mulaw", RATE),
        ("wav", "pcm_alaw", RATE),
        ("w64", "pcm_s16le", RATE),
        ("aiff", "pcm_s16be", RATE),
        ("au", "pcm_mulaw", RATE),
        ("mp3", "libmp3lame", RATE),
        ("adts", "aac", 16_000),
        ("mp4", "aac", 16_000),
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("flac", "flac", RATE),
    ],
)
def test_each_channel_of_each_format(container: str, codec: str, rate: int) -> None:
    channels = load_channels(encoded(container, codec, tones(440, 1000), rate), "call.dat")

    assert [pitch(samples) for samples in channels.samples] == pytest.approx([440, 1000], abs=2)
    assert channels.seconds == pytest.approx(2.0, abs=0.15)
    assert all(samples.dtype == np.float32 for samples in channels.samples)
    assert max(float(np.abs(samples).max()) for samples in channels.samples) == pytest.approx(0.3, abs=0.05)


@pytest.mark.parametrize(
    ("suffix", "container", "codec", "rate"),
    [
        (".alaw", "alaw", "pcm_alaw", RATE),
        (".ul", "mulaw", "pcm_mulaw", RATE),
        (".g722", "g722", "g722", 16_000),
    ],
)
def test_headerless_formats_by_suffix(suffix: str, container: str, codec: str, rate: int) -> None:
    channels = load_channels(encoded(container, codec, tones(440), rate), f"call{suffix}")

    assert [pitch(samples) for samples in channels.samples] == pytest.approx([440], abs=2)
    assert channels.seconds == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("name", ["call.mp3", "call.gsm", "call.alaw", "call.txt", "call"])
def test_content_decides_not_the_suffix(name: str) -> None:
    assert pitch(load_channels(encoded("wav", "pcm_s16le", tones(440)), name).samples[0]) == pytest.approx(440, abs=2)


def test_a_video_gives_its_sound() -> None:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as output:
        picture, sound = output.add_stream("mpeg4", rate=10), output.add_stream("aac", rate=16_000)
        picture.width = picture.height = 32
        sound.layout = "mono"
        for _ in range(10):
            output.mux(picture.encode(av.VideoFrame(32, 32, "yuv420p")))
        output.mux(picture.encode(None))
        frame = av.AudioFrame.from_ndarray(tones(440), format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=16_000, frame_size=sound.frame_size)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(sound.encode(piece))
        output.mux(sound.encode(None))

    assert pitch(load_channels(buffer.getvalue(), "meeting.mp4").samples[0]) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(("container", "codec"), [("wav", "pcm_s16le"), ("mp3", "libmp3lame"), ("flac", "flac")])
def test_a_file_that_breaks_off_is_decoded_as_far_as_it_goes(container: str, codec: str) -> None:
    whole = encoded(container, codec, tones(440, seconds=4.0))

    channels = load_channels(whole[: len(whole) // 2], "broken")

    assert 1.0 < channels.seconds < 2.6
    assert pitch(channels.samples[0]) == pytest.approx(440, abs=2)


def wav_header(rate: int, channels: int = 1) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
    return buffer.getvalue()


def test_a_recording_of_no_length_is_no_error() -> None:
    assert load_channels(wav_header(RATE), "empty.wav").seconds == 0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"agent,customer\nhello,hi\n" * 100, id="text"),
        pytest.param(bytes(5_000_000), id="zeros"),
        pytest.param(np.random.default_rng(1).bytes(100_000), id="encrypted"),  # begins like an MP3 frame
        pytest.param(b"\xff\xfb\x90\x00" + np.random.default_rng(5).bytes(100_000), id="one MP3 frame header"),
        pytest.param(b"PK\x03\x04" + bytes(1000), id="zip"),
        pytest.param(b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n", id="playlist"),
        pytest.param(b"ffconcat version 1.0\nfile /etc/passwd\n", id="concat"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVE", id="bare header"),
        pytest.param(wav_header(1) + bytes(100_000), id="one sample a second"),
        pytest.param(b"\x00\x00\x00\x18ftypmp42" + np.random.default_rng(2).bytes(9_000), id="damaged mp4"),
        pytest.param(b"fLaC" + np.random.default_rng(3).bytes(9_000), id="damaged flac"),
        pytest.param(b"OggS" + np.random.default_rng(4).bytes(9_000), id="damaged ogg"),
    ],
)
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        load_channels(content, "call.wav")

    assert caught.value.code == "not_audio"
    assert caught.value.file == "call.wav"
    assert caught.value.hint


def test_text_named_gsm_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        load_channels(b"dear customer, " * 100, "call.gsm")

    assert caught.value.code == "not_audio"


@pytest.mark.parametrize("start", [b"", wav_header(16_000)])
def test_a_huge_file_is_refused_at_once(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "huge.wav"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(2 << 30)  # a sparse file: takes no room on the disk
    began = perf_counter()

    with pytest.raises(InputError) as caught:
        load_channels(path)

    assert caught.value.code == "too_large"
    assert perf_counter() - began < 1


def test_a_recording_is_refused_by_its_length_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transcripts.audio.MAX_SECONDS", 60)  # four hours take seconds to decode
    path = tmp_path / "long.wav"
    data = 4_000 * 2 * 90
    header = bytearray(wav_header(4_000))
    header[4:8], header[40:44] = (data + 36).to_bytes(4, "little"), data.to_bytes(4, "little")
    with path.open("wb") as file:
        file.write(header)
        file.truncate(data + 44)

    with pytest.raises(InputError) as caught:
        load_channels(path)

    assert caught.value.code == "too_large"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_channels(tmp_path / "none.wav")

    assert (caught.value.code, caught.value.file) == ("unreadable", "none.wav")


@needs_recordings
@pytest.mark.parametrize(
    ("file", "channels", "seconds"),
    [
        ("ivr_allison.gsm", 1, 25.4),
        ("ivr_allison.g722", 1, 25.4),
        ("mulaw_16k.wav", 1, 2.0),
        ("no_speech_8s.wav", 1, 8.2),
        ("stereo_2s.wav", 2, 1.7),
        ("support10s_mono.g722", 1, 10),
        ("support10s_mono.gsm", 1, 10),
        ("support10s_mono_g726.wav", 1, 10),
        ("support10s_mono_raw.alaw", 1, 10),
        ("support10s_mono_raw.ulaw", 1, 10),
        ("support10s_mono_wav49.wav", 1, 10),
        ("support10s_stereo.flac", 2, 10),
        ("support10s_stereo.m4a", 2, 10),
        ("support10s_stereo.ogg", 2, 10),
        ("support10s_stereo.opus", 2, 10),
        ("support10s_stereo_8k.mp3", 2, 10),
        ("support10s_stereo_8k_alaw.wav", 2, 10),
        ("support10s_stereo_8k_mulaw.wav", 2, 10),
    ],
)
def test_telephone_recordings(file: str, channels: int, seconds: float) -> None:
    found = load_channels(SHARED / file)

    assert len(found.samples) == channels
    assert found.seconds == pytest.approx(seconds, abs=0.1)
    assert all(0.001 < float(np.sqrt((samples**2).mean())) < 0.5 for samples in found.samples)


@needs_recordings
def test_a_missing_wav_header_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        load_channels(SHARED / "missing_wav_header.wav")

    assert caught.value.code == "not_audio"
