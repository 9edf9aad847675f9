"""Recognised segments -> utterances -> turns, in the order in which people spoke."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcripts.conversation import Speaker, Turn, Word
from transcripts.language import UNDETERMINED

# Jefferson (1989) and Heldner & Edlund (2010): pauses inside a speaker's talk and gaps between speakers are mostly
# under half a second, so a longer one is a place where another may have spoken.
PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of recognised speech on one channel (counted from 0), with the seconds of each of its words.

    `language` is the ISO 639-1 code it was recognised in.
    """

    channel: int
    words: tuple[Word, ...]
    language: str = UNDETERMINED


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one channel in one language (ISO 639-1) without a pause between them."""

    channel: int
    words: tuple[Word, ...]
    language: str = UNDETERMINED

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
    """The words of each channel cut at every pause of half a second and change of language, in order of their start.

    On one channel the order of recognition is kept, and segments may go on across their borders.
    """
    found: list[Utterance] = []
    by_channel: dict[int, list[tuple[Word, str]]] = {}
    for segment in segments:
        by_channel.setdefault(segment.channel, []).extend((word, segment.language) for word in segment.words)
    for channel, words in by_channel.items():
        begin = 0
        for index in range(1, len(words) + 1):
            if index == len(words) or _apart(words[index - 1], words[index]):
                found.append(Utterance(channel, tuple(word for word, _ in words[begin:index]), words[begin][1]))
                begin = index
    return tuple(sorted(found, key=lambda utterance: (utterance.start, utterance.channel)))


def _apart(before: tuple[Word, str], after: tuple[Word, str]) -> bool:
    return before[1] != after[1] or after[0].start - before[0].end >= PAUSE_SECONDS


def turns(utterances: Sequence[Utterance], speakers: Sequence[Speaker], language: str) -> tuple[Turn, ...]:
    """One turn for each run of utterances by the same speaker; `speakers` says whose each utterance is.

    A new turn begins only when another speaks, or the language changes, however long the pause. A short "mhm" inside
    the other's speech is a turn of its own: before it stands what the other had said up to the next pause, after it
    what followed. Turns that overlap keep their own times. `language` is that of the conversation.
    """
    runs: list[tuple[tuple[Speaker, str], list[Word]]] = []
    for utterance, speaker in zip(utterances, speakers, strict=True):
        if runs and runs[-1][0] == (speaker, utterance.language):
            runs[-1][1].extend(utterance.words)
        else:
            runs.append(((speaker, utterance.language), list(utterance.words)))
    return tuple(
        Turn(
            speaker,
            " ".join(word.text for word in words),
            start=words[0].start,
            end=max(word.end for word in words),
            words=tuple(words),
            language=spoken if spoken not in (language, UNDETERMINED) else None,
        )
        for (speaker, spoken), words in runs
    )
