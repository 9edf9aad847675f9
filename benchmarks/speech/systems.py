"""What is measured: our transcription, and faster-whisper's batched pipeline with the same weights beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.speech.normal import normalised
from transcripts.conversation import Conversation, Speaker
from transcripts.errors import InputError

if TYPE_CHECKING:
    from transcripts.signals import Samples


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word or a stretch of words with its times in seconds; `side` is a speaker, or "0" or "1" for a channel."""

    text: str
    start: float
    end: float
    side: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What a system made of a recording; `refused` is the code of the error if it made nothing of it."""

    words: tuple[Spoken, ...] = ()
    language: str | None = None
    roles_certainty: float | None = None
    refused: str | None = None

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


_SIDES = {Speaker.BOT.value: Speaker.AGENT.value, Speaker.OTHER.value: Speaker.CUSTOMER.value}
# Correlation of two channels from which on they are one recording twice: what codecs and two microphones beside each
# other change; two people on a line, cross-talk included, stay far below.
_SAME_SOUND = 0.95

Listen = Callable[[Path, str | None], Heard]  # a recording, the language spoken or None to detect it


def our_engine() -> Listen:
    """Our transcription; what was heard once is remembered. Raises InputError if there is no model."""
    from transcripts.transcribe import Known, transcribe
    from transcripts.whisper import WhisperEngine

    engine = WhisperEngine()

    @cache
    def listen(path: Path, language: str | None) -> Heard:
        try:
            return _heard(transcribe(path, engine, Known(language=language)))
        except InputError as error:
            return Heard(refused=error.code)
        except Exception as error:  # a defect on one recording must be seen, and must not hide all other figures
            return Heard(refused=f"crashed: {type(error).__name__}")

    return listen


def _heard(conversation: Conversation) -> Heard:
    """Words in the order of time."""
    words = [
        Spoken(word.text, word.start, word.end, turn.speaker.value)
        for turn in conversation.turns
        for word in turn.words
    ]
    return Heard(
        tuple(sorted(words, key=lambda word: (word.start, word.end))),
        conversation.language,
        conversation.roles_certainty,
    )


def library_engine() -> Listen:
    """faster-whisper's batched pipeline with its defaults, our weights and precision, channel by channel."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel
    from faster_whisper.audio import decode_audio

    from transcripts.weights import find_weights

    pipeline = BatchedInferencePipeline(WhisperModel(str(find_weights()), device="cpu", compute_type="int8"))

    def listen(path: Path, language: str | None) -> Heard:
        try:
            channels = _apart(decode_audio(str(path), split_stereo=True))
        except (OSError, ValueError, IndexError) as error:
            return Heard(refused=f"library: {type(error).__name__}")
        found = []
        for side, samples in enumerate(channels):
            segments, _ = pipeline.transcribe(samples, language=language)
            found += [Spoken(segment.text, segment.start, segment.end, str(side)) for segment in segments]
        return Heard(tuple(sorted(found, key=lambda word: (word.start, word.end))), language)

    return listen


def side_of(speaker: str) -> str:
    """The side of the line a speaker is on: a bot on the agent's, whoever else on the customer's."""
    return _SIDES.get(speaker, speaker)


def tokens(words: Sequence[Spoken], language: str | None) -> list[tuple[str, Spoken]]:
    """The words as they are compared, each with the word it is from."""
    return [(token, word) for word in words for token in normalised(word.text, language)]


def sound(path: Path) -> tuple[Samples, ...]:
    """The channels of a recording at 16 kHz; one if both have the same sound. Raises InputError."""
    from transcripts.audio import load_channels

    with load_channels(path) as channels:
        return _apart(tuple(signal.read() for signal in channels.signals))


def _apart(channels: Sequence[Samples]) -> tuple[Samples, ...]:
    """The channels; one where both have the same sound, which nobody would have transcribed twice."""
    if len(channels) == 2:
        left, right = channels
        loudness = float(np.linalg.norm(left) * np.linalg.norm(right))
        if np.array_equal(left, right) or float(left @ right) > _SAME_SOUND * loudness > 0:
            return ((left + right) * np.float32(0.5),)
    return tuple(channels)
