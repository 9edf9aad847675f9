"""A transcript is good enough to score, or says why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring import explain
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel, Conversation, Speaker, Turn, Word
from transcripts.quality import (
    LEAST_LANGUAGE_CERTAINTY,
    LEAST_ROLES_CERTAINTY,
    LEAST_WORD_CERTAINTY,
    LEAST_WORDS,
    REASONS,
    Quality,
    quality,
)

A, C = Speaker.AGENT, Speaker.CUSTOMER


def turn(speaker: Speaker, certainty: float, words: int = 20, language: str | None = None) -> Turn:
    said = tuple(Word(f"w{number}", float(number), number + 0.5, certainty) for number in range(words))
    return Turn(speaker, " ".join(word.text for word in said), 0.0, float(words), words=said, language=language)


def call(*turns: Turn) -> Conversation:
    return Conversation("call-7", Channel.CALL, "nl", turns, language_certainty=0.97, roles_certainty=0.95)


GOOD = call(turn(A, 0.9), turn(C, 0.8))


def test_the_facts_of_a_good_recording() -> None:
    unsure = replace(turn(C, 0.8), words=(*turn(C, 0.8, 15).words, *turn(C, 0.4, 5).words))
    assert quality(call(turn(A, 0.9), unsure)) == Quality(
        agent_words=20,
        customer_words=20,
        agent_certainty=pytest.approx(0.9),
        customer_certainty=pytest.approx(0.7),
        unsure_words=0.125,
        other_languages=0.0,
        roles_certainty=0.95,
        language_certainty=0.97,
        reasons=(),
    )


@pytest.mark.parametrize(
    ("conversation", "reasons"),
    [
        (GOOD, ()),
        (call(turn(A, LEAST_WORD_CERTAINTY + 0.01), turn(C, LEAST_WORD_CERTAINTY + 0.01)), ()),
        (call(turn(A, LEAST_WORD_CERTAINTY - 0.01), turn(C, 0.9)), ("unsure_words",)),
        (call(turn(A, 0.9), turn(C, LEAST_WORD_CERTAINTY - 0.01)), ("unsure_words",)),
        (call(*GOOD.turns, turn(Speaker.OTHER, 0.1), turn(Speaker.BOT, 0.1)), ()),
        (replace(GOOD, roles_certainty=LEAST_ROLES_CERTAINTY), ()),
        (replace(GOOD, roles_certainty=LEAST_ROLES_CERTAINTY - 0.01), ("unsure_roles",)),
        (replace(GOOD, roles_certainty=None), ()),
        (call(turn(A, 0.9, LEAST_WORDS), turn(C, 0.9, LEAST_WORDS)), ()),
        (call(turn(A, 0.9, LEAST_WORDS), turn(C, 0.9, LEAST_WORDS - 1)), ("few_words",)),
        (call(turn(A, 0.9, LEAST_WORDS - 1), turn(C, 0.9)), ("few_words",)),
        (replace(GOOD, language_certainty=LEAST_LANGUAGE_CERTAINTY - 0.01), ("unsure_language",)),
        (replace(GOOD, language_certainty=None), ()),
        (call(*GOOD.turns, turn(A, 0.9, 12, "en")), ()),
        (call(*GOOD.turns, turn(A, 0.9, 14, "en")), ("mixed_languages",)),
        (call(*GOOD.turns, turn(C, 0.9, 14, "nl")), ()),
        (
            replace(call(turn(A, 0.1, 5), turn(C, 0.1, 5, "de")), roles_certainty=0.1, language_certainty=0.1),
            REASONS,
        ),
    ],
)
def test_each_limit_and_its_reason(conversation: Conversation, reasons: tuple[str, ...]) -> None:
    assert quality(conversation).reasons == reasons


@pytest.mark.parametrize(
    "conversation",
    [
        Conversation("chat", Channel.CHAT, "nl", (Turn(C, "Hallo"), Turn(A, "Dag")), language_certainty=0.2),
        Conversation("vtt", Channel.CALL, "nl", (Turn(C, "Hallo", 0.0, 1.0), Turn(A, "Dag", 1.0, 2.0))),
        Conversation("nothing", Channel.CALL, "und", (), language_certainty=0.0),
    ],
    ids=["chat", "transcript without certainties", "nothing"],
)
def test_what_was_not_recognised_from_sound_is_taken_as_it_is(conversation: Conversation) -> None:
    found = quality(conversation)
    assert found.reasons == ()
    assert (found.agent_certainty, found.customer_certainty, found.unsure_words) == (None, None, None)


def test_words_are_counted_where_there_are_no_certainties() -> None:
    found = quality(Conversation("chat", Channel.CHAT, "nl", (Turn(C, "Hallo, dag!"), Turn(A, "Goedemorgen."))))
    assert (found.agent_words, found.customer_words) == (1, 2)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_every_reason_has_words_in_every_language(language: str) -> None:
    assert len({explain.not_judged(reason, language) for reason in REASONS}) == len(REASONS)
