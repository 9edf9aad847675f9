"""The agent and the customer of a mono recording are told apart by voices and by what each says."""

from importlib.resources import files

import numpy as np
import pytest
import yaml

from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker, Word
from transcripts.roles import cues, leaning
from transcripts.speakers import speakers_by_voice
from transcripts.turns import Utterance
from transcripts.voices import Voices

A, B, C = Speaker.AGENT, Speaker.BOT, Speaker.CUSTOMER
ROLES = yaml.safe_load(files("transcripts").joinpath("roles.yaml").read_text("utf-8"))
LINES = [(role, language) for role in ROLES for language in SUPPORTED_LANGUAGES]

# The voice of a phrase, its text, and how clearly it is that voice (natural logarithm of odds).
Line = tuple[int, str, float]


def heard(*lines: Line, voices: int = 2, separation: float = 1.0) -> tuple[list[Utterance], Voices]:
    """Phrases a second apart, as `tell_apart` would describe them."""
    spoken: list[Utterance] = []
    rows: list[np.ndarray] = []
    now = 0.0
    for voice, text, clear in lines:
        words = []
        for word in text.split():
            words.append(Word(word, now, now + 0.3, 0.9))
            now += 0.3
        row = np.zeros(voices)
        row[voice] = clear / len(words)
        rows += [row] * len(words)
        spoken.append(Utterance(0, tuple(words)))
        now += 1.0
    return spoken, Voices(np.array(rows).reshape(-1, voices), separation)


def said(*lines: Line, voices: int = 2, separation: float = 1.0, language: str = "en") -> list[tuple[Speaker, str]]:
    pieces, speakers, _ = speakers_by_voice(*heard(*lines, voices=voices, separation=separation), language)
    return [(who, piece.text) for who, piece in zip(speakers, pieces, strict=True)]


def certainty(*lines: Line, voices: int = 2, separation: float = 1.0, language: str = "en") -> float:
    return speakers_by_voice(*heard(*lines, voices=voices, separation=separation), language)[2]


GREETING: Line = (0, "Good morning, how can I help you?", 5)
REASON: Line = (1, "I'm calling because the bill is wrong.", 5)


@pytest.mark.parametrize(("role", "language"), LINES)
def test_phrases_are_recognised(role: str, language: str) -> None:
    for hit in ROLES[role][language]["hits"]:
        assert {cue.role for cue in cues(hit.split(), language)} == {role}, hit


@pytest.mark.parametrize(("role", "language"), LINES)
def test_near_misses_are_not(role: str, language: str) -> None:
    for miss in ROLES[role][language]["misses"]:
        assert role not in {cue.role for cue in cues(miss.split(), language)}, miss


def test_a_phrase_is_found_at_its_words() -> None:
    (cue,) = cues(["Well,", "good", "morning,", "how", "can", "I", "help?"], "en")

    assert (cue.role, cue.first, cue.last) == (A, 3, 7)


def test_leaning_counts_both_ways() -> None:
    assert leaning("How can I help? I'll put you through.", "en") == 2
    assert leaning("I still haven't received my parcel.", "en") < 0
    assert leaning("It was raining.", "en") == leaning("jó napot", "hu") == 0


def test_who_greets_for_the_company_is_the_agent_whoever_speaks_first() -> None:
    assert said(GREETING, REASON) == [(A, GREETING[1]), (C, REASON[1])]
    assert said((0, "Hello?", 5), (1, "This is Ann from Larkfield, how may I help?", 5))[0] == (C, "Hello?")


def test_short_answers_keep_their_voice() -> None:
    lines: list[Line] = [GREETING, REASON, (0, "Since when?", 3), (1, "March.", 3), (0, "Okay.", 3), (1, "Yes.", 3)]

    assert [who for who, _ in said(*lines)] == [A, C, A, C, A, C]


def test_a_doubtful_word_inside_a_sentence_does_not_change_the_speaker() -> None:
    spoken, voices = heard(GREETING, (1, "I'm calling because the bill is wrong.", 6))
    doubt = voices.likelihoods.copy()
    doubt[9] = [1.0, 0.0]  # "the"

    pieces, speakers, _ = speakers_by_voice(spoken, Voices(doubt, 1.0), "en")

    assert speakers == (A, C)
    assert [piece.text for piece in pieces] == [GREETING[1], REASON[1]]


def test_an_answer_merged_into_the_others_sentence_is_cut_out() -> None:
    lines = [GREETING, REASON, (0, "What is the house number?", 5), (1, "Fourteen.", 5), (0, "Thank you.", 5)]
    spoken, voices = heard(*lines)
    merged = (*spoken[:2], Utterance(0, tuple(word for utterance in spoken[2:] for word in utterance.words)))

    pieces, speakers, _ = speakers_by_voice(merged, voices, "en")

    assert [(who, piece.text) for who, piece in zip(speakers, pieces, strict=True)][2:] == [
        (A, "What is the house number?"),
        (C, "Fourteen."),
        (A, "Thank you."),
    ]
    assert [word for piece in pieces for word in piece.words] == [word for part in merged for word in part.words]


def test_an_unclear_voice_changes_after_a_question_and_stays_after_a_statement() -> None:
    question, statement = "Is it the last one?", "It is the last one."

    assert said(GREETING, REASON, (0, question, 5), (0, "Mm.", 0))[-1] == (C, "Mm.")
    assert said(GREETING, REASON, (0, statement, 5), (0, "Mm.", 0))[-1] == (A, "Mm.")


