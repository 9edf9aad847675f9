"""The speech model on windows of real recordings."""

from pathlib import Path

import numpy as np
import pytest

from transcripts.audio import load_channels
from transcripts.errors import InputError
from transcripts.signals import SAMPLE_RATE, Samples
from transcripts.whisper import WhisperEngine

pytestmark = pytest.mark.speech


def beginning(path: Path) -> Samples:
    """The first 25 seconds of the first channel."""
    with load_channels(path) as channels:
        return channels.signals[0].read(0, 25 * SAMPLE_RATE)


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
    whisper: WhisperEngine, recordings: Path, file: str, language: str, heard: str
) -> None:
    window = beginning(recordings / file)

    (likelihoods,) = whisper.languages_in([window])
    (found,) = whisper.hear([window], lambda likelihoods: [language])

    assert max(likelihoods, key=lambda one: likelihoods[one]) == language
    assert found.language == language
    assert heard in " ".join(word.text for word in found.words).lower()
    assert found.no_speech < 0.5


def test_windows_of_two_languages_are_heard_together(whisper: WhisperEngine, recordings: Path) -> None:
    windows = [beginning(recordings / "de" / "queue-periodic-announce.wav"), beginning(recordings / "en" / "jfk.flac")]
    languages = ["de", "en"]

    together = whisper.hear([*windows, windows[0]], lambda likelihoods: [*languages, "de"])
    alone = [
        whisper.hear([window], lambda likelihoods, is_in=is_in: [is_in])[0]
        for window, is_in in zip(windows, languages, strict=True)
    ]

    assert [found.language for found in together] == ["de", "en", "de"]
    assert [[word.text for word in found.words] for found in together] == [
        [word.text for word in found.words] for found in [*alone, alone[0]]
    ]


def test_words_have_times_in_order_and_certainty(whisper: WhisperEngine, recordings: Path) -> None:
    window = beginning(recordings / "en" / "jfk.flac")

    (found,) = whisper.hear([window], lambda likelihoods: ["en"])

    starts = [word.start for word in found.words]
    assert starts == sorted(starts)
    for word in found.words:
        assert 0 <= word.start <= word.end <= len(window) / SAMPLE_RATE
        assert 0 <= word.certainty <= 1
        assert word.text == word.text.strip() != ""


def test_a_vocabulary_makes_its_terms_likelier(whisper: WhisperEngine, recordings: Path) -> None:
    window = beginning(recordings / "nl" / "mono_8k_1spk.wav")

    (plain,) = whisper.hear([window], lambda likelihoods: ["nl"])
    (biased,) = whisper.hear([window], lambda likelihoods: ["nl"], ["applicatielandschap"])

    assert "applicatielandschap" not in " ".join(word.text for word in plain.words)
    assert "applicatielandschap" in " ".join(word.text for word in biased.words)


def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    for file in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / file).write_bytes(b"not a model")

    with pytest.raises(InputError) as caught:
        WhisperEngine(str(tmp_path))

    assert caught.value.code == "model_damaged"


def test_nothing_but_zeros_is_held_for_no_speech(whisper: WhisperEngine) -> None:
    (found,) = whisper.hear([np.zeros(5 * SAMPLE_RATE, dtype=np.float32)], lambda likelihoods: ["en"])

    assert found.no_speech > 0.3
