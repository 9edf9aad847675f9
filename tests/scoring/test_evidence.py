"""Every quote is checked against the transcript before anyone sees it."""

from __future__ import annotations

import pytest

from scoring.evidence import Evidence, Quote, UnverifiedQuoteError, Verdict, quote, verify
from transcripts.conversation import Channel, Conversation, Speaker, Turn

TALK = Conversation(
    "talk",
    Channel.CHAT,
    "en",
    (Turn(Speaker.CUSTOMER, "My parcel is lost."), Turn(Speaker.AGENT, "That must be annoying 😀, I see.")),
)


def shown(words: Quote | None, prompt: Quote | None = None) -> Evidence:
    return Evidence("empathy", Verdict.SHOWN, "acknowledge_feeling", 1, 4, quote=words, prompt=prompt)


@pytest.mark.parametrize(
    "evidence",
    [
        shown(quote(TALK, 1, 0, 21)),
        shown(quote(TALK, 1, 5, 31), quote(TALK, 0, 3, 9)),
        shown(None, Quote(0, 0, 18, "My parcel is lost.")),
        shown(None),
    ],
)
def test_words_that_stand_in_the_transcript_pass(evidence: Evidence) -> None:
    verify(evidence, TALK)


@pytest.mark.parametrize(
    "forged",
    [
        Quote(1, 0, 21, "That must be wonderful"),
        Quote(1, 1, 22, "That must be annoying"),
        Quote(0, 0, 21, "That must be annoying"),
        Quote(1, 0, 4, "that"),
        Quote(1, 3, 3, ""),
        Quote(2, 0, 4, "That"),
        Quote(-1, 0, 4, "That"),
        Quote(1, 500, 504, "That"),
        Quote(1, 500, 504, ""),
    ],
)
def test_a_forged_quote_is_refused_wherever_it_stands(forged: Quote) -> None:
    with pytest.raises(UnverifiedQuoteError, match="talk: turn"):
        verify(shown(forged), TALK)
    with pytest.raises(UnverifiedQuoteError):
        verify(shown(quote(TALK, 1, 0, 4), forged), TALK)


def test_the_error_does_not_repeat_the_words() -> None:
    with pytest.raises(UnverifiedQuoteError) as caught:
        verify(shown(Quote(0, 0, 9, "My secret")), TALK)
    assert "secret" not in str(caught.value)
    assert "parcel" not in str(caught.value)
