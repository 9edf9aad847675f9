"""The recordings of a folder with what is known of each, found by the companion files beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPANIONS = {".txt", ".json", ".rttm", ".stm"}
_NO_RECORDINGS = _COMPANIONS | {".md", ".csv", ".tsv", ".jsonl", ".yaml", ".html", ".pdf"}
_SPEAKER = re.compile(r"^(Agent|Customer|L|R):\s*", re.IGNORECASE)
_NO_SPEECH = re.compile(r"no[-_ ]?speech", re.IGNORECASE)
_BROKEN = re.compile(r"missing|broken", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """Words of a reference; `speaker` is "agent", "customer", "l", "r", another name, or None if it is not known.

    `start` and `end` are seconds where the reference gives times, and `text` is empty where it gives only times.
    """

    speaker: str | None
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording and its companions.

    `name` is the path within the folder measured. `language` is the code its folder is named after, None in other
    folders. `source` says where the `reference` is from: txt, probable, json or stm; None without one. `spoken` are
    the lines of an .rttm. `refusable`: its name or its size says that it cannot be decoded.
    """

    path: Path
    name: str
    language: str | None
    codec: bool
    source: str | None
    reference: tuple[Line, ...]
    keywords: tuple[str, ...]
    spoken: tuple[Line, ...]
    no_speech: bool
    refusable: bool

    @property
    def speakers(self) -> frozenset[str]:
        """Who speaks according to the reference; empty if it does not say."""
        return frozenset(line.speaker for line in self.reference if line.speaker is not None)


def recordings(folder: Path) -> list[Recording]:
    """Every file of the folder and its sub-folders that is neither a companion nor another kind of text, by name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return [_recording(path, folder) for path in paths if path.suffix.lower() not in _NO_RECORDINGS]


def _recording(path: Path, folder: Path) -> Recording:
    place = path.parent.name if path.parent != folder else ""
    source, reference = next(_references(path), (None, ()))
    text = path.with_suffix(".txt")
    return Recording(
        path=path,
        name=str(path.relative_to(folder)),
        language=place if re.fullmatch(r"[a-z]{2}", place) else None,
        codec=place.startswith("codec"),
        source=source,
        reference=reference,
        keywords=_keywords(path.with_suffix(".keywords.txt")),
        spoken=_rttm(path.with_suffix(".rttm")),
        no_speech=bool(_NO_SPEECH.search(path.stem)) or (text.is_file() and not _read(text).strip()),
        refusable=bool(_BROKEN.search(path.stem)) or path.stat().st_size == 0,
    )


def _references(path: Path) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """The references of a recording, the most exact first."""
    readers = {".txt": _plain, ".json": _script, ".stm": _stm, ".probable.txt": _plain}
    for suffix, reader in readers.items():
        companion = path.with_suffix(suffix)
        if companion.is_file() and (lines := reader(_read(companion))):
            yield suffix.split(".")[1], lines


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _plain(text: str) -> tuple[Line, ...]:
    lines = []
    for line in filter(None, map(str.strip, text.splitlines())):
        named = _SPEAKER.match(line)
        lines.append(Line(named[1].lower(), line[named.end() :]) if named else Line(None, line))
    return tuple(lines)


def _script(text: str) -> tuple[Line, ...]:
    """`{"turns": [{"speaker": "Agent", "text": "..."}]}`; anything else is no reference."""
    try:
        return tuple(Line(str(turn["speaker"]).lower(), str(turn["text"])) for turn in json.loads(text)["turns"])
    except (ValueError, KeyError, TypeError):
        return ()


def _stm(text: str) -> tuple[Line, ...]:
    """NIST's segment time marks: file, channel, speaker, start, end, an optional <label>, words."""
    found = re.findall(r"^(?!;;)\S+ +\S+ +(\S+) +([\d.]+) +([\d.]+) +(?:<\S*> +)?(.+)$", text, re.MULTILINE)
    return tuple(Line(speaker.lower(), words, float(start), float(end)) for speaker, start, end, words in found)


def _rttm(path: Path) -> tuple[Line, ...]:
    """NIST's rich transcription time marks: who speaks from when for how long."""
    if not path.is_file():
        return ()
    found = re.findall(r"^SPEAKER +\S+ +\S+ +([\d.]+) +([\d.]+) +\S+ +\S+ +(\S+)", _read(path), re.MULTILINE)
    return tuple(Line(speaker, "", float(start), float(start) + float(length)) for start, length, speaker in found)


def _keywords(path: Path) -> tuple[str, ...]:
    """What must be found: separated by commas, up to a second line of comment."""
    if not path.is_file():
        return ()
    wanted: list[str] = []
    for number, line in enumerate(_read(path).splitlines()):
        if line.startswith("#") and number > 0:
            break
        if not line.startswith("#"):
            wanted += [word for word in map(str.strip, line.split(",")) if word]
    return tuple(wanted)
