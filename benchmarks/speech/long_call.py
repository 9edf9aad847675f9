"""A call as long as wanted, made of a recording again and again with pauses; written without holding it in memory."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.speech.corpus import Recording
from benchmarks.speech.systems import sound
from transcripts.errors import InputError
from transcripts.signals import SAMPLE_RATE

_PAUSE_SECONDS = 5


def longest_stereo(recordings: Sequence[Recording]) -> Recording | None:
    """The recording of two people on two channels that lasts longest."""
    seconds: dict[int, float] = {}
    for number, recording in enumerate(recordings):
        try:
            channels = sound(recording.path)
        except InputError:
            continue  # what cannot be decoded is counted where the recordings are measured
        if len(channels) == 2:
            seconds[number] = len(channels[0]) / SAMPLE_RATE
    return recordings[max(seconds, key=seconds.__getitem__)] if seconds else None


def build_call(recording: Path, minutes: float, target: Path, *, mixed: bool = False) -> Path:
    """`recording` repeated for so many minutes, 16-bit at 16 kHz; `mixed` puts its channels on one."""
    channels = np.stack(sound(recording))
    if mixed:
        channels = channels.mean(axis=0, keepdims=True)
    piece = (channels.T * 32767).astype(np.int16)
    pause = np.zeros((_PAUSE_SECONDS * SAMPLE_RATE, len(channels)), dtype=np.int16)
    left = int(minutes * 60 * SAMPLE_RATE)
    with wave.open(str(target), "wb") as file:
        file.setparams((len(channels), 2, SAMPLE_RATE, 0, "NONE", ""))
        while left > 0:
            for part in (piece, pause):
                file.writeframes(part[:left].tobytes())
                left -= min(left, len(part))
    return target
