"""What a speech engine has to offer. An engine hears windows; everything around it is the same for all engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from transcripts.conversation import Word
from transcripts.signals import Samples

WINDOW_SECONDS = 30  # what a Whisper encoder takes at once


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine made of one window; the words have seconds from the window's beginning.

    `language` is the ISO 639-1 code it was decoded in. `no_speech` is how likely the engine holds it that nobody
    speaks in the window, 0..1; `log_probability` is the mean natural logarithm of its certainty of each token.
    """

    language: str
    words: tuple[Word, ...]
    no_speech: float
    log_probability: float


# Languages with their likelihoods (0..1), one mapping a window -> the language to decode each window in.
ChooseLanguages = Callable[[Sequence[Mapping[str, float]]], Sequence[str]]


class SpeechEngine(Protocol):
    """A loaded model. One object may serve several threads."""

    @property
    def identity(self) -> str:
        """Names the engine and its weights; equal identities give equal words."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The ISO 639-1 codes it knows."""
        ...

    @property
    def together(self) -> int:
        """How many windows to give it at once, for speed within its memory."""
        ...

    @property
    def parallel(self) -> int:
        """How many threads to call it from; more would only wait."""
        ...

    def languages_in(self, windows: Sequence[Samples]) -> list[Mapping[str, float]]:
        """How likely each language is in each window (float32 at 16 kHz, at most 30 seconds each)."""
        ...

    def hear(self, windows: Sequence[Samples], choose: ChooseLanguages, vocabulary: Sequence[str] = ()) -> list[Heard]:
        """The words of each window, decoded together.

        `vocabulary` are names and terms that are likelier than elsewhere (a glossary, the agent's name).
        """
        ...


def words_from(pieces: Iterable[tuple[str, float, float, float]]) -> tuple[Word, ...]:
    """Words from an engine's pieces of text with start, end and certainty.

    Whisper marks a new word with a space before it; a piece without one ("-up") goes on with the last word.
    """
    words: list[Word] = []
    for piece, start, end, certainty in pieces:
        text = piece.strip()
        if not text:
            continue
        word = Word(text, start, max(start, end), certainty)
        if words and not piece.startswith(" "):
            last = words.pop()
            word = Word(last.text + text, last.start, max(last.end, word.end), min(last.certainty, certainty))
        words.append(word)
    return tuple(words)
