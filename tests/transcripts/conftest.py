"""The speech model, loaded once for all tests."""

import os
from pathlib import Path

import pytest

from transcripts.errors import InputError
from transcripts.whisper import WhisperEngine

SHARED = Path(os.environ.get("QA_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.fixture(scope="session")
def whisper() -> WhisperEngine:
    try:
        return WhisperEngine()
    except InputError as error:
        pytest.skip(f"no speech model: {error}")


@pytest.fixture(scope="session")
def recordings() -> Path:
    folder = SHARED / "audio"
    if not folder.is_dir():
        pytest.skip(f"the shared recordings are not at {folder}")
    return folder
