"""The sample calls, one person a channel, and what happens to such calls on the line."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from transcripts.audio import load_channels
from transcripts.signals import SAMPLE_RATE, Samples


@cache
def samples_of(name: str) -> tuple[Samples, Samples]:
    """Both channels of a sample call."""
    with load_channels(Path(str(files("qa_app"))) / "samples" / f"{name}.ogg") as channels:
        first, second = (signal.read() for signal in channels.signals)
    return first, second


def late(samples: Samples, milliseconds: float) -> Samples:
    """The same length, moved back."""
    frames = int(milliseconds * SAMPLE_RATE / 1000)
    return np.concatenate([np.zeros(frames, dtype=np.float32), samples[: len(samples) - frames]])


def mixed(people: tuple[Samples, Samples], decibels: float, milliseconds: float) -> tuple[Samples, Samples]:
    """Each channel with a late and quieter copy of the other one, in a little noise of its own."""
    gain = np.float32(10 ** (decibels / 20))
    first, second = people
    return (
        first + gain * late(second, milliseconds) + noise(first, -70, 1),
        second + gain * late(first, milliseconds) + noise(second, -70, 2),
    )


def noise(like: Samples, decibels: float, seed: int = 0) -> Samples:
    """White noise of the same length, at a level against full scale."""
    level = np.float32(10 ** (decibels / 20))
    return level * np.random.default_rng(seed).standard_normal(len(like), dtype=np.float32)


def mu_law(samples: Samples) -> Samples:
    """What 8 bits of G.711 leave of the samples (the continuous form of its curve)."""
    pressed = np.sign(samples) * np.log1p(255 * np.abs(samples)) / np.log(256)
    steps = np.round(pressed * 127) / 127
    return (np.sign(steps) * (256 ** np.abs(steps) - 1) / 255).astype(np.float32)
