"""Spans of speech, packed into the windows an engine hears at once, and words brought back to their times.

Spans are dictionaries with `start` and `end` in samples, in order and apart, as the voice detector gives them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from transcripts.conversation import Word
from transcripts.signals import SAMPLE_RATE, Samples, Signal

Span = dict[str, int]
Window = Sequence[Span]  # neighbouring spans that are heard together, without the silence between them


def widened(speech: Sequence[Span], margin_seconds: float, length: int) -> list[Span]:
    """Each span made longer by `margin_seconds` on both sides, as far as the next span and the `length` of the signal.

    The recogniser needs the quiet beginnings and endings of words that the detector leaves out.
    """
    margin = int(margin_seconds * SAMPLE_RATE)
    wide = [{"start": max(0, span["start"] - margin), "end": min(length, span["end"] + margin)} for span in speech]
    for index in range(1, len(wide)):
        if wide[index]["start"] < wide[index - 1]["end"]:
            wide[index]["start"] = wide[index - 1]["end"] = (speech[index - 1]["end"] + speech[index]["start"]) // 2
    return wide


def packed(speech: Iterable[Span], most_seconds: float) -> list[list[Span]]:
    """Neighbouring spans in groups that speak for at most `most_seconds` together (a longer span stands alone)."""
    groups: list[list[Span]] = []
    room = 0
    for span in speech:
        length = span["end"] - span["start"]
        if not groups or length > room:
            groups.append([])
            room = int(most_seconds * SAMPLE_RATE)
        groups[-1].append(span)
        room -= length
    return groups


def seconds(window: Window) -> float:
    return sum(span["end"] - span["start"] for span in window) / SAMPLE_RATE


def sound(signal: Signal, window: Window) -> Samples:
    """What is heard in a window: its spans one after another."""
    return np.concatenate([signal.read(span["start"], span["end"]) for span in window])


def restored(words: Sequence[Word], window: Window) -> tuple[Word, ...]:
    """Words with seconds from the beginning of the window's sound, with their seconds in the recording instead.

    A word lies in the span in which its middle is heard; its ends are cut to that span.
    """
    ends = list(accumulate(span["end"] - span["start"] for span in window))
    found = []
    for word in words:
        at = min(bisect_right(ends, (word.start + word.end) / 2 * SAMPLE_RATE), len(ends) - 1)
        first, last = window[at]["start"] / SAMPLE_RATE, window[at]["end"] / SAMPLE_RATE
        shift = last - ends[at] / SAMPLE_RATE
        start, end = (round(min(max(time + shift, first), last), 2) for time in (word.start, word.end))
        found.append(replace(word, start=start, end=end))
    return tuple(found)


def held(words: Sequence[Word], speech: Sequence[Span]) -> tuple[Word, ...]:
    """The words with their times cut to the span they share most time with.

    Whisper ends a word where the next begins, so a word before a pause swallows the pause.
    Of equal ones the first counts; a word outside of all spans keeps its times.
    """
    starts = [span["start"] / SAMPLE_RATE for span in speech]
    ends = [span["end"] / SAMPLE_RATE for span in speech]
    cut = []
    for word in words:
        first = bisect_right(ends, word.start)
        past = bisect_right(starts, word.end, first)
        shared = [min(word.end, ends[at]) - max(word.start, starts[at]) for at in range(first, past)]
        if shared and max(shared) > 0:
            at = first + shared.index(max(shared))
            cut.append(replace(word, start=max(word.start, starts[at]), end=min(word.end, ends[at])))
        else:
            cut.append(word)
    return tuple(cut)
