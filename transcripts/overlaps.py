"""Where two people speak at once, and who of them began it: facts, no judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transcripts.conversation import Speaker
from transcripts.turns import PAUSE_SECONDS

# Heldner & Edlund (2010): overlaps this short come with ordinary changes of speaker and are below what people notice.
# It is also the least time in which people react to speech, so two who begin within it began together.
OVERLAP_SECONDS = 0.2
# Heldner, Edlund, Hjalmarsson & Laskowski (2011) take talk of less than a second for the very short utterances
# ("mm-hm", "ja", "da") by which a listener goes on listening: it takes nobody's turn.
BACK_CHANNEL_SECONDS = 1.0

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Seconds in which somebody speaks into the talk of another; `speaker` began it, None when both began at once."""

    speaker: Speaker | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Begun:
    """How many overlaps a speaker began, and how many seconds they lasted together."""

    overlaps: int
    seconds: float


def overlaps(talk: Mapping[Speaker, Sequence[Interval]]) -> tuple[Overlap, ...]:
    """The overlaps of at least 0.2 seconds, in order of time; `talk` is start and end of each speaker's words.

    Who starts to speak while another speaks began it. Pauses of up to half a second, which are shorter than a place
    to take over, are part of somebody's talk; back-channels, talk of less than a second, are left out.
    """
    stretches = sorted(
        (start, end, speaker)
        for speaker, words in talk.items()
        for start, end in merged(words, PAUSE_SECONDS)
        if end - start >= BACK_CHANNEL_SECONDS
    )
    found: list[Overlap] = []
    latest: dict[Speaker, Interval] = {}
    for start, end, speaker in stretches:
        others = [other for who, other in latest.items() if who is not speaker and other[1] > start]
        latest[speaker] = (start, end)
        seconds = min(end, max((other[1] for other in others), default=start)) - start
        if seconds >= OVERLAP_SECONDS:
            together = start - min(other[0] for other in others) < OVERLAP_SECONDS
            found.append(Overlap(None if together else speaker, seconds))
    return tuple(found)


def begun(found: Iterable[Overlap]) -> dict[Speaker, Begun]:
    """What each speaker began; who began nothing is left out."""
    lengths: dict[Speaker, list[float]] = {}
    for overlap in found:
        if overlap.speaker is not None:
            lengths.setdefault(overlap.speaker, []).append(overlap.seconds)
    return {speaker: Begun(len(seconds), sum(seconds)) for speaker, seconds in lengths.items()}


def merged(intervals: Iterable[Interval], pause: float = 0.0) -> list[Interval]:
    """In order and apart: intervals that overlap, or have no more than `pause` seconds between them, become one."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start - joined[-1][1] <= pause:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
