"""The speech of each channel -> what is said in it, window by window, by any speech engine.

Several windows are heard together. The language may change from window to window; what an engine gives that nobody
said is left out (`transcripts.invented`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from transcripts.call_language import by_language, call_language, mixed, window_language
from transcripts.errors import InputError
from transcripts.invented import loops, said, without_loops
from transcripts.language import UNDETERMINED
from transcripts.missed import missed, part_of
from transcripts.partial import Finished
from transcripts.recognition import WINDOW_SECONDS, Heard, SpeechEngine, heard_from_json, heard_to_json
from transcripts.signals import Signal
from transcripts.speech import MARGIN_SECONDS
from transcripts.turns import Segment
from transcripts.windows import Span, Window, held, packed, restored, seconds, sound, widened

_SHORT_SECONDS = 10  # a window that loops is heard again in pieces of at most so many seconds of speech


@dataclass(frozen=True, slots=True)
class Ear:
    """An engine, and what is known beforehand: the language (None to detect it), names and terms that may occur."""

    engine: SpeechEngine
    language: str | None = None
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was heard: segments channel by channel, each in time.

    `language` is the ISO 639-1 code of most of it ("und" without any speech); `certainty` is 0..1, None if the
    language was given.
    """

    language: str
    certainty: float | None
    segments: tuple[Segment, ...]


def listen(
    signals: Sequence[Signal],
    speech: Sequence[Sequence[Span]],
    ear: Ear,
    kept: Finished,
    progress: Callable[[float], None],
) -> Recognition:
    """What is said in the `speech` (spans without margins) of each signal.

    `kept` holds what is finished; `progress` gets the share of the speech heard, 0..1. Raises InputError
    `unknown_language` if the engine does not know the one given.
    """
    if ear.language is not None and ear.language not in ear.engine.languages:
        raise InputError("unknown_language", ear.language, "The speech model does not know this language.")
    if not any(speech):
        return Recognition(ear.language or UNDETERMINED, None if ear.language else 0.0, ())
    windows = [
        packed(widened(spans, MARGIN_SECONDS, len(signal)), WINDOW_SECONDS)
        for signal, spans in zip(signals, speech, strict=True)
    ]
    main, certainty = ear.language, None
    if main is None:
        main, certainty = kept.once("language", partial(call_language, signals, windows, ear.engine))
    total = sum(seconds(window) for channel in windows for window in channel)
    done = 0.0
    segments: list[Segment] = []
    for channel, window, heard in _each_window(signals, windows, ear, main, kept):
        if words := said(heard, seconds(window)):
            times = held(restored(words, window), speech[channel])
            segments.append(Segment(channel, times, heard.language))
        done += seconds(window)
        progress(done / total)
    return Recognition(ear.language or _most_spoken(segments, main), certainty, tuple(segments))


def _each_window(
    signals: Sequence[Signal], windows: Sequence[Sequence[Window]], ear: Ear, main: str, kept: Finished
) -> Iterator[tuple[int, Window, Heard]]:
    """Every window of channel after channel with what was heard in it."""
    parts = [
        (f"channel {channel} window {begin}", channel, found[begin : begin + ear.engine.together])
        for channel, found in enumerate(windows)
        for begin in range(0, len(found), ear.engine.together)
    ]
    with ThreadPoolExecutor(ear.engine.parallel) as threads:
        heard = {
            name: threads.submit(_heard, signals[channel], part, ear, main)
            for name, channel, part in parts
            if name not in kept
        }
        try:
            for name, channel, _ in parts:
                for window, found in kept.once(name, lambda name=name: heard.pop(name).result()):  # type: ignore[misc]
                    yield channel, window, heard_from_json(found)
        finally:
            threads.shutdown(cancel_futures=True)


def _heard(signal: Signal, part: Sequence[Window], ear: Ear, main: str) -> list[Any]:
    """What is heard in each window; one that loops or may hold two languages has been heard again in pieces."""
    likelihoods: list[Mapping[str, float]] = []

    def choose(found: Sequence[Mapping[str, float]]) -> list[str]:
        likelihoods.extend(found)
        return [ear.language or window_language(main, *one) for one in zip(part, found, strict=True)]

    together = ear.engine.hear([sound(signal, window) for window in part], choose, ear.vocabulary)
    result: list[Any] = []
    for window, heard, likelihood in zip(part, together, likelihoods, strict=True):
        pieces = [(window, heard)]
        if ear.language is None and mixed(window, likelihood):
            changes = by_language(signal, window, main, ear.engine)
            if {language for _, language in changes} != {heard.language}:
                pieces = [(piece, _alone(signal, piece, language, ear)) for piece, language in changes]
        for one in pieces:
            for piece, found in _unlooped(signal, one, ear):
                result += [[list(place), heard_to_json(text)] for place, text in _filled(signal, piece, found, ear)]
    return result


def _unlooped(signal: Signal, heard_in: tuple[Window, Heard], ear: Ear) -> list[tuple[Window, Heard]]:
    """The window heard in smaller pieces if it loops; what still loops then is cut to one round."""
    window, heard = heard_in
    if not loops(heard.words):
        return [heard_in]
    again = [(piece, _alone(signal, piece, heard.language, ear)) for piece in packed(window, _SHORT_SECONDS)]
    return [(piece, replace(found, words=without_loops(found.words))) for piece, found in again]


def _filled(signal: Signal, window: Window, heard: Heard, ear: Ear) -> list[tuple[Window, Heard]]:
    """What was heard in the window, with speech that was passed over heard on its own."""
    result: list[tuple[Window, Heard]] = []
    rest = heard.words
    for start, end in missed(heard.words, window):
        before = tuple(word for word in rest if word.start < end - 0.01)
        rest = rest[len(before) :]
        hole = part_of(window, start, end)
        found = _alone(signal, hole, heard.language, ear)
        result += [(window, replace(heard, words=before)), (hole, found)]
    return [*result, (window, replace(heard, words=rest))]


def _alone(signal: Signal, window: Window, language: str, ear: Ear) -> Heard:
    return ear.engine.hear([sound(signal, window)], lambda _: [language], ear.vocabulary)[0]


def _most_spoken(segments: Sequence[Segment], main: str) -> str:
    words: Counter[str] = Counter()
    for segment in segments:
        words[segment.language] += len(segment.words)
    return words.most_common(1)[0][0] if words else main
