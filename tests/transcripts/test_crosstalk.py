"""A voice that leaks into the other channel is taken out; what somebody really says there stays."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.transcripts.calls import late, mixed, mu_law, noise, samples_of
from transcripts.audio import load_channels
from transcripts.crosstalk import without_crosstalk
from transcripts.signals import SAMPLE_RATE, Samples, Signal
from transcripts.speech import find_speech
from transcripts.windows import Span

Two = tuple[Samples, Samples]
Found = tuple[list[list[Span]], list[list[Span]]]  # the speech of each channel, before and after
Listen = Callable[[Two], Found]
SAMPLES = ["2026-03-10-jonas-call-en", "2026-03-17-sanne-call-de"]
LEAKS = [(-6, 0), (-6, 250), (-12, 20), (-20, 120), (-30, 20)]  # decibels, milliseconds


@pytest.fixture
def listen() -> Iterator[Listen]:
    with ExitStack() as stack:

        def listen(channels: Two) -> Found:
            signals = [stack.enter_context(Signal.of(channel)) for channel in channels]
            speech = [find_speech(signal) for signal in signals]
            return speech, without_crosstalk(signals, speech)

        yield listen


def minute_of(name: str) -> Two:
    first, second = samples_of(name)
    return first[: 60 * SAMPLE_RATE], second[: 60 * SAMPLE_RATE]


def spoken(spans: list[Span], margin: float = 0.0) -> NDArray[np.bool_]:
    """For each hundredth of a second: whether it is in a span."""
    mask = np.zeros(6_000, dtype=np.bool_)
    for span in spans:
        start, end = (span[edge] / SAMPLE_RATE for edge in ("start", "end"))
        mask[max(0, round((start - margin) * 100)) : round((end + margin) * 100)] = True
    return mask


def foreign_and_lost(own: list[Span], before: list[Span], after: list[Span]) -> tuple[float, float]:
    """Seconds kept in which the channel's own person does not speak, and seconds of theirs that are gone.

    The voice detector ends a span up to 0.15 s earlier or later when something else is heard, too.
    """
    foreign = spoken(after) & ~spoken(own, 0.15)
    lost = spoken(own) & spoken(before) & ~spoken(after)
    return float(foreign.sum()) / 100, float(lost.sum()) / 100


@pytest.mark.parametrize("name", SAMPLES)
def test_a_clean_call_keeps_all_its_speech(name: str, listen: Listen) -> None:
    before, after = listen(minute_of(name))

    assert all(before)
    assert after == before


@pytest.mark.parametrize(("decibels", "milliseconds"), LEAKS)
@pytest.mark.parametrize("name", SAMPLES)
def test_copies_of_the_other_voice_are_taken_out(
    name: str, decibels: float, milliseconds: float, listen: Listen
) -> None:
    people = minute_of(name)
    own, _ = listen(people)

    leaking = mixed(people, decibels, milliseconds)
    before, after = listen((mu_law(leaking[0]), mu_law(leaking[1])))

    assert sum(span["end"] - span["start"] for span in before[1]) > 1.5 * SAMPLE_RATE * spoken(own[1]).sum() / 100
    for side in (0, 1):
        foreign, lost = foreign_and_lost(own[side], before[side], after[side])
        assert foreign <= 0.6, side
        assert lost <= 0.25, side


@pytest.mark.parametrize("name", SAMPLES)
def test_people_who_speak_at_the_same_time_both_stay(name: str, listen: Listen) -> None:
    first, second = minute_of(name)
    people = first, np.roll(second, 7 * SAMPLE_RATE)
    own, unchanged = listen(people)
    assert (spoken(own[0]) & spoken(own[1])).sum() > 500
    assert unchanged == own

    before, after = listen(mixed(people, -20, 60))

    for side in (0, 1):
        foreign, lost = foreign_and_lost(own[side], before[side], after[side])
        assert foreign <= 0.6
        assert lost <= 0.08 * spoken(own[side]).sum() / 100


@pytest.mark.parametrize("leak", [None, (-34, 60)])
def test_a_quiet_customer_is_no_copy(leak: tuple[float, float] | None, listen: Listen) -> None:
    first, second = minute_of(SAMPLES[0])
    people = first, 0.1 * second  # 20 dB quieter
    own, _ = listen(people)

    before, after = listen(mixed(people, *leak) if leak else people)

    assert foreign_and_lost(own[1], before[1], after[1])[1] <= 0.25


@pytest.mark.parametrize("both", [0, 1])
@pytest.mark.parametrize("gain", [1.0, 1.8])
def test_a_channel_that_carries_both_people_is_left_with_one(both: int, gain: float, listen: Listen) -> None:
    people = list(minute_of(SAMPLES[0]))
    own, _ = listen((people[0], people[1]))
    people[both] = people[both] + np.float32(gain) * people[1 - both]

    before, after = listen((people[0], people[1]))

    assert after[1 - both] == before[1 - both]
    foreign, lost = foreign_and_lost(own[both], before[both], after[both])
    assert foreign <= 0.6
    assert lost <= 0.25


def test_noise_on_both_channels_takes_no_speech_away(listen: Listen) -> None:
    first, second = minute_of(SAMPLES[0])
    shared = noise(first, -55)

    before, after = listen((first + shared, second + late(shared, 20)))

    for side in (0, 1):
        assert foreign_and_lost(before[side], before[side], after[side])[1] <= 0.25


def test_spans_stay_in_order_and_inside_those_found(listen: Listen) -> None:
    first, second = minute_of(SAMPLES[1])
    before, after = listen(mixed((first, np.roll(second, 7 * SAMPLE_RATE)), -12, 20))

    assert after != before
    for found, kept in zip(before, after, strict=True):
        edges = [span[edge] for span in kept for edge in ("start", "end")]
        assert edges == sorted(set(edges))
        assert not (spoken(kept) & ~spoken(found, 0.01)).any()
        whole = [tuple(span.values()) for span in found]
        cut = [span for span in kept if tuple(span.values()) not in whole]
        assert all(span["end"] - span["start"] >= 0.2 * SAMPLE_RATE for span in cut)


@pytest.mark.parametrize("seconds", [0, 0.01, 0.5])
def test_calls_without_speech(seconds: float) -> None:
    silence = np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)
    with Signal.of(silence) as first, Signal.of(silence) as second:
        assert without_crosstalk([first, second], [[], []]) == [[], []]


def test_real_stereo_calls_keep_all_their_speech(recordings: Path) -> None:
    for path in sorted((recordings / "en").glob("*stereo_*.wav")):
        with load_channels(path) as channels:
            speech = [find_speech(signal) for signal in channels.signals]
            assert without_crosstalk(channels.signals, speech) == speech, path.name