def test_phrases_decide_where_the_voice_is_unclear() -> None:
    lines: list[Line] = [GREETING, REASON, (1, "It came today.", 5), (1, "Bear with me.", 0.5)]

    assert said(*lines)[-1] == (A, "Bear with me.")


@pytest.mark.parametrize(
    ("lines", "low", "high"),
    [
        ([GREETING, REASON], 0.9, 1.0),
        ([(0, "It was raining.", 9), (1, "All day long.", 9)], 0.0, 0.61),
        ([(0, "Good morning, how can I help you?", 0), (1, "I'm calling because the bill is wrong.", 0)], 0.0, 0.6),
    ],
    ids=["clear voices and phrases", "no phrases", "voices alike"],
)
def test_certainty_says_whether_roles_are_known(lines: list[Line], low: float, high: float) -> None:
    assert low <= certainty(*lines) <= high


def test_voices_that_may_be_one_make_roles_less_certain() -> None:
    small_talk: Line = (1, "It was raining all day long.", 9)

    assert certainty(GREETING, small_talk, separation=0.3) < 0.6 < certainty(GREETING, small_talk, separation=0.9)


def test_phrases_of_each_role_in_a_voice_of_their_own_show_two_people() -> None:
    lines: list[Line] = [
        GREETING,
        REASON,
        (0, "Let me check that for you.", 5),
        (1, "I have been waiting for weeks.", 5),
    ]
    mixed: list[Line] = [(voice, text, clear) for (_, text, clear), voice in zip(lines, (0, 0, 1, 1), strict=True)]

    assert certainty(*lines, separation=0.4) > 0.6 > certainty(*mixed, separation=0.4)


@pytest.mark.parametrize(
    ("text", "speaker", "sure"),
    [
        ("Thank you for calling. How can I help? Bye.", A, True),
        ("My parcel is lost. Nobody answers. Why? Bye.", C, True),
        ("It was raining. Why? Nobody knows.", C, False),
    ],
)
def test_one_voice_is_one_person(text: str, speaker: Speaker, sure: bool) -> None:
    assert {who for who, _ in said((0, text, 1), voices=1)} == {speaker}
    assert (certainty((0, text, 1), voices=1) > 0.6) == sure


def test_two_people_with_one_voice_are_told_apart_by_their_words_at_least() -> None:
    lines: list[Line] = [
        (0, text, 0)
        for text in (
            "Good morning, how can I help you?",
            "I'm calling because my bill is wrong.",
            "Could you please confirm your postcode?",
            "My postcode is four two.",
            "Let me check that for you.",
            "I still haven't received the new one.",
        )
    ]

    assert [who for who, _ in said(*lines, voices=1)] == [A, C] * 3
    assert certainty(*lines, voices=1) <= 0.5


def test_an_announcement_is_a_bots() -> None:
    lines: list[Line] = [
        (0, "Welcome to Larkfield. All our agents are busy. Please hold the line.", 5),
        (1, "Larkfield, good morning, how can I help you?", 5),
        (2, "I'm calling because the bill is wrong.", 5),
        (0, "You are number two in the queue.", 5),
    ]

    assert [who for who, _ in said(*lines, voices=3)] == [B, A, C, B]
    assert certainty(*lines[:3], voices=3) > 0.9


def test_an_announcement_in_a_voice_like_the_customers_is_a_bots_too() -> None:
    lines: list[Line] = [
        (1, "All our agents are busy. Please hold the line.", 5),
        (0, "Larkfield, good morning, how can I help you?", 5),
        (1, "I'm calling because the bill is wrong, I am so worried about it, and it came only today.", 5),
        (1, "It was never so high before, we are two people and we were away all summer long.", 5),
    ]

    assert [who for who, _ in said(*lines)] == [B, A, C, C]


def test_an_agent_who_says_that_the_call_is_recorded_is_no_bot() -> None:
    notice: Line = (0, "Larkfield, good morning. This call may be recorded. How can I help you?", 5)

    assert [who for who, _ in said(notice, REASON)] == [A, C]


def test_after_a_transfer_both_are_agents_and_a_bystander_is_other() -> None:
    lines: list[Line] = [
        GREETING,
        REASON,
        (0, "I'll put you through to my colleague.", 5),
        (2, "Billing department, this is Agnes, how can I help?", 5),
        (1, "The bill is wrong.", 5),
        (3, "Ask about the meter.", 5),
    ]

    assert [who for who, _ in said(*lines, voices=4)] == [A, C, A, A, C, Speaker.OTHER]


def test_phrases_are_looked_for_in_the_language_of_the_utterance() -> None:
    spoken, voices = heard((0, "Goedemorgen, waarmee kan ik u helpen?", 5), (1, "Sorry, is English okay?", 5))
    dutch = [Utterance(0, spoken[0].words, "nl"), Utterance(0, spoken[1].words, "en")]

    assert speakers_by_voice(dutch, voices, "en")[2] > 0.9
    assert speakers_by_voice(spoken, voices, "en")[2] < 0.61


def test_nothing_said() -> None:
    assert speakers_by_voice([], Voices(np.zeros((0, 1)), 1.0), "en") == ((), (), 0.0)
