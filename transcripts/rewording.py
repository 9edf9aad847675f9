"""Where a corrected text differs from what was heard, and when its words were said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from transcripts.conversation import Word
from transcripts.text import fold

# 150 words a minute, an ordinary rate of speech: a word put into a long pause does not fill the pause.
SECONDS_A_WORD = 0.4
# Equal words met when every word of one text is compared with every one of the other. Ordinary talk reaches it at about
# a thousand words between the first and the last correction of a turn; a word repeated without end would take hours.
_MOST_MEETINGS = 10_000
_EDGES = re.compile(r"^\W+|\W+$")

Difference = tuple[int, int, int, int]


def bare(word: str) -> str:
    """The word without punctuation around it; punctuation alone stays as it is."""
    return _EDGES.sub("", word) or word


def differences(before: Sequence[str], after: Sequence[str]) -> list[Difference]:
    """The stretches in which two texts differ, as (begin, end) in `before` and (begin, end) in `after`, in order.

    Texts too long and too repetitive to compare are one stretch between their common beginning and common end.
    """
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    tail = next((at for at in range(shorter - head) if before[-1 - at] != after[-1 - at]), shorter - head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if not old and not new:
        return []
    counted = Counter(old)
    if sum(counted[word] for word in new) > _MOST_MEETINGS:
        return [(head, head + len(old), head, head + len(new))]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(head + a, head + b, head + c, head + d) for tag, a, b, c, d in codes if tag != "equal"]


def reworded(words: Sequence[Word], texts: Sequence[str], start: float, end: float) -> tuple[Word, ...]:
    """The corrected words `texts` with the times of the words heard, in a turn from `start` to `end` (seconds).

    A word that stays, whatever its case, accents and punctuation, keeps its times and certainty. Words put in the place
    of as many take their times one by one, of more or fewer share their time by length. An added word stands in the
    pause before the next word, of no length where there is no pause. What a person wrote has certainty 1.
    """
    before = [fold(bare(word.text)) for word in words]
    found: list[Word] = []
    done = 0
    for begin, finish, first, last in differences(before, [fold(bare(text)) for text in texts]):
        found += _kept(words[done:begin], texts[len(found) : first])
        if finish - begin == last - first:
            pairs = zip(words[begin:finish], texts[first:last], strict=True)
            found += [Word(text, word.start, word.end, 1.0) for word, text in pairs]
        elif finish > begin:
            span = (words[begin].start, max(word.end for word in words[begin:finish]))
            found += _shared(texts[first:last], *span)
        else:
            since = words[begin - 1].end if begin else start
            until = words[begin].start if begin < len(words) else end
            found += _shared(texts[first:last], since, min(until, since + SECONDS_A_WORD * (last - first)))
        done = finish
    return (*found, *_kept(words[done:], texts[len(found) :]))


def _kept(words: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    return [Word(text, word.start, word.end, word.certainty) for word, text in zip(words, texts, strict=True)]


def _shared(texts: Sequence[str], start: float, end: float) -> list[Word]:
    """The words one after the other over the time, longer ones longer; all at its start if it runs backwards."""
    letters = list(accumulate((len(text) for text in texts), initial=0))
    length = max(end - start, 0.0)
    marks = [start + length * done / max(letters[-1], 1) for done in letters]
    return [Word(text, begin, finish, 1.0) for text, (begin, finish) in zip(texts, pairwise(marks), strict=True)]
