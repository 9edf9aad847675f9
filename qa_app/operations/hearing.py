"""From a recording to its transcript and waveform, by a worker whose successor goes on where it was."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from time import monotonic

from qa_app.operations.intake import heard
from qa_app.operations.playing import prepare_playing
from qa_app.operations.waveform import waveform
from qa_app.store.interactions import Interaction, Stage, Waveform
from qa_app.workplace import Workplace
from transcripts.conversation import Conversation
from transcripts.recognition import SpeechEngine
from transcripts.transcribe import Known, transcribe

# How often progress is written: whoever watches sees it move, and the database has other work.
_PROGRESS_SECONDS = 1.0
_loading = Lock()
_engines: dict[str | None, SpeechEngine] = {}


def speech_engine(model: str | None) -> SpeechEngine:
    """The speech engine with these weights, loaded once a process. Raises InputError, see `transcripts.weights`."""
    with _loading:
        if model not in _engines:
            from transcripts.whisper import WhisperEngine

            _engines[model] = WhisperEngine(model)
        return _engines[model]


def hear(workplace: Workplace, interaction_id: int) -> None:
    """Keep the waveform of a recording, what browsers play of it, and what was said; what is there is not redone.

    Raises InputError as `transcribe` does, FileNotFoundError if the recording is gone, OSError.
    """
    with workplace.database.transaction() as session:
        interaction = session.get_one(Interaction, interaction_id)
        if interaction.transcript is not None or interaction.media_key is None:
            return
        interaction.stage, interaction.progress = Stage.TRANSCRIBING, 0.0
        interaction.problem, interaction.problem_detail = None, None
        known = Known(interaction.language, agent=interaction.agent.name if interaction.agent else None)
        drawn = session.get(Waveform, interaction_id) is not None
        key, name = interaction.media_key, interaction.file_name
    with _named(workplace, key, name) as recording:
        if not drawn:
            _draw(workplace, interaction_id, recording)
        prepare_playing(workplace, interaction_id)
        partial = partial_file(workplace, interaction_id)
        engine = speech_engine(workplace.config.whisper_model)
        progress = _progress(workplace, interaction_id)
        conversation = transcribe(recording, engine, known, partial=partial, progress=progress)
    _keep(workplace, interaction_id, conversation)
    partial.unlink(missing_ok=True)


def partial_file(workplace: Workplace, interaction_id: int) -> Path:
    """Where what is finished of a transcription is kept until the transcript is."""
    return _work(workplace) / f"{interaction_id}.jsonl"


def _work(workplace: Workplace) -> Path:
    folder = workplace.config.data / "work"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _named(workplace: Workplace, key: str, name: str) -> Iterator[Path]:
    """The recording under the name it was brought in with, whose suffix tells headerless formats apart."""
    with workplace.media.local_file(key) as kept, tempfile.TemporaryDirectory(dir=_work(workplace)) as folder:
        link = Path(folder) / f"recording{Path(name).suffix.lower()[:10]}"
        link.symlink_to(kept.absolute())
        yield link


def _draw(workplace: Workplace, interaction_id: int, recording: Path) -> None:
    seconds, peaks = waveform(recording)
    with workplace.database.transaction() as session:
        session.merge(Waveform(interaction_id=interaction_id, seconds=seconds, peaks=peaks))
        session.get_one(Interaction, interaction_id).seconds = seconds


def _progress(workplace: Workplace, interaction_id: int) -> Callable[[float], None]:
    written = monotonic()

    def write(share: float) -> None:
        nonlocal written
        if monotonic() - written < _PROGRESS_SECONDS:
            return
        written = monotonic()
        with workplace.database.transaction() as session:
            session.get_one(Interaction, interaction_id).progress = share

    return write


def _keep(workplace: Workplace, interaction_id: int, conversation: Conversation) -> None:
    with workplace.database.transaction() as session:
        interaction = session.get_one(Interaction, interaction_id)
        if interaction.transcript is None:
            heard(interaction, _completed(conversation, interaction))
        interaction.progress = 1.0


def _completed(conversation: Conversation, interaction: Interaction) -> Conversation:
    """With what is known of the interaction beside the recording."""
    return replace(
        conversation,
        id=interaction.name,
        source=interaction.file_name,
        customer=interaction.customer,
        started_at=interaction.started_at.isoformat() if interaction.started_at else None,
        market=interaction.market,
    )
