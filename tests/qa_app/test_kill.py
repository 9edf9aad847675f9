"""Workers that are killed in the middle of it: their successors go on, or say clearly that they gave up."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_app.operations.hearing import partial_file
from qa_app.store.interactions import Interaction, Stage, SuggestedScorecard, Transcript
from qa_app.store.work import Job, JobKind, JobState
from qa_app.workplace import Workplace
from tests.qa_app.bringing import read, short_call

# The worker renews it three times a second; on a busy machine it may come late.
LEASE_SECONDS = 3.0
_PATIENCE_SECONDS = 180.0


@contextmanager
def worker(workplace: Workplace) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.qa_app.worker_process", str(workplace.config.data), str(LEASE_SECONDS)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.01)


def stage(workplace: Workplace) -> Stage:
    with workplace.database.reading() as session:
        return session.query(Interaction).one().stage


def the_job(workplace: Workplace) -> Job:
    with workplace.database.reading() as session:
        return session.query(Job).filter_by(kind=JobKind.PROCESS).one()


def transcripts(workplace: Workplace) -> list[Transcript]:
    with workplace.database.reading() as session:
        return session.query(Transcript).all()


def test_a_successor_goes_on_where_the_killed_worker_was(workplace: Workplace, tmp_path: Path) -> None:
    read(workplace, short_call(tmp_path))
    partial = partial_file(workplace, 1)
    with worker(workplace) as first:
        wait_until(lambda: partial.exists() and b"channel 0 window 0" in partial.read_bytes())
        first.kill()
        first.wait()
    assert transcripts(workplace) == []
    assert (the_job(workplace).state, the_job(workplace).tries) == (JobState.RUNNING, 1)
    assert stage(workplace) is Stage.TRANSCRIBING
    # A word that nobody said shows in the transcript only if the successor goes on from what was finished.
    words = partial.read_text(encoding="utf-8")
    assert "recorded" in words
    partial.write_text(words.replace("recorded", "xylophone"), encoding="utf-8")

    time.sleep(LEASE_SECONDS + 0.5)
    with worker(workplace):
        wait_until(lambda: stage(workplace) in (Stage.DONE, Stage.FAILED))
        wait_until(lambda: the_job(workplace).state is JobState.DONE)
    assert stage(workplace) is Stage.DONE
    (transcript,) = transcripts(workplace)
    assert "xylophone" in str(transcript.original)
    assert the_job(workplace).tries == 2
    with workplace.database.reading() as session:
        assert session.query(SuggestedScorecard).count() == 1
    assert list((workplace.config.data / "work").glob("*.jsonl")) == []


def test_a_worker_that_is_told_to_end_gives_its_work_back(workplace: Workplace, tmp_path: Path) -> None:
    read(workplace, short_call(tmp_path))
    with worker(workplace) as process:
        wait_until(lambda: stage(workplace) is Stage.TRANSCRIBING)
        process.terminate()
        process.wait(20)
    assert (the_job(workplace).state, the_job(workplace).tries) == (JobState.WAITING, 0)
    assert stage(workplace) is Stage.WAITING


def test_three_deaths_are_a_clear_failure(workplace: Workplace, tmp_path: Path) -> None:
    read(workplace, short_call(tmp_path))
    for tries in (1, 2, 3):
        with worker(workplace) as process:
            wait_until(lambda wanted=tries: the_job(workplace).tries == wanted)  # type: ignore[misc]
            process.kill()
            process.wait()
        time.sleep(LEASE_SECONDS + 0.5)
    with worker(workplace):
        wait_until(lambda: stage(workplace) is Stage.FAILED)
    assert (the_job(workplace).state, the_job(workplace).problem) == (JobState.FAILED, "worker_died")
    with workplace.database.reading() as session:
        assert session.query(Interaction).one().problem == "worker_died"
    assert transcripts(workplace) == []
