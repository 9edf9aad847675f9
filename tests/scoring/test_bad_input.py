"""What nobody would send on purpose: a scorecard says what it cannot judge, and there is no guess and no crash."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace

import pytest

from rubrics.load import shipped_rubric
from scoring.acts.recognise import recognise
from scoring.engine import score
from scoring.explain import not_judged
from scoring.scorecard import Scorecard, scorecard_from_json, scorecard_line
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel, Conversation, Speaker, Turn

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER
MANY = 50_000


def conversation(*turns: tuple[Speaker, str], language: str = "en") -> Conversation:
    return Conversation("bad", Channel.CHAT, language, tuple(Turn(speaker, text) for speaker, text in turns))


def scored(*turns: tuple[Speaker, str], language: str = "en") -> Scorecard:
    """The scorecard, having checked what holds for every one."""
    talk = conversation(*turns, language=language)
    card = score(talk, shipped_rubric("chat"), None)
    assert_honest(card, talk)
    return card


def assert_honest(card: Scorecard, talk: Conversation) -> None:
    """A number or the key of a reason for each mark, every quote where it says, and the same again from JSON."""
    assert bool(card.marks) == (card.not_scored is None)
    for mark in card.marks:
        assert (mark.score is None) == (mark.not_judged is not None)
        if mark.score is not None:
            assert 0 <= mark.score <= 1
        if mark.not_judged:
            assert not_judged(mark.not_judged, "en")
    moods = card.sentiment and [card.sentiment.lowest, card.sentiment.highest]
    evidence = [found for mark in card.marks for found in mark.evidence]
    for quote in [*(moods or []), *(found.quote for found in evidence), *(found.prompt for found in evidence)]:
        assert quote is None or talk.turns[quote.turn].text[quote.start : quote.end] == quote.text
    assert scorecard_from_json(json.loads(scorecard_line(card)), "cards.jsonl") == card


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ([], "no_agent"),
        ([(CUSTOMER, ""), (AGENT, "  \n\t")], "no_agent"),
        ([(CUSTOMER, "My parcel is lost."), (AGENT, "")], "no_agent"),
        ([(CUSTOMER, "My parcel is lost."), (CUSTOMER, "I am very upset.")], "no_agent"),
        ([(CUSTOMER, "My parcel is lost."), (Speaker.BOT, "I am sorry to hear that.")], "no_agent"),
        ([(AGENT, "I am sorry to hear that."), (AGENT, "When did you order it?")], "no_customer"),
        ([(AGENT, "I am sorry to hear that."), (CUSTOMER, "\n")], "no_customer"),
        ([(AGENT, "I am sorry to hear that.")], "no_customer"),
        ([(CUSTOMER, "I am very upset.")], "no_agent"),
    ],
)
def test_one_side_alone_is_not_scored(turns: list[tuple[Speaker, str]], reason: str) -> None:
    card = scored(*turns)
    assert (card.not_scored, card.total, card.marks, card.sentiment) == (reason, None, (), None)


@pytest.mark.parametrize("language", ["fr", "xx", "", "EN", "en-GB", "../en"])
def test_a_language_without_words_is_not_scored_and_not_recognised(language: str) -> None:
    turns = ((CUSTOMER, "My parcel is lost and I am very upset."), (AGENT, "I am sorry about that."))
    card = scored(*turns, language=language)
    assert (card.not_scored, card.total, card.sentiment) == ("unsupported_language", None, None)
    with pytest.raises(ValueError, match="unsupported language"):
        recognise(conversation(*turns, language=language), None)


SAYS_NOTHING = {
    "emoji": ("😡😡😡", "😀👍"),
    "punctuation": ("?? ... !!!", "-- / * ()"),
    "zero width": ("\u200b\u200d\u2060", "\ufeff\u200b"),
    "digits": ("4471 88", "9 8 7 6"),
    "controls": ("\x00\x07\x1b", "\x85\x00"),
    "combining marks": ("\u0301\u0302\u0303", "\u0308"),
    "directions": ("\u202e\u202d\u202c", "\u200f\u200e"),
}


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
@pytest.mark.parametrize("name", SAYS_NOTHING)
def test_what_has_no_words_gets_no_number(name: str, language: str) -> None:
    heard, said = SAYS_NOTHING[name]
    card = scored((CUSTOMER, heard), (AGENT, said), (CUSTOMER, heard), (AGENT, said), language=language)
    assert card.total is None
    assert {mark.score for mark in card.marks} == {None}


def test_pictures_alone_still_show_a_mood_and_punctuation_none() -> None:
    assert scored((CUSTOMER, "😡😡😡"), (AGENT, "👍")).sentiment
    assert scored((CUSTOMER, "?!?!"), (AGENT, "...")).sentiment is None


def test_empty_turns_between_others_change_nothing_that_is_said() -> None:
    told = ((CUSTOMER, "My parcel is lost and I am very upset."), (AGENT, "I am so sorry about that."))
    card = scored(told[0], (AGENT, ""), (CUSTOMER, " "), told[1], (CUSTOMER, ""))
    (empathy,) = [mark for mark in card.marks if mark.criterion == "empathy"]
    assert [found.turn for found in empathy.evidence if found.quote] in ([], [3])
    assert card.sentiment
    assert [turn.turn for turn in card.sentiment.turns] == [0]


@pytest.mark.parametrize(
    "wrapped",
    ["\u200b{}\u200b", "\u202e{}\u202c", "مرحبا {} שלום", "\x00{}\x1b[31m", "\ud800{}", "{}\U0001f9d1\u200d\U0001f9bd"],
)
def test_signs_that_are_not_seen_neither_crash_nor_move_a_quote(wrapped: str) -> None:
    heard, said = wrapped.format("I am very upset about my parcel."), wrapped.format("I am so sorry about that.")
    talk = conversation((CUSTOMER, heard), (AGENT, said))
    card = score(talk, shipped_rubric("chat"), None)
    assert card.not_scored is None
    assert card.sentiment
    assert card.sentiment.turns[0].valence < 0
    for mark in card.marks:
        for found in mark.evidence:
            assert found.quote is None or said[found.quote.start : found.quote.end] == found.quote.text


@pytest.mark.parametrize("speaker", [AGENT, CUSTOMER])
@pytest.mark.parametrize(
    "said",
    [
        "a",
        "(",
        "😡",
        "\u0301",
        "ab'",
        "I have looked up your order and it will be with you on Friday. ",
        "1. Open it\n",
    ],
)
def test_a_turn_of_a_hundred_thousand_characters(said: str, speaker: Speaker) -> None:
    long = (said * 100_000)[:100_000]
    other = CUSTOMER if speaker is AGENT else AGENT
    card = scored((other, "My parcel is here."), (speaker, long), (other, "Good."))
    assert card.not_scored is None


def test_a_single_endless_word_is_too_little_to_judge() -> None:
    card = scored((CUSTOMER, "My parcel is lost."), (AGENT, "a" * 100_000))
    assert {mark.not_judged for mark in card.marks} >= {"too_short", "people_only"}


def endless(turns: int) -> Conversation:
    """A talk in which every turn has a word and a figure of its own, and now and then a feeling and an answer to it."""

    def text(number: int) -> str:
        if number % 50 < 2:
            return f"I am upset, item{number} broke." if number % 2 == 0 else f"I am sorry, part{number} comes Friday."
        return f"item{number} is {number}." if number % 2 == 0 else f"I noted {number} for part{number}."

    speakers = (CUSTOMER, AGENT)
    return conversation(*((speakers[number % 2], text(number)) for number in range(turns)))


def test_a_conversation_of_fifty_thousand_turns() -> None:
    talk = endless(MANY)
    card = score(talk, shipped_rubric("chat"), None)
    assert card.not_scored is None
    assert len(card.starts) == MANY
    assert card.sentiment
    assert len(card.sentiment.turns) == MANY // 2
    assert max(found.turn for mark in card.marks for found in mark.evidence) > MANY - 100


def test_memory_grows_no_faster_than_the_conversation() -> None:
    recognise(endless(60), None)  # what is read once, and kept, is not counted
    peaks = []
    for turns in (1500, 6000):
        talk = endless(turns)
        tracemalloc.start()
        recognise(talk, None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # Four times the turns; what grows with their square would come to sixteen times.
    assert peaks[1] < 6 * peaks[0]


def test_the_agent_with_two_names_and_no_words_is_still_not_scored() -> None:
    talk = conversation((CUSTOMER, "My parcel is lost."), (AGENT, ""))
    named = replace(talk, turns=(talk.turns[0], replace(talk.turns[1], name="Ines")))
    assert score(named, shipped_rubric("chat"), None).not_scored == "no_agent"
