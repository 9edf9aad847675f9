"""The speech of each channel -> what is said in it, window by window, by any speech engine.

Several windows are heard together. The language may change from window to window; what an engine gives that nobody
said is left out (`transcripts.invented`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from transcripts.call_language import CHANGE_CERTAIN, by_language, call_language, mixed, window_language
from transcripts.conversation import Word
from transcripts.errors import InputError
from transcripts.invented import loops, said, without_loops
from transcripts.language import UNDETERMINED
from transcripts.missed import missed, part_of
from transcripts.partial import Finished
from transcripts.recognition import WINDOW_SECONDS, Heard, SpeechEngine
from transcripts.signals import Signal
from transcripts.speech import MARGIN_SECONDS
from transcripts.turns import Segment
from transcripts.windows import Span, Window, held, packed, restored, seconds, sound, widened

_SHORT_SECONDS = 10  # a window that loops is heard again in pieces of at most so many seconds of speech


@dataclass(frozen=True, slots=True)
class Ear:
    """An engine, and what is known beforehand: the language (None to detect it), names and terms that may occur.

    Raises InputError `unknown_language` if the engine does not know the one given.
    """

    engine: SpeechEngine
    language: str | None = None
    vocabulary: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.language is not None and self.language not in self.engine.languages:
            hint = "Give its two letters, as en, nl, de or ro."
            raise InputError("unknown_language", self.language, "The speech model does not know this language.", hint)


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was heard: segments channel by channel, each in time.

    `language` is the ISO 639-1 code of most of it ("und" without any speech); `certainty` is 0..1, None if the
    language was given.
    """

    language: str
    certainty: float | None
    segments: tuple[Segment, ...]


class _Said(NamedTuple):
    """Words with seconds from the beginning of a window, or of a piece of one, and their language."""

    window: Window
    language: str
    words: Sequence[Word]


def listen(
    signals: Sequence[Signal],
    speech: Sequence[Sequence[Span]],
    ear: Ear,
    kept: Finished,
    progress: Callable[[float], None],
) -> Recognition:
    """What is said in the `speech` (spans without margins) of each signal.

    `kept` holds what is finished; `progress` gets the share of the speech heard, 0..1, never less than before.
    """
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
    with closing(_each_part(signals, windows, ear, main, kept)) as parts:
        for channel, part, found in parts:
            for said_in in found:
                times = held(restored(said_in.words, said_in.window), speech[channel])
                segments.append(Segment(channel, times, said_in.language))
            done += sum(map(seconds, part))
            progress(min(1.0, done / total))
    language = ear.language or _most_spoken(segments, main)
    return Recognition(language, certainty if language == main else CHANGE_CERTAIN, tuple(segments))


def _each_part(
    signals: Sequence[Signal], windows: Sequence[Sequence[Window]], ear: Ear, main: str, kept: Finished
) -> Generator[tuple[int, Sequence[Window], list[_Said]]]:
    """The windows of channel after channel, a few at a time, with what was said in them."""
    parts = {
        f"channel {channel} window {begin}": (channel, found[begin : begin + ear.engine.together])
        for channel, found in enumerate(windows)
        for begin in range(0, len(found), ear.engine.together)
    }
    with ThreadPoolExecutor(ear.engine.parallel) as threads:
        heard = {
            name: threads.submit(_heard, signals[channel], part, ear, main)
            for name, (channel, part) in parts.items()
            if name not in kept
        }
        try:
            for name, (channel, part) in parts.items():
                found = kept.once(name, partial(_result, heard, name))
                yield channel, part, [_Said(place, spoken, [Word(*w) for w in words]) for place, spoken, words in found]
        finally:
            threads.shutdown(cancel_futures=True)


def _result(heard: dict[str, Future[list[Any]]], name: str) -> list[Any]:
    return heard.pop(name).result()


def _heard(signal: Signal, part: Sequence[Window], ear: Ear, main: str) -> list[Any]:
    """What is said in each window, as JSON values; one that may hold two languages has been heard in pieces."""
    likelihoods: list[Mapping[str, float]] = []

    def choose(found: Sequence[Mapping[str, float]]) -> list[str]:
        likelihoods.extend(found)
        return [ear.language or window_language(main, *one) for one in zip(part, found, strict=True)]

    together = ear.engine.hear([sound(signal, window) for window in part], choose, ear.vocabulary)
    result: list[_Said] = []
    for window, heard, likelihood in zip(part, together, likelihoods, strict=True):
        pieces = [(window, heard)]
        if ear.language is None and mixed(window, likelihood):
            changes = by_language(signal, window, main, ear.engine)
            if {language for _, language in changes} != {heard.language}:
                pieces = [(piece, _alone(signal, piece, language, ear)) for piece, language in changes]
        for piece, found in pieces:
            result += _said(signal, piece, found, ear)
    return [
        [list(one.window), one.language, [[w.text, w.start, w.end, w.certainty] for w in one.words]] for one in result
    ]


def _said(signal: Signal, window: Window, heard: Heard, ear: Ear) -> Iterator[_Said]:
    """What somebody said in a window; what loops is heard again in smaller pieces, and so is what was passed over."""
    if loops(heard.words):
        for piece in packed(window, _SHORT_SECONDS):
            again = _unlooped(_alone(signal, piece, heard.language, ear))
            yield _Said(piece, again.language, said(again, seconds(piece)))
        return
    rest = said(heard, seconds(window))
    if not rest:
        return
    for start, end in missed(rest, window):
        before = [word for word in rest if word.start < start]
        rest = rest[len(before) :]
        if before:  # its last word seems to last until somebody is heard again
            before[-1] = replace(before[-1], end=min(before[-1].end, start))
            yield _Said(window, heard.language, before)
        hole = part_of(window, start, end)
        found = _unlooped(_alone(signal, hole, heard.language, ear))
        yield _Said(hole, found.language, said(found, seconds(hole)))
    yield _Said(window, heard.language, rest)


def _unlooped(heard: Heard) -> Heard:
    return replace(heard, words=without_loops(heard.words))


def _alone(signal: Signal, window: Window, language: str, ear: Ear) -> Heard:
    return ear.engine.hear([sound(signal, window)], lambda _: [language], ear.vocabulary)[0]


def _most_spoken(segments: Sequence[Segment], main: str) -> str:
    words: Counter[str] = Counter()
    for segment in segments:
        words[segment.language] += len(segment.words)
    return words.most_common(1)[0][0] if words else main
