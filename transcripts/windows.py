"""Where on a channel somebody speaks, and words held to it.

Spans are dictionaries with `start` and `end` in samples, in order and apart, as the voice detector gives them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from transcripts.audio import SAMPLE_RATE
from transcripts.conversation import Word

Span = dict[str, int]


def widened(speech: Sequence[Span], seconds: float, length: int) -> list[Span]:
    """Each span made longer by `seconds` on both sides, as far as the next span and the `length` of the signal.

    The recogniser needs the quiet beginnings and endings of words that the detector leaves out.
    """
    margin = int(seconds * SAMPLE_RATE)
    wide = [{"start": max(0, span["start"] - margin), "end": min(length, span["end"] + margin)} for span in speech]
    for index in range(1, len(wide)):
        if wide[index]["start"] < wide[index - 1]["end"]:
            wide[index]["start"] = wide[index - 1]["end"] = (speech[index - 1]["end"] + speech[index]["start"]) // 2
    return wide


def packed(speech: Sequence[Span], seconds: float) -> list[list[Span]]:
    """Neighbouring spans in groups that speak for at most `seconds` together (a longer span stands alone)."""
    groups: list[list[Span]] = []
    room = 0
    for span in speech:
        length = span["end"] - span["start"]
        if not groups or length > room:
            groups.append([])
            room = int(seconds * SAMPLE_RATE)
        groups[-1].append(span)
        room -= length
    return groups


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
