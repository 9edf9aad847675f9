"""Everything that `qa benchmark speech` measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from subprocess import CalledProcessError

from benchmarks.speech.accuracy import accuracy
from benchmarks.speech.added import added_minutes, silent
from benchmarks.speech.codecs import codecs
from benchmarks.speech.corpus import recordings
from benchmarks.speech.figures import Check, Part
from benchmarks.speech.resume import resume
from benchmarks.speech.sounds import SOUNDS, a_minute_of
from benchmarks.speech.speakers import speakers
from benchmarks.speech.speed import speed
from benchmarks.speech.systems import library_engine, our_engine, sound
from transcripts.errors import InputError

_INSTALL = 'Run `pip install "fairword[benchmarks]"`.'


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure beyond words, speakers and codecs. `music` are recordings of hold music of one's own."""

    thorough: bool = False
    music: tuple[Path, ...] = ()
    speed: bool = False
    resume: bool = False
    minutes: float = 60.0


def measure(folder: Path, wanted: Wanted, say: Callable[[str], None]) -> list[Part]:
    """The parts one after another; `say` gets the name of each before it begins.

    Raises InputError: `no_recording` (nothing in the folder), `aligner_missing`, and those of the speech model and of
    a file of music.
    """
    found = recordings(folder)
    if not found:
        raise InputError("no_recording", folder.name, "There is no recording in the folder.")
    if not find_spec("rapidfuzz"):
        raise InputError("aligner_missing", "rapidfuzz", "What counts the errors is not installed.", _INSTALL)
    ours, library = our_engine(), library_engine()
    sounds = {name: make() for name, make in SOUNDS.items()}
    sounds |= {f"music {path.name}": a_minute_of(sound(path)[0]) for path in wanted.music}
    steps: dict[str, Callable[[], Part]] = {
        "word error rate": partial(accuracy, found, ours, library),
        "no speech": partial(silent, found, ours),
        "speakers": partial(speakers, found, ours),
        "codecs": partial(codecs, found, ours),
        "an added minute": partial(added_minutes, found, sounds, ours, wanted.thorough),
    }
    if wanted.speed:
        steps["speed"] = partial(speed, found, wanted.minutes)
    if wanted.resume:
        steps["going on after a kill"] = partial(resume, found, wanted.minutes)
    parts = []
    for name, step in steps.items():
        say(name)
        try:
            parts.append(step())
        except CalledProcessError as error:  # what was measured before must not be lost with it
            ended = Check("processes measured end well", f"exit code {error.returncode}", "0", ok=False)
            parts.append(Part(name, (), (ended,)))
    return parts
