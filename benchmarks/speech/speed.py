"""Time and memory for a long call: ours, the library's batched pipeline, the library sequentially."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from benchmarks.speech.corpus import Recording
from benchmarks.speech.figures import Check, Part, percent
from benchmarks.speech.long_call import build_call, longest_stereo
from benchmarks.speech.run import Run

_FASTER_THAN_SEQUENTIAL, _LIBRARY_RATIO, _VOICES_SHARE, _MEGABYTES = 5.0, 1.1, 0.25, 1300
_STRETCH_MINUTES = 10.0  # what the sequential way, many times slower, is measured on
_ROUNDS = (("ours", "library"), ("library", "ours"))  # neither always runs on the warmer machine


def speed(recordings: Sequence[Recording], minutes: float) -> Part:
    """A stereo call of so many minutes made from the longest stereo recording, and the same mixed down to mono.

    Every run is a process of its own; loading the model does not count. The language is detected.
    """
    source = longest_stereo(recordings)
    if source is None:
        return Part("speed", (), (), ("no stereo recording to make a long call of",))
    stretch = min(minutes, _STRETCH_MINUTES)
    with tempfile.TemporaryDirectory() as folder:
        call = build_call(source.path, minutes, Path(folder) / "call.wav")
        short = build_call(source.path, stretch, Path(folder) / "stretch.wav")
        mono = build_call(source.path, minutes, Path(folder) / "mono.wav", mixed=True)
        runs = [(_run(system, call), minutes) for order in _ROUNDS for system in order]
        runs.append((_run("library, no word times", call), minutes))
        runs.append((_run("sequential", short), stretch))
        voices = _run("ours, profiled", mono)
    rows = [{"call": "stereo", "minutes": length} | asdict(run) for run, length in runs]
    rows.append({"call": "mono", "minutes": minutes} | asdict(voices))
    left_out = []
    if stretch < minutes:
        left_out.append(f"sequential: measured on {stretch:g} minutes, reckoned up to {minutes:g}")
    if voices.voices_seconds is None:
        left_out.append("telling voices apart: nothing of it ran on the mono call")
    return Part(f"speed, {minutes:g} minutes of {source.name}", rows, tuple(_checks(runs, voices, minutes)), left_out)


def _run(system: str, call: Path) -> Run:
    command = [sys.executable, "-m", "benchmarks.speech.run", system, str(call)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Run(**json.loads(output))


def _checks(runs: Sequence[tuple[Run, float]], voices: Run, minutes: float) -> Iterator[Check]:
    def times(system: str, other: str) -> tuple[float, str]:
        """How much longer one takes than another; on a busy machine processor time says more than the clock."""
        clock, processor = (
            median(_whole(runs, system, minutes, of)) / median(_whole(runs, other, minutes, of)) for of in (0, 1)
        )
        return clock, f"{clock:.2f} times (processor time {processor:.2f})"

    faster, value = times("sequential", "ours")
    wanted = f"≥ {_FASTER_THAN_SEQUENTIAL:g} times"
    yield Check("sequential takes longer", value, wanted, faster >= _FASTER_THAN_SEQUENTIAL)
    ratio, value = times("ours", "library")
    yield Check("time against the batched pipeline", value, f"≤ {_LIBRARY_RATIO:g} times", ratio <= _LIBRARY_RATIO)
    if voices.voices_seconds is not None:
        share = voices.voices_seconds / (voices.seconds - voices.voices_seconds)
        wanted = f"≤ {percent(_VOICES_SHARE)}"
        yield Check("telling voices apart adds to a mono call", percent(share), wanted, share <= _VOICES_SHARE)
    peak = max(run.peak_megabytes for run, _ in [*runs, (voices, minutes)] if run.system.startswith("ours"))
    yield Check("peak memory", f"{peak:.0f} MB", f"≤ {_MEGABYTES} MB", peak <= _MEGABYTES)


def _whole(runs: Sequence[tuple[Run, float]], system: str, minutes: float, which: int) -> list[float]:
    """Seconds on the clock (`which` 0) or of the processor (1) of a system's runs, reckoned up to the whole call."""
    return [
        (run.seconds, run.processor_seconds)[which] * minutes / length for run, length in runs if run.system == system
    ]
