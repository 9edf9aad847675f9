"""Which channel is the agent's: told, in the file, or in the words; and how certain that is."""

import pytest

from transcripts.agent_side import agent_side
from transcripts.conversation import SUPPORTED_LANGUAGES, Word
from transcripts.turns import Utterance

Line = tuple[int, str]

GREETED = {
    "en": [(0, "Good morning, Larkfield Broadband, how can I help you?"), (1, "Hi. My router keeps blinking.")],
    "nl": [(0, "Goedemorgen, Larkveld Telecom, waarmee kan ik u helpen?"), (1, "Hallo. Hier knippert een lampje.")],
    "de": [(0, "Guten Tag, Nordfunk, was kann ich für Sie tun?"), (1, "Hallo. Hier blinkt seit gestern ein Licht.")],
    "ro": [(0, "Bună ziua, Larkfield, cu ce vă pot ajuta?"), (1, "Alo. De ieri clipește un bec.")],
}
CHATTED = {
    "en": [(0, "Yes."), (1, "It was raining all day."), (0, "Oh."), (1, "Right.")],
    "nl": [(0, "Ja."), (1, "Het regende de hele dag."), (0, "O."), (1, "Precies.")],
    "de": [(0, "Ja."), (1, "Es hat den ganzen Tag geregnet."), (0, "Oh."), (1, "Genau.")],
    "ro": [(0, "Da."), (1, "A plouat toată ziua."), (0, "Aha."), (1, "Exact.")],
}


def call(lines: list[Line], every: float = 4.0) -> list[Utterance]:
    """Utterances that begin so many seconds after each other."""
    return [
        Utterance(channel, tuple(Word(word, index * every, index * every + 1, 0.9) for word in text.split()))
        for index, (channel, text) in enumerate(lines)
    ]


def other_way(lines: list[Line]) -> list[Line]:
    return [(1 - channel, text) for channel, text in lines]


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_who_greets_for_the_company_is_the_agent(language: str) -> None:
    found = agent_side(call(GREETED[language]), language)
    mirrored = agent_side(call(other_way(GREETED[language])), language)

    assert found.channel == 0
    assert found.certainty is not None
    assert found.certainty >= 0.95
    assert mirrored == (1, found.certainty)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_small_talk_tells_next_to_nothing(language: str) -> None:
    channel, certainty = agent_side(call(CHATTED[language]), language)

    assert channel == 0  # speaks first
    assert certainty is not None
    assert 0.5 <= certainty <= 0.6


def test_nobody_speaks() -> None:
    assert agent_side([], "en") == (0, 0.5)


def test_a_language_without_phrases_leaves_who_speaks_first() -> None:
    assert agent_side(call([(1, "Jó napot kívánok!"), (0, "Jó napot!")]), "hu") == (1, 0.6)


def test_a_customer_who_answers_the_telephone_is_not_the_agent() -> None:
    lines = [(0, "Hello?"), (1, "Hello, thank you for holding. You are speaking to Jonas."), (0, "Oh, hello.")]

    channel, certainty = agent_side(call(lines), "en")

    assert channel == 1
    assert certainty is not None
    assert certainty > 0.9


def test_phrases_against_each_other_are_less_certain() -> None:
    clear = agent_side(call(GREETED["en"]), "en")
    mixed = agent_side(call([*GREETED["en"], (1, "How can I help you?")]), "en")

    assert mixed.certainty is not None
    assert clear.certainty is not None
    assert mixed.certainty < clear.certainty


def test_a_phrase_counts_more_at_the_opening_than_later() -> None:
    lines = [(0, "Yes."), (1, "Hello."), (1, "How can I help you?")]

    early, later = agent_side(call(lines), "en"), agent_side(call(lines, every=30), "en")

    assert early.channel == later.channel == 1
    assert early.certainty is not None
    assert later.certainty is not None
    assert 0.6 < later.certainty < early.certainty


def test_who_is_told_is_not_guessed() -> None:
    assert agent_side(call(GREETED["en"]), "en", told=1, tags={"agent_channel": "left"}) == (1, None)


@pytest.mark.parametrize(
    ("tags", "channel"),
    [
        ({"agent_channel": "left"}, 0),
        ({"agent_channel": "Right"}, 1),
        ({"agent_channel": "1"}, 1),
        ({"customer_channel": "0"}, 1),
        ({"left": "agent", "right": "customer"}, 0),
        ({"left_channel": "Customer"}, 1),
        ({"artist": "Recorder 4", "comment": "left=customer, right=agent"}, 1),
        ({"title": "Call 17; agent channel: right"}, 1),
    ],
)
def test_the_file_may_say_it(tags: dict[str, str], channel: int) -> None:
    assert agent_side(call(GREETED["en"]), "en", tags=tags) == (channel, None)


@pytest.mark.parametrize(
    "tags",
    [
        {"agent_channel": "both"},
        {"agent_channel": "2"},
        {"agent_channel": "left", "comment": "right = agent"},
        {"comment": "the agent left = gone"},
        {"title": "agent left the call"},
        {},
    ],
)
def test_a_file_that_says_nothing_clear_leaves_it_to_the_words(tags: dict[str, str]) -> None:
    assert agent_side(call(other_way(GREETED["en"])), "en", tags=tags) == agent_side(
        call(other_way(GREETED["en"])), "en"
    )
