"""A signal gives back what was written, piece by piece."""

from pathlib import Path

import numpy as np
import pytest

from transcripts.signals import Signal, signals_folder

RAMP = np.arange(-32768, 32768, dtype=np.int32).astype(np.int16)


@pytest.fixture
def ramp() -> Signal:
    with Signal() as signal:
        signal.append(RAMP[:40_000])
        signal.append(RAMP[40_000:])
        yield signal


def test_reads_what_was_written(ramp: Signal) -> None:
    assert (len(ramp), ramp.seconds) == (65_536, 4.096)
    assert ramp.read().dtype == np.float32
    assert np.array_equal(ramp.read(), RAMP / np.float32(32768))


@pytest.mark.parametrize(
    ("start", "end", "count"), [(0, 10, 10), (65_530, 99_999, 6), (-5, 3, 3), (99_999, None, 0), (20, 10, 0)]
)
def test_a_piece_is_cut_to_what_there_is(ramp: Signal, start: int, end: int | None, count: int) -> None:
    piece = ramp.read(start, end)

    assert len(piece) == count
    assert np.array_equal(piece, RAMP[max(0, start) :][:count] / np.float32(32768))


def test_blocks_are_the_whole_in_order(ramp: Signal) -> None:
    places, blocks = zip(*ramp.blocks(30_000), strict=True)

    assert places == (0, 30_000, 60_000)
    assert np.array_equal(np.concatenate(blocks), ramp.read())


def test_written_on_after_reading_and_after_silence(ramp: Signal) -> None:
    ramp.read(0, 5)
    ramp.append_silence(1_000)
    ramp.read(0, 5)
    ramp.append(RAMP[:2])

    assert len(ramp) == 66_538
    assert not ramp.read(65_536, 66_536).any()
    assert ramp.read(66_536).tolist() == [-1, -32767 / 32768]


def test_of_samples_clips_what_is_too_loud() -> None:
    with Signal.of(np.array([0, 0.5, -3, 3], dtype=np.float32)) as signal:
        assert signal.read().tolist() == pytest.approx([0, 0.5, -1, 1], abs=1e-4)


def test_gain_is_applied_on_reading_and_clips(ramp: Signal) -> None:
    ramp.gain = 4

    assert ramp.read(32768 + 4_096, 32768 + 4_097).tolist() == [0.5]
    assert (ramp.read().min(), ramp.read().max()) == (-1, 1)


def test_the_folder_is_the_one_that_the_variable_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)  # read the variable again

    assert signals_folder() == str(tmp_path)
    with Signal() as signal:
        signal.append(RAMP)
        assert not list(tmp_path.iterdir())  # it has no name
