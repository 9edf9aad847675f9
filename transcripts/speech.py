"""Where on a channel somebody speaks, by Silero's voice detector, which faster-whisper brings with it."""

from __future__ import annotations

import numpy as np

from transcripts.recognition import WINDOW_SECONDS
from transcripts.signals import SAMPLE_RATE, Samples, Signal
from transcripts.windows import Span

# What a word's quiet beginning and end may need beyond the bare speech (the library's own margin).
MARGIN_SECONDS = 0.4
# A pause as long as that ends a span: the library's own value for its batched pipeline. Two margins less keep a
# widened span within a window. A sound shorter than any word is none: bursts of noise and music give some of a tenth
# of a second.
_VAD = {
    "max_speech_duration_s": WINDOW_SECONDS - 2 * MARGIN_SECONDS,
    "min_silence_duration_ms": 160,
    "min_speech_duration_ms": 150,
    "speech_pad_ms": 0,
}
# The detector copies its input several times; a block of ten minutes keeps that under 150 MB.
_BLOCK_SAMPLES = 10 * 60 * SAMPLE_RATE
# After somebody loud the detector does not hear somebody 30 dB quieter. So for it alone, not for the recogniser, what
# stays below -20 dBFS for some seconds is raised by up to 20 dB; noise and music raised like that stay no speech.
_QUIET_PEAK, _MOST_GAIN = 0.1, 10.0
_LEVEL_SAMPLES = SAMPLE_RATE // 10
_LEVELS_AROUND = 31  # three seconds


def find_speech(signal: Signal) -> list[Span]:
    """Where speech is, without margins."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    return [
        {"start": begin + span["start"], "end": begin + span["end"]}
        for begin, samples in signal.blocks(_BLOCK_SAMPLES)
        for span in get_speech_timestamps(_levelled(samples), VadOptions(**_VAD))
    ]


def _levelled(samples: Samples) -> Samples:
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    padded = np.pad(samples, (0, -len(samples) % _LEVEL_SAMPLES))
    peaks = maximum_filter1d(np.abs(padded).reshape(-1, _LEVEL_SAMPLES).max(axis=1), _LEVELS_AROUND)
    gain = uniform_filter1d(np.clip(_QUIET_PEAK / np.maximum(peaks, 1e-6), 1.0, _MOST_GAIN), 5)
    levelled: Samples = (samples * np.repeat(gain, _LEVEL_SAMPLES)[: len(samples)]).astype(np.float32)
    return levelled
