"""Scenes as they come when speech is written down without punctuation, or typed in haste: to learn from both."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from string import punctuation

from scoring.acts.scenes import Line, Scene, SceneTurn
from transcripts.text import fold

_MARKS = punctuation + "…“”„’‘–—«»¿¡"
_TYPED_WITHOUT_DIACRITICS = "ro"


def rough_copies(scenes: Sequence[Scene]) -> Iterator[Scene]:
    """Each scene without its punctuation; every other one in small letters, of those the Romanian without diacritics.

    Spans are left out: their places would move.
    """
    for scene in scenes:
        small = zlib.crc32(f"{scene.slug}.{scene.language}".encode()) % 2 == 0
        turns = [_rough(turn, small, scene.language) for turn in scene.turns]
        yield replace(scene, turns=tuple(turn for turn in turns if turn.text))


def bare(text: str) -> str:
    """The words of a text without the marks around them."""
    return " ".join(filter(None, (word.strip(_MARKS) for word in text.split())))


def _rough(turn: SceneTurn, small: bool, language: str) -> SceneTurn:
    text = ""
    lines: list[Line] = []
    for line in turn.lines:
        words = bare(turn.text[line.start : line.end])
        if small:
            words = fold(words) if language == _TYPED_WITHOUT_DIACRITICS else words.lower()
        if words:
            text += " " if text else ""
            lines.append(replace(line, start=len(text), end=len(text) + len(words)))
            text += words
    return SceneTurn(turn.speaker, text, tuple(lines), (), ())
