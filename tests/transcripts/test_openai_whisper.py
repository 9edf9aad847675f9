"""The second speech engine, on the samples and on the shared recordings; `make test-engine` installs what it needs."""

import sys
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from tests.transcripts.tiny_whisper import DIMENSIONS, save_tiny_whisper
from transcripts.ct2_weights import read_weights
from transcripts.errors import InputError
from transcripts.openai_whisper import OpenAIWhisperEngine
from transcripts.recognition import Heard
from transcripts.signals import SAMPLE_RATE, Samples
from transcripts.whisper import WhisperEngine

pytestmark = [
    pytest.mark.speech,
    # The library leaves its list of tokens open, and its beam search sorts a tensor of PyTorch with NumPy.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:__array_wrap__ must accept:DeprecationWarning"),
]
SAMPLES = Path(__file__).parents[2] / "qa_app" / "samples"


@pytest.fixture(scope="module")
def library() -> None:
    for package in ("torch", "whisper.timing"):
        pytest.importorskip(package, reason="openai-whisper is not installed, see `make test-engine`")


@pytest.fixture(scope="module")
def engine(library: None) -> OpenAIWhisperEngine:
    try:
        return OpenAIWhisperEngine()
    except InputError as error:
        if error.code != "model_missing":
            raise
        pytest.skip(f"no speech model: {error}")


@pytest.fixture(scope="module")
def windows() -> list[Samples]:
    """The agent's first words in an English and a German call."""
    english, _ = decode_audio(str(SAMPLES / "2026-03-10-jonas-call-en.ogg"), split_stereo=True)
    german, _ = decode_audio(str(SAMPLES / "2026-03-17-sanne-call-de.ogg"), split_stereo=True)
    return [english[: 8 * SAMPLE_RATE], german[: 12 * SAMPLE_RATE]]


def likeliest(windows: Sequence[Mapping[str, float]]) -> list[str]:
    return [max(languages, key=lambda language: languages[language]) for languages in windows]


def words(heard: Heard) -> list[str]:
    return ["".join(filter(str.isalnum, word.text.lower())) for word in heard.words]


def agreement(one: Sequence[str], other: Sequence[str]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def test_both_engines_hear_the_same(
    engine: OpenAIWhisperEngine, whisper: WhisperEngine, windows: list[Samples]
) -> None:
    found = engine.hear(windows, likeliest)
    expected = whisper.hear(windows, likeliest)

    assert [heard.language for heard in found] == ["en", "de"]
    assert {"en", "nl", "de", "ro"} <= engine.languages <= whisper.languages
    for one, other in zip(found, expected, strict=True):
        assert agreement(words(one), words(other)) > 0.9
        assert one.log_probability == pytest.approx(other.log_probability, abs=0.1)
        assert one.no_speech < 0.5
        times = {word.text: word for word in other.words}
        late = [abs(word.start - times[word.text].start) for word in one.words if word.text in times]
        assert np.median(late) < 0.05


def test_words_have_times_in_order_and_certainty(engine: OpenAIWhisperEngine, windows: list[Samples]) -> None:
    (heard,) = engine.hear(windows[:1], likeliest)

    assert {"morning", "jonas"} <= set(words(heard))
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)
    for word in heard.words:
        assert 0 <= word.start <= word.end <= len(windows[0]) / SAMPLE_RATE + 1
        assert 0 <= word.certainty <= 1
        assert word.text == word.text.strip() != ""


def test_a_window_is_heard_alike_alone_and_with_others(engine: OpenAIWhisperEngine, windows: list[Samples]) -> None:
    _, together = engine.hear(windows, likeliest)
    (alone,) = engine.hear(windows[1:], likeliest)

    assert words(alone) == words(together)


def test_languages_and_nothing_said(engine: OpenAIWhisperEngine, windows: list[Samples]) -> None:
    likelihoods = engine.languages_in(windows)

    assert likeliest(likelihoods) == ["en", "de"]
    for window in likelihoods:
        assert window.keys() == engine.languages
        assert sum(window.values()) == pytest.approx(1, abs=1e-3)


def test_the_language_chosen_is_the_one_decoded_in(engine: OpenAIWhisperEngine, windows: list[Samples]) -> None:
    (heard,) = engine.hear(windows[:1], lambda windows: ["nl"])

    assert heard.language == "nl"
    assert "morning" not in words(heard)


def test_a_name_is_spelled_as_in_the_vocabulary(engine: OpenAIWhisperEngine, windows: list[Samples]) -> None:
    (heard,) = engine.hear(windows[:1], likeliest, ("Yonas Brant", "Lerkfield"))

    assert {"yonas", "lerkfield"} & set(words(heard))
    assert {"good", "morning", "broadband"} <= set(words(heard))


def test_a_vocabulary_may_be_long_and_look_like_control_tokens(
    library: None, tmp_path: Path, windows: list[Samples]
) -> None:
    save_tiny_whisper(tmp_path)
    engine = OpenAIWhisperEngine(str(tmp_path))

    (heard,) = engine.hear(windows[:1], lambda windows: ["en"], ["<|endoftext|>"] * 1000)

    assert heard.language == "en"


def test_a_checkpoint_of_the_library(library: None, tmp_path: Path, windows: list[Samples]) -> None:
    import torch

    save_tiny_whisper(tmp_path)
    weights = {name: torch.from_numpy(values) for name, values in read_weights(tmp_path).state.items()}
    torch.save({"dims": DIMENSIONS, "model_state_dict": weights}, tmp_path / "tiny.pt")

    one, other = OpenAIWhisperEngine(str(tmp_path)), OpenAIWhisperEngine(str(tmp_path / "tiny.pt"))

    assert one.languages_in(windows) == other.languages_in(windows)
    assert one.identity != other.identity


def test_weights_that_are_not_there_or_no_weights(library: None, tmp_path: Path) -> None:
    (tmp_path / "text.pt").write_text("not a checkpoint", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    cut = tmp_path / "cut"
    cut.mkdir()
    save_tiny_whisper(cut)
    (cut / "model.bin").write_bytes((cut / "model.bin").read_bytes().replace(b"/linear_2/", b"/linear_1/"))

    codes = {}
    for weights in ("gigantic", str(tmp_path / "text.pt"), str(tmp_path / "empty"), str(cut)):
        with pytest.raises(InputError) as caught:
            OpenAIWhisperEngine(weights)
        codes[Path(weights).name] = caught.value.code

    assert codes == {
        "gigantic": "model_missing",
        "text.pt": "model_damaged",
        "empty": "model_missing",
        "cut": "model_damaged",
    }


@pytest.mark.parametrize("package", ["torch", "whisper.timing"])
def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(InputError) as caught:
        OpenAIWhisperEngine()

    assert caught.value.code == "engine_missing"
    assert "fairword[openai-whisper]" in caught.value.hint


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
    engine: OpenAIWhisperEngine, recordings: Path, file: str, language: str, heard: str
) -> None:
    (found,) = engine.hear([decode_audio(str(recordings / file))], likeliest)

    assert found.language == language
    assert heard in " ".join(words(found))
