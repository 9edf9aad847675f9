"""From a file to a conversation, with the real model."""

import shutil
import wave
from pathlib import Path

import numpy as np
import pytest

from transcripts.audio import load_channels
from transcripts.conversation import Channel, Speaker
from transcripts.errors import InputError
from transcripts.signals import SAMPLE_RATE
from transcripts.transcribe import Known, transcribe
from transcripts.whisper import WhisperEngine

pytestmark = pytest.mark.speech


def write(path: Path, *channels: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((len(channels), 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes((np.stack(channels, axis=1) * 32767).astype(np.int16).tobytes())
    return path


def test_a_stereo_call(whisper: WhisperEngine, recordings: Path) -> None:
    steps: list[float] = []

    found = transcribe(recordings / "en" / "call_stereo_support10s.wav", whisper, progress=steps.append)

    assert (found.id, found.channel, found.language) == ("call_stereo_support10s", Channel.CALL, "en")
    assert found.source == "call_stereo_support10s.wav"
    assert found.language_certainty is not None
    assert [turn.speaker for turn in found.turns] == [Speaker.AGENT, Speaker.CUSTOMER] * 2
    assert "thank you for calling" in found.turns[0].text.lower()
    assert "account number" in found.turns[3].text.lower()
    assert all(turn.text.split() == [word.text for word in turn.words] for turn in found.turns)
    assert steps == sorted(steps)
    assert (steps[-1], len(steps) > 1) == (1.0, True)


def test_the_agent_is_found_on_the_other_channel(whisper: WhisperEngine, recordings: Path, tmp_path: Path) -> None:
    with load_channels(recordings / "en" / "call_stereo_support10s.wav") as channels:
        left, right = (signal.read() for signal in channels.signals)
    path = write(tmp_path / "swapped.wav", right, left)

    by_words = transcribe(path, whisper, Known("en"))
    as_told = transcribe(path, whisper, Known("en", agent_side=0))

    assert "account number" in " ".join(turn.text for turn in by_words.turns if turn.speaker == Speaker.CUSTOMER)
    assert "account number" in " ".join(turn.text for turn in as_told.turns if turn.speaker == Speaker.AGENT)
    assert by_words.language_certainty is None


def test_one_voice_on_both_channels_is_heard_once(whisper: WhisperEngine, recordings: Path, tmp_path: Path) -> None:
    with load_channels(recordings / "de" / "queue-periodic-announce.wav") as channels:
        voice = channels.signals[0].read()
    path = write(tmp_path / "both.wav", voice, voice * 0.5)

    found = transcribe(path, whisper, Known("de"))

    assert len({turn.speaker for turn in found.turns}) == 1
    assert " ".join(turn.text for turn in found.turns).lower().count("mitarbeiter") == 2


def test_a_silent_recording_has_no_turns(whisper: WhisperEngine, tmp_path: Path) -> None:
    path = write(tmp_path / "silent.wav", np.zeros(3 * SAMPLE_RATE), np.zeros(3 * SAMPLE_RATE))

    found = transcribe(path, whisper)

    assert found.turns == ()
    assert not found.supported


def test_an_unsupported_language_is_kept_and_marked(whisper: WhisperEngine, recordings: Path) -> None:
    found = transcribe(recordings / "en" / "fleurs-en-001.ogg", whisper, Known("fr"))

    assert found.language == "fr"
    assert not found.supported
    assert found.turns


def test_what_is_no_recording_is_refused(whisper: WhisperEngine, recordings: Path, tmp_path: Path) -> None:
    path = tmp_path / "notes.wav"
    shutil.copyfile(recordings / "codec" / "mulaw_16k.txt", path)

    with pytest.raises(InputError) as caught:
        transcribe(path, whisper)

    assert (caught.value.code, caught.value.file) == ("not_audio", "notes.wav")
