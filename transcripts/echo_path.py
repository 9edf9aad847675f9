"""How the sound of one signal comes back in another: how late, through which filter, and how much of it.

The filter is a linear one from short-time spectra to short-time spectra over a few frames (the convolutive transfer
function of Talmon, Cohen & Gannot 2009), fitted by least squares. Frames are counted from a place in samples.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from transcripts.signals import SAMPLE_RATE, Samples, Signal

Spectra = NDArray[np.complex64]  # (frames, bins), or (frames, taps, bins) of what the filter is fed with
Floats = NDArray[np.float32]

FRAME = 512  # samples from one frame to the next, 32 ms
_WINDOW = 2 * FRAME
_LOWEST, _HIGHEST = 300, 3_400  # Hz, what a telephone carries
_BINS = slice(_LOWEST * _WINDOW // SAMPLE_RATE + 1, _HIGHEST * _WINDOW // SAMPLE_RATE + 1)
_TAPS = 3  # frames: a room's echo of about 130 ms
_FITTED = 600  # frames to fit to, out of all: enough for three taps
_HANN = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
# The gain may be another one in each of eight bands and from one third of a second to the next, because telephones
# change it all the time.
_BANDS = np.linspace(0, _BINS.stop - _BINS.start, 8, endpoint=False).astype(int)
_AROUND = 9
# The median of exponentially distributed powers is ln 2 times their mean, but one loud frame does not move it.
_MEDIAN_OF_MEAN = float(np.log(2))


def band(signal: Signal, start: int, length: int, size: int) -> NDArray[np.complex64]:
    """The spectrum from 300 to 3,400 Hz of `length` samples, padded with zeros to `size`."""
    from scipy import fft

    spectrum: NDArray[np.complex64] = fft.rfft(_read(signal, start, start + length), size)
    return spectrum[_LOWEST * size // SAMPLE_RATE : _HIGHEST * size // SAMPLE_RATE]


def delay(copy: Signal, source: Signal, starts: Iterable[int], length: int, lags: range) -> tuple[int, float]:
    """How many samples `copy` comes after `source`, within `lags`, and how far the peak stands out of the rest.

    Generalised cross-correlation with phase transform (Knapp & Carter 1976), summed over pieces of `length` samples
    from each of `starts`. The second number is the peak's height over the root mean square of all lags: about 4 for
    signals that have nothing in common, over 10 for one that has a copy of the other in it.
    """
    from scipy import fft

    size = int(fft.next_fast_len(length + len(lags), real=True))
    total = np.zeros(size // 2 + 1, dtype=np.complex64)
    inside = slice(_LOWEST * size // SAMPLE_RATE, _HIGHEST * size // SAMPLE_RATE)
    for start in starts:
        both = band(copy, start, length, size)
        both *= band(source, start - lags[-1], length + len(lags), size).conj()
        total[inside] += both / (np.abs(both) + 1e-12)
    peaks = np.abs(fft.irfft(total, size))[(np.arange(len(lags)) - (len(lags) - 1)) % size]
    highest = int(np.argmax(peaks))
    return lags[highest], float(peaks[highest] / (np.sqrt(np.mean(np.square(peaks))) + 1e-12))


def spectra(signal: Signal, start: int, frames: int) -> Spectra:
    """Short-time spectra, 300 to 3,400 Hz, of frames of 64 ms; silence where the signal has none."""
    from scipy import fft

    samples = _read(signal, start, start + (frames - 1) * FRAME + _WINDOW)
    pieces = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::FRAME]
    found: Spectra = fft.rfft(pieces * _HANN, axis=1)[:, _BINS]
    return found


def fed(signal: Signal, start: int, frames: int) -> Spectra:
    """What the filter needs for each frame: its spectrum and those of the frames before, (frames, taps, bins)."""
    found = spectra(signal, start - (_TAPS - 1) * FRAME, frames + _TAPS - 1)
    return np.stack([found[_TAPS - 1 - tap : len(found) - tap] for tap in range(_TAPS)], axis=1)


def typical_power(frames: Spectra) -> Floats:
    """The mean power of each bin, hardly moved by some frames that are much louder than the others."""
    power = np.median(np.square(np.abs(frames)), axis=0) / _MEDIAN_OF_MEAN
    # What lies 40 dB under the loudest bin is rounding and codec noise.
    floored: Floats = np.maximum(power, 1e-4 * power.max() + 1e-12).astype(np.float32)
    return floored


def predicted(target: Spectra, source: Spectra, weight: Floats) -> Spectra:
    """The part of `target` that a fixed filter makes of `source`; `weight` says how much each frame counts."""
    some = slice(None, None, max(1, len(target) // _FITTED))
    fitted = source[some]
    weighted = fitted.conj() * weight[some, None, None]
    square = np.einsum("nkf,nlf->fkl", weighted, fitted, optimize=True)
    mixed = np.einsum("nkf,nf->fk", weighted, target[some], optimize=True)
    load = 1e-3 * np.trace(square, axis1=1, axis2=2).real / _TAPS + 1e-20
    square += load[:, None, None] * np.eye(_TAPS, dtype=np.float32)
    taps = np.linalg.solve(square, mixed[..., None])[..., 0]
    found: Spectra = sum(source[:, tap] * taps[:, tap] for tap in range(1, _TAPS)) + source[:, 0] * taps[:, 0]
    return found


def explained(target: Spectra, prediction: Spectra, importance: Floats, noise: Floats) -> Floats:
    """The share (0..1) of the energy around each frame of `target` that the prediction makes up.

    The frames must follow each other. `importance` and `noise` (power) are given for each bin.
    """
    whole = _summed(np.square(np.abs(target)) * importance).sum(axis=1)
    part = _summed((target * prediction.conj()).real * importance)
    own = _summed(np.square(np.abs(prediction)) * importance)
    # Noise is no more than three quarters of what is taken for speech: the voice detector needs some of it.
    whole = np.maximum(whole - np.float32(_AROUND * (noise * importance).sum()), whole / 4)
    share: Floats = (np.square(np.maximum(part, 0)) / (own + 1e-20)).sum(axis=1) / (whole + 1e-20)
    return np.minimum(share, 1)


def _summed(values: Floats) -> Floats:
    """Sums over the bins of each band and over the frames around each frame."""
    return around(np.add.reduceat(values, _BANDS, axis=1), _AROUND)


def around(values: Floats, frames: int) -> Floats:
    """The sum of an odd number of frames around each, along the first axis."""
    half = frames // 2
    zeros = np.zeros((half + 1, *values.shape[1:]), dtype=np.float64)
    sums = np.cumsum(np.concatenate([zeros, values, zeros[:half]]), axis=0)
    moving: Floats = (sums[frames:] - sums[:-frames]).astype(np.float32)
    return moving


def _read(signal: Signal, start: int, end: int) -> Samples:
    """Samples with silence before the beginning and after the end of the signal."""
    samples = signal.read(start, end)
    if len(samples) == end - start:
        return samples
    padded = np.zeros(end - start, dtype=np.float32)
    before = min(max(0, -start), end - start)
    padded[before : before + len(samples)] = samples
    return padded
