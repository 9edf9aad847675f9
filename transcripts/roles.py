"""What only an agent, only a customer or only a recorded announcement says. The words are in roles.yaml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from transcripts.conversation import Speaker
from transcripts.text import WORD, fold

_ROLES = (Speaker.AGENT, Speaker.CUSTOMER, Speaker.BOT)


class Cue(NamedTuple):
    """A phrase of `role`, in the words from `first` up to `last` (not included)."""

    role: Speaker
    first: int
    last: int


def cues(words: Sequence[str], language: str) -> list[Cue]:
    """The phrases of agents, customers and announcements in the words of a sentence; `language` is ISO 639-1."""
    begins: list[int] = []
    plain = ""
    for word in words:
        begins.append(len(plain))
        plain += "".join(f"{part} " for part in WORD.findall(fold(word)))
    found: list[Cue] = []
    for role, patterns in zip(_ROLES, _patterns(language), strict=True):
        for pattern in patterns:
            if hit := pattern.search(plain):
                first = max(index for index, begin in enumerate(begins) if begin <= hit.start())
                last = next((index for index, begin in enumerate(begins) if begin >= hit.end()), len(words))
                found.append(Cue(role, first, last))
    return found


def leaning(text: str, language: str) -> int:
    """Phrases of an agent minus phrases of a customer."""
    found = [cue.role for cue in cues(text.split(), language)]
    return found.count(Speaker.AGENT) - found.count(Speaker.CUSTOMER)


@lru_cache(maxsize=8)
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], ...], ...]:
    import yaml

    roles = yaml.safe_load(files("transcripts").joinpath("roles.yaml").read_text("utf-8"))
    return tuple(tuple(re.compile(cue) for cue in roles[role].get(language, {"cues": ()})["cues"]) for role in _ROLES)
