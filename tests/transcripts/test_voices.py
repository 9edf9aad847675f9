"""Which words were spoken by the same person. The words' places come from the scripts, so no speech model is needed."""

import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from transcripts.audio import load_channels
from transcripts.conversation import Speaker, Word
from transcripts.signals import SAMPLE_RATE, Samples, Signal
from transcripts.speakers import speakers_by_voice
from transcripts.turns import Segment, utterances
from transcripts.voice_encoder import voice_vectors
from transcripts.voices import tell_apart

CALLS = {"en": "2026-03-10-jonas-call-en", "de": "2026-03-17-sanne-call-de"}


class Call:
    """A sample call: what is heard on each side, and each word with who says it."""

    def __init__(self, name: str) -> None:
        samples = files("qa_app") / "samples"
        with load_channels(Path(str(samples / f"{name}.ogg"))) as channels:
            self.sides = [signal.read() for signal in channels.signals]
        self.words: list[Word] = []
        self.speakers: list[Speaker] = []
        for turn in json.loads((samples / f"{name}.script.json").read_text("utf-8"))["turns"]:
            self.words += spread(turn["text"], turn["start"], turn["end"])
            self.speakers += [Speaker(turn["speaker"])] * len(turn["text"].split())

    @property
    def mixed(self) -> Samples:
        return (self.sides[0] + self.sides[1]) / 2

    def of(self, speaker: Speaker) -> list[Word]:
        return [word for word, who in zip(self.words, self.speakers, strict=True) if who == speaker]


@pytest.fixture(scope="session")
def calls() -> dict[str, Call]:
    return {language: Call(name) for language, name in CALLS.items()}


def spread(text: str, start: float, end: float) -> list[Word]:
    """The words of a turn, each as long as its share of the letters."""
    texts = text.split()
    borders = np.cumsum([0, *(len(word) + 1 for word in texts)])
    seconds = start + (end - start) * borders / borders[-1]
    return [Word(word, float(seconds[at]), float(seconds[at + 1]), 0.9) for at, word in enumerate(texts)]


def named(samples: Samples, words: Sequence[Word], language: str) -> tuple[list[Speaker], float]:
    spoken = utterances([Segment(0, tuple(words), language)])
    with Signal.of(samples) as signal:
        voices = tell_apart(signal, [word for utterance in spoken for word in utterance.words])
    pieces, speakers, certainty = speakers_by_voice(spoken, voices, language)
    return [who for piece, who in zip(pieces, speakers, strict=True) for _ in piece.words], certainty


