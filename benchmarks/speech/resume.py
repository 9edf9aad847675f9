"""A transcription killed half way and started again: is the result the same, and how much is done again?"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import sleep
from typing import Any

from benchmarks.speech.corpus import Recording
from benchmarks.speech.figures import Check, Part, percent
from benchmarks.speech.long_call import build_call, longest_stereo

_WANTED = 0.6
_POLL_SECONDS = 0.05
_COMMAND = [sys.executable, "-c", "from qa_app.cli import main; main()", "transcribe"]


def resume(recordings: Sequence[Recording], minutes: float) -> Part:
    """`qa transcribe` of a long call: whole, then killed when half of its parts are finished, then started again."""
    source = longest_stereo(recordings)
    if source is None:
        return Part("going on after a kill", (), (), ("no stereo recording to make a long call of",))
    name = f"going on after a kill, {minutes:g} minutes of {source.name}"
    with tempfile.TemporaryDirectory() as folder:
        call = build_call(source.path, minutes, Path(folder) / "call.wav")
        whole, again = Path(folder) / "whole", Path(folder) / "again"
        seconds, parts = _transcribe(call, whole)
        if parts < 2:
            return Part(name, (), (), ("no finished parts were seen while it worked",))
        _, kept = _transcribe(call, again, kill_at=parts / 2)
        seconds_again, _ = _transcribe(call, again)
        equal = _result(whole) == _result(again)
    row: dict[str, Any] = {
        "minutes": minutes,
        "processor_seconds_whole": round(seconds, 1),
        "processor_seconds_after_the_kill": round(seconds_again, 1),
        "parts": parts,
        "parts_kept": kept,
        "equal": equal,
    }
    by_time, by_parts = seconds_again / seconds, (parts - kept) / parts
    checks = (
        Check("the result equals the uninterrupted one", "yes" if equal else "no", "yes", equal),
        Check("work after the kill, by processor time", percent(by_time), f"< {percent(_WANTED)}", by_time < _WANTED),
        Check("work after the kill, by parts", percent(by_parts), f"< {percent(_WANTED)}", by_parts < _WANTED),
    )
    return Part(name, (row,), checks)


def _transcribe(call: Path, output: Path, kill_at: float | None = None) -> tuple[float, int]:
    """Processor seconds, starting and loading included, and the most finished parts that were seen in its file.

    Raises CalledProcessError if the transcription fails, or ends before it could be killed.
    """
    command = [*_COMMAND, str(call), "-o", str(output)]
    before, parts = _children_seconds(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            parts = max(parts, _finished(output))
            if kill_at is not None and parts >= kill_at:
                process.kill()
            sleep(_POLL_SECONDS)
    if process.returncode != (0 if kill_at is None else -signal.SIGKILL):
        raise subprocess.CalledProcessError(process.returncode, command)
    return _children_seconds() - before, parts


def _children_seconds() -> float:
    """Processor time of the processes that have ended: unlike the clock, it does not depend on what else runs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _finished(output: Path) -> int:
    """Whole lines of the file of parts after its first, which says what the work is."""
    return sum(max(0, path.read_bytes().count(b"\n") - 1) for path in output.glob("*.partial.jsonl"))


def _result(output: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in output.iterdir()}
