"""Every recording that arrives is decoded: its channels, its length, what it says about itself."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.transcripts.encoding import RATE, babble, chunk, encoded, encoded_tracks, tones, wav
from transcripts.audio import Channels, load_channels
from transcripts.errors import InputError
from transcripts.signals import SAMPLE_RATE

SHARED = Path(os.environ.get("QA_SHARED", Path(__file__).parents[3] / "shared")) / "audio"
needs_recordings = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared recordings are not at {SHARED}")
LEFT, RIGHT = babble(6, seed=1), babble(6, seed=2)
BOTH = np.concatenate([LEFT, RIGHT])
Load = Callable[..., Channels]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Writes a file and loads it; its signals are closed after the test."""
    loaded: list[Channels] = []

    def load(content: bytes, name: str = "call") -> Channels:
        path = tmp_path / name
        path.write_bytes(content)
        loaded.append(load_channels(path))
        return loaded[-1]

    yield load
    for channels in loaded:
        channels.close()


def pitch(samples: NDArray[Any]) -> float:
    """The strongest frequency in hertz."""
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * SAMPLE_RATE / len(samples))


def level(samples: NDArray[Any]) -> float:
    return float(np.sqrt(np.square(samples, dtype=np.float64).mean()))


def likeness(samples: NDArray[Any], original: NDArray[Any], rate: int = RATE) -> tuple[float, float]:
    """How like the original (1: the same but for loudness), and how many seconds later."""
    length = original.shape[-1] * SAMPLE_RATE // rate
    wanted = np.fft.irfft(np.fft.rfft(original.ravel().astype(np.float64)), length)
    size = 1 << (len(samples) + len(wanted)).bit_length()
    found = np.fft.irfft(np.fft.rfft(samples, size) * np.conj(np.fft.rfft(wanted, size)), size)
    place = int(np.argmax(np.abs(found)))
    alike = float(np.abs(found[place]) / (np.linalg.norm(samples) * np.linalg.norm(wanted)))
    return alike, (place if place < size // 2 else place - size) / SAMPLE_RATE


def assert_sides(channels: Channels, originals: Sequence[NDArray[Any]], least: float = 0.95) -> None:
    assert len(channels.signals) == len(originals)
    found = [likeness(signal.read(), side) for signal, side in zip(channels.signals, originals, strict=True)]
    assert min(alike for alike, _ in found) > least
    assert max(abs(late) for _, late in found) < 0.15  # codecs begin with up to two frames of silence
    assert np.ptp([late for _, late in found]) < 0.001


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_u8", RATE),
        ("wav", "pcm_s16le", RATE),
        ("wav", "pcm_s24le", RATE),
        ("wav", "pcm_s32le", RATE),
        ("wav", "pcm_f32le", 44_100),
        ("wav", "pcm_f64le", 96_000),
        ("wav", "pcm_mulaw", RATE),
        ("wav", "pcm_alaw", RATE),
        ("wav", "adpcm_ima_wav", RATE),
        ("wav", "adpcm_ms", RATE),
        ("w64", "pcm_s16le", RATE),
        ("aiff", "pcm_s16be", RATE),
        ("caf", "pcm_s16le", RATE),
        ("au", "pcm_mulaw", RATE),
        ("mp3", "libmp3lame", 16_000),
        ("adts", "aac", 16_000),
        ("mp4", "aac", 16_000),
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("matroska", "pcm_s16le", RATE),
        ("flac", "flac", RATE),
        ("avi", "libmp3lame", 16_000),
        ("flv", "libmp3lame", 44_100),
    ],
)
def test_both_channels_of_each_format(load: Load, container: str, codec: str, rate: int) -> None:
    channels = load(encoded(container, codec, BOTH, rate))

    assert_sides(channels, [LEFT, RIGHT])
    assert channels.seconds == pytest.approx(6.0, abs=0.15)
    assert (channels.broken, channels.missing_seconds) == (False, 0)
    assert {signal.read(0, 10).dtype for signal in channels.signals} == {np.dtype(np.float32)}
    assert level(channels.signals[0].read()) == pytest.approx(level(LEFT / 32768), rel=0.1)


