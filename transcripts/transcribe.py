"""A recording -> a conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from transcripts.audio import Samples, load_channels
from transcripts.conversation import Channel, Conversation, Speaker
from transcripts.speakers import same_signal, sentences_apart, speakers_by_channel, speakers_by_words
from transcripts.turns import Segment, Utterance, turns, utterances


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a speech engine made of a recording.

    `language` is an ISO 639-1 code ("und" without any speech); `certainty` is 0..1, None if it was given.
    `segments` can be taken once; each may cost seconds of work.
    """

    language: str
    certainty: float | None
    segments: Iterator[Segment]


class Transcriber(Protocol):
    """A speech engine. `channels` are float32 signals of the same length at 16 kHz."""

    def recognise(self, channels: Sequence[Samples], language: str | None = None) -> Recognition:
        """Segments in time on each channel; those of the first channel come before those of the second."""
        ...


def transcribe(
    path: str | Path,
    transcriber: Transcriber,
    *,
    language: str | None = None,
    agent_channel: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Conversation:
    """The conversation in a recording; its id is the file name without suffix.

    `language` is an ISO 639-1 code, detected if None; a recording in a language that cannot be scored is transcribed
    too. `agent_channel` is 0 or 1 and matters only to a stereo recording; without it the words decide. `progress`
    gets the share done, 0..1, never less than before. A recording without speech gives a conversation without turns.

    Raises InputError, see `load_channels` and the transcriber.
    """
    path = Path(path)
    loaded = load_channels(path)
    channels = loaded.samples
    if len(channels) == 2 and same_signal(*channels):
        channels = channels[:1]
    recognition = transcriber.recognise(channels, language)
    segments: list[Segment] = []
    for segment in recognition.segments:
        segments.append(segment)
        if progress is not None:
            progress((segment.channel + min(1.0, segment.words[-1].end / loaded.seconds)) / len(channels))
    if progress is not None:
        progress(1.0)
    spoken, speakers = _attributed(segments, recognition.language, agent_channel)
    return Conversation(
        id=path.stem,
        channel=Channel.CALL,
        language=recognition.language,
        turns=turns(spoken, speakers),
        language_certainty=recognition.certainty,
        source=path.name,
    )


def _attributed(
    segments: Sequence[Segment], language: str, agent_channel: int | None
) -> tuple[tuple[Utterance, ...], tuple[Speaker, ...]]:
    """Utterances and whose each is. A second channel on which nobody speaks makes a recording mono."""
    spoken = utterances(segments)
    if len({segment.channel for segment in segments}) == 2:
        return spoken, speakers_by_channel(spoken, language, agent_channel)
    spoken = sentences_apart(spoken)
    return spoken, speakers_by_words(spoken, language)
