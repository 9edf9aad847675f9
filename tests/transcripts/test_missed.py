"""Holes in the text of a window are found, pauses and spelt words are none."""

import pytest

from transcripts.conversation import Word
from transcripts.missed import missed, part_of
from transcripts.signals import SAMPLE_RATE


def spans(*seconds: tuple[float, float]) -> list[dict[str, int]]:
    return [{"start": int(start * SAMPLE_RATE), "end": int(end * SAMPLE_RATE)} for start, end in seconds]


@pytest.mark.parametrize(
    ("words", "holes"),
    [
        ([("We", 0.0, 0.4), ("can.", 0.5, 9.8)], [(1.5, 10.0)]),  # the rest swallowed by the last word
        ([("We", 0.0, 0.4), ("can.", 0.5, 0.9)], [(0.9, 10.0)]),
        ([("can.", 4.0, 4.5), ("We", 6.0, 6.5), ("see", 8.0, 8.5)], [(0.0, 4.0)]),
        ([("S-M-I-T-H", 0.5, 5.5), ("is", 6.0, 6.3), ("it", 8.0, 8.4)], []),
        ([("one", 0.5, 1.0), ("two", 3.0, 3.5), ("three", 6.0, 6.5), ("four", 8.9, 9.5)], []),
        ([], [(0.0, 10.0)]),
    ],
)
def test_stretches_without_words(words: list[tuple[str, float, float]], holes: list[tuple[float, float]]) -> None:
    found = missed([Word(*word, 0.9) for word in words], spans((3.0, 8.0), (20.0, 25.0)))

    assert [time for hole in found for time in hole] == pytest.approx([time for hole in holes for time in hole])


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [((1.0, 3.0), [(4.0, 6.0)]), ((4.0, 7.0), [(7.0, 8.0), (20.0, 22.0)]), ((6.0, 12.0), [(21.0, 25.0)])],
)
def test_a_part_of_a_window(stretch: tuple[float, float], expected: list[tuple[float, float]]) -> None:
    assert part_of(spans((3.0, 8.0), (20.0, 25.0)), *stretch) == spans(*expected)