def test_mp3_of_variable_bit_rate_that_does_not_say_so(load: Load) -> None:
    loud_after_silence = np.concatenate([np.zeros((1, 4 * RATE), np.int16), LEFT], axis=1)
    content = encoded(
        "mp3",
        "libmp3lame",
        loud_after_silence,
        16_000,
        options={"write_xing": "0"},
        codec_options={"compression_level": "0", "q": "2", "global_quality": "236", "flags": "+qscale"},
    )
    sizes = len(set(_mp3_bit_rates(content)))

    channels = load(content)

    assert sizes > 1  # it is of variable bit rate
    assert channels.seconds == pytest.approx(10.0, abs=0.25)
    assert not channels.broken


def _mp3_bit_rates(content: bytes) -> list[int]:
    """The bit rate index of each frame of MPEG-2 layer III at 16 kHz."""
    kilobits = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    at, found = content.find(b"\xff\xf3"), []
    while 0 <= at < len(content) - 4 and content[at] == 0xFF:
        found.append(content[at + 2] >> 4)
        at += 72_000 * kilobits[found[-1]] // 16_000 + (content[at + 2] >> 1 & 1)
    return found


@pytest.mark.parametrize("stated", [0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 1_000, 100_000, 250_000])
def test_wav_whose_header_gives_a_wrong_length(load: Load, stated: int) -> None:
    channels = load(wav(BOTH, length=stated))

    assert_sides(channels, [LEFT, RIGHT])
    assert channels.seconds == 6.0
    assert channels.broken == (stated == 250_000)


def test_wav_with_chunks_around_the_sound(load: Load) -> None:
    title = chunk(b"LIST", b"INFO" + chunk(b"INAM", b"Call 7") + chunk(b"IART", b"x" * 5_000))
    channels = load(
        wav(BOTH, before=chunk(b"bext", bytes(602)) + chunk(b"junk", bytes(3_001)) + title) + chunk(b"cue ", b"\1" * 9)
    )

    assert_sides(channels, [LEFT, RIGHT], least=0.99)
    assert channels.seconds == 6.0  # the chunk after the sound is not heard
    assert channels.tags["title"] == "Call 7"
    assert channels.tags["artist"] == "x" * 200


def test_wav_for_more_than_four_gigabytes(load: Load) -> None:
    assert_sides(load(encoded("wav", "pcm_s16le", BOTH, options={"rf64": "always"})), [LEFT, RIGHT], least=0.99)


@pytest.mark.parametrize(("container", "codec", "rate"), [("mp4", "aac", 16_000), ("matroska", "libopus", 48_000)])
@pytest.mark.parametrize("picture", ["", "mpeg4"])
def test_a_mono_track_for_each_side_makes_two_channels(
    load: Load, container: str, codec: str, rate: int, picture: str
) -> None:
    channels = load(
        encoded_tracks(
            container, codec, [LEFT, RIGHT[:, : 4 * RATE]], rate, titles=["Agent", "Customer"], picture=picture
        )
    )

    assert_sides(channels, [LEFT, RIGHT[:, : 4 * RATE]])
    assert len(channels.signals[0]) == len(channels.signals[1])  # the side that hung up first is filled up
    assert "Customer" in (channels.tags.get("title:1"), channels.tags.get("handler_name:1"))


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [("mp4", "aac", 16_000), ("webm", "libopus", 48_000), ("matroska", "flac", 16_000), ("avi", "libmp3lame", 16_000)],
)
def test_a_video_gives_its_sound(load: Load, container: str, codec: str, rate: int) -> None:
    video = "libvpx" if container == "webm" else "mpeg4"
    assert_sides(load(encoded_tracks(container, codec, [BOTH], rate, picture=video), "meeting"), [LEFT, RIGHT])


def test_tags_have_keys_in_lower_case_and_are_cut(load: Load) -> None:
    content = encoded("matroska", "flac", LEFT, tags={"Title": "Agent links, Kunde rechts", "COMMENT": "x" * 3_000})

    tags = load(content).tags

    assert tags["title"] == "Agent links, Kunde rechts"
    assert tags["comment"] == "x" * 200


