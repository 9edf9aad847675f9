"""Words nobody said: recordings without speech, and a minute without speech put into every other recording."""

from __future__ import annotations

import tempfile
import wave
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.speech.align import aligned
from benchmarks.speech.corpus import Recording
from benchmarks.speech.figures import Check, Part
from benchmarks.speech.sounds import ON_ONE_SIDE, SECONDS
from benchmarks.speech.systems import Heard, Listen, sound, tokens
from transcripts.errors import InputError
from transcripts.signals import SAMPLE_RATE, Samples

PLACES = ("before", "between", "after")
_LONGEST_SECONDS = 300  # of a longer recording the beginning is taken, or a folder of long calls takes days
_FRAME = SAMPLE_RATE // 50

_Channels = NDArray[np.float32]  # (channels, samples)


@dataclass(frozen=True, slots=True)
class Trial:
    """A sound put into a recording at a place: the words added inside of it, and how many more there are in all."""

    file: str
    sound: str
    place: str
    inside: int
    change: int


def silent(recordings: Sequence[Recording], ours: Listen) -> Part:
    """Words in recordings in which nobody speaks."""
    heard = {recording.name: ours(recording.path, None) for recording in recordings if recording.no_speech}
    rows = [{"file": name, "words": len(found.words), "refused": found.refused} for name, found in heard.items()]
    words = sum(len(found.words) for found in heard.values())
    checks = [Check("words in recordings without speech", str(words), "0", words == 0)] if rows else []
    return Part("no speech", rows, checks, () if rows else ("no recording without speech in the folder",))


def added_minutes(recordings: Sequence[Recording], sounds: Mapping[str, Samples], ours: Listen, thorough: bool) -> Part:
    """Each sound put into each recording: once, at a place that changes from one to the next, or at all places.

    What comes from one end of the line is put on one channel of a stereo recording. The language is the one of the
    folder, so that what changes is due to the sound alone.
    """
    trials: list[Trial] = []
    left_out = []
    for number, recording in enumerate(recordings):
        if recording.no_speech or recording.refusable:
            continue
        try:
            channels = np.stack(sound(recording.path))
        except InputError as error:
            left_out.append(f"{recording.name}: {error.code}")
            continue
        if channels.shape[1] > _LONGEST_SECONDS * SAMPLE_RATE:
            channels = channels[:, : _LONGEST_SECONDS * SAMPLE_RATE]
            left_out.append(f"{recording.name}: what comes after {_LONGEST_SECONDS} seconds")
        places = [PLACES if thorough else (PLACES[(number + turn) % 3],) for turn in range(len(sounds))]
        jobs = [(kind, place) for kind, where in zip(sounds, places, strict=True) for place in where]
        trials += _trials(recording, channels, sounds, jobs, ours)
    return Part("an added minute", _rows(trials), _checks(trials), left_out)


def _trials(
    recording: Recording,
    channels: _Channels,
    sounds: Mapping[str, Samples],
    jobs: Sequence[tuple[str, str]],
    ours: Listen,
) -> Iterator[Trial]:
    cuts = dict(zip(PLACES, (0, longest_pause(channels), channels.shape[1]), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        before = ours(write_wav(Path(folder) / "without.wav", channels), recording.language)
        for number, (kind, place) in enumerate(jobs):
            added = spread(sounds[kind], len(channels), number % len(channels) if kind in ON_ONE_SIDE else None)
            cut = cuts[place]
            whole = np.concatenate([channels[:, :cut], added, channels[:, cut:]], axis=1)
            target = write_wav(Path(folder) / f"{number}.wav", whole)
            after = ours(target, recording.language)
            target.unlink()
            yield _trial(recording, (kind, place), cut / SAMPLE_RATE, before, after)


def _trial(recording: Recording, job: tuple[str, str], begin: float, before: Heard, after: Heard) -> Trial:
    old, new = tokens(before.words, recording.language), tokens(after.words, recording.language)
    more = aligned([token for token, _ in old], [token for token, _ in new]).added
    middles = [(new[at][1].start + new[at][1].end) / 2 for at in more]
    inside = sum(begin <= middle <= begin + SECONDS for middle in middles)
    return Trial(recording.name, *job, inside, len(new) - len(old))


def longest_pause(channels: _Channels) -> int:
    """The sample in the middle of the longest quiet stretch that has sound before and after it.

    Quiet is what is nearer, in dB, to the quietest than to the loudest twentieth of the recording.
    """
    mixed = channels.sum(axis=0)
    frames = mixed[: len(mixed) // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-10)
    loud = np.flatnonzero(levels > (np.percentile(levels, 5) + np.percentile(levels, 95)) / 2)
    if len(loud) < 2:
        return len(mixed) // 2
    widest = int(np.argmax(np.diff(loud)))
    return int(loud[widest] + loud[widest + 1] + 1) * _FRAME // 2


def spread(added: Samples, channels: int, only: int | None) -> _Channels:
    """The sound on each channel, a second later on each next one so that they are not the same; or on one `only`."""
    rows = [np.roll(added, number * SAMPLE_RATE) for number in range(channels)]
    return np.stack([row if only in (None, number) else np.zeros_like(row) for number, row in enumerate(rows)])


def write_wav(target: Path, channels: _Channels) -> Path:
    with wave.open(str(target), "wb") as file:
        file.setparams((len(channels), 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes((channels.T * 32767).astype(np.int16).tobytes())
    return target


def _rows(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """A row for each sound and place, naming the recordings to which words were added."""
    groups: dict[tuple[str, str], list[Trial]] = defaultdict(list)
    for trial in trials:
        groups[trial.sound, trial.place].append(trial)
    return [
        {
            "sound": kind,
            "place": place,
            "recordings": len(group),
            "words_inside": sum(trial.inside for trial in group),
            "words_elsewhere": sum(max(0, trial.change - trial.inside) for trial in group),
            "words_lost": sum(max(0, trial.inside - trial.change) for trial in group),
            "added_to": [f"{trial.file} ({trial.inside})" for trial in group if trial.inside],
        }
        for (kind, place), group in sorted(groups.items())
    ]


def _checks(trials: Sequence[Trial]) -> list[Check]:
    if not trials:
        return []
    inside = sum(trial.inside for trial in trials)
    files = {trial.file for trial in trials if trial.inside}
    longer = {trial.file for trial in trials if trial.change > 0}
    every = len({trial.file for trial in trials})
    return [
        Check("words inside the added minute", f"{inside} in {len(trials)} trials", "0", inside == 0),
        Check("recordings with words inside it", f"{len(files)} of {every}", "0", not files),
        Check("recordings with more words in all", f"{len(longer)} of {every}", "0", not longer),
    ]
