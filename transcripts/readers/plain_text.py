"""Plain text transcripts: a speaker's label before each turn, with or without times, lines that go on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from transcripts.conversation import Channel
from transcripts.errors import InputError, Problem
from transcripts.readers.assemble import assemble
from transcripts.readers.clocks import clock_offsets
from transcripts.readers.roles import is_system, role_of
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread
from transcripts.readers.times import moments

# "[00:12] Agent: text", "10:02 - Maria: text", "Customer (10:02): text"; every repetition is bounded.
_LABELLED = re.compile(
    r"[ \t]{0,8}(?:[\[(]?(?P<lead>\d[\dT:.,/\- ]{2,24}(?:\s?[AaPp]\.?[Mm]\.?)?Z?)[\])]?[ \t]{0,4}[-–—|]?[ \t]{0,4})?"
    r"(?P<label>[^\W\d_][^:\n\t<>]{0,79}?(?:[\[(][^\])\n]{1,40}[\])])?)[ \t]{0,2}:(?=\s|$)"
)
_BRACKETED = re.compile(r"[\[(]([^\])]{1,40})[\])]")
_MOST_WORDS = 5


@dataclass(slots=True)
class _Block:
    """A labelled line and the lines that go on from it."""

    line: int
    label: str
    time: str | None
    text: list[str] = field(default_factory=list)


def sniff(source: Source) -> bool:
    """Whether at least two lines begin with a speaker's label."""
    return len(_blocks(source.text[:20_000].split("\n"))) > 1


def read(source: Source, options: ReadOptions) -> ReadResult:
    """The one conversation of a text transcript.

    A label is a speaker if it is a role in one of the four languages or carries a time; in a file without any of
    these if it comes back, or if every line has one. Other lines go on from the line before.
    Raises InputError with code `no_speakers` if no line has a speaker.
    """
    lines = source.text.split("\n")
    blocks = _blocks(lines)
    if not blocks:
        raise InputError(
            "no_speakers", source.name, "No line begins with a speaker.", 'Write "Agent: ..." and "Customer: ...".'
        )
    problems = [
        Problem("no_speaker", source.name, number, "A line before the first speaker was left out.")
        for number, line in enumerate(lines[: blocks[0].line - 1], 1)
        if line.strip()
    ]
    dates = moments([block.time for block in blocks])
    offsets, positions = clock_offsets([block.time for block in blocks])
    messages = []
    for block, at, offset in zip(blocks, dates, offsets, strict=True):
        if not is_system(block.label):
            speaker, name = role_of(block.label)
            messages.append(Message("\n".join(block.text), name, speaker=speaker, at=at, start=offset))
    channel = Channel.CALL if positions else Channel.CHAT
    return ReadResult((assemble(Thread(source.stem, channel, tuple(messages)), source, options),), tuple(problems))


def _blocks(lines: Sequence[str]) -> list[_Block]:
    candidates = [_candidate(line) for line in lines]
    speakers = _speakers(
        [candidate for candidate in candidates if candidate], sum(bool(line.strip()) for line in lines)
    )
    blocks: list[_Block] = []
    for number, (line, candidate) in enumerate(zip(lines, candidates, strict=True), 1):
        if candidate and candidate[0] in speakers:
            label, time, rest = candidate
            blocks.append(_Block(number, label, time, [rest]))
        elif blocks:
            blocks[-1].text.append(line)
    return blocks


def _candidate(line: str) -> tuple[str, str | None, str] | None:
    """Label, time as written and the rest of a line that may begin with a speaker."""
    match = _LABELLED.match(line)
    if not match:
        return None
    label, time = match["label"], match["lead"]
    for bracketed in _BRACKETED.findall(label):
        if bracketed[0].isdigit():
            time = time or bracketed
            label = label.replace(f"({bracketed})", "").replace(f"[{bracketed}]", "")
    label = " ".join(label.split())
    if not label or len(label.split()) > _MOST_WORDS:
        return None
    return label, time.strip() if time else None, line[match.end() :].strip()


def _speakers(candidates: Sequence[tuple[str, str | None, str]], filled_lines: int) -> set[str]:
    roles = {label for label, _, _ in candidates if role_of(label)[0] or is_system(label)}
    timed = {label for label, time, _ in candidates if time}
    if roles or timed:
        return roles | timed
    counted = Counter(label for label, _, _ in candidates)
    if len(candidates) == filled_lines:
        return set(counted)
    return {label for label, count in counted.items() if count > 1}
