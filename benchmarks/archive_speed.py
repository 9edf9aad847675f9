"""An archive scored in parallel: `python -m benchmarks.archive_speed --turns 100000 [--no-meaning]`.

The archive is invented: the conversations of the sample data over and over, each time with other words here and
there, so that no cache knows them all. Prints as JSON the turns scored in a second, the most memory of all processes
together (shared pages counted once, Linux only), and linearity: the time of the second half of the turns divided by
that of the first, 1 where an archive twice as long takes twice as long. The first tenth, in which every process reads
its language data and meets most words, belongs to neither.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate, count
from pathlib import Path
from threading import Event, Thread

import yaml

import qa_app
from qa_app.archive import Given, How, NotScored, scored
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel, Conversation
from transcripts.readers.read import read_file
from transcripts.readers.source import ReadOptions

_SAMPLES = Path(qa_app.__file__).parent / "samples"
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_WARMING_UP = 0.1
# One long word in eight is another one each time, out of so many.
_VARIED = 0.125
_VOCABULARY = 20_000
_SEED = 4711
_SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True, slots=True)
class Figures:
    """What is printed; `seconds` and the turns in a second are of all but the first tenth."""

    jobs: int
    meaning: bool
    conversations: int
    turns: int
    failed: int
    seconds: float
    seconds_before: float
    turns_per_s: float
    linearity: float
    peak_megabytes: float


def sample_conversations() -> list[Conversation]:
    """The written conversations of the sample data."""
    found: list[Conversation] = []
    for entry in yaml.safe_load((_SAMPLES / "index.yaml").read_text(encoding="utf-8")):
        if entry["format"] != "recording":
            options = ReadOptions(entry["language"], (entry["agent"],), {}, Channel(entry["channel"]))
            found += read_file(_SAMPLES / entry["file"], options).conversations
    return found


def invented_archive(turns: int) -> Iterator[Given]:
    """Conversations of so many turns in all, or a few more; the same ones every time."""
    from wordfreq import top_n_list

    chance = random.Random(_SEED)  # noqa: S311 - it invents words, no secrets
    vocabularies = {
        language: [word for word in top_n_list(language, _VOCABULARY) if _LONG_WORD.fullmatch(word)]
        for language in SUPPORTED_LANGUAGES
    }
    samples = sample_conversations()
    made = 0
    for number in count():
        sample = samples[number % len(samples)]
        if made >= turns:
            return
        made += len(sample.turns)
        yield Given("archive", replace(_varied(sample, vocabularies, chance), id=f"archive-{number}"))


def _varied(sample: Conversation, vocabularies: Mapping[str, Sequence[str]], chance: random.Random) -> Conversation:
    words = vocabularies[sample.language]

    def other(match: re.Match[str]) -> str:
        return chance.choice(words) if chance.random() < _VARIED else match.group()

    return replace(sample, turns=tuple(replace(turn, text=_LONG_WORD.sub(other, turn.text)) for turn in sample.turns))


def measure(turns: int, with_meaning: bool) -> Figures:
    """Score an invented archive with a process for each core."""
    jobs = os.cpu_count() or 1
    lengths: list[int] = []

    def given() -> Iterator[Given]:
        for one in invented_archive(turns):
            lengths.append(len(one.conversation.turns))
            yield one

    started = time.perf_counter()
    clock: list[float] = []
    failed = 0
    with _peak_memory() as peak:
        for result in scored(given(), How(None, with_meaning), jobs):
            failed += isinstance(result, NotScored)
            clock.append(time.perf_counter())
    warm, half = (_done(lengths, share) for share in (_WARMING_UP, (1 + _WARMING_UP) / 2))
    first, middle, last = clock[warm], clock[half], clock[-1]
    return Figures(
        jobs=jobs,
        meaning=with_meaning,
        conversations=len(lengths),
        turns=sum(lengths),
        failed=failed,
        seconds=round(last - first, 1),
        seconds_before=round(first - started, 1),
        turns_per_s=round(sum(lengths[warm + 1 :]) / (last - first), 1),
        linearity=round((last - middle) / (middle - first), 2),
        peak_megabytes=round(max(peak) / 2**20),
    )


def _done(lengths: Sequence[int], share: float) -> int:
    """The number of the conversation with which that share of the turns is done."""
    return bisect_left(list(accumulate(lengths)), share * sum(lengths))


@contextmanager
def _peak_memory() -> Iterator[list[int]]:
    """The bytes of this process and its workers together, looked at now and then."""
    looks = [0]
    over = Event()

    def look() -> None:
        while not over.wait(_SECONDS_BETWEEN_LOOKS):
            pids = [os.getpid(), *(child.pid for child in multiprocessing.active_children())]
            looks.append(sum(_bytes_of(pid) for pid in pids))

    watching = Thread(target=look, daemon=True)
    watching.start()
    try:
        yield looks
    finally:
        over.set()
        watching.join()


def _bytes_of(pid: int | None) -> int:
    """The proportional set size of a process, 0 when it has ended."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return 1024 * int(found.group(1)) if found else 0


def main() -> None:
    parser = argparse.ArgumentParser(description="Score an invented archive and say how fast that went.")
    parser.add_argument("--turns", type=int, default=100_000, help="how many turns the archive has (100000)")
    parser.add_argument("--no-meaning", action="store_true", help="recognise by cues and form only")
    asked = parser.parse_args()
    figures = measure(asked.turns, not asked.no_meaning)
    sys.stdout.write(json.dumps({name: getattr(figures, name) for name in Figures.__slots__}, indent=1) + "\n")


if __name__ == "__main__":
    main()
