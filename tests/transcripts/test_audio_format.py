"""What a file is, its content decides; what is no recording is refused with the reason."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from tests.transcripts.encoding import RATE, babble, encoded, encoded_tracks, tones, wav
from transcripts.audio import Channels, load_channels
from transcripts.errors import InputError

SHARED = Path(os.environ.get("QA_SHARED", Path(__file__).parents[3] / "shared")) / "audio" / "codec"
needs_recordings = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared recordings are not at {SHARED}")
RANDOM = np.random.default_rng(1)


def load(folder: Path, content: bytes, name: str) -> Channels:
    path = folder / name
    path.write_bytes(content)
    return load_channels(path)


def refusal(folder: Path, content: bytes, name: str = "call.wav") -> InputError:
    with pytest.raises(InputError) as caught:
        load(folder, content, name)
    assert caught.value.file == name
    assert caught.value.what.endswith(".")
    assert caught.value.hint
    return caught.value


def gsm_frames(count: int) -> bytes:
    """Frames of random sound: each begins with the bits 1101."""
    frames = RANDOM.integers(0, 256, (count, 33), dtype=np.uint8)
    frames[:, 0] = 0xD0 | frames[:, 0] & 0x0F
    return frames.tobytes()


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_s16le", RATE),
        ("mp3", "libmp3lame", RATE),
        ("adts", "aac", 16_000),
        ("ogg", "libopus", 48_000),
        ("flac", "flac", RATE),
        ("mp4", "aac", 16_000),
        ("amr", "libopencore_amrnb", RATE),
    ],
)
@pytest.mark.parametrize("name", ["call.mp3", "call.wav", "call.gsm", "call.alaw", "call.txt", "call"])
def test_content_decides_not_the_suffix(tmp_path: Path, container: str, codec: str, rate: int, name: str) -> None:
    with load(tmp_path, encoded(container, codec, tones(440), rate), name) as channels:
        assert channels.seconds == pytest.approx(2.0, abs=0.15)
        spectrum = np.abs(np.fft.rfft(channels.signals[0].read()))
        assert np.argmax(spectrum) / channels.seconds == pytest.approx(440, abs=2)


@pytest.mark.parametrize("name", ["concat:a|b.wav", "http:call", "-", "call%03d.wav", "Anruf für Müller?.wav"])
def test_a_name_is_never_an_address(tmp_path: Path, name: str) -> None:
    with load(tmp_path, wav(tones(440)), name) as channels:
        assert channels.seconds == 2.0


@pytest.mark.parametrize(
    ("suffix", "container", "codec", "rate"),
    [
        (".alaw", "alaw", "pcm_alaw", RATE),
        (".AL", "alaw", "pcm_alaw", RATE),
        (".ul", "mulaw", "pcm_mulaw", RATE),
        (".sln", "s16le", "pcm_s16le", RATE),
        (".g722", "g722", "g722", 16_000),
    ],
)
def test_headerless_formats_by_suffix(tmp_path: Path, suffix: str, container: str, codec: str, rate: int) -> None:
    sound = babble(3, seed=5)

    with load(tmp_path, encoded(container, codec, sound, rate), f"call{suffix}") as channels:
        assert channels.seconds == pytest.approx(3.0, abs=0.1)
        heard = channels.signals[0].read()[: 3 * 16_000 : 2].astype(np.float64)
        wanted = sound[0, : len(heard)] / 32768
        spectra = [np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) for samples in (heard, wanted)]
        assert np.corrcoef(*spectra)[0, 1] > 0.95


@pytest.mark.parametrize("name", ["call.gsm", "call.wav", "call"])
def test_gsm_by_its_frames(tmp_path: Path, name: str) -> None:
    with load(tmp_path, gsm_frames(250)[:-10], name) as channels:
        assert channels.seconds == pytest.approx(5.0, abs=0.05)
        assert float(np.abs(channels.signals[0].read()).max()) > 0.01


def test_gsm_in_wav_as_microsoft_packs_it(tmp_path: Path) -> None:
    blocks = RANDOM.integers(0, 256, 65 * 50, dtype=np.uint8).tobytes()  # 40 ms each
    head = bytearray(wav(np.zeros((1, 0), np.int16)))
    form = b"\x31\0\1\0" + (8_000).to_bytes(4, "little") + (1_625).to_bytes(4, "little") + b"\x41\0\0\0\2\0\x40\1"
    riff = b"WAVEfmt " + (20).to_bytes(4, "little") + form + b"data" + len(blocks).to_bytes(4, "little") + blocks

    with load(tmp_path, bytes(head[:4]) + len(riff).to_bytes(4, "little") + riff, "call.WAV") as channels:
        assert channels.seconds == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize(("container", "codec"), [("mp3", "libmp3lame"), ("adts", "aac"), ("flac", "flac")])
def test_a_tag_with_a_large_picture_before_the_sound(tmp_path: Path, container: str, codec: str) -> None:
    picture = RANDOM.bytes(200_000)
    size = len(picture) + 10
    lengths = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    tag = (
        b"ID3\x04\0\0"
        + lengths
        + b"APIC"
        + bytes(len(picture) >> shift & 0x7F for shift in (21, 14, 7, 0))
        + b"\0\0"
        + picture
    )
    options = {"id3v2_version": "0"} if container == "mp3" else {}

    with load(tmp_path, tag + encoded(container, codec, tones(440), 16_000, options=options), "call.mp3") as channels:
        assert channels.seconds == pytest.approx(2.0, abs=0.25)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(bytes(5_000_000), "zero", id="zeros"),
        pytest.param(b"agent,customer\nhello,hi\n" * 100, "not a recording", id="text"),
        pytest.param(gzip.compress(wav(tones(440))), "gzip", id="gzip"),
        pytest.param(b"<!DOCTYPE html><html><body>Please log in</body></html>", "web page", id="web page"),
        pytest.param(b"%PDF-1.7\n" + bytes(1000), "PDF", id="pdf"),
        pytest.param(b"\xff\xfb\x90\x00" + b"dear customer, " * 9_000, "not a recording", id="one MP3 frame header"),
        pytest.param(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "not a recording", id="playlist"),
        pytest.param(b"ffconcat version 1.0\nfile /etc/passwd\n", "not a recording", id="concat"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVE", "decoded", id="bare header"),
        pytest.param(wav(tones(440), rate=1), "sample rate", id="one sample a second"),
        pytest.param(b"\x00\x00\x00\x18ftypmp42" + RANDOM.bytes(9_000), "index", id="damaged mp4"),
        pytest.param(b"fLaC" + RANDOM.bytes(9_000), "decoded", id="damaged flac"),
        pytest.param(b"OggS" + RANDOM.bytes(9_000), "decoded", id="damaged ogg"),
        pytest.param(encoded_tracks("mp4", "aac", [], picture="mpeg4"), "no sound track", id="video without sound"),
        pytest.param(
            encoded_tracks("webm", "libopus", [], picture="libvpx"), "no sound track", id="webm without sound"
        ),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    error = refusal(tmp_path, content)

    assert error.code == "not_audio"
    assert words in error.what


def test_a_wav_in_an_unknown_coding(tmp_path: Path) -> None:
    content = bytearray(wav(tones(440)))
    content[20:22] = b"\xee\xee"  # the format tag

    error = refusal(tmp_path, bytes(content))

    assert (error.code, "coding" in error.what) == ("not_audio", True)


def encrypted_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("call.wav", wav(tones(440)))
    content = bytearray(buffer.getvalue())
    content[6] |= 1  # zipfile cannot encrypt; this bit tells that it is
    return bytes(content)


CENC = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "0f" * 16, "encryption_kid": "1e" * 16}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(RANDOM.bytes(300_000), "call.wav", id="random bytes"),
        pytest.param(b"\xff\xfb\x90\x00" + RANDOM.bytes(100_000), "call.mp3", id="random after an MP3 frame header"),
        pytest.param(RANDOM.bytes(300_000), "call.alaw", id="random bytes named as a headerless format"),
        pytest.param(b"\x85\x02\x0c\x03" + RANDOM.bytes(90_000), "call.wav.gpg", id="OpenPGP"),
        pytest.param(b"-----BEGIN PGP MESSAGE-----\n\nhQEMA1\n", "call.wav.asc", id="OpenPGP as text"),
        pytest.param(b"Salted__" + RANDOM.bytes(500), "call.enc", id="OpenSSL"),
        pytest.param(encrypted_zip(), "call.zip", id="zip"),
        pytest.param(encoded("mp4", "aac", tones(440), 16_000, options=CENC), "call.m4a", id="common encryption"),
        pytest.param(encoded("mp4", "aac", tones(440), 16_000).replace(b"mp4a", b"drms", 1), "call.m4b", id="FairPlay"),
    ],
)
def test_what_is_encrypted_is_called_so(tmp_path: Path, content: bytes, name: str) -> None:
    error = refusal(tmp_path, content, name)

    assert error.code == "encrypted"
    assert "encrypt" in error.what


def test_a_zip_that_is_not_encrypted(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("call.wav", wav(tones(440)))

    error = refusal(tmp_path, buffer.getvalue(), "call.zip")

    assert (error.code, "zip archive" in error.what) == ("not_audio", True)


@pytest.mark.parametrize("start", [b"", wav(tones(440))])
def test_a_huge_file_is_refused_at_once(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "huge.wav"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(5 << 30)  # a sparse file: takes no room on the disk
    began = perf_counter()

    with pytest.raises(InputError) as caught:
        load_channels(path)

    assert caught.value.code == "too_large"
    assert perf_counter() - began < 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_channels(tmp_path / "none.wav")

    assert (caught.value.code, caught.value.file) == ("unreadable", "none.wav")


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "call.wav")

    with pytest.raises(InputError) as caught:
        load_channels(tmp_path / "call.wav")

    assert caught.value.code == "unreadable"


@needs_recordings
def test_a_missing_wav_header_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        load_channels(SHARED / "missing_wav_header.wav")

    assert caught.value.code == "not_audio"
