"""What a speech engine has to offer. An engine hears windows; everything around it is the same for all engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from transcripts.conversation import Word
from transcripts.signals import Samples

WINDOW_SECONDS = 30  # what a Whisper encoder takes at once


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in a window: words with seconds from the window's beginning.

    `no_speech` is how likely the engine holds it that the whole window has no speech, 0..1; `log_probability` the
    mean natural logarithm of the certainty of the window's tokens.
    """

    words: tuple[Word, ...]
    no_speech: float
    log_probability: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine made of one window, and the ISO 639-1 code of the language it was decoded in."""

    language: str
    pieces: tuple[Piece, ...]


# Languages with their likelihoods (0..1), one mapping a window -> the language to decode each window in.
ChooseLanguages = Callable[[Sequence[Mapping[str, float]]], Sequence[str]]


class SpeechEngine(Protocol):
    """A loaded model. One object may serve several threads; they take turns."""

    @property
    def identity(self) -> str:
        """Names the engine and its weights; equal identities give equal words."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The ISO 639-1 codes it knows."""
        ...

    def languages_in(self, windows: Sequence[Samples]) -> list[Mapping[str, float]]:
        """How likely each language is in each window (float32 at 16 kHz, at most 30 seconds each)."""
        ...

    def hear(self, windows: Sequence[Samples], choose: ChooseLanguages, vocabulary: Sequence[str] = ()) -> list[Heard]:
        """The words of each window, decoded together.

        `vocabulary` are names and terms that are likelier than elsewhere (a glossary, the agent's name).
        """
        ...
