"""The whole way from a conversation to its scorecard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rubrics.load import rubric_for_channel, shipped_rubric
from scoring.acts.embedding import embedding
from scoring.acts.values import TurnActs
from scoring.engine import score, score_acts, why_not
from scoring.evidence import UnverifiedQuoteError, verify
from scoring.scorecard import ENGINE, Scorecard
from tests.scoring.building import as_mark, said, talk
from transcripts.conversation import Channel, Conversation, Speaker, Turn, Word
from transcripts.files import conversation_from_json

SAMPLES = Path(__file__).parents[2] / "qa_app" / "samples"
# The samples that are in the product's own form already.
OWN_FORM = [path for path in sorted(SAMPLES.glob("*.json")) if "turns" in json.loads(path.read_text(encoding="utf-8"))]
ASKS = Turn(Speaker.CUSTOMER, "My parcel has not arrived and I am very upset.")
ANSWERS = Turn(Speaker.AGENT, "I understand how upsetting that is. When did you order it?")
TALK = Conversation("talk", Channel.CHAT, "en", (ASKS, ANSWERS))


@pytest.fixture(
    scope="module",
    params=[*((path, False) for path in OWN_FORM), (OWN_FORM[0], True)],
    ids=lambda param: param[0].name.partition(".")[0] + ("-with-meaning" if param[1] else ""),
)
def sample(request: pytest.FixtureRequest) -> tuple[Conversation, Scorecard]:
    path, with_meaning = request.param
    conversation = conversation_from_json(json.loads(path.read_text(encoding="utf-8")), path.name)
    rubric = rubric_for_channel(conversation.channel.value)
    return conversation, score(conversation, rubric, embedding() if with_meaning else None)


def test_there_are_samples_in_the_own_form() -> None:
    assert len(OWN_FORM) >= 3


def test_every_quote_stands_in_the_transcript(sample: tuple[Conversation, Scorecard]) -> None:
    conversation, card = sample
    found = [evidence for mark in card.marks for evidence in mark.evidence]
    assert any(evidence.quote for evidence in found)
    for evidence in found:
        verify(evidence, conversation)
        for words in (evidence.quote, evidence.prompt):
            assert words is None or conversation.turns[words.turn].text[words.start : words.end] == words.text


def test_every_mark_is_what_its_sum_comes_to(sample: tuple[Conversation, Scorecard]) -> None:
    card = sample[1]
    judged = [mark for mark in card.marks if mark.score is not None]
    for mark in judged:
        assert mark.score is not None
        assert as_mark(mark.arithmetic) == pytest.approx(mark.score, abs=2e-4), mark.criterion
    weights = sum(mark.weight for mark in judged)
    assert card.total == pytest.approx(sum(mark.weight * (mark.score or 0) for mark in judged) / weights, abs=1e-3)


def test_every_criterion_of_the_rubric_has_a_mark_or_a_reason(sample: tuple[Conversation, Scorecard]) -> None:
    conversation, card = sample
    rubric = rubric_for_channel(conversation.channel.value)
    assert [mark.criterion for mark in card.marks] == [criterion.id for criterion in rubric.criteria]
    assert all((mark.score is None) == (mark.not_judged is not None) for mark in card.marks)


@pytest.mark.parametrize(
    ("conversation", "reason"),
    [
        (replace(TALK, language="fr"), "unsupported_language"),
        (replace(TALK, language="und", turns=()), "unsupported_language"),
        (replace(TALK, turns=()), "no_agent"),
        (replace(TALK, turns=(ASKS, ASKS)), "no_agent"),
        (replace(TALK, turns=(ASKS, Turn(Speaker.AGENT, " \n"))), "no_agent"),
        (replace(TALK, turns=(ASKS, Turn(Speaker.BOT, "Hello, I am a bot."))), "no_agent"),
        (replace(TALK, turns=(ANSWERS,)), "no_customer"),
        (replace(TALK, turns=(ANSWERS, Turn(Speaker.OTHER, "I only interpret."))), "no_customer"),
        (replace(TALK, channel=Channel.CALL), "other_channel"),
    ],
)
def test_what_cannot_be_judged_has_no_marks_but_a_reason(conversation: Conversation, reason: str) -> None:
    card = score(conversation, shipped_rubric("chat"), None)
    assert (card.not_scored, card.marks, card.total) == (reason, (), None)
    assert (card.id, card.rubric, card.language) == ("talk", "chat", conversation.language)


def recording(certainty: float, *, roles: float | None = 0.95) -> Conversation:
    """TALK as a recording in which every word was recognised with that certainty."""
    turns = []
    for number, turn in enumerate((ASKS, ANSWERS) * 2):
        words = tuple(Word(text, number * 9.0, number * 9.0 + 1, certainty) for text in turn.text.split())
        turns.append(replace(turn, start=number * 9.0, end=number * 9.0 + 1, words=words))
    return replace(TALK, channel=Channel.CALL, turns=tuple(turns), roles_certainty=roles)


@pytest.mark.parametrize(
    ("conversation", "poor"),
    [
        (recording(0.9), ()),
        (recording(0.3), ("unsure_words",)),
        (recording(0.9, roles=0.1), ("unsure_roles",)),
        (recording(0.3, roles=0.1), ("unsure_words", "unsure_roles")),
    ],
)
def test_a_transcript_that_is_too_poor_is_not_scored(conversation: Conversation, poor: tuple[str, ...]) -> None:
    card = score(conversation, shipped_rubric("call"), None)
    assert card.poor == poor
    assert card.not_scored == (poor[0] if poor else None)
    assert bool(card.marks) == (not poor)


def test_what_is_wrong_with_the_conversation_itself_is_said_before_its_poor_transcript() -> None:
    card = score(replace(recording(0.3), language="fr"), shipped_rubric("call"), None)
    assert (card.not_scored, card.poor) == ("unsupported_language", ())


def test_a_conversation_that_can_be_judged_has_no_such_reason() -> None:
    assert why_not(TALK, shipped_rubric("chat")) is None
    assert score(TALK, shipped_rubric("chat"), None).not_scored is None


def test_the_scorecard_says_whose_it_is() -> None:
    known = replace(TALK, agent="Mira", started_at="2026-03-02T09:00:00", turns=(replace(ASKS, start=2.5), ANSWERS))
    card = score(known, shipped_rubric("chat"), None)
    assert (card.agent, card.started_at, card.channel, card.starts) == (
        "Mira",
        "2026-03-02T09:00:00",
        "chat",
        (2.5, None),
    )
    assert (card.rubric_version, card.engine) == (shipped_rubric("chat").version, ENGINE)


def test_acts_that_do_not_stand_where_they_say_are_never_shown() -> None:
    judged = talk(said("customer", "I am upset.", "negative_feeling"), said("agent", "I see.", "apology"))
    elsewhere = tuple(replace(turn.acts[0], start=90, end=99) for turn in judged.acts)
    forged = tuple(TurnActs((act,), words=20) for act in elsewhere)
    with pytest.raises(UnverifiedQuoteError):
        score_acts(judged.conversation, forged, shipped_rubric("chat"))


def test_the_same_conversation_gives_the_same_bytes_in_every_process() -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", "from qa_app.cli import main; main()", "score", str(OWN_FORM[0])],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2718")
    ]
    assert len(outputs[0].splitlines()) == 1
    assert outputs[0] == outputs[1]


def test_nobody_answers_for_the_words_of_a_colleague() -> None:
    turns = (
        Turn(Speaker.CUSTOMER, "My parcel is lost."),
        Turn(Speaker.AGENT, "I will look into it for you.", name="Ines"),
        Turn(Speaker.CUSTOMER, "Still nothing."),
        Turn(Speaker.AGENT, "That is not my problem.", name="Tom"),
    )
    card = score(Conversation("two", Channel.CHAT, "en", turns, agent="Ines"), shipped_rubric("chat"), None)
    assert (card.not_scored, card.marks) == ("several_agents", ())
