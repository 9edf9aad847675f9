"""Speed and memory of a transcription against faster-whisper's own batched pipeline.

    python -m benchmarks.transcribe_speed [--minutes 30] [--runs 2] RECORDING.wav

A long stereo call is made by repeating RECORDING with pauses. Each run is a process of its own, in alternating
order, with the same weights, precision and beam: the library's pipeline on the two channels with its defaults, and
`transcribe()` from the file to the turns. Wanted: at most 1.15 times the library's time and 1.2 GB.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import wave
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from transcripts.audio import SAMPLE_RATE, load_channels

_PAUSE_SECONDS = 5
_WANTED_RATIO, _WANTED_MEGABYTES = 1.15, 1200


@dataclass(frozen=True, slots=True)
class Run:
    """One process: wall and processor seconds without loading the model, the most memory it held."""

    which: str
    seconds: float
    processor_seconds: float
    peak_megabytes: float
    words: int


def build_call(recording: Path, minutes: float, target: Path) -> None:
    """`recording` again and again, with pauses, as 16-bit stereo at 16 kHz."""
    channels = load_channels(recording).samples
    piece = (np.stack([channels[0], channels[-1]], axis=1) * 32767).astype(np.int16)
    pause = np.zeros((_PAUSE_SECONDS * SAMPLE_RATE, 2), dtype=np.int16)
    left = int(minutes * 60 * SAMPLE_RATE)
    with wave.open(str(target), "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, 0, "NONE", ""))
        while left > 0:
            for part in (piece, pause):
                file.writeframes(part[:left].tobytes())
                left -= min(left, len(part))


def run_library(call: Path) -> Run:
    from faster_whisper import BatchedInferencePipeline, WhisperModel
    from faster_whisper.audio import decode_audio

    from transcripts.weights import find_weights

    pipeline = BatchedInferencePipeline(WhisperModel(str(find_weights()), device="cpu", compute_type="int8"))
    began, busy, words = perf_counter(), process_time(), 0
    for channel in decode_audio(str(call), split_stereo=True):
        segments, _ = pipeline.transcribe(channel, word_timestamps=True)
        words += sum(len(segment.text.split()) for segment in segments)
    return _measured("library", began, busy, words)


def run_ours(call: Path) -> Run:
    from transcripts.transcribe import transcribe
    from transcripts.whisper import WhisperTranscriber

    transcriber = WhisperTranscriber()
    began, busy = perf_counter(), process_time()
    conversation = transcribe(call, transcriber)
    return _measured("ours", began, busy, sum(len(turn.words) for turn in conversation.turns))


def _measured(which: str, began: float, busy: float, words: int) -> Run:
    seconds, processor_seconds = perf_counter() - began, process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    return Run(which, round(seconds, 2), round(processor_seconds, 2), round(peak, 1), words)


def compare(recording: Path, minutes: float, runs: int) -> dict[str, Any]:
    """All runs and the ratio of the median times."""
    with tempfile.TemporaryDirectory() as folder:
        call = Path(folder) / "call.wav"
        build_call(recording, minutes, call)
        done = []
        for number in range(runs):
            for which in ("library", "ours") if number % 2 == 0 else ("ours", "library"):
                command = [sys.executable, "-m", "benchmarks.transcribe_speed", "--only", which, str(call)]
                output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                done.append(Run(**json.loads(output)))
    seconds = {which: statistics.median(run.seconds for run in done if run.which == which) for which in _RUNS}
    busy = {which: statistics.median(run.processor_seconds for run in done if run.which == which) for which in _RUNS}
    peak = max(run.peak_megabytes for run in done if run.which == "ours")
    ratio = seconds["ours"] / seconds["library"]
    return {
        "minutes": minutes,
        "runs": [asdict(run) for run in done],
        "ratio": round(ratio, 3),
        "processor_ratio": round(busy["ours"] / busy["library"], 3),
        "times_real_time": round(minutes * 60 / seconds["ours"], 1),
        "peak_megabytes": peak,
        "good": ratio <= _WANTED_RATIO and peak <= _WANTED_MEGABYTES,
    }


_RUNS = {"library": run_library, "ours": run_ours}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--only", choices=_RUNS, help="run one of the two on RECORDING as it is, in this process")
    options = parser.parse_args()
    if options.only:
        print(json.dumps(asdict(_RUNS[options.only](options.recording))))
        return
    result = compare(options.recording, options.minutes, options.runs)
    print(json.dumps(result))
    print(f"{'which':10} {'seconds':>9} {'processor':>9} {'peak MB':>9} {'words':>7}")
    for run in result["runs"]:
        print("{which:10} {seconds:9.1f} {processor_seconds:9.1f} {peak_megabytes:9.0f} {words:7}".format(**run))
    print(f"ratio {result['ratio']} (wanted <= {_WANTED_RATIO}), peak {result['peak_megabytes']} MB")


if __name__ == "__main__":
    main()
