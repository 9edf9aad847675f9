"""Which wording is proposed for each evidence of a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring import explain
from scoring.acts.recognise import recognise
from scoring.evidence import Evidence, Quote, Verdict
from scoring.suggestions import Manner, manner, suggestions
from scoring.tries import Setting
from transcripts.conversation import Channel, Conversation, Speaker, Turn

CALL = Manner("en", "call")
MISSED = Evidence("empathy", Verdict.MISSED, "negative_feeling", 2, 1, situation="worry")


def _chosen(*evidence: Evidence, held: Manner = CALL) -> tuple[str, ...]:
    return suggestions((one, held) for one in evidence)


def test_the_first_is_the_most_fitting() -> None:
    assert _chosen(MISSED) == explain.tries(MISSED.reason, "en", Setting("worry"))[:1]


def test_a_report_repeats_nothing_before_everything_fitting_was_said_once() -> None:
    fitting = explain.tries(MISSED.reason, "en", Setting("worry", channel="call"))
    assert len(fitting) > 2
    chosen = _chosen(*[MISSED] * (2 * len(fitting)))
    assert chosen == fitting * 2


def test_what_one_situation_used_up_is_not_said_again_for_another() -> None:
    general = replace(MISSED, situation="general")
    _, _, third, other = _chosen(MISSED, MISSED, MISSED, general)
    assert third != other


def test_a_term_is_said_in_its_plain_words() -> None:
    term = Evidence("jargon", Verdict.CONTRARY, "jargon", 2, 1, quote=Quote(2, 0, 8, "prorated"), plain="by the day")
    assert _chosen(term, replace(term, plain="")) == ("by the day", "With “prorated” I mean: ….")


def test_another_term_gets_another_sentence() -> None:
    terms = [
        Evidence("jargon", Verdict.CONTRARY, "jargon", 2, 1, quote=Quote(2, 0, len(word), word))
        for word in ("prorated", "escrow")
    ]
    assert _chosen(*terms) == ("With “prorated” I mean: ….", "“escrow” is our word for …. For you it means: ….")


def test_customers_are_quoted_in_the_marks_of_their_language() -> None:
    fitting = len(explain.tries("contrary.dismissive", "de"))
    said = Quote(1, 0, 15, "Ich kann nicht.")
    dismissed = Evidence("empathy", Verdict.CONTRARY, "dismissive", 2, 0, prompt=said)
    chosen = _chosen(*[dismissed] * (fitting + 1), held=Manner("de", "call", "informal"))
    assert chosen[-1].startswith("Du sagst „Ich kann nicht“. Das möchte ich")


def test_words_too_long_to_be_said_back_are_not_quoted() -> None:
    words = "It has been going on like this for such a very long time that I lost count of the days."
    dismissed = Evidence("empathy", Verdict.CONTRARY, "dismissive", 2, 0, prompt=Quote(1, 0, len(words), words))
    assert not any("It has been" in text for text in _chosen(*[dismissed] * 6))


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence("empathy", Verdict.SHOWN, "apology", 2, 2),
        Evidence("returns", Verdict.MISSED, "return_label", 2, 0),
        Evidence("jargon", Verdict.SHOWN, "jargon", 2, 0, plain="by the day"),
    ],
    ids=["shown", "a name of their own", "shown term"],
)
def test_nothing_is_proposed(evidence: Evidence) -> None:
    assert _chosen(evidence) == ("",)


def test_a_language_without_wordings() -> None:
    assert _chosen(MISSED, held=Manner("fr", "call")) == ("",)


@pytest.mark.parametrize(
    ("language", "agent", "form"),
    [
        ("nl", "Kunt u mij uw nummer geven?", "formal"),
        ("nl", "Kun je mij jouw nummer geven? Dan help ik jou.", "informal"),
        ("de", "Können Sie mir Ihre Nummer geben?", "formal"),
        ("de", "Kannst du mir deine Nummer geben?", "informal"),
        ("ro", "Îmi dați numărul dumneavoastră?", "formal"),
        ("en", "Can you give me your number?", None),
    ],
)
def test_the_manner_of_a_conversation(language: str, agent: str, form: str | None) -> None:
    turns = (Turn(Speaker.CUSTOMER, "…"), Turn(Speaker.AGENT, agent))
    talk = Conversation("x", Channel.CHAT, language, turns)
    assert manner(talk, recognise(talk, None)) == Manner(language, "chat", form)  # type: ignore[arg-type]
