"""How loud each channel of a recording is from beginning to end, for the picture under the player."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import numpy as np

from transcripts.audio import load_channels
from transcripts.signals import Signal

PARTS = 1_000


def waveform(recording: Path) -> tuple[float, list[list[int]]]:
    """The length in seconds, and for each channel the loudest moment of each of about 1,000 equal parts, 0..255.

    Raises InputError, see `load_channels`.
    """
    with load_channels(recording) as channels:
        return channels.seconds, [_peaks(signal) for signal in channels.signals]


def _peaks(signal: Signal) -> list[int]:
    length = max(1, ceil(len(signal) / PARTS))
    return [round(255 * float(np.abs(samples).max())) for _, samples in signal.blocks(length)]
