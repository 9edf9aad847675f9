"""The sound of one channel, kept on disk, so that memory does not grow with the length of a call."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from threading import Lock
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SAMPLE_RATE = 16_000  # what Whisper and its voice detector were trained on
# /tmp is kept in memory on many systems; /var/tmp is the place for large files (systemd file-hierarchy(7)).
_LARGE_FILES = "/var/tmp"  # noqa: S108 (the file has no name that others could take)


def signals_folder() -> str:
    """Where signals are kept: the folder that TMPDIR names, else /var/tmp, else the system's folder for such files."""
    if "TMPDIR" not in os.environ and os.access(_LARGE_FILES, os.W_OK):
        return _LARGE_FILES
    return tempfile.gettempdir()


class Signal:
    """Samples at 16 kHz in a nameless temporary file (2 bytes each), which the system removes with the process.

    Written once from front to back, then read in pieces as float32 in -1..1, by several threads if need be.
    Raises OSError where the disk is full. `gain` is what a quiet recording is multiplied by when it is read.
    """

    def __init__(self) -> None:
        # Without a buffer a full disk is noticed by the write that meets it, not by a later one or by closing.
        self._file = tempfile.TemporaryFile(prefix="fairword-", dir=signals_folder(), buffering=0)  # noqa: SIM115
        self._lock = Lock()  # for the place in the file
        self._length = 0
        self.gain = 1.0

    @classmethod
    def of(cls, samples: Samples) -> Self:
        """A signal with the given samples; what is beyond -1..1 is clipped."""
        signal = cls()
        signal.append((np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16))
        return signal

    def append(self, samples: NDArray[np.int16]) -> None:
        data = samples.tobytes()
        self._file.seek(2 * self._length)
        written = 0
        while written < len(data):
            written += self._file.write(data[written:])
        self._length += len(samples)

    def append_silence(self, length: int) -> None:
        """Adds `length` samples of 0, which take no room on most disks."""
        self._length += length
        self._file.truncate(2 * self._length)

    def __len__(self) -> int:
        return self._length

    @property
    def seconds(self) -> float:
        return self._length / SAMPLE_RATE

    def read(self, start: int = 0, end: int | None = None) -> Samples:
        """The samples from `start` to `end` (not included), cut to what there is."""
        start, end = max(0, start), self._length if end is None else min(end, self._length)
        wanted = np.empty(max(0, end - start), dtype=np.int16)
        with self._lock:
            self._file.seek(2 * start)
            self._file.readinto(wanted.data)
        samples = wanted.astype(np.float32)
        samples *= self.gain / 32768
        return samples if self.gain == 1 else np.clip(samples, -1, 1, out=samples)

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
