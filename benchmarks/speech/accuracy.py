"""Word error rates of our transcription and of the library's pipeline, by file and by language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from typing import Any

from benchmarks.speech.align import Errors, aligned
from benchmarks.speech.corpus import Recording
from benchmarks.speech.figures import Check, Part, error_row, percent
from benchmarks.speech.normal import normalised
from benchmarks.speech.systems import Heard, Listen, side_of

_SYSTEMS = ("ours", "detected", "library")


def accuracy(recordings: Sequence[Recording], ours: Listen, library: Listen) -> Part:
    """Recordings with a reference or keywords in folders named after a language.

    Ours is measured with the language given and again with it detected. What has keywords only is no part of the
    rates; references marked probable have a row and are no part of their language's sum.
    """
    rows: list[dict[str, Any]] = []
    sums: dict[str, dict[str, Errors]] = {}
    left_out = []
    for recording in recordings:
        if recording.codec:
            continue
        if recording.language is None:
            left_out.append(f"{recording.name}: not in a folder named after a language")
            continue
        if not recording.reference and not recording.keywords:
            left_out.append(f"{recording.name}: no reference and no keywords")
            continue
        heard = {
            "ours": ours(recording.path, recording.language),
            "detected": ours(recording.path, None),
            "library": library(recording.path, recording.language),
        }
        errors = {system: word_errors(recording, heard[system]) for system in _SYSTEMS}
        rows.append(_row(recording, heard, errors))
        if recording.reference and recording.source != "probable":
            total = sums.setdefault(recording.language, dict.fromkeys(_SYSTEMS, Errors()))
            sums[recording.language] = {system: total[system] + errors[system] for system in _SYSTEMS}
    rows += [_sum_row(language, total) for language, total in sums.items()]
    return Part("word error rate", rows, list(_checks(rows, sums)), left_out)


def word_errors(recording: Recording, heard: Heard) -> Errors:
    """Errors against the reference; where two people are on two channels, side by side.

    Which side of the output belongs to whom is whatever gives fewer errors, for this is about words only.
    """
    language = recording.language or heard.language
    sides = {side_of(word.side) for word in heard.words}
    if len(recording.speakers) == 2 and len(sides) == 2 and recording.source == "txt":
        names = sorted(recording.speakers)
        return min((_by_side(recording, heard, names, order) for order in permutations(sides)), key=_count)
    reference = " ".join(line.text for line in recording.reference)
    return aligned(normalised(reference, language), normalised(heard.text, language)).errors


def _by_side(recording: Recording, heard: Heard, names: Iterable[str], sides: Iterable[str]) -> Errors:
    language = recording.language or heard.language
    total = Errors()
    for name, side in zip(names, sides, strict=True):
        said = " ".join(line.text for line in recording.reference if line.speaker == name)
        found = " ".join(word.text for word in heard.words if side_of(word.side) == side)
        total += aligned(normalised(said, language), normalised(found, language)).errors
    return total


def _count(errors: Errors) -> int:
    return errors.count


def _row(recording: Recording, heard: dict[str, Heard], errors: dict[str, Errors]) -> dict[str, Any]:
    row: dict[str, Any] = {"file": recording.name, "reference": recording.source or "keywords"}
    row["language_detected"] = heard["detected"].language
    for system in _SYSTEMS:
        if heard[system].refused:
            row[f"{system}_refused"] = heard[system].refused
        if recording.reference:
            row[system] = error_row(errors[system])
        if recording.keywords:
            row[f"{system}_keywords"] = f"{_keywords_found(recording, heard[system])}/{len(recording.keywords)}"
    return row


def _sum_row(language: str, total: dict[str, Errors]) -> dict[str, Any]:
    return {"file": f"all {language}", "reference": "sum"} | {system: error_row(total[system]) for system in _SYSTEMS}


def _keywords_found(recording: Recording, heard: Heard) -> int:
    """Without regard to spaces: a compound may be written apart."""
    text = "".join(normalised(heard.text, recording.language))
    return sum("".join(normalised(word, recording.language)) in text for word in recording.keywords)


def _checks(rows: Sequence[dict[str, Any]], sums: dict[str, dict[str, Errors]]) -> Iterator[Check]:
    for language, total in sums.items():
        wanted = f"≤ {percent(total['library'].rate)} of the library"
        for system, how in (("ours", ""), ("detected", ", language detected")):
            rate = total[system].rate
            yield Check(f"word error rate, {language}{how}", percent(rate), wanted, rate <= total["library"].rate)
    files = [row for row in rows if "ours" in row and row["reference"] != "sum"]
    if not files:
        return
    worse = [row["file"] for row in files if row["ours"]["rate"] > row["library"]["rate"]]
    value = f"{len(worse)} of {len(files)}" + (f": {', '.join(worse)}" if worse else "")
    yield Check("files with more errors than the library", value, "0", not worse)
