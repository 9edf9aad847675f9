"""Whether the two channels of a recording are one sound twice, or two people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transcripts.echo_path import FRAME, band, delay, fed, predicted, spectra, typical_power
from transcripts.signals import SAMPLE_RATE, Signal

_BLOCK_FRAMES = 16  # half a second
_BLOCK = _BLOCK_FRAMES * FRAME
_CANDIDATES, _BLOCKS = 480, 120  # blocks looked at for their loudness, and of the loud ones those compared
_LOUD = 0.05  # -13 dB against the loudest tenth: somebody speaks
_SILENT = 1e-8  # power against full scale: half of one step in 16 bits
_LAGS = range(-SAMPLE_RATE // 20, SAMPLE_RATE // 20 + 1)  # 50 ms: what two recorders or codecs differ by
_PEAK = 8.0  # of the correlation; signals that have nothing in common reach 5
# Speech rises and falls by far more than 3 dB; hum does not. Amplitudes of speech are spread over 30 to 130 of the
# 198 bins, those of call progress tones over 10 (participation ratio).
_LIVELY, _BROAD = 2.0, 20.0
_TENTH_OF_MEAN = 0.105  # a tenth of exponentially distributed powers are under 0.105 of their mean
_EXPLAINED = 0.5  # half of the energy; two low-bitrate codecs leave 0.6 to 0.9
# One sound keeps its level ratio within 3 dB in all but 1 % of the blocks. With a person each, the ratio changes with
# who speaks, by 12 dB even when both come back at half their amplitude.
_SAME_DECIBELS, _DEVIATING = 3.0, 0.03


def same_sound(first: Signal, second: Signal) -> bool:
    """Whether two channels carry the same sound: one voice, or the same mix of several, on both.

    The channels may differ in level, polarity, delay (up to 50 ms), filter, codec and some noise, but not over time:
    where one person is on each channel and heard on the other, the channels change their levels with who speaks.
    Silence, hum and tones are not taken for the same sound. Compares 120 half seconds at most.
    """
    starts = _loud_blocks(first, second)
    if len(starts) < 2:
        return False
    late, peak = delay(first, second, starts, _BLOCK, _LAGS)
    if peak < _PEAK:
        return False
    return _made_of(first, second, starts, late) or _made_of(second, first, starts, -late)


def fuller(first: Signal, second: Signal) -> Signal:
    """Of two channels with the same sound the one with a greater share of the high tones that tell consonants apart."""
    starts = [int(start) for start in _loud_blocks(first, second)]
    return first if _brightness(first, starts) >= _brightness(second, starts) else second


def _brightness(signal: Signal, starts: Sequence[int]) -> float:
    """The energy of the differences between neighbouring samples, against that of the samples."""
    blocks = [signal.read(start, start + _BLOCK) for start in starts]
    energy = sum(float(np.square(block).sum()) for block in blocks)
    return sum(float(np.square(np.diff(block)).sum()) for block in blocks) / energy if energy > 0 else 0.0


def _loud_blocks(first: Signal, second: Signal) -> NDArray[np.intp]:
    """Where blocks of sound begin in which one of the channels is loud; none if a channel is silent or steady."""
    length = min(len(first), len(second)) - _BLOCK
    if length < 0:
        return np.empty(0, dtype=np.intp)
    starts = np.linspace(0, length, min(_CANDIDATES, 1 + length // _BLOCK)).astype(int)
    power = np.array([[_power(signal, int(start)) for signal in (first, second)] for start in starts])
    floor, peak = np.percentile(power, 10, axis=0), np.percentile(power, 90, axis=0)
    if (peak < _SILENT).any() or (peak < _LIVELY * floor).any():
        return np.empty(0, dtype=np.intp)
    loudness = ((power - floor) / (peak - floor)).max(axis=1)
    loud = starts[loudness > _LOUD]
    return np.unique(loud[np.linspace(0, len(loud) - 1, _BLOCKS).astype(int)])


def _power(signal: Signal, start: int) -> float:
    return float(np.square(np.abs(band(signal, start, _BLOCK, _BLOCK))).sum() * 2 / _BLOCK**2)


def _made_of(target: Signal, source: Signal, starts: NDArray[np.intp], late: int) -> bool:
    """Whether one filter makes `target` of `source` in all blocks."""
    frames = _BLOCK_FRAMES - 1
    mine = np.concatenate([spectra(target, int(start), frames) for start in starts])
    other = np.concatenate([fed(source, int(start) - late, frames) for start in starts])
    power = np.maximum(typical_power(mine), 1e-12)
    if np.square(np.sqrt(power).sum()) < _BROAD * power.sum():
        return False
    energies = np.square(np.abs(mine))
    noise = np.minimum(np.percentile(energies, 10, axis=0) / _TENTH_OF_MEAN, power)
    importance = (np.maximum(power - noise, power / 20) / np.square(power)).astype(np.float32)
    energy = (energies * importance).mean(axis=1)
    made = predicted(mine, other, (1 / (energy + np.median(energy) + 1e-12)).astype(np.float32))
    whole = _sums(energies * importance, len(starts))
    own = _sums(np.square(np.abs(made)) * importance, len(starts))
    common = np.maximum(_sums((mine * made.conj()).real * importance, len(starts)), 0)
    decibels = 10 * np.log10((whole + 1e-9) / (own + 1e-9))
    deviating = np.abs(decibels - np.median(decibels)) > _SAME_DECIBELS
    shared = np.square(common) / (whole * own + 1e-9)
    return bool(np.median(shared) > _EXPLAINED and deviating.mean() < _DEVIATING)


def _sums(values: NDArray[np.float32], blocks: int) -> NDArray[np.float32]:
    sums: NDArray[np.float32] = values.reshape(blocks, -1).sum(axis=1)
    return sums
