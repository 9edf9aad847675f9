"""Windows, languages, loops and interruptions, with an engine of which the test knows what it will say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from transcripts.conversation import Word
from transcripts.errors import InputError
from transcripts.listen import Ear, Recognition, listen
from transcripts.partial import Finished
from transcripts.recognition import ChooseLanguages, Heard
from transcripts.signals import SAMPLE_RATE, Samples, Signal
from transcripts.windows import Span

ENGLISH, GERMAN = 0.25, 0.5  # the level of the sound says what language the engine hears


@dataclass
class Parrot:
    """Says one word a second: the language and the number of the second in the window."""

    loop: bool = False
    passes_over: bool = False
    identity: str = "parrot"
    together: int = 2
    parallel: int = 2
    languages: frozenset[str] = frozenset({"en", "de", "fr"})
    asked: list[tuple[str, int]] = field(default_factory=list)

    def languages_in(self, windows: Sequence[Samples]) -> list[Mapping[str, float]]:
        return [{"de": 0.97, "en": 0.03} if window.mean() > 0.4 else {"en": 0.97, "de": 0.03} for window in windows]

    def hear(self, windows: Sequence[Samples], choose: ChooseLanguages, vocabulary: Sequence[str] = ()) -> list[Heard]:
        return [self._heard(*one) for one in zip(windows, choose(self.languages_in(windows)), strict=True)]

    def _heard(self, window: Samples, language: str) -> Heard:
        seconds = len(window) // SAMPLE_RATE
        self.asked.append((language, seconds))
        if self.passes_over and seconds > 28:  # the word before the hole seems to last as long
            return Heard(language, (Word("first", 0.2, 24.0, 0.9), Word("last", 28.2, 28.8, 0.9)), 0.0, -0.2)
        names = ["round"] * seconds if self.loop and seconds > 10 else [f"{language}{n}" for n in range(seconds)]
        return Heard(language, tuple(Word(name, n + 0.2, n + 0.8, 0.9) for n, name in enumerate(names)), 0.0, -0.2)


def call(*levels: float) -> tuple[Signal, list[Span]]:
    """Ten seconds of each level with two seconds of silence around each, and where the sound is (without margins)."""
    silence = np.zeros(2 * SAMPLE_RATE)
    pieces = [silence, *(piece for level in levels for piece in (np.full(10 * SAMPLE_RATE, level), silence))]
    spans = [
        {"start": int((12 * n + 2.4) * SAMPLE_RATE), "end": int((12 * n + 11.6) * SAMPLE_RATE)}
        for n in range(len(levels))
    ]
    return Signal.of(np.concatenate(pieces).astype(np.float32)), spans


def heard_of(levels: Sequence[float], ear: Ear, shares: list[float] | None = None) -> Recognition:
    signal, spans = call(*levels)
    with signal:
        return listen([signal], [spans], ear, Finished(), (shares if shares is not None else []).append)


def test_every_second_of_speech_is_heard_at_its_time() -> None:
    shares: list[float] = []

    found = heard_of([ENGLISH] * 7, Ear(Parrot()), shares)

    starts = [word.start for segment in found.segments for word in segment.words]
    assert starts == pytest.approx([max(12 * n + s + 2.2, 12 * n + 2.4) for n in range(7) for s in range(10)], abs=0.02)
    assert (found.language, found.certainty) == ("en", pytest.approx(0.97, abs=0.01))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


def test_a_call_may_change_its_language() -> None:
    levels = [ENGLISH] * 3 + [GERMAN] * 6

    found = heard_of(levels, Ear(Parrot()))
    given = heard_of(levels, Ear(Parrot(), "en"))

    assert [segment.language for segment in found.segments] == ["en", "de", "de"]
    assert found.language == "de"  # most of it
    assert [segment.language for segment in given.segments] == ["en"] * 3
    assert (given.language, given.certainty) == ("en", None)


def test_the_language_may_change_within_a_window() -> None:
    found = heard_of([ENGLISH, ENGLISH, GERMAN], Ear(Parrot()))

    assert [(segment.language, len(segment.words)) for segment in found.segments] == [("en", 20), ("de", 10)]


def test_a_window_that_loops_is_heard_again_in_pieces() -> None:
    engine = Parrot(loop=True)

    found = heard_of([ENGLISH] * 3, Ear(engine, "en"))

    assert [seconds for _, seconds in engine.asked] == [30, 10, 10, 10]
    assert [word.text for segment in found.segments for word in segment.words] == [f"en{n}" for n in range(10)] * 3


def test_speech_that_was_passed_over_is_heard_on_its_own() -> None:
    shares: list[float] = []

    found = heard_of([ENGLISH] * 3, Ear(Parrot(passes_over=True), "en"), shares)

    words = [word for segment in found.segments for word in segment.words]
    assert (words[0].text, words[0].start, words[0].end) == ("first", pytest.approx(2.4), pytest.approx(3.2, abs=0.1))
    assert words[-1].text == "last"
    assert len(words) == 2 + 27
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert shares == pytest.approx([1.0])


def test_no_speech_asks_nothing() -> None:
    engine = Parrot()

    found = heard_of([], Ear(engine))

    assert (found.language, found.certainty, found.segments, engine.asked) == ("und", 0.0, (), [])


def test_a_language_the_engine_does_not_know() -> None:
    with pytest.raises(InputError) as caught:
        heard_of([ENGLISH], Ear(Parrot(), "xx"))

    assert caught.value.code == "unknown_language"