@pytest.mark.parametrize(
    ("container", "codec", "rate", "options"),
    [
        ("wav", "pcm_s16le", RATE, {}),
        ("wav", "pcm_mulaw", RATE, {}),
        ("wav", "pcm_s16le", RATE, {"rf64": "always"}),
        ("w64", "pcm_s16le", RATE, {}),
        ("au", "pcm_mulaw", RATE, {}),
        ("aiff", "pcm_s16be", RATE, {}),
        ("mp3", "libmp3lame", 16_000, {}),
        ("ogg", "libopus", 48_000, {}),
        ("flac", "flac", RATE, {}),
        ("webm", "libopus", 48_000, {}),
        ("avi", "libmp3lame", 16_000, {}),
        ("mp4", "aac", 16_000, {"movflags": "frag_keyframe+empty_moov"}),
        ("adts", "aac", 16_000, {}),
    ],
)
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_file_that_breaks_off_is_decoded_as_far_as_it_goes(
    load: Load, container: str, codec: str, rate: int, options: dict[str, str], share: float
) -> None:
    whole = encoded(container, codec, BOTH, rate, options=options)

    channels = load(whole[: int(len(whole) * share)])

    assert channels.seconds == pytest.approx(6 * share, abs=1.1)  # an Ogg page holds a second
    assert_sides(channels, [side[:, : int(channels.seconds * RATE)] for side in (LEFT, RIGHT)], least=0.9)
    assert channels.broken
    if container not in {"ogg", "adts", "avi"}:  # they do not say how long they are, or only about
        assert channels.seconds + channels.missing_seconds == pytest.approx(6.0, abs=0.4)


