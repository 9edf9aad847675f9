"""Speech that an engine passed over: a model may end a window early, or jump over a stretch of it."""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.conversation import Word
from transcripts.signals import SAMPLE_RATE
from transcripts.windows import Span, Window, seconds

# A window is nearly all speech, of two to three words a second; three seconds without a word are a hole in the text.
_HOLE_SECONDS = 3.0
# The alignment ends a word where the next begins, so a hole looks like a long word. Few words last longer than this,
# but one that is spelt ("S-M-I-T-H") takes as long for each letter.
_WORD_SECONDS = 1.0


def missed(words: Sequence[Word], window: Window) -> list[tuple[float, float]]:
    """Stretches without words, in seconds from the window's beginning; the words have such seconds too."""
    ends = [0.0, *(min(word.end, word.start + _WORD_SECONDS * (1 + word.text.count("-"))) for word in words)]
    starts = [*(word.start for word in words), seconds(window)]
    return [(end, start) for end, start in zip(ends, starts, strict=True) if start - end >= _HOLE_SECONDS]


def part_of(window: Window, start: float, end: float) -> list[Span]:
    """What of the window's spans lies between two times, in seconds from its beginning."""
    found: list[Span] = []
    before = 0
    for span in window:
        first = max(span["start"], span["start"] + int(start * SAMPLE_RATE) - before)
        last = min(span["end"], span["start"] + int(end * SAMPLE_RATE) - before)
        if first < last:
            found.append({"start": first, "end": last})
        before += span["end"] - span["start"]
    return found
