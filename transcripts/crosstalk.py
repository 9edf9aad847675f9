"""One person's voice on the other person's channel taken out, so that nothing is transcribed twice.

The agent's voice comes out of the customer's telephone and goes back in, or leaks from wire to wire: the same sound
6 to 40 dB quieter, up to 0.4 s later, coloured. It is known by being the same sound, never by being quiet: a quiet
customer is not explained by what the agent says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcripts.echo_path import (
    FRAME,
    Floats,
    Spectra,
    around,
    delay,
    explained,
    fed,
    predicted,
    spectra,
    typical_power,
)
from transcripts.signals import SAMPLE_RATE, Signal
from transcripts.windows import Span

Mask = NDArray[np.bool_]  # one for each frame of the call

_LAGS = range(-SAMPLE_RATE // 100, SAMPLE_RATE * 4 // 10)  # a copy is late; 10 ms for recorders that are not exact
_PIECE_SAMPLES, _PIECES = 2 * SAMPLE_RATE, 16  # listened to for the delay
_PEAK = 6.0  # one in 100,000 for 3,400 independent lags; speech that has nothing in common reaches 5.3
_AFTER_FRAMES = (_LAGS[-1] + SAMPLE_RATE // 20) // FRAME  # how long after the source its copy may still be heard
_LEAST_FRAMES = SAMPLE_RATE // FRAME  # a second of suspicion; a filter can be fitted to anything shorter
_FITTED_FRAMES = 2_000  # a minute: the path may change in a call, and memory must not grow with it
_COPIED = 0.6  # of the energy: the person of the channel is quieter than the copy, if heard at all
_HOLE_FRAMES = 12  # 0.38 s: a copy as short as a word, between somebody's own words, is left
_REMNANT_FRAMES = 7  # 0.22 s: nothing that short beside a copy is a word


@dataclass(frozen=True, slots=True)
class _Side:
    """A channel, and for each frame whether speech was found in it and how loud it is (energy above its noise)."""

    signal: Signal
    speaks: Mask
    level: Floats


def without_crosstalk(signals: Sequence[Signal], speech: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """The speech of each of two channels without the parts that are a copy of the other channel.

    `speech` is what the voice detector found on each channel alone. What both really say at the same time stays on
    both. Remnants under 0.22 s are dropped. Reads only where both channels have speech, beside one pass for levels.
    """
    frames = max(len(signal) for signal in signals) // FRAME + 1
    first, second = (
        _Side(signal, _speaks(spans, frames), _level(signal, frames))
        for signal, spans in zip(signals, speech, strict=True)
    )
    return [
        list(_kept(speech[0], _copied(first, second))),
        list(_kept(speech[1], _copied(second, first))),
    ]


def _speaks(spans: Sequence[Span], frames: int) -> Mask:
    mask = np.zeros(frames, dtype=np.bool_)
    for span in spans:
        mask[span["start"] // FRAME : -(-span["end"] // FRAME)] = True
    return mask


def _level(signal: Signal, frames: int) -> Floats:
    """The energy of each frame's differences, which hum and an offset hardly have, above that of the quietest tenth."""
    level = np.zeros(frames, dtype=np.float32)
    for start, samples in signal.blocks(8_192 * FRAME):
        whole = len(samples) // FRAME
        steps = np.diff(samples, prepend=samples[:1])[: whole * FRAME].reshape(whole, FRAME)
        level[start // FRAME :][:whole] = np.einsum("ij,ij->i", steps, steps)
    above: Floats = np.maximum(level - np.percentile(level, 10), 0).astype(np.float32)
    return above


def _copied(copy: _Side, source: _Side) -> Mask:
    """Where the speech on `copy` is the sound of `source`."""
    copied = np.zeros(len(copy.speaks), dtype=np.bool_)
    suspected = copy.speaks & _followed(source.speaks)
    places = np.flatnonzero(suspected)
    if len(places) < _LEAST_FRAMES:
        return copied
    late, peak = _delay(copy, source, places)
    if peak < _PEAK:
        return copied
    quieter = _source_speaks(copy, source, round(late / FRAME))
    noise = _noise(copy)
    for runs in _pieces(suspected):
        piece = np.concatenate([np.arange(*run) for run in runs])
        here, peak = _delay(copy, source, piece)
        late_here = here if peak >= _PEAK else late
        mine = [spectra(copy.signal, start * FRAME, end - start) for start, end in runs]
        other = [fed(source.signal, start * FRAME - late_here, end - start) for start, end in runs]
        copied[piece] = quieter[piece] & (_share(mine, other, quieter[piece], noise) > _COPIED)
    return copied


def _followed(speaks: Mask) -> Mask:
    """Frames in which speech, or a late copy of it, may be heard."""
    late = speaks.copy()
    for start, end in _runs(speaks):
        late[start : end + _AFTER_FRAMES] = True
    return late


def _delay(copy: _Side, source: _Side, frames: NDArray[np.intp]) -> tuple[int, float]:
    """Delay and peak from pieces that begin at the given frames, spread evenly and not overlapping."""
    starts: list[int] = []
    for frame in frames[:: max(1, len(frames) // (4 * _PIECES))]:
        if not starts or frame * FRAME >= starts[-1] + _PIECE_SAMPLES:
            starts.append(int(frame) * FRAME)
    return delay(copy.signal, source.signal, starts[:: -(-len(starts) // _PIECES)], _PIECE_SAMPLES, _LAGS)


def _source_speaks(copy: _Side, source: _Side, late: int) -> Mask:
    """Frames in which the person of `source` is heard: `copy` is quieter against `source` than with its own person.

    Channels are recorded at different gains, so how much quieter is found in the call: the difference of levels that
    parts its frames of speech best in two (Otsu 1979).
    """
    level, speaks = np.roll(source.level, late), np.roll(source.speaks, late)
    decibels = 10 * np.log10((around(copy.level, 9) + 1e-9) / (around(level, 9) + 1e-9))
    counts, edges = np.histogram(np.clip(decibels[copy.speaks | speaks], -40, 40), bins=80, range=(-40, 40))
    below = np.cumsum(counts)[:-1]
    sums = np.cumsum(counts * (edges[:-1] + 0.5))
    above = counts.sum() - below
    means = sums[:-1] / np.maximum(below, 1) - (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    quieter: Mask = decibels < edges[1 + int(np.argmax(below * above * np.square(means)))]
    return quieter


def _pieces(suspected: Mask) -> Iterator[list[tuple[int, int]]]:
    """Runs of frames in groups of about a minute; the last group is longer rather than short."""
    runs = [
        (begin, min(begin + _FITTED_FRAMES // 2, end))
        for start, end in _runs(suspected)
        for begin in range(start, end, _FITTED_FRAMES // 2)
    ]
    left = int(suspected.sum())
    piece: list[tuple[int, int]] = []
    length = 0
    for start, end in runs:
        piece.append((start, end))
        length += end - start
        left -= end - start
        if length >= _FITTED_FRAMES and left >= _FITTED_FRAMES // 4:
            yield piece
            piece, length = [], 0
    yield piece


def _share(mine: Sequence[Spectra], other: Sequence[Spectra], counts: Mask, noise: Floats) -> Floats:
    """For each frame of the runs in `mine`: how much of its energy is made of `other`.

    The filter is fitted to the frames that count, twice: the second time as far as the first fit explains them.
    """
    target, source = np.concatenate(mine), np.concatenate(other)
    if counts.sum() < _LEAST_FRAMES:
        return np.zeros(len(target), dtype=np.float32)
    power = typical_power(target[counts])
    noise = np.minimum(noise, power)
    # Bins count by how far speech stands out in them, not by how loud they are.
    importance = np.maximum(power - noise, power / 20) / np.square(power)
    energy = (np.square(np.abs(target)) * importance).mean(axis=1)
    weight = counts / (energy + np.median(energy) + 1e-12)
    borders = np.cumsum([len(run) for run in mine])[:-1]
    share = np.ones(len(target), dtype=np.float32)
    for _ in range(2):
        made = predicted(target, source, (weight * np.square(share)).astype(np.float32))
        parts = zip(mine, np.split(made, borders), strict=True)
        share = np.concatenate([explained(part, of_other, importance, noise) for part, of_other in parts])
    return share


def _noise(side: _Side) -> Floats:
    """The power of each bin where nobody speaks, from 200 frames of the call."""
    silent = np.flatnonzero(~side.speaks)
    if not len(silent):
        return np.zeros(1, dtype=np.float32)
    chosen = silent[np.linspace(0, len(silent) - 1, 200).astype(int)]
    frames: Spectra = np.concatenate([spectra(side.signal, int(frame) * FRAME, 1) for frame in chosen])
    return typical_power(frames)


def _runs(mask: Mask) -> list[tuple[int, int]]:
    """Where the mask holds: first frame and the one after the last, of each run."""
    changes = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return [(int(start), int(end)) for start, end in changes.reshape(-1, 2)]


def _kept(spans: Sequence[Span], copied: Mask) -> Iterator[Span]:
    """The spans without their copied frames. Short holes are filled before short remnants are dropped."""
    for span in spans:
        begin, past = span["start"] // FRAME, -(-span["end"] // FRAME)
        foreign = copied[begin:past].copy()
        for start, end in _runs(foreign):
            if end - start < _HOLE_FRAMES and start > 0 and end < len(foreign):
                foreign[start:end] = False
        if not foreign.any():
            yield span
            continue
        for start, end in _runs(~foreign):
            if end - start >= _REMNANT_FRAMES:
                yield {
                    "start": max(span["start"], (begin + start) * FRAME),
                    "end": min(span["end"], (begin + end) * FRAME),
                }
