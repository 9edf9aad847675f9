"""From a recording to a scored interaction, with what goes wrong on the way."""

from __future__ import annotations

import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qa_app.operations import hearing, processing
from qa_app.operations.metadata import Told
from qa_app.operations.waveform import PARTS, waveform
from qa_app.store.interactions import Interaction, Stage, SuggestedMark, SuggestedScorecard, Transcript, Waveform
from qa_app.store.work import FileState, Job, JobKind, JobState
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app.bringing import CALL, SAMPLES, bring, file_of, read, short_call, work_off
from transcripts.errors import InputError

CHAT = SAMPLES / "2026-02-10-jonas-chat-de.json"


def the_interaction(workplace: Workplace) -> Interaction:
    with workplace.database.reading() as session:
        return session.query(Interaction).one()


def counts(workplace: Workplace) -> tuple[int, int, int]:
    """How many transcripts, waveforms and scorecards there are."""
    with workplace.database.reading() as session:
        rows = (session.query(table).count() for table in (Transcript, Waveform, SuggestedScorecard))
        transcripts, waveforms, cards = rows
        return transcripts, waveforms, cards


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_call(tmp_path_factory.mktemp("call"))


@pytest.fixture(scope="module")
def speech() -> None:
    try:
        hearing.speech_engine(None)
    except InputError as error:
        pytest.skip(f"no speech model: {error}")


@pytest.mark.usefixtures("speech")
def test_a_recording_is_heard_drawn_and_scored(
    workplace: Workplace, call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "_PROGRESS_SECONDS", 0.0)
    seen: list[tuple[Stage, float]] = []
    save = Interaction.__setattr__

    def watched(row: Interaction, name: str, value: object) -> None:
        save(row, name, value)
        if name == "progress":
            seen.append((row.stage, row.progress))

    monkeypatch.setattr(Interaction, "__setattr__", watched)
    _, waiting = bring(workplace, call, Told("Jonas Brandt", "C-7", market="GB"))
    work_off(workplace, waiting)
    done = the_interaction(workplace)
    assert (done.stage, done.progress, done.problem, done.language) == (Stage.DONE, 1.0, None, "en")
    assert done.seconds == pytest.approx(75, abs=0.1)
    assert counts(workplace) == (1, 1, 1)
    heard = [share for stage, share in seen if stage is Stage.TRANSCRIBING]
    assert heard == sorted(heard)
    assert len([share for share in heard if 0 < share < 1]) >= 1
    with workplace.database.reading() as session:
        original = session.query(Transcript).one().original
        assert (original["agent"], original["customer"], original["market"]) == ("Jonas Brandt", "C-7", "GB")
        assert original["source"] == call.name
        assert session.query(SuggestedMark).count() > 5
    assert list((workplace.config.data / "work").iterdir()) == []


def test_what_is_written_is_scored(workplace: Workplace) -> None:
    _, waiting = bring(workplace, CHAT)
    work_off(workplace, waiting)
    assert the_interaction(workplace).stage is Stage.DONE
    assert counts(workplace) == (1, 0, 1)


def test_a_job_that_was_done_already_changes_nothing(workplace: Workplace) -> None:
    _, waiting = bring(workplace, CHAT)
    work_off(workplace, waiting)
    assert processing.process_interaction(workplace, the_interaction(workplace).id, lambda _: None) is None
    assert counts(workplace) == (1, 0, 1)


def test_the_waveform_has_a_row_a_channel() -> None:
    seconds, peaks = waveform(CALL)
    assert seconds == pytest.approx(93.4, abs=0.1)
    assert len(peaks) == 2
    assert all(0.9 * PARTS < len(channel) <= PARTS for channel in peaks)
    assert all(0 <= peak <= 255 for channel in peaks for peak in channel)
    assert max(peaks[0]) > 50
    assert peaks[0] != peaks[1]


def test_a_recording_that_cannot_be_played_fails_with_its_reason(workplace: Workplace, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ogg"
    broken.write_bytes(CALL.read_bytes()[:60] + bytes(5_000))
    file_id, asked = read(workplace, broken)
    assert file_of(workplace, file_id).state is FileState.DONE
    work_off(workplace, asked)
    failed = the_interaction(workplace)
    assert (failed.stage, failed.problem) == (Stage.FAILED, "not_audio")
    assert failed.problem_detail
    assert failed.problem_detail["what"]
    assert counts(workplace) == (0, 0, 0)


def test_a_file_that_has_gone_says_so(workplace: Workplace) -> None:
    file_id, waiting = bring(workplace, CALL)
    shutil.rmtree(workplace.config.media)
    work_off(workplace, waiting)
    assert (file_of(workplace, file_id).state, file_of(workplace, file_id).problem) == (FileState.FAILED, "file_gone")


def test_a_recording_that_has_gone_says_so(workplace: Workplace) -> None:
    _, asked = read(workplace, CALL)
    shutil.rmtree(workplace.config.media)
    work_off(workplace, asked)
    assert (the_interaction(workplace).stage, the_interaction(workplace).problem) == (Stage.FAILED, "file_gone")


def test_a_missing_model_is_no_fault_of_the_recording(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(model: str | None) -> None:
        raise InputError("model_missing", "base", "There is no speech model.", "Install it.")

    monkeypatch.setattr(hearing, "speech_engine", missing)
    _, asked = read(workplace, CALL)
    work_off(workplace, asked)
    failed = the_interaction(workplace)
    assert (failed.stage, failed.problem) == (Stage.FAILED, "model_missing")
    assert failed.problem_detail == {"what": "There is no speech model.", "hint": "Install it.", "line": None}


@contextmanager
def little_room() -> Iterator[None]:
    """No file of this process grows over 2 MB, as on a disk that is full; the decoded sound needs more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * 2**20, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("speech")
def test_a_full_disk_is_taken_up_again_when_there_is_room(workplace: Workplace, call: Path) -> None:
    _, asked = read(workplace, call)
    with little_room():
        run_job(workplace, asked[0], lambda _: None)
    waits = the_interaction(workplace)
    assert (waits.stage, waits.problem) == (Stage.WAITING, None)
    assert counts(workplace) == (0, 0, 0)
    work_off(workplace, asked)
    assert the_interaction(workplace).stage is Stage.DONE
    assert counts(workplace) == (1, 1, 1)


def test_a_disk_that_stays_full_fails_clearly(workplace: Workplace, call: Path) -> None:
    _, asked = read(workplace, call)
    with little_room():
        for _ in range(3):
            run_job(workplace, asked[0], lambda _: None)
    failed = the_interaction(workplace)
    assert (failed.stage, failed.problem) == (Stage.FAILED, "try_again")
    assert counts(workplace) == (0, 0, 0)
    with workplace.database.reading() as session:
        job = session.query(Job).filter_by(kind=JobKind.PROCESS).one()
        assert (job.state, job.tries) == (JobState.FAILED, 3)
    assert list((workplace.config.data / "work").iterdir()) == []


def test_a_full_disk_keeps_no_half_a_file(workplace: Workplace) -> None:
    with tempfile.NamedTemporaryFile() as large:
        large.write(bytes(3 * 2**20))
        large.flush()
        with little_room(), pytest.raises(OSError, match="File too large"):
            workplace.media.put(Path(large.name))
    assert [path for path in Path(workplace.config.media).rglob("*") if path.is_file()] == []
