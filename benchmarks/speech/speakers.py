"""Whose words are whose: on two channels, and on one where only the voices tell people apart."""

from __future__ import annotations

import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speech.added import write_wav
from benchmarks.speech.align import aligned
from benchmarks.speech.corpus import Line, Recording
from benchmarks.speech.figures import Check, Part, percent
from benchmarks.speech.normal import normalised
from benchmarks.speech.systems import Heard, Listen, Spoken, side_of, sound, tokens
from transcripts.errors import InputError
from transcripts.signals import Samples
from transcripts.text import fold

_STEREO, _SCRIPTED, _OTHER_MONO = 1.0, 0.97, 0.92  # shares wanted
_NEAR_SECONDS = 0.5  # the times of a word differ by so much between two transcriptions

Pairs = Counter[tuple[str, str]]  # (speaker in the output, speaker in truth) -> words


def speakers(recordings: Sequence[Recording], ours: Listen) -> Part:
    """Stereo against references with sides, mixed down against itself; mono against scripts and time marks."""
    rows: list[dict[str, Any]] = []
    left_out = []
    for recording in recordings:
        if recording.codec or recording.no_speech or recording.refusable:
            continue
        try:
            channels = sound(recording.path)
        except InputError as error:
            left_out.append(f"{recording.name}: {error.code}")
            continue
        if len(channels) == 2 and len(recording.speakers) == 2:
            rows.append(_stereo(recording, ours(recording.path, recording.language)))
        if len(channels) == 2:
            mixed = _mixed_down(recording, np.stack(channels), ours)
            if mixed is None:
                left_out.append(f"{recording.name}, mixed down: only one person has words on its two channels")
            else:
                rows.append(mixed)
        elif len(recording.speakers) > 1 or recording.spoken:
            rows.append(_mono(recording, ours(recording.path, recording.language)))
    if not rows:
        left_out.append("no stereo recording, and none that says who speaks")
    return Part("speakers", rows, tuple(_checks(rows)), left_out)


def _stereo(recording: Recording, heard: Heard) -> dict[str, Any]:
    """Words of a side that its reference has are right; of the rest, those that the other's reference misses wrong."""
    said = {name: _said(recording, name) for name in sorted(recording.speakers)}
    found = {side: _found(heard, side, recording.language) for side in ("agent", "customer")}
    orders = [dict(zip(found, names, strict=True)) for names in permutations(said)]
    owner = max(orders, key=lambda order: sum(len(aligned(said[order[side]], found[side]).same) for side in found))
    same = {side: aligned(said[owner[side]], found[side]).same for side in found}
    pairs: Pairs = Counter()
    for side, other in (("agent", "customer"), ("customer", "agent")):
        pairs[side, owner[side]] += len(same[side])
        rest = _without(found[side], {here for _, here in same[side]})
        missed = _without(said[owner[other]], {there for there, _ in same[other]})
        pairs[side, owner[other]] += len(aligned(missed, rest).same)
    return _row(recording, "stereo", pairs, heard, _STEREO)


def _said(recording: Recording, name: str) -> list[str]:
    lines = (line.text for line in recording.reference if line.speaker == name)
    return [word for line in lines for word in normalised(line, recording.language)]


def _found(heard: Heard, side: str, language: str | None) -> list[str]:
    return [token for token, word in tokens(heard.words, language) if side_of(word.side) == side]


def _without(words: Sequence[str], taken: Collection[int]) -> list[str]:
    return [word for at, word in enumerate(words) if at not in taken]


def _mixed_down(recording: Recording, channels: Samples, ours: Listen) -> dict[str, Any] | None:
    """The mono mix against the stereo transcription; None where the latter has words of only one person."""
    truth = ours(recording.path, recording.language)
    if len({word.side for word in truth.words}) < 2:
        return None
    with tempfile.TemporaryDirectory() as folder:
        mixed = write_wav(Path(folder) / "mixed.wav", channels.mean(axis=0, keepdims=True))
        heard = ours(mixed, recording.language)
    pairs = Counter(_paired_by_time(truth.words, heard.words))
    return _row(recording, "mixed down", pairs, heard, _OTHER_MONO)


