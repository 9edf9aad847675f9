"""Spans of speech are widened and packed, and words held to them."""

import numpy as np
import pytest

from transcripts.conversation import Word
from transcripts.signals import SAMPLE_RATE, Signal
from transcripts.windows import held, packed, restored, seconds, sound, widened


def spans(*seconds: tuple[float, float]) -> list[dict[str, int]]:
    return [{"start": int(start * SAMPLE_RATE), "end": int(end * SAMPLE_RATE)} for start, end in seconds]


def test_widened_spans_stay_apart_and_inside() -> None:
    wide = widened(spans((0.1, 1.0), (1.4, 2.0), (5.0, 5.9)), 0.4, 6 * SAMPLE_RATE)

    assert wide == spans((0.0, 1.2), (1.2, 2.4), (4.6, 6.0))


def test_packed_windows_are_full_but_not_too_long() -> None:
    groups = packed(spans((0, 10), (20, 35), (40, 46), (50, 90), (95, 96)), 30)

    assert [[(span["start"] // SAMPLE_RATE) for span in group] for group in groups] == [[0, 20], [40], [50], [95]]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ((1.0, 1.5), (1.0, 1.5)),
        ((1.7, 3.1), (1.7, 2.0)),  # swallowed the pause after it
        ((2.2, 3.9), (3.0, 3.9)),  # began in the pause before it
        ((2.2, 2.8), (2.2, 2.8)),  # in no span
        ((0.0, 9.0), (1.0, 2.0)),  # the first of two it shares equally
    ],
)
def test_words_are_cut_to_the_speech(word: tuple[float, float], expected: tuple[float, float]) -> None:
    (found,) = held([Word("x", *word, 0.5)], spans((1.0, 2.0), (3.0, 4.0)))

    assert (found.start, found.end) == pytest.approx(expected)


def test_a_window_sounds_without_its_silences() -> None:
    ramp = np.linspace(0, 0.5, 4 * SAMPLE_RATE, dtype=np.float32)
    window = spans((0.5, 1.0), (2.0, 2.25))

    with Signal.of(ramp) as signal:
        heard = sound(signal, window)

    assert seconds(window) == 0.75
    assert heard == pytest.approx(np.concatenate([ramp[8_000:16_000], ramp[32_000:36_000]]), abs=1e-4)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ((0.1, 0.4), (10.1, 10.4)),
        ((0.8, 1.1), (10.8, 11.0)),  # its end would lie in the silence
        ((1.2, 1.5), (20.2, 20.5)),
        ((0.9, 1.3), (20.0, 20.3)),  # its middle lies in the second span
        ((2.9, 3.2), (21.9, 22.0)),  # beyond the end
    ],
)
def test_words_of_a_window_get_their_times_in_the_recording(
    word: tuple[float, float], expected: tuple[float, float]
) -> None:
    (found,) = restored([Word("x", *word, 0.5)], spans((10.0, 11.0), (20.0, 22.0)))

    assert (found.start, found.end) == pytest.approx(expected)
