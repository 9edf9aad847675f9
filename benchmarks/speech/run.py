"""One system on one recording in a process of its own: `python -m benchmarks.speech.run SYSTEM FILE`, prints JSON."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from cProfile import Profile
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from pstats import Stats
from time import perf_counter, process_time

from benchmarks.speech.systems import our_engine
from transcripts.weights import find_weights

_VOICES = "voices.py"  # the module of ours that tells voices apart

Work = Callable[[], int]  # what is timed; gives the number of words


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds on the clock and of the processor without loading the model, the most memory held, the words.

    `voices_seconds` is the part of it that telling voices apart took, None if it was not measured.
    """

    system: str
    seconds: float
    processor_seconds: float
    peak_megabytes: float
    words: int
    voices_seconds: float | None = None


def _ours(call: Path) -> Work:
    listen = our_engine()

    def work() -> int:
        heard = listen(call, None)
        if heard.refused:
            raise SystemExit(heard.refused)
        return len(heard.words)

    return work


def _library(call: Path, *, word_times: bool) -> Work:
    from faster_whisper import BatchedInferencePipeline, WhisperModel
    from faster_whisper.audio import decode_audio

    pipeline = BatchedInferencePipeline(WhisperModel(str(find_weights()), device="cpu", compute_type="int8"))

    def work() -> int:
        words = 0
        for channel in decode_audio(str(call), split_stereo=True):
            segments, _ = pipeline.transcribe(channel, word_timestamps=word_times)
            words += sum(len(segment.text.split()) for segment in segments)
        return words

    return work


def _sequential(call: Path) -> Work:
    from faster_whisper import WhisperModel
    from faster_whisper.audio import decode_audio

    model = WhisperModel(str(find_weights()), device="cpu", compute_type="int8")

    def work() -> int:
        words = 0
        for channel in decode_audio(str(call), split_stereo=True):
            segments, _ = model.transcribe(channel, vad_filter=True, word_timestamps=True)
            words += sum(len(segment.text.split()) for segment in segments)
        return words

    return work


SYSTEMS: dict[str, Callable[[Path], Work]] = {
    "ours": _ours,
    "ours, profiled": _ours,
    "library": partial(_library, word_times=True),
    "library, no word times": partial(_library, word_times=False),
    "sequential": _sequential,
}


def run(system: str, call: Path) -> Run:
    """The system on the recording in this process, which should do nothing else: memory counts from its start."""
    work = SYSTEMS[system](call)
    profile = Profile() if system == "ours, profiled" else None
    began, busy = perf_counter(), process_time()
    words = profile.runcall(work) if profile else work()
    seconds, processor_seconds = perf_counter() - began, process_time() - busy
    voices = _voices_seconds(profile) if profile else None
    return Run(system, round(seconds, 2), round(processor_seconds, 2), round(_peak_megabytes(), 1), words, voices)


def _peak_megabytes() -> float:
    """The most memory this program held. Linux's ru_maxrss would count what the process that started it holds, too."""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _voices_seconds(profile: Profile) -> float | None:
    """The time in functions of the module while they were called from outside of it; None if none was."""
    stats = Stats(profile).stats  # type: ignore[attr-defined]
    entries = [
        cumulative
        for (file, _, _), (_, _, _, _, callers) in stats.items()
        if Path(file).name == _VOICES
        for (caller, _, _), (_, _, _, cumulative) in callers.items()
        if Path(caller).name != _VOICES
    ]
    return round(sum(entries), 2) if entries else None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(run(sys.argv[1], Path(sys.argv[2])))) + "\n")
