"""The same call in many codecs: do they all decode to the same words?"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speech.added import write_wav
from benchmarks.speech.align import aligned
from benchmarks.speech.corpus import Recording
from benchmarks.speech.figures import Check, Part, error_row, percent
from benchmarks.speech.normal import normalised
from benchmarks.speech.systems import Heard, Listen, sound

_WANTED = 0.15
# Parts of a name that say how a recording is kept, not which it is.
_HOW = re.compile(
    r"mono|stereo|raw|\d+k(?:hz|bps)?|pcm\d*|s16|mu?law|ulaw|alaw|gsm\w*|wav\d*|g7\d\d\w*|mp[23]|vbr|cbr|"
    r"ogg|vorbis|opus|m4a|aac|flac|amr\w*|adpcm|speex|webm|wma|aiff?|caf|au"
)


def codecs(recordings: Sequence[Recording], ours: Listen) -> Part:
    """Each recording of the codec folder against the words of its original.

    Recordings whose names differ only in how they are kept are the same call. The original is a recording in another
    folder with that name in its own, else a FLAC, else the largest file. Where it is stereo and the codec mono, it is
    mixed down first: what is lost where two people talk at once is not the codec's fault.
    """
    kept = [recording for recording in recordings if recording.codec and not recording.no_speech]
    rows: list[dict[str, Any]] = []
    left_out: list[str] = [] if kept else ["no folder of codecs"]
    with tempfile.TemporaryDirectory() as folder:
        for recording in kept:
            original = _original(recording, recordings)
            language = original.language if original else None
            heard = ours(recording.path, language)
            if heard.refused:
                rows.append({"file": recording.name, "refused": heard.refused, "expected": recording.refusable})
            elif original is not None:
                path = _alike(original.path, recording.path, Path(folder))
                rows.append(_row(recording, heard, original.name, ours(path, language)))
            elif recording.reference:
                rows.append(_row(recording, heard, None, None))
            else:
                left_out.append(f"{recording.name}: neither an original nor a reference to compare with")
    return Part("codecs", rows, _checks(rows), left_out)


def _original(recording: Recording, recordings: Sequence[Recording]) -> Recording | None:
    call = _call(recording)
    for other in recordings:
        if not other.codec and other.language and f"_{call}_" in f"_{_call(other)}_":
            return other
    same = [other for other in recordings if other.codec and _call(other) == call and not other.refusable]
    return max(same, key=_quality) if len(same) > 1 else None


def _call(recording: Recording) -> str:
    """The name without what says how it is kept; the whole name if nothing else is left."""
    words = re.split(r"[-_. ]", recording.path.stem.lower())
    return "_".join(word for word in words if not _HOW.fullmatch(word)) or recording.path.stem.lower()


def _quality(recording: Recording) -> tuple[bool, int]:
    return Path(recording.name).suffix.lower() == ".flac", recording.path.stat().st_size


def _alike(original: Path, recording: Path, folder: Path) -> Path:
    """The original, or, where only the recording is mono, the original mixed down into the folder."""
    channels = sound(original)
    if len(channels) < 2 or len(sound(recording)) == 2:
        return original
    return write_wav(folder / f"{original.stem}.wav", np.mean(channels, axis=0, keepdims=True))


def _row(recording: Recording, heard: Heard, name: str | None, original: Heard | None) -> dict[str, Any]:
    row: dict[str, Any] = {"file": recording.name, "language": heard.language}
    found = normalised(heard.text, heard.language)
    if original is not None:
        words = normalised(original.text, heard.language)
        row |= {"original": name, "against_original": error_row(aligned(words, found).errors)}
    if recording.reference:
        words = normalised(" ".join(line.text for line in recording.reference), heard.language)
        row["against_reference"] = error_row(aligned(words, found).errors)
    return row


def _checks(rows: Sequence[dict[str, Any]]) -> list[Check]:
    if not rows:
        return []
    refused = [row for row in rows if "refused" in row]
    wrong = [row["file"] for row in refused if not row["expected"] or row["refused"].startswith("crashed")]
    checks = [Check("refused, though not named missing or broken", ", ".join(wrong) or "0", "0", not wrong)]
    worst = max((row for row in rows if "refused" not in row), key=_rate, default=None)
    if worst is not None:
        what = f"word error rate, worst: {worst['file']}"
        checks.append(Check(what, percent(_rate(worst)), f"≤ {percent(_WANTED)}", _rate(worst) <= _WANTED))
    return checks


def _rate(row: dict[str, Any]) -> float:
    return float(row.get("against_original", row.get("against_reference", {}))["rate"])