def telephone(samples: Samples) -> Samples:
    """300 to 3400 Hz in mu-law steps, as ITU-T G.711."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    narrow = np.fft.irfft(spectrum, len(samples))
    steps = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    return np.asarray(np.sign(steps) * (256 ** np.abs(steps) - 1) / 255, dtype=np.float32)


def noisy(samples: Samples) -> Samples:
    """White noise 20 dB under the speech."""
    level = np.sqrt(np.mean(samples[np.abs(samples) > 0.01] ** 2)) / 10
    noise = np.random.default_rng(7).standard_normal(len(samples)).astype(np.float32)
    return np.asarray(samples + level * noise, dtype=np.float32)


@pytest.mark.parametrize("language", CALLS)
@pytest.mark.parametrize("line", [lambda samples: samples, telephone, noisy], ids=["clean", "telephone", "noisy"])
def test_two_voices_on_one_channel_are_told_apart_and_named(
    calls: dict[str, Call], language: str, line: Callable[[Samples], Samples]
) -> None:
    call = calls[language]

    speakers, certainty = named(line(call.mixed), call.words, language)

    assert np.mean([found == true for found, true in zip(speakers, call.speakers, strict=True)]) >= 0.97
    assert certainty > 0.9


@pytest.mark.parametrize("language", CALLS)
@pytest.mark.parametrize("side", [0, 1])
def test_one_voice_stays_one(calls: dict[str, Call], language: str, side: int) -> None:
    call = calls[language]
    words = call.of((Speaker.AGENT, Speaker.CUSTOMER)[side])

    speakers, _ = named(call.sides[side], words, language)

    assert len(set(speakers)) == 1


def test_a_third_voice_is_kept(calls: dict[str, Call]) -> None:
    english, german = calls["en"], calls["de"]
    later = len(english.mixed) / SAMPLE_RATE
    added = [Word(word.text, word.start + later, word.end + later, 0.9) for word in german.of(Speaker.CUSTOMER)]

    with Signal.of(np.concatenate([english.mixed, german.sides[1]])) as signal:
        voices = tell_apart(signal, [*english.words, *added])

    chosen = voices.likelihoods.argmax(axis=1)
    assert voices.likelihoods.shape == (len(english.words) + len(added), 3)
    assert np.mean(chosen[len(english.words) :] == 2) > 0.95
    assert np.mean(chosen[: len(english.words)] == 2) < 0.05


def test_voices_are_numbered_as_they_come(calls: dict[str, Call]) -> None:
    call = calls["en"]

    with Signal.of(call.mixed) as signal:
        voices = tell_apart(signal, call.words)

    assert voices.likelihoods[0].argmax() == 0
    assert voices.separation > 0.9


def test_loudness_changes_nothing(calls: dict[str, Call]) -> None:
    call = calls["de"]

    assert named(call.mixed * np.float32(0.2), call.words, "de")[0] == named(call.mixed, call.words, "de")[0]


def test_no_words_no_voices() -> None:
    with Signal.of(np.zeros(SAMPLE_RATE, dtype=np.float32)) as signal:
        assert tell_apart(signal, []).likelihoods.shape == (0, 1)


@pytest.mark.parametrize(
    "words",
    [
        [Word("Hello.", 0.0, 0.0, 0.5)],
        [Word("Hello.", 0.2, 0.2, 0.5), Word("Hello?", 0.2, 0.2, 0.5)],
        [Word("Beyond.", 50.0, 51.0, 0.5), Word("The", 51.0, 51.0, 0.5), Word("end.", 51.0, 49.0, 0.5)],
        [Word("Yes.", at / 4, at / 4 + 0.2, 0.5) for at in range(8)],
    ],
    ids=["a word without length", "at one moment", "after the end", "in silence"],
)
def test_odd_times_do_no_harm(words: list[Word]) -> None:
    with Signal.of(np.zeros(2 * SAMPLE_RATE, dtype=np.float32)) as signal:
        voices = tell_apart(signal, words)

    assert len(voices.likelihoods) == len(words)
    assert np.isfinite(voices.likelihoods).all()


def test_vectors_of_one_voice_are_alike(calls: dict[str, Call]) -> None:
    call = calls["en"]
    said = call.of(Speaker.AGENT), call.of(Speaker.CUSTOMER)
    stretches = [
        side[int(words[at].start * SAMPLE_RATE) :][: int(1.5 * SAMPLE_RATE)]
        for side, words in zip(call.sides, said, strict=True)
        for at in (0, len(words) // 2)
    ]

    vectors = voice_vectors(stretches)

    assert vectors.shape == (4, 192)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    alike = vectors @ vectors.T
    assert min(alike[0, 1], alike[2, 3]) > max(alike[:2, 2:].flat)


def test_a_stretch_of_one_sample_has_a_vector() -> None:
    assert np.isfinite(voice_vectors([np.zeros(1, dtype=np.float32)])).all()


def test_two_people_on_a_real_telephone_line(recordings: Path) -> None:
    """Both are women, 23 seconds of speech; by the places of the sentences in the reference."""
    words: list[Word] = []
    true: list[str] = []
    for line in (recordings / "en" / "phone_mono_2spk_30s.stm").read_text("utf-8").splitlines():
        _, _, name, start, end, text = line.split(maxsplit=5)
        words += spread(text, float(start), float(end))
        true += [name] * len(text.split())
    with load_channels(recordings / "en" / "phone_mono_2spk_30s.wav") as channels:
        speakers, certainty = named(channels.signals[0].read(), words, "en")

    first = speakers[0]
    same = np.mean([(who == first) == (name == true[0]) for who, name in zip(speakers, true, strict=True)])
    assert max(same, 1 - same) >= 0.92
    assert certainty < 0.6  # neither is an agent
