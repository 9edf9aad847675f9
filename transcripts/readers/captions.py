"""Captions of calls: WebVTT and SubRip (SRT), with voice tags or "Agent: " before the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import zip_longest

from transcripts.conversation import Channel
from transcripts.errors import Problem
from transcripts.readers.assemble import assemble
from transcripts.readers.roles import role_of
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"[ \t]{{0,8}}{_CLOCK}[ \t]{{1,8}}-->[ \t]{{1,8}}{_CLOCK}(?=\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,100})?[ \t]([^<>\n]{1,300})>")
_TAG = re.compile(r"</?(?:[a-zA-Z][^<>\n]{0,300}|\d[\d:.]{0,20})?>")
_LABEL = re.compile(r"(?:[-–]\s?)?([^\W\d_][^:\n<>.!?]{0,59}):\s{1,4}(?=\S)")
_MOST_WORDS = 4


def sniff(source: Source) -> bool:
    """Whether the file is WebVTT by its first word, or begins with a numbered or bare timing line."""
    head = source.text[:2_000].lstrip().split("\n")
    return head[0].startswith("WEBVTT") or any(_TIMING.match(line) for line in head[:3])


def read(source: Source, options: ReadOptions) -> ReadResult:
    """The one conversation; cues of one speaker in a row are one turn, a cue without a speaker goes on from before.

    A cue whose end lies before its start is reported and left out.
    """
    messages: list[Message] = []
    problems: list[Problem] = []
    voice: str | None = None
    for line, start, end, text in _cues(source.text):
        if end < start:
            problems.append(Problem("bad_time", source.name, line, "The cue ends before it starts."))
            continue
        for said_by, words in _voices(text):
            voice = said_by or voice
            speaker, name = role_of(voice) if voice else (None, None)
            messages.append(Message(words, name, speaker=speaker, start=start, end=end))
    if not messages:
        return ReadResult(problems=tuple(problems))
    thread = Thread(source.stem, Channel.CALL, tuple(messages))
    return ReadResult((assemble(thread, source, options),), tuple(problems))


def _cues(text: str) -> Iterator[tuple[int, float, float, str]]:
    """Line, start, end and raw text of each cue; everything that is not below a timing line is skipped."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        timing = _TIMING.match(lines[number])
        number += 1
        if not timing:
            continue
        first = number
        while number < len(lines) and lines[number].strip() and not _TIMING.match(lines[number]):
            number += 1
        clock = timing.groups()
        yield first, _seconds(*clock[:4]), _seconds(*clock[4:]), "\n".join(lines[first:number])


def _voices(text: str) -> Iterator[tuple[str | None, str]]:
    """The voices in a cue with what each says; None where the cue names nobody."""
    tags = list(_VOICE.finditer(text))
    pieces: list[tuple[str | None, str]] = [(None, text[: tags[0].start() if tags else len(text)])]
    pieces += [
        (unescape(tag[1]).strip(), text[tag.end() : following.start() if following else len(text)])
        for tag, following in zip_longest(tags, tags[1:])
    ]
    for voice, piece in pieces:
        words = unescape(_TAG.sub("", piece)).strip()
        if words:
            yield from [(voice, _flat(words))] if voice else _labelled(words)


def _labelled(words: str) -> Iterator[tuple[str | None, str]]:
    """Splits "- Agent: ... \\n- Klant: ..." into its speakers."""
    label: str | None = None
    said: list[str] = []
    for line in words.split("\n"):
        match = _LABEL.match(line)
        if match and _is_speaker(match[1]):
            if said:
                yield label, _flat(" ".join(said))
            label, said = match[1].strip(), [line[match.end() :]]
        else:
            said.append(line)
    yield label, _flat(" ".join(said))


def _is_speaker(label: str) -> bool:
    """A role, or words that each begin with a capital or digit, as names do."""
    words = label.split()
    return role_of(label)[0] is not None or (len(words) <= _MOST_WORDS and all(not word[0].islower() for word in words))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")
