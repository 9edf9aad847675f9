"""Recognised segments -> utterances -> turns, in the order in which people spoke."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcripts.conversation import Speaker, Turn, Word

# Jefferson (1989) and Heldner & Edlund (2010): pauses inside a speaker's talk and gaps between speakers are mostly
# under half a second, so a longer one is a place where another may have spoken.
PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of recognised speech on one channel (counted from 0), with the seconds of each of its words."""

    channel: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one channel without a pause between them."""

    channel: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return max(word.end for word in self.words)


def utterances(segments: Iterable[Segment]) -> tuple[Utterance, ...]:
    """The words of each channel cut at every pause of half a second, in order of their start.

    On one channel the order of recognition is kept, and segments may go on across their borders.
    """
    found: list[Utterance] = []
    by_channel: dict[int, list[Word]] = {}
    for segment in segments:
        by_channel.setdefault(segment.channel, []).extend(segment.words)
    for channel, words in by_channel.items():
        begin = 0
        for index in range(1, len(words) + 1):
            if index == len(words) or words[index].start - words[index - 1].end >= PAUSE_SECONDS:
                found.append(Utterance(channel, tuple(words[begin:index])))
                begin = index
    return tuple(sorted(found, key=lambda utterance: (utterance.start, utterance.channel)))


def turns(utterances: Sequence[Utterance], speakers: Sequence[Speaker]) -> tuple[Turn, ...]:
    """One turn for each run of utterances by the same speaker; `speakers` says whose each utterance is.

    A new turn begins only when another speaks, however long the pause. A short "mhm" inside the other's speech is
    a turn of its own: before it stands what the other had said up to the next pause, after it what followed. Turns
    that overlap keep their own times.
    """
    runs: list[tuple[Speaker, list[Word]]] = []
    for utterance, speaker in zip(utterances, speakers, strict=True):
        if runs and runs[-1][0] == speaker:
            runs[-1][1].extend(utterance.words)
        else:
            runs.append((speaker, list(utterance.words)))
    return tuple(
        Turn(
            speaker,
            " ".join(word.text for word in words),
            start=words[0].start,
            end=max(word.end for word in words),
            words=tuple(words),
        )
        for speaker, words in runs
    )
