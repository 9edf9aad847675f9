"""A conversation as WebVTT, so that any player shows who says what while the recording runs."""

from __future__ import annotations

import re

from transcripts.conversation import Conversation, Turn

_BLANK_LINES = re.compile(r"\n\s*\n")
# A cue needs times; a turn without them is given this many seconds.
_SECONDS_WITHOUT_TIMES = 1.0


def to_webvtt(conversation: Conversation) -> str:
    """WebVTT text with one cue a turn and the speaker as voice: `<v agent>` or `<v agent Maria>`.

    A turn without a start begins where the one before it ended; one without an end lasts until the next
    start, at least one second.
    """
    blocks = ["WEBVTT"]
    after = 0.0
    turns = conversation.turns
    for number, turn in enumerate(turns):
        start = after if turn.start is None else turn.start
        following = turns[number + 1].start if number + 1 < len(turns) else None
        end = turn.end if turn.end is not None else following
        after = max(start, end) if end is not None and end > start else start + _SECONDS_WITHOUT_TIMES
        blocks.append(f"{_clock(start)} --> {_clock(after)}\n<v {_voice(turn)}>{_cue_text(turn.text)}</v>")
    return "\n\n".join(blocks) + "\n"


def _voice(turn: Turn) -> str:
    voice = turn.speaker.value if turn.name is None else f"{turn.speaker.value} {turn.name}"
    return _escaped(" ".join(voice.split()))


def _cue_text(text: str) -> str:
    # A blank line would end the cue.
    return _escaped(_BLANK_LINES.sub("\n", text.strip()))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