def _paired_by_time(truth: Sequence[Spoken], heard: Sequence[Spoken]) -> Iterator[tuple[str, str]]:
    """Each word with the speaker of the same word near it in time, else of the word it shares most time with."""
    ordered = sorted(truth, key=_middle)
    middles = [_middle(word) for word in ordered]
    for word in heard:
        reach = (word.end - word.start) / 2 + 2.0  # no word is longer than four seconds
        near = ordered[bisect_left(middles, _middle(word) - reach) : bisect_left(middles, _middle(word) + reach)]
        equal = [
            other
            for other in near
            if abs(_middle(other) - _middle(word)) < _NEAR_SECONDS and fold(other.text) == fold(word.text)
        ]
        shared = [other for other in near if min(other.end, word.end) > max(other.start, word.start)]
        if equal:
            yield word.side, min(equal, key=lambda other: abs(_middle(other) - _middle(word))).side
        elif shared:
            yield word.side, max(shared, key=lambda other: min(other.end, word.end) - max(other.start, word.start)).side


def _middle(word: Spoken) -> float:
    return (word.start + word.end) / 2


def _mono(recording: Recording, heard: Heard) -> dict[str, Any]:
    """The words that are equal after alignment with the reference, or those at times when one person speaks."""
    if len(recording.speakers) > 1:
        said = [
            (token, line.speaker or "")
            for line in recording.reference
            for word in line.text.split()
            for token in normalised(word, recording.language)
        ]
        found = tokens(heard.words, recording.language)
        same = aligned([token for token, _ in said], [token for token, _ in found]).same
        pairs = Counter((found[here][1].side, said[there][1]) for there, here in same)
    else:
        pairs = Counter(_paired_with_lines(recording.spoken, heard.words))
    scripted = "agent" in recording.speakers
    return _row(recording, "script" if scripted else "time marks", pairs, heard, _SCRIPTED if scripted else _OTHER_MONO)


def _paired_with_lines(lines: Sequence[Line], heard: Sequence[Spoken]) -> Iterator[tuple[str, str]]:
    for word in heard:
        names = {line.speaker for line in lines if (line.start or 0) <= _middle(word) <= (line.end or 0)}
        if len(names) == 1:
            yield word.side, str(names.pop())


def _row(recording: Recording, test: str, pairs: Pairs, heard: Heard, wanted: float) -> dict[str, Any]:
    """`share` is of the words of the right person, whoever was called agent if the reference does not say who is."""
    total = max(1, pairs.total())
    direct = sum(count for (found, true), count in pairs.items() if found == true)
    best = _best_mapping(pairs)
    known = "agent" in {true for _, true in pairs} and (not recording.speakers or "agent" in recording.speakers)
    return {
        "file": recording.name,
        "test": test,
        "words": pairs.total(),
        "words_heard": len(tokens(heard.words, recording.language)),
        "share": round((direct if known else best) / total, 4),
        "share_of_voices": round(best / total, 4),
        "roles_right": direct == best if known else None,
        "roles_certainty": heard.roles_certainty,
        "wanted": wanted,
    }


def _best_mapping(pairs: Pairs) -> int:
    """The words that are right when each voice found is called the person it fits best, no two the same."""
    from scipy.optimize import linear_sum_assignment

    if not pairs:
        return 0
    found, true = (sorted({pair[at] for pair in pairs}) for at in (0, 1))
    counts = np.array([[pairs[one, other] for other in true] for one in found])
    rows, columns = linear_sum_assignment(-counts)
    return int(counts[rows, columns].sum())


def _checks(rows: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    for row in rows:
        wanted = f"≥ {percent(row['wanted'])}" if row["wanted"] < 1 else percent(1)
        yield Check(f"{row['test']}, {row['file']}", percent(row["share"]), wanted, row["share"] >= row["wanted"])
    known = [row for row in rows if row["roles_right"] is not None]
    if known:
        right = sum(row["roles_right"] for row in known)
        yield Check("calls with the roles right", f"{right} of {len(known)}", "all", right == len(known))