def test_a_recording_without_its_index_has_one_clear_error(load: Load) -> None:
    whole = encoded("mp4", "aac", BOTH, 16_000)  # FFmpeg writes the index last

    with pytest.raises(InputError) as caught:
        load(whole[: len(whole) // 2], "call.m4a")

    assert caught.value.code == "not_audio"
    assert "index" in caught.value.what


@pytest.mark.parametrize(
    ("container", "codec", "rate"), [("matroska", "flac", 16_000), ("ogg", "libopus", 48_000), ("flac", "flac", RATE)]
)
def test_times_hold_after_a_damaged_place(load: Load, container: str, codec: str, rate: int) -> None:
    whole = encoded(container, codec, BOTH, rate)
    third, half = len(whole) // 3, len(whole) // 2

    channels = load(whole[:third] + np.random.default_rng(6).bytes(half - third) + whole[half:])

    for signal, side in zip(channels.signals, (LEFT, RIGHT), strict=True):
        alike, late = likeness(signal.read(5 * SAMPLE_RATE - 8), side[:, 5 * RATE :])
        assert alike > 0.9
        assert abs(late) < 0.01


def test_mp3_with_a_damaged_place(load: Load) -> None:
    whole = encoded("mp3", "libmp3lame", BOTH, 16_000)
    third, half = len(whole) // 3, len(whole) // 2

    channels = load(whole[:third] + np.random.default_rng(6).bytes(half - third) + whole[half:])

    assert channels.broken
    assert 4.5 < channels.seconds < 5.5
    assert likeness(channels.signals[0].read()[-2 * SAMPLE_RATE :], LEFT[:, -2 * RATE :])[0] > 0.9


def test_mp3_cut_out_of_a_longer_one(load: Load) -> None:
    whole = encoded("mp3", "libmp3lame", BOTH, 16_000)

    assert_sides_at_the_end(load(whole[3_001:]))


def assert_sides_at_the_end(channels: Channels) -> None:
    assert likeness(channels.signals[0].read()[-4 * SAMPLE_RATE :], LEFT[:, -4 * RATE :])[0] > 0.95


def test_recordings_written_one_after_another(load: Load) -> None:
    first, second = (encoded("mp3", "libmp3lame", side, rate) for side, rate in ((LEFT, 16_000), (RIGHT, 44_100)))

    channels = load(first + second)

    assert channels.seconds == pytest.approx(12.0, abs=0.5)
    assert likeness(channels.signals[0].read(7 * SAMPLE_RATE), RIGHT)[0] > 0.85


def test_a_constant_offset_is_taken_out_and_the_sound_left(load: Load) -> None:
    offset = (LEFT // 2 + int(0.3 * 32767)).astype(np.int16)

    samples = load(wav(offset)).signals[0].read()

    assert abs(float(samples.mean())) < 0.001
    assert np.abs(samples[:80]).max() < 0.1  # no thump at the beginning
    alike, late = likeness(samples, LEFT)
    assert (alike > 0.99, late) == (True, 0)
    assert level(samples) == pytest.approx(level(LEFT / 65536), rel=0.02)


def test_an_offset_that_changes_midway(load: Load) -> None:
    shift = np.repeat([[4_000, -6_000, 0]], 2 * RATE)[None].astype(np.int16)

    samples = load(wav(LEFT // 2 + shift)).signals[0].read()

    for second in (1, 5):
        assert abs(float(samples[second * SAMPLE_RATE : (second + 1) * SAMPLE_RATE].mean())) < 0.02


def test_clipped_sound_stays_clipped(load: Load) -> None:
    clipped = np.clip(tones(200)[0].astype(int) * 20, -32768, 32767).astype(np.int16)[None]

    samples = load(wav(clipped)).signals[0].read()

    middle = samples[SAMPLE_RATE // 2 : SAMPLE_RATE]
    assert np.abs(middle).max() <= 1
    assert np.abs(np.diff(middle)).max() < 0.7  # a wrap-around would jump from 1 to -1
    assert pitch(middle) == pytest.approx(200, abs=4)


@pytest.mark.parametrize(("decibels", "wanted"), [(-20, None), (-60, None), (-68, -30), (-75, -30)])
def test_a_very_quiet_recording_is_amplified(load: Load, decibels: int, wanted: int | None) -> None:
    quiet = BOTH * (10 ** (decibels / 20) / level(BOTH / 32768))
    quiet[1] /= 2

    channels = load(encoded("wav", "pcm_s16le", np.rint(quiet).astype(np.int16)))

    found = [20 * np.log10(level(signal.read())) for signal in channels.signals]
    assert found[0] == pytest.approx(wanted or decibels, abs=5)
    assert found[0] - found[1] > 4  # both by the same, so what leaks from one side stays quieter there


def test_near_silence_is_not_amplified(load: Load) -> None:
    rounding = np.random.default_rng(1).integers(0, 2, (1, 5 * RATE)).astype(np.int16)

    assert level(load(wav(rounding)).signals[0].read()) < 0.0001


def test_a_silent_side_stays_silent(load: Load) -> None:
    channels = load(wav(np.concatenate([LEFT, np.full_like(LEFT, 8)])))  # 8 is a-law's silence

    assert_sides(Channels(channels.signals[:1], {}), [LEFT])
    assert np.abs(channels.signals[1].read()).max() <= 8 / 32768


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 96_000])
def test_resampling_shifts_no_channel_and_adds_no_tones(load: Load, rate: int) -> None:
    channels = load(wav(np.concatenate([LEFT, -LEFT]) if rate == RATE else tones(440, 440, rate=rate), rate))

    first, second = (signal.read().astype(np.float64) for signal in channels.signals)
    assert likeness(first, second * 32768, SAMPLE_RATE)[1] == 0
    high = np.abs(np.fft.rfft(first * np.hanning(len(first)))) ** 2
    hertz = np.fft.rfftfreq(len(first), 1 / SAMPLE_RATE)
    assert high[hertz > 4_500].sum() / high.sum() < 1e-5  # images of an 8 kHz recording would lie there


@pytest.mark.parametrize("hertz", [10_000, 12_000, 20_000, 40_000])
def test_what_is_above_the_new_band_does_not_fold_into_it(load: Load, hertz: int) -> None:
    samples = load(wav(tones(hertz, rate=96_000), 96_000)).signals[0].read()

    assert level(samples[SAMPLE_RATE // 2 : SAMPLE_RATE]) < 0.001  # of 0.21 in the file


@pytest.mark.parametrize("count", [3, 4, 6, 9])
def test_no_line_of_a_recorder_with_many_is_lost(load: Load, count: int) -> None:
    silence = np.zeros_like(LEFT)
    for line in range(count):
        channels = load(wav(np.concatenate([LEFT if at == line else silence for at in range(count)])))

        heard = [level(signal.read()) > 0.005 for signal in channels.signals]
        assert heard == [line % 2 == 0, line % 2 == 1]


def test_surround_sound_is_mixed_by_the_places_of_the_loudspeakers(load: Load) -> None:
    lines = np.zeros((6, LEFT.shape[1]), np.int16)
    lines[2] = LEFT[0]  # the centre

    channels = load(encoded("wav", "pcm_s16le", lines, layout="5.1"))

    assert_sides(channels, [LEFT, LEFT], least=0.99)


def test_a_recording_of_no_length_is_no_error(load: Load) -> None:
    assert load(wav(LEFT[:, :0])).seconds == 0


def test_a_recording_is_refused_by_its_length(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transcripts.audio.MAX_SECONDS", 600)  # twelve hours take half a minute to decode
    silence = encoded("flac", "flac", np.zeros((1, 700 * RATE), np.int16))

    with pytest.raises(InputError) as caught:
        load(silence)

    assert len(silence) < 150_000  # the same goes on for hours in little room
    assert caught.value.code == "too_large"


def test_headers_that_promise_ages_end_with_the_sound(load: Load) -> None:
    content = bytearray(encoded("flac", "flac", LEFT))
    content[21] |= 0x0F
    content[22:26] = b"\xff" * 4  # 2 to the power of 36 samples

    channels = load(bytes(content))

    assert channels.seconds == 6.0
    assert channels.missing_seconds == 0


def test_a_full_disk_is_a_clear_error(load: Load) -> None:
    content = encoded("flac", "flac", LEFT)
    before, open_before = resource.getrlimit(resource.RLIMIT_FSIZE), open_files()
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, before[1]))
    try:
        with pytest.raises(InputError) as caught:
            load(content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert caught.value.code == "disk_full"
    assert "TMPDIR" in caught.value.hint
    assert open_files() == open_before


def test_the_sound_is_gone_when_the_block_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)  # read the variable again
    path = tmp_path / "call.wav"
    path.write_bytes(wav(BOTH))
    open_before = open_files()

    with load_channels(path) as channels:
        assert channels.seconds == 6.0
        assert [file.name for file in tmp_path.iterdir()] == ["call.wav"]

    assert open_files() == open_before


MEMORY = """
import resource, sys
from transcripts.audio import load_channels
with load_channels(sys.argv[1]) as channels:
    print(channels.seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    """A three-hour call against one of a minute; the disk holds little of either, because both are silent."""
    memory = {}
    for minutes in (1, 180):
        path = tmp_path / f"{minutes}.wav"
        length = minutes * 60 * RATE * 2
        with path.open("wb") as file:
            file.write(wav(LEFT[:, :0], length=length))
            file.truncate(44 + length)
        run = subprocess.run([sys.executable, "-c", MEMORY, path], capture_output=True, text=True, check=True)
        seconds, kilobytes = run.stdout.split()
        assert float(seconds) == minutes * 60
        memory[minutes] = int(kilobytes) / 1024

    assert memory[180] - memory[1] < 10  # megabytes; the samples alone would be 345


@needs_recordings
@pytest.mark.parametrize(
    ("file", "channels", "least"),
    [
        ("support10s_mono.g722", 1, 0.999),
        ("support10s_mono.gsm", 1, 0.97),
        ("support10s_mono_g726.wav", 1, 0.99),
        ("support10s_mono_raw.alaw", 1, 0.99),
        ("support10s_mono_raw.ulaw", 1, 0.99),
        ("support10s_mono_wav49.wav", 1, 0.97),
        ("support10s_stereo.flac", 2, 0.9999),
        ("support10s_stereo.m4a", 2, 0.98),
        ("support10s_stereo.ogg", 2, 0.94),
        ("support10s_stereo.opus", 2, 0.94),
        ("support10s_stereo_8k.mp3", 2, 0.98),
        ("support10s_stereo_8k_alaw.wav", 2, 0.99),
        ("support10s_stereo_8k_mulaw.wav", 2, 0.99),
    ],
)
def test_telephone_codecs_sound_like_the_original(file: str, channels: int, least: float) -> None:
    with load_channels(SHARED / "en" / "call_stereo_support10s.wav") as original:
        sides = [signal.read() * 32768 for signal in original.signals]
    if channels == 1:
        sides = [(sides[0] + sides[1]) / 2]

    with load_channels(SHARED / "codec" / file) as found:
        assert len(found.signals) == channels
        assert found.seconds == pytest.approx(10, abs=0.1)
        assert not found.broken
        for signal, side in zip(found.signals, sides, strict=True):
            alike, late = likeness(signal.read(), side, SAMPLE_RATE)
            assert alike > least
            assert abs(late) < 0.002


@needs_recordings
@pytest.mark.parametrize(
    ("file", "channels", "seconds"),
    [("ivr_allison.gsm", 1, 25.4), ("ivr_allison.g722", 1, 25.4), ("mulaw_16k.wav", 1, 2.0), ("stereo_2s.wav", 2, 1.7)],
)
def test_other_telephone_recordings(file: str, channels: int, seconds: float) -> None:
    with load_channels(SHARED / "codec" / file) as found:
        assert len(found.signals) == channels
        assert found.seconds == pytest.approx(seconds, abs=0.1)
        assert all(0.001 < level(signal.read()) < 0.5 for signal in found.signals)
