"""Messages to a conversation: order, times, roles, turns and language, the same for every format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.errors import Problem
from transcripts.readers.roles import assign
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread
from transcripts.readers.times import earliest, seconds_after

# Control characters and the invisible marks for writing direction that chat exports are full of.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LONGEST_NAME = 200
_DETECTION_SAMPLE = 20_000


def clean(text: str) -> str:
    """The text without invisible marks and control characters, line ends as \\n, stripped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", text).strip()


def assemble_each(
    source: Source, options: ReadOptions, threads: Callable[[dict[str, object]], Iterable[Thread]]
) -> ReadResult:
    """The conversations of all threads that `threads` finds in the JSON objects of a file.

    What is no JSON, and a thread without messages (`no_messages`), comes as a problem instead.
    """
    conversations = []
    problems: list[Problem] = []
    for item in source.json:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        for thread in threads(item.value):
            if thread.messages:
                conversations.append(assemble(thread, source, options))
            else:
                problems.append(Problem("no_messages", source.name, item.line, "There are no messages to read in it."))
    return ReadResult(tuple(conversations), tuple(problems))


def assemble(thread: Thread, source: Source, options: ReadOptions) -> Conversation:
    """The conversation of a thread; messages without text are left out.

    Messages are put in order of time where all have one. In every channel but e-mail, messages of one person
    without another between them make one turn (a turn's `end` is then the time of its last message).
    """
    channel = options.channel or thread.channel
    messages = _ordered([_cleaned(message) for message in thread.messages if clean(message.text)])
    began = earliest(message.at for message in messages)
    speakers = assign(messages, channel, options.agents + thread.agents)
    turns = []
    for message, speaker in zip(messages, speakers, strict=True):
        start = message.start if message.at is None or began is None else seconds_after(began, message.at)
        rounded = None if start is None else round(start, 3)
        turns.append(Turn(speaker, message.text, rounded, message.end, message.name))
    if channel is not Channel.EMAIL:
        turns = _joined(turns, " " if channel is Channel.CALL else "\n")
    language, certainty = _language(turns, thread, options)
    started = began or thread.started
    return Conversation(
        id=clean(thread.id)[:500] or source.stem,
        channel=channel,
        language=language,
        turns=tuple(turns),
        language_certainty=certainty,
        agent=_first_name(turns, Speaker.AGENT),
        customer=_first_name(turns, Speaker.CUSTOMER),
        started_at=started.isoformat() if started else None,
        source=source.name,
    )


def _cleaned(message: Message) -> Message:
    name = " ".join(clean((message.name or "")[: 2 * _LONGEST_NAME]).split())[:_LONGEST_NAME]
    return replace(message, text=clean(message.text), name=name or None)


def _ordered(messages: list[Message]) -> list[Message]:
    moments = [message.at for message in messages]
    first = earliest(moments)
    if first is None or None in moments:
        return messages
    return sorted(messages, key=lambda message: seconds_after(first, message.at or first))


def _joined(turns: Sequence[Turn], between: str) -> list[Turn]:
    runs: list[list[Turn]] = []
    for turn in turns:
        if runs and (runs[-1][0].speaker, runs[-1][0].name) == (turn.speaker, turn.name):
            runs[-1].append(turn)
        else:
            runs.append([turn])
    return [_one(run, between) for run in runs]


def _one(run: list[Turn], between: str) -> Turn:
    if len(run) == 1:
        return run[0]
    ends = [time for turn in run for time in (turn.end, turn.start) if time is not None]
    return replace(run[0], text=between.join(turn.text for turn in run), end=max(ends, default=None))


def _language(turns: Sequence[Turn], thread: Thread, options: ReadOptions) -> tuple[str, float | None]:
    given = options.language or thread.language
    if given:
        return given.replace("_", "-").split("-")[0].lower(), None
    from transcripts.language import detect

    sample = ""
    for turn in turns:
        sample += turn.text[: _DETECTION_SAMPLE - len(sample)] + "\n"
        if len(sample) >= _DETECTION_SAMPLE:
            break
    return detect(sample)


def _first_name(turns: Sequence[Turn], speaker: Speaker) -> str | None:
    return next((turn.name for turn in turns if turn.speaker is speaker and turn.name), None)
