"""Finished results are found again after an interruption, and nothing else is."""

import json
from pathlib import Path

import pytest

from transcripts.partial import finished


class KilledError(Exception):
    """The process ends in the middle of its work."""


def run(path: Path, work: str = "call 1", until: int = 4) -> tuple[list[object], list[int]]:
    """The results of four pieces of work and which were done; from `until` on the process is gone."""
    done: list[int] = []

    def make(number: int) -> object:
        if number == until:
            raise KilledError
        done.append(number)
        return [number / 3, f"căn {number}"]

    with finished(path, work) as kept:
        return [kept.once(f"part {number}", lambda number=number: make(number)) for number in range(4)], done


def test_what_is_all_done_is_not_done_again(tmp_path: Path) -> None:
    results, done = run(tmp_path / "a.partial")

    assert (len(results), done) == (4, [0, 1, 2, 3])
    assert run(tmp_path / "a.partial") == (results, [])


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.partial"
    with pytest.raises(KilledError):
        run(path, until=2)

    results, done = run(path)

    assert done == [2, 3]
    assert results == run(tmp_path / "b.partial")[0]


@pytest.mark.parametrize("cut", [1, 5, 12])
def test_a_line_that_was_being_written_is_done_again(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.partial"
    with pytest.raises(KilledError):
        run(path, until=3)
    path.write_bytes(path.read_bytes()[:-cut])

    results, done = run(path)

    assert done == [2, 3]
    assert results == run(tmp_path / "b.partial")[0]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\n", b"[" * 100_000 + b"\n", b'{"version": 1}\n', json.dumps([1]).encode() + b"\n"],
)
def test_a_file_of_something_else_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.partial"
    path.write_bytes(content)

    assert run(path)[1] == [0, 1, 2, 3]


def test_results_of_other_work_are_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.partial"
    with pytest.raises(KilledError):
        run(path, "call 1", until=2)

    assert run(path, "call 2")[1] == [0, 1, 2, 3]
