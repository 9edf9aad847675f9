"""Silence, overlap, talk share and response gaps of a conversation: facts, no judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from transcripts.conversation import Conversation, Speaker, Turn

# Jefferson (1989): silences in conversation tend to end at about one second; longer ones are noticed as silence.
SILENCE_SECONDS = 1.0
# Heldner & Edlund (2010): overlaps this short come with ordinary changes of speaker and are below what people notice.
OVERLAP_SECONDS = 0.2

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds from the end of what the customer said to the agent's turn number `turn` (from 0).

    Negative when the agent began before the customer had ended.
    """

    turn: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Timing:
    """Facts of time, in seconds; None where the source gives no times for it.

    `talk_share` is each speaker's part (0..1) of all talk; `total_silence` sums stretches of at least one second in
    which nobody speaks, from the first word to the last; `overlaps` counts stretches of at least 0.2 seconds in which
    two speak. These need beginnings and ends, which written channels lack.
    `gaps` has one entry for each agent's turn that follows a customer's; without any, `median_gap` and `p90_gap` are
    None.
    """

    seconds: float | None
    talk_share: dict[Speaker, float] | None
    total_silence: float | None
    longest_silence: float | None
    overlap_seconds: float | None
    overlaps: int | None
    gaps: tuple[Gap, ...] | None
    median_gap: float | None
    p90_gap: float | None


def timing(conversation: Conversation) -> Timing:
    """The times of a conversation; words count where there are any, whole turns otherwise."""
    talk: dict[Speaker, list[Interval]] = {}
    timed = [turn for turn in conversation.turns if turn.start is not None]
    ended = bool(timed) and all(turn.start is not None and turn.end is not None for turn in conversation.turns)
    if ended:
        for turn in timed:
            talk.setdefault(turn.speaker, []).extend(_intervals(turn))
    by_speaker = {speaker: _merged(intervals) for speaker, intervals in talk.items()}
    speech = _merged(interval for intervals in by_speaker.values() for interval in intervals)
    silences = [after[0] - before[1] for before, after in pairwise(speech)]
    silences = [silence for silence in silences if silence >= SILENCE_SECONDS]
    overlaps = [length for length in _overlaps(by_speaker) if length >= OVERLAP_SECONDS]
    seconds = {speaker: sum(end - start for start, end in spans) for speaker, spans in by_speaker.items()}
    total = sum(seconds.values())
    gaps = _gaps(conversation.turns) if timed else None
    waits = sorted(gap.seconds for gap in gaps or ())
    return Timing(
        seconds=_length(timed),
        talk_share={speaker: part / total for speaker, part in seconds.items()} if total > 0 else None,
        total_silence=sum(silences) if ended else None,
        longest_silence=max(silences, default=0.0) if ended else None,
        overlap_seconds=sum(overlaps) if ended else None,
        overlaps=len(overlaps) if ended else None,
        gaps=gaps,
        median_gap=median(waits) if waits else None,
        p90_gap=_percentile(waits, 0.9) if waits else None,
    )


def _intervals(turn: Turn) -> Iterable[Interval]:
    if turn.words:
        return ((word.start, word.end) for word in turn.words)
    return ((turn.start, turn.end),) if turn.start is not None and turn.end is not None else ()


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """In order and apart: intervals that touch or overlap become one."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _overlaps(by_speaker: dict[Speaker, list[Interval]]) -> list[float]:
    """Lengths of the stretches in which at least two speakers speak."""
    changes = sorted(
        change for intervals in by_speaker.values() for start, end in intervals for change in ((start, 1), (end, -1))
    )
    lengths: list[float] = []
    speaking, began = 0, 0.0
    for time, change in changes:
        if speaking == 1 and change == 1:
            began = time
        elif speaking == 2 and change == -1:
            lengths.append(time - began)
        speaking += change
    return lengths


def _gaps(turns: Sequence[Turn]) -> tuple[Gap, ...]:
    """From each customer's turn to the agent's answer, in order; a run of turns by one side counts as its last, first.

    A bot or another person in between answers nothing for the agent, so the customer goes on waiting.
    """
    gaps: list[Gap] = []
    waiting_since: float | None = None
    for number, turn in enumerate(turns):
        if turn.speaker == Speaker.CUSTOMER:
            waiting_since = turn.end if turn.end is not None else turn.start
        elif turn.speaker == Speaker.AGENT and waiting_since is not None:
            if turn.start is not None:
                gaps.append(Gap(number, turn.start - waiting_since))
            waiting_since = None
    return tuple(gaps)


def _length(timed: Sequence[Turn]) -> float | None:
    starts = [turn.start for turn in timed if turn.start is not None]
    ends = [turn.end for turn in timed if turn.end is not None]
    return max(starts + ends) - min(starts) if starts else None


def _percentile(ordered: Sequence[float], share: float) -> float:
    """Linear interpolation between the closest ranks (Hyndman & Fan 1996, type 7)."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
