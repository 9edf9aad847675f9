"""The speech model on real recordings."""

from pathlib import Path

import numpy as np
import pytest

from transcripts.audio import SAMPLE_RATE, load_channels
from transcripts.errors import InputError
from transcripts.turns import Segment
from transcripts.whisper import WhisperTranscriber

pytestmark = pytest.mark.speech


def text(segments: list[Segment]) -> str:
    return " ".join(word.text for segment in segments for word in segment.words).lower()


@pytest.mark.parametrize(
    ("file", "language", "heard"),
    [
        ("en/fleurs-en-001.ogg", "en", "capital letter"),
        ("de/queue-periodic-announce.wav", "de", "alle unsere mitarbeiter sind"),
        ("nl/human_pim_9s.mp3", "nl", "buien vanuit het zuidwesten"),
        ("ro/agent-incorrect.wav", "ro", "vă rugăm să introduceți"),
    ],
)
def test_each_language_is_found_and_heard(
    whisper: WhisperTranscriber, recordings: Path, file: str, language: str, heard: str
) -> None:
    found = whisper.recognise(load_channels(recordings / file).samples)

    assert found.language == language
    assert found.certainty is not None
    assert found.certainty > 0.7
    assert heard in text(list(found.segments))


def test_words_have_times_in_order_and_certainty(whisper: WhisperTranscriber, recordings: Path) -> None:
    channels = load_channels(recordings / "en" / "call_stereo_support10s.wav")

    segments = list(whisper.recognise(channels.samples, "en").segments)

    assert [segment.channel for segment in segments] == [0, 1]
    for segment in segments:
        starts = [word.start for word in segment.words]
        assert starts == sorted(starts)
        for word in segment.words:
            assert 0 <= word.start <= word.end <= channels.seconds
            assert 0 <= word.certainty <= 1
            assert word.text == word.text.strip() != ""


def test_silence_gives_no_words(whisper: WhisperTranscriber) -> None:
    noise = np.random.default_rng(3).standard_normal(20 * SAMPLE_RATE).astype(np.float32) * 0.01
    tone = 0.2 * np.sin(2 * np.pi * 425 * np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)

    for channels in ((noise, np.zeros_like(noise)), (tone,)):
        found = whisper.recognise(channels)
        assert (found.language, found.certainty, list(found.segments)) == ("und", 0.0, [])


def test_a_recording_without_speech_gives_no_words(whisper: WhisperTranscriber, recordings: Path) -> None:
    channels = load_channels(recordings / "codec" / "no_speech_8s.wav")

    assert list(whisper.recognise(channels.samples, "en").segments) == []


def test_nothing_at_all(whisper: WhisperTranscriber) -> None:
    assert list(whisper.recognise((np.zeros(0, dtype=np.float32),)).segments) == []


def test_a_language_the_model_does_not_know(whisper: WhisperTranscriber) -> None:
    with pytest.raises(InputError) as caught:
        whisper.recognise((np.zeros(SAMPLE_RATE, dtype=np.float32),), "xx")

    assert caught.value.code == "unknown_language"


def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    for file in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / file).write_bytes(b"not a model")

    with pytest.raises(InputError) as caught:
        WhisperTranscriber(str(tmp_path))

    assert caught.value.code == "model_damaged"
