"""Scenes: labelled stretches of conversations, written for this project, from which acts are learned.

The form of the files and the meaning of every label are in `docs/labels.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS, SPAN_KINDS
from scoring.acts.lexicon import LANGUAGE_DATA
from scoring.acts.values import Span
from transcripts.conversation import Channel, Conversation, Speaker, Turn

ACTS = {Speaker.AGENT: AGENT_ACTS, Speaker.CUSTOMER: CUSTOMER_ACTS}
CRITERIA = ("empathy", "active_listening", "clarity", "jargon")
_SPEAKERS = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER}
_CHANNELS = {"phone": Channel.CALL, "chat": Channel.CHAT, "email": Channel.EMAIL, "social": Channel.SOCIAL}
_LINE = re.compile(r"([AC]) \[([^\]]*)\] (\S.*)")
_SPAN = re.compile(r"\{(~?)(\w+)(!?):([^{}]+)\}")
_PARAGRAPH = "/ "
_NEAR = "~"


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled sentence: offsets into its turn's text, the acts it performs and those it only looks like."""

    start: int
    end: int
    acts: frozenset[str]
    near: frozenset[str]


@dataclass(frozen=True, slots=True)
class SceneTurn:
    """A turn of a scene; `spans` are the words a customer may not know, `near_spans` what only looks like them."""

    speaker: Speaker
    text: str
    lines: tuple[Line, ...]
    spans: tuple[Span, ...]
    near_spans: tuple[Span, ...]

    @property
    def acts(self) -> frozenset[str]:
        return frozenset().union(*(line.acts for line in self.lines))


@dataclass(frozen=True, slots=True)
class Scene:
    """`levels` holds criterion -> 0..4, None without an occasion; for a stretch of a conversation it is None itself."""

    slug: str
    language: str
    sector: str
    channel: Channel
    register: str
    turns: tuple[SceneTurn, ...]
    levels: dict[str, int | None] | None

    @property
    def conversation(self) -> Conversation:
        turns = tuple(Turn(turn.speaker, turn.text) for turn in self.turns)
        return Conversation(f"{self.slug}.{self.language}", self.channel, self.language, turns)


def read_scenes(language: str) -> tuple[Scene, ...]:
    """All scenes of a language, in the order of their files. Raises ValueError with file and line for a bad one."""
    found: list[Scene] = []
    for path in sorted((LANGUAGE_DATA / language / "scenes").glob("*.txt")):
        found += _scenes(path, language)
    return tuple(found)


def _scenes(path: Path, language: str) -> Iterator[Scene]:
    head: list[str] = []
    levels: dict[str, int | None] | None = None
    rows: list[tuple[str, str, str] | None] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), "== end"], 1):
        if line.startswith("== "):
            if head:
                yield Scene(head[0], language, head[1], _CHANNELS[head[2]], head[3], _turns(rows), levels)
            head, levels, rows = [part.strip() for part in line[3:].split("|")], None, []
            if line != "== end" and (len(head) != 4 or head[2] not in _CHANNELS):
                raise ValueError(f"{language}/{path.name}:{number}: expected slug | sector | channel | register")
        elif line.startswith("levels "):
            pairs = dict(pair.split("=") for pair in line.split()[1:])
            levels = {name: None if pairs[name] == "-" else int(pairs[name]) for name in CRITERIA}
        elif not line.strip():
            rows.append(None)
        elif not line.startswith("#"):
            rows.append(_row(line, f"{language}/{path.name}:{number}"))


def _row(line: str, place: str) -> tuple[str, str, str]:
    match = _LINE.fullmatch(line.rstrip())
    if not match:
        raise ValueError(f"{place}: expected `A [acts] sentence` or `C [acts] sentence`")
    speaker, labels, text = match.groups()
    known = ACTS[_SPEAKERS[speaker]]
    wrong = [label for label in labels.split() if label != "-" and label.removeprefix(_NEAR) not in known]
    kinds = [kind for _, kind, _, _ in _SPAN.findall(text) if kind not in SPAN_KINDS]
    if wrong or kinds:
        raise ValueError(f"{place}: unknown label {(wrong + kinds)[0]}")
    return speaker, labels, text


def _turns(rows: list[tuple[str, str, str] | None]) -> tuple[SceneTurn, ...]:
    """Rows of one speaker on end are a turn; an empty row ends it."""
    found = []
    for key, group in groupby(_numbered(rows), key=lambda row: row[0]):
        if key:
            found.append(_turn([row for _, row in group]))
    return tuple(found)


def _numbered(
    rows: list[tuple[str, str, str] | None],
) -> Iterator[tuple[tuple[int, str] | None, tuple[str, str, str]]]:
    part = 0
    for row in rows:
        if row is None:
            part += 1
        else:
            yield (part, row[0]), row


def _turn(rows: list[tuple[str, str, str]]) -> SceneTurn:
    text = ""
    lines: list[Line] = []
    spans: list[Span] = []
    near_spans: list[Span] = []
    for _, labels, marked in rows:
        if text:
            text += "\n" if marked.startswith(_PARAGRAPH) else " "
        start = len(text)
        for index, part in enumerate(_SPAN.split(marked.removeprefix(_PARAGRAPH))):
            # Split by the pattern's four groups: text, then near, kind, explained, words, text, ...
            match index % 5:
                case 1:
                    near = bool(part)
                case 2:
                    kind = part
                case 3:
                    explained = bool(part)
                case 4:
                    (near_spans if near else spans).append(
                        Span(len(text), len(text) + len(part), kind, part, explained)
                    )
            if index % 5 in (0, 4):
                text += part
        names = [label for label in labels.split() if label != "-"]
        acts = frozenset(name for name in names if not name.startswith(_NEAR))
        near_acts = frozenset(name.removeprefix(_NEAR) for name in names) - acts
        lines.append(Line(start, len(text), acts, near_acts))
    return SceneTurn(_SPEAKERS[rows[0][0]], text, tuple(lines), tuple(spans), tuple(near_spans))
