"""The agent and the customer are told apart by what each says."""

from importlib.resources import files

import numpy as np
import pytest
import yaml

from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker, Word
from transcripts.speakers import same_signal, sentences_apart, speakers_by_channel, speakers_by_words
from transcripts.turns import Utterance

A, C = Speaker.AGENT, Speaker.CUSTOMER
ROLES = yaml.safe_load(files("transcripts").joinpath("roles.yaml").read_text("utf-8"))
LINES = [(role, language) for role in ROLES for language in SUPPORTED_LANGUAGES]


def said(text: str, channel: int = 0, start: float = 0.0) -> Utterance:
    words = tuple(
        Word(word, start + index * 0.3, start + index * 0.3 + 0.3, 0.9) for index, word in enumerate(text.split())
    )
    return Utterance(channel, words)


def call(*lines: tuple[int, str]) -> list[Utterance]:
    """Utterances ten seconds apart, each with its channel."""
    return [said(text, channel, index * 10.0) for index, (channel, text) in enumerate(lines)]


@pytest.mark.parametrize(("role", "language"), LINES)
def test_phrases_decide_for_the_second_channel(role: str, language: str) -> None:
    speaker = Speaker(role)
    for hit in ROLES[role][language]["hits"]:
        found = speakers_by_channel(call((0, "mm"), (1, hit)), language)
        assert found[1] == speaker, hit


@pytest.mark.parametrize(("role", "language"), LINES)
def test_near_misses_decide_nothing(role: str, language: str) -> None:
    for miss in ROLES[role][language]["misses"]:
        for channel in (0, 1):
            assert speakers_by_channel(call((channel, miss)), language) == ((A, C)[channel],), miss


def test_the_agent_may_be_on_either_channel() -> None:
    lines = [(1, "Good morning, how can I help you?"), (0, "Hi, I'm calling about my bill."), (1, "Let me check.")]

    assert speakers_by_channel(call(*lines), "en") == (A, C, A)
    assert speakers_by_channel(call(*((1 - channel, text) for channel, text in lines)), "en") == (A, C, A)


def test_the_given_channel_overrides_the_words() -> None:
    lines = call((1, "Good morning, how can I help you?"), (0, "I'm calling about my bill."))

    assert speakers_by_channel(lines, "en", agent_channel=0) == (C, A)


def test_an_unknown_language_takes_the_first_channel() -> None:
    assert speakers_by_channel(call((0, "jó napot"), (1, "jó napot kívánok")), "hu") == (A, C)


def test_mono_questions_and_answers_alternate() -> None:
    lines = call(
        (0, "Good morning, how can I help you?"),
        (0, "Hi, I'm calling because the bill is wrong."),
        (0, "Could you please confirm your postcode?"),
        (0, "It is four two."),
    )

    assert speakers_by_words(lines, "en") == (A, C, A, C)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [("Thank you for calling. How can I help? Bye.", A), ("My parcel is lost. Nobody answers. Why? Bye.", C)],
)
def test_mono_with_one_voice_is_not_cut_into_two(text: str, speaker: Speaker) -> None:
    sentences = sentences_apart([said(text)])

    assert len(sentences) > 2
    assert set(speakers_by_words(sentences, "en")) == {speaker}


def test_sentences_keep_all_words() -> None:
    utterance = said("Yes. My name is Ann? Right")

    apart = sentences_apart([utterance])

    assert [part.text for part in apart] == ["Yes.", "My name is Ann?", "Right"]
    assert tuple(word for part in apart for word in part.words) == utterance.words


def test_nothing_said() -> None:
    assert speakers_by_channel([], "en") == speakers_by_words([], "en") == ()


def test_one_signal_on_two_channels() -> None:
    random = np.random.default_rng(7)
    voice, other, noise = (random.standard_normal(16_000).astype(np.float32) for _ in range(3))

    assert same_signal(voice, voice)
    assert same_signal(voice, -0.4 * voice + 0.05 * noise)
    assert not same_signal(voice, other)
    assert not same_signal(voice, other + 0.3 * voice)  # echo
    assert not same_signal(voice, np.zeros_like(voice))
