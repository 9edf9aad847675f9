"""Sentences that are pasted into many conversations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from scoring.acts.values import Act, TurnActs
from scoring.canned import PastedSentence, pasted_sentences
from transcripts.conversation import Channel, Conversation, Speaker, Turn

PASTED = "We kindly ask you to fill in the form on page two of our site."
SAME = "we kindly ask you to fill in the form, on page two of our SITE"
Read = tuple[Conversation, Sequence[TurnActs]]


def talk(name: str, *texts: str, speaker: Speaker = Speaker.AGENT, language: str = "en") -> Read:
    turns = tuple(Turn(speaker, text) for text in texts)
    return Conversation(name, Channel.CHAT, language, turns), [TurnActs() for _ in turns]


def polite(name: str, act: str, words: str, text: str) -> Read:
    """A turn of which those words are a greeting or a closing."""
    start = text.index(words)
    conversation, _ = talk(name, text)
    return conversation, [TurnActs((Act(act, 0.9, start, start + len(words), "meaning"),))]


def test_a_sentence_in_three_conversations_is_reported_with_its_first_places() -> None:
    conversations = [talk("a", f"I see. {PASTED}"), talk("b", SAME), talk("c", PASTED, PASTED), talk("d", PASTED)]
    (found,) = pasted_sentences(conversations)
    assert (found.times, found.conversations) == (5, 4)
    assert [place.conversation for place in found.places] == ["a", "b", "c"]
    assert [place.quote.text for place in found.places] == [PASTED, SAME, PASTED]
    for place, (conversation, _) in zip(found.places, conversations, strict=False):
        text = conversation.turns[place.quote.turn].text
        assert text[place.quote.start : place.quote.end] == place.quote.text


@pytest.mark.parametrize(
    "conversations",
    [
        [talk("a", PASTED, PASTED, PASTED, PASTED), talk("b", PASTED)],
        [talk(name, "One moment please.") for name in "abcd"],
        [talk(name, PASTED, speaker=Speaker.CUSTOMER) for name in "abcd"],
        [talk(name, f"I have sent parcel {name}7 to you by the fast post today.") for name in "abcd"],
        [],
    ],
    ids=["two conversations", "short", "customer", "differing", "nothing"],
)
def test_what_is_not_pasted(conversations: list[Read]) -> None:
    assert pasted_sentences(conversations) == ()


def test_greetings_and_closings_are_the_same_everywhere_and_left_out_with_what_frames_them() -> None:
    greeting = "Welcome at the desk of the company, so what brings you here?"
    head = "This answer was written at our office in the north of town."
    assert pasted_sentences(polite(name, "greeting", greeting, f"{head} {greeting}") for name in "abcd") == ()
    closing = "We remain at your disposal for whatever else may come up soon."
    foot = "This message is meant only for the person to whom it was sent."
    assert pasted_sentences(polite(name, "closing", closing, f"{closing} {foot}") for name in "abcd") == ()
    between = pasted_sentences(polite(name, "greeting", greeting, f"{greeting} {PASTED}") for name in "abcd")
    assert [found.places[0].quote.text for found in between] == [PASTED]


def test_the_sentence_in_most_conversations_comes_first() -> None:
    other = "Please note that such a request can take up to five working days."
    found = pasted_sentences(talk(str(number), other, *([PASTED] if number else [])) for number in range(5))
    assert [(one.places[0].quote.text, one.conversations) for one in found] == [(other, 5), (PASTED, 4)]


def test_only_so_many_sentences_are_remembered_and_the_rare_ones_are_forgotten() -> None:
    def archive() -> Iterator[Read]:
        for number in range(60):
            once = f"In your own case number {number} we have looked up what was written."
            yield talk(str(number), PASTED, once)

    found: tuple[PastedSentence, ...] = pasted_sentences(archive(), most=8)
    assert [(one.places[0].quote.text, one.conversations) for one in found] == [(PASTED, 60)]


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        pasted_sentences([talk("a", PASTED, language="fr")])
