"""One sound on two channels is told from two people, whatever was done to it on the way."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from tests.transcripts.calls import late, mixed, mu_law, noise, samples_of
from transcripts.audio import load_channels
from transcripts.signals import SAMPLE_RATE, Samples, Signal
from transcripts.stereo import fuller, same_sound

Two = tuple[Samples, Samples]


def same(channels: Two) -> bool:
    first, second = (Signal.of(channel) for channel in channels)
    with first, second:
        return same_sound(first, second)


def low_passed(samples: Samples) -> Samples:
    return np.asarray(sosfilt(butter(4, 1_500, fs=SAMPLE_RATE, output="sos"), samples), dtype=np.float32)


def tone(hertz: float, seconds: int = 30) -> Samples:
    return (0.1 * np.sin(2 * np.pi * hertz * np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE)).astype(np.float32)


@pytest.fixture(params=["2026-03-10-jonas-call-en", "2026-03-17-sanne-call-de"], scope="module")
def people(request: pytest.FixtureRequest) -> Two:
    return samples_of(request.param)


ONE_SOUND: dict[str, Callable[[Samples], Two]] = {
    "twice": lambda sound: (sound, sound),
    "quieter, turned over, in mu-law": lambda sound: (sound, -0.05 * mu_law(sound)),
    "40 ms later": lambda sound: (sound, late(sound, 40)),
    "50 ms earlier": lambda sound: (late(sound, 50), sound),
    "without its high sounds": lambda sound: (sound, low_passed(sound)),
    "high sounds gone, late, noisy": lambda sound: (late(low_passed(sound), 30) + noise(sound, -60), sound),
    "with noise on both": lambda sound: (sound + noise(sound, -50, 1), sound + noise(sound, -50, 2)),
}


@pytest.mark.parametrize("change", ONE_SOUND.values(), ids=ONE_SOUND)
def test_a_mix_of_two_people_on_both_channels_is_one_sound(people: Two, change: Callable[[Samples], Two]) -> None:
    assert same(change(people[0] + people[1]))


@pytest.mark.parametrize("change", ONE_SOUND.values(), ids=ONE_SOUND)
def test_one_voice_on_both_channels_is_one_sound(people: Two, change: Callable[[Samples], Two]) -> None:
    assert same(change(people[1]))


TWO_PEOPLE: dict[str, Callable[[Two], Two]] = {
    "apart": lambda two: two,
    "each heard by the other at half amplitude": lambda two: mixed(two, -6, 0),
    "each heard by the other, late": lambda two: mixed(two, -12, 40),
    "one heard by the other": lambda two: (two[0], mixed(two, -12, 20)[1]),
    "both on one channel, one on the other": lambda two: (two[0] + two[1], two[1]),
    "a hum on both": lambda two: (two[0] + 2 * tone(50, 120)[: len(two[0])], two[1] + 2 * tone(50, 120)[: len(two[0])]),
    "one says nothing": lambda two: (two[0], np.zeros_like(two[0])),
    "noise instead of one": lambda two: (two[0], noise(two[0], -50)),
}


@pytest.mark.parametrize("change", TWO_PEOPLE.values(), ids=TWO_PEOPLE)
def test_two_people_are_not_one_sound(people: Two, change: Callable[[Two], Two]) -> None:
    changed = change(people)

    assert not same(changed)
    assert not same((changed[1], changed[0]))


HUM = tone(50) + tone(350) + tone(850) + tone(2_250)
NO_SPEECH: dict[str, Two] = {
    "nothing": (np.zeros(80_000, dtype=np.float32),) * 2,
    "no samples": (np.zeros(0, dtype=np.float32),) * 2,
    "half a second": (tone(200)[:8_000],) * 2,
    "hum": (HUM, HUM),
    "hum in noise": (HUM + noise(HUM, -70, 1), HUM + noise(HUM, -70, 2)),
    "ringing": (tone(425) * (np.arange(len(HUM)) % 80_000 < 16_000),) * 2,
    "noise of two recorders": (noise(HUM, -80, 1), noise(HUM, -80, 2)),
}


@pytest.mark.parametrize("channels", NO_SPEECH.values(), ids=NO_SPEECH)
def test_what_is_not_speech_is_not_one_sound(channels: Two) -> None:
    assert not same(channels)


def test_real_stereo_calls_are_two_people(recordings: Path) -> None:
    paths = sorted((recordings / "en").glob("*stereo_*.wav"))

    assert paths
    for path in paths:
        with load_channels(path) as channels:
            assert not same_sound(*channels.signals), path.name


def test_of_one_sound_twice_the_fuller_is_heard(people: Two) -> None:
    voice = people[0]
    with Signal.of(low_passed(voice)) as dull, Signal.of(voice * 0.5) as clear:
        assert fuller(dull, clear) is clear
        assert fuller(clear, dull) is clear
