"""The sound of one channel, kept on disk, so that memory does not grow with the length of a call."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SAMPLE_RATE = 16_000  # what Whisper and its voice detector were trained on


class Signal:
    """Samples at 16 kHz in a nameless temporary file (2 bytes each), which the system removes with the process.

    Written once from front to back, then read in pieces as float32 in -1..1. Not for several threads at once.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="fairword-")  # noqa: SIM115 (closed by `close`)
        self._length = 0

    @classmethod
    def of(cls, samples: Samples) -> Self:
        """A signal with the given samples; what is beyond -1..1 is clipped."""
        signal = cls()
        signal.append((np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16))
        return signal

    def append(self, samples: NDArray[np.int16]) -> None:
        self._file.write(samples.tobytes())
        self._length += len(samples)

    def __len__(self) -> int:
        return self._length

    @property
    def seconds(self) -> float:
        return self._length / SAMPLE_RATE

    def read(self, start: int = 0, end: int | None = None) -> Samples:
        """The samples from `start` to `end` (not included), cut to what there is."""
        start, end = max(0, start), self._length if end is None else min(end, self._length)
        self._file.seek(2 * start)
        samples = np.frombuffer(self._file.read(2 * max(0, end - start)), dtype=np.int16).astype(np.float32)
        samples *= 1 / 32768
        return samples

    def blocks(self, length: int) -> Iterator[tuple[int, Samples]]:
        """Pieces of `length` samples one after another (the last is shorter), each with the place it begins at."""
        for start in range(0, self._length, length):
            yield start, self.read(start, start + length)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
