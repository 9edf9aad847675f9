"""Files brought into a workplace, and the work on them done here and now."""

from __future__ import annotations

import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from qa_app.operations.intake import WholeFile, bring_file
from qa_app.operations.jobs import to_deliver
from qa_app.operations.metadata import Told
from qa_app.store.intake_queries import interactions_of_file
from qa_app.store.interactions import Interaction
from qa_app.store.work import ImportedFile
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from transcripts.audio import load_channels
from transcripts.signals import SAMPLE_RATE

SAMPLES = Path(__file__).parents[2] / "qa_app" / "samples"
CALL = SAMPLES / "2026-03-10-jonas-call-en.ogg"
NOTHING_TOLD = Told()


def short_call(folder: Path, seconds: int = 20, length: int = 75) -> Path:
    """The first seconds of a sample call and silence after them, so that it is long but quickly heard."""
    path = folder / "call.wav"
    with load_channels(CALL) as channels, wave.open(str(path), "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, 0, "NONE", ""))
        sound = np.zeros((length * SAMPLE_RATE, 2), dtype=np.int16)
        for number, signal in enumerate(channels.signals):
            sound[: seconds * SAMPLE_RATE, number] = signal.read(0, seconds * SAMPLE_RATE) * 32767
        file.writeframes(sound.tobytes())
    return path


def bring(
    workplace: Workplace, path: Path, told: Told = NOTHING_TOLD, name: str | None = None
) -> tuple[int, list[int]]:
    """The id of the imported file, and the jobs that wait."""
    whole = WholeFile(name or path.name, workplace.media.put(path), path.stat().st_size)
    with workplace.database.transaction() as session:
        file_id = bring_file(session, None, datetime.now(UTC), whole, told).id
    return file_id, list(to_deliver(session))


def read(workplace: Workplace, path: Path, told: Told = NOTHING_TOLD, name: str | None = None) -> tuple[int, list[int]]:
    """The id of the imported file after it was read, and the jobs that this asked for."""
    file_id, waiting = bring(workplace, path, told, name)
    asked: list[int] = []
    for job in waiting:
        run_job(workplace, job, asked.extend)
    return file_id, asked


def work_off(workplace: Workplace, waiting: list[int]) -> None:
    while waiting:
        run_job(workplace, waiting.pop(0), waiting.extend)


def file_of(workplace: Workplace, file_id: int) -> ImportedFile:
    with workplace.database.reading() as session:
        return session.get_one(ImportedFile, file_id)


def found_in(workplace: Workplace, file_id: int) -> list[tuple[Interaction, bool]]:
    """The interactions of a file with their agents and transcripts, and whether each was new."""
    with workplace.database.reading() as session:
        found = list(interactions_of_file(session, file_id))
        for interaction, _ in found:
            assert interaction.agent is None or interaction.agent.name
            assert interaction.transcript is None or interaction.transcript.original
        return found
