"""A minute of what is on a telephone line while nobody speaks, made the same each time; float32 at 16 kHz."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from transcripts.signals import SAMPLE_RATE, Samples

SECONDS = 60
_LENGTH = SECONDS * SAMPLE_RATE
_TIME = np.arange(_LENGTH) / SAMPLE_RATE
_Sound = NDArray[np.float64]

# Line levels: a quiet line, and one so noisy that callers complain (dB relative to full scale).
_QUIET, _LOUD = -35.0, -20.0
_BEAT = 0.5  # seconds: 120 beats a minute
# Four bars of a chord each, as semitones above A (220 Hz): F major, C major, D minor, B flat major.
_CHORDS = ((-4, 0, 3), (3, 7, 10), (5, 8, 12), (1, 5, 8))
_MELODY = (12, 10, 8, 10, 7, 8, 5, 3, 8, 12, 15, 13, 12, 8, 10, 8)
# Formants of a sung "ah" and "oh" (Hz): what makes a tone with vibrato resemble a voice.
_VOWELS = ((800, 1150, 2900), (450, 800, 2830))
_KEYS = {"1": (697, 1209), "5": (770, 1336), "9": (852, 1477), "#": (941, 1477), "0": (941, 1336)}  # ITU-T Q.23


def silence() -> Samples:
    return np.zeros(_LENGTH, dtype=np.float32)


def noise(slope: float, decibels: float) -> Samples:
    """Noise whose power falls with the frequency to the power of `slope`: 0 is white, 1 pink."""
    spectrum = np.fft.rfft(np.random.default_rng(7).standard_normal(_LENGTH))
    spectrum /= np.maximum(1, np.arange(len(spectrum))) ** (slope / 2)
    return at_level(np.fft.irfft(spectrum, _LENGTH), decibels)


def hum(decibels: float) -> Samples:
    """The mains with its harmonics."""
    return at_level(np.sum([np.sin(2 * np.pi * 50 * n * _TIME) / n for n in range(1, 13)], axis=0), decibels)


def ring_back() -> Samples:
    """What the caller hears in most of Europe while it rings: 425 Hz, one second on and four off (ITU-T E.180)."""
    return _float32(0.2 * np.sin(2 * np.pi * 425 * _TIME) * (_TIME % 5 < 1))


def keypad() -> Samples:
    """Keys pressed on a telephone, 0.15 seconds each with pauses."""
    sound = np.zeros(_LENGTH)
    for number, start in enumerate(np.arange(0.5, SECONDS - 1, 0.6)):
        low, high = _KEYS["159#0"[number % 5]]
        place = slice(int(start * SAMPLE_RATE), int((start + 0.15) * SAMPLE_RATE))
        sound[place] = np.sin(2 * np.pi * low * _TIME[place]) + np.sin(2 * np.pi * high * _TIME[place])
    return _float32(0.15 * sound)


def music() -> Samples:
    """Hold music: bass, arpeggio, drums, and a melody with vibrato through the formants of sung vowels."""
    sound = np.zeros(_LENGTH)
    drums = np.random.default_rng(11)
    for beat in range(int(SECONDS / _BEAT)):
        chord = _CHORDS[beat // 4 % 4]
        _add(sound, beat * _BEAT, 0.8 * _plucked(chord[0] - 12, 0.5))
        for half in (0, 1):
            _add(sound, (beat + half / 2) * _BEAT, 0.4 * _plucked(chord[(2 * beat + half) % 3] + 12, 0.4))
        _add(sound, beat * _BEAT, 0.5 * _drum(drums, kick=beat % 2 == 0))
        if beat % 2 == 0:
            _add(sound, beat * _BEAT, 0.9 * _sung(_MELODY[beat // 2 % 16], 2 * _BEAT, _VOWELS[beat // 2 % 2]))
    return at_level(sound, _LOUD)


def _plucked(semitones: int, seconds: float) -> _Sound:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tones = [np.sin(2 * np.pi * _hertz(semitones) * n * time) / n**1.5 for n in (1, 2, 3, 4)]
    return np.asarray(np.sum(tones, axis=0) * np.exp(-5 * time))


def _drum(random: np.random.Generator, *, kick: bool) -> _Sound:
    time = np.arange(int(0.12 * SAMPLE_RATE)) / SAMPLE_RATE
    body = np.sin(2 * np.pi * 60 * time) if kick else random.standard_normal(len(time)) / 2
    return np.asarray(body * np.exp(-30 * time))


def _sung(semitones: int, seconds: float, formants: tuple[int, ...]) -> _Sound:
    """Harmonics of a gliding tone, each as strong as the formants let it through; vibrato of 5.5 Hz."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    hertz = _hertz(semitones)
    phase = 2 * np.pi * hertz * (time - 0.015 / (2 * np.pi * 5.5) * np.cos(2 * np.pi * 5.5 * time))
    sound = np.zeros(len(time))
    for harmonic in range(1, int(3400 / hertz) + 1):
        strength = sum(1 / (1 + ((harmonic * hertz - formant) / 90) ** 2) for formant in formants)
        sound += (0.05 + strength) / harmonic**0.5 * np.sin(harmonic * phase)
    return np.asarray(sound * np.minimum(1, np.minimum(time, seconds - time) / 0.05))


def _hertz(semitones: int) -> float:
    return float(220 * 2 ** (semitones / 12))


def _add(sound: _Sound, start: float, piece: _Sound) -> None:
    first = int(start * SAMPLE_RATE)
    room = sound[first : first + len(piece)]
    room += piece[: len(room)]


def at_level(sound: _Sound | Samples, decibels: float) -> Samples:
    """The sound with a root mean square of so many dB relative to full scale."""
    return _float32(np.asarray(sound / max(1e-9, np.sqrt(np.mean(np.square(sound)))) * 10 ** (decibels / 20)))


def _float32(sound: _Sound) -> Samples:
    return np.clip(sound, -1, 1).astype(np.float32)


def a_minute_of(sound: Samples) -> Samples:
    """A recording of music as long as needed: cut, or again and again. InputError is the caller's on an empty one."""
    return np.resize(sound, _LENGTH)


SOUNDS: dict[str, Callable[[], Samples]] = {
    "silence": silence,
    "white noise -35 dB": partial(noise, 0, _QUIET),
    "white noise -20 dB": partial(noise, 0, _LOUD),
    "pink noise -35 dB": partial(noise, 1, _QUIET),
    "pink noise -20 dB": partial(noise, 1, _LOUD),
    "hum -35 dB": partial(hum, _QUIET),
    "hum -20 dB": partial(hum, _LOUD),
    "hold music": music,
    "ring-back tone": ring_back,
    "keypad tones": keypad,
}
ON_ONE_SIDE = {"hold music", "ring-back tone", "keypad tones"}  # what comes from one end of the line
