"""Things counted against a base, mapped to 0..1 by two anchors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.criteria import mark_criterion
from scoring.evidence import Verdict
from scoring.judged import JudgedConversation
from scoring.marks import Mark
from tests.scoring.building import as_mark, criterion, said, span, talk

TERMS = "The provisioning of your dongle by the backend takes about a day or so, then we close your ticket here."
ASK = said("customer", "When does it work?")
PLAIN = said("agent", "We will look at it today and write to you when your line is ready, before six o'clock.")


def marked(conversation: JudgedConversation, **fields: object) -> Mark:
    jargon = {"kind": "density", "counts": {"jargon": 1}, "per": "conversation", "good": 0, "bad": 4}
    return mark_criterion(criterion(**jargon | fields), conversation)


def with_spans(*words: str, explained: tuple[str, ...] = ()) -> JudgedConversation:
    spans = [span(TERMS, word, explained=word in explained, plain="plain words") for word in words]
    return talk(ASK, said("agent", TERMS, spans=spans))


@pytest.mark.parametrize(
    ("conversation", "score"),
    [
        (with_spans(), 1.0),
        (with_spans("provisioning"), 0.75),
        (with_spans("provisioning", "dongle", "backend", "ticket"), 0.0),
        (with_spans("provisioning", "dongle", explained=("dongle",)), 0.75),
        (with_spans("dongle", explained=("dongle",)), 1.0),
    ],
)
def test_unexplained_terms_count_and_explained_ones_do_not(conversation: JudgedConversation, score: float) -> None:
    mark = marked(conversation)
    assert mark.score == score
    assert as_mark(mark.arithmetic) == pytest.approx(score, abs=1e-4)


def test_each_counted_term_is_quoted_with_its_plain_words() -> None:
    mark = marked(with_spans("provisioning", "backend"))
    quotes = [evidence.quote.text for evidence in mark.evidence if evidence.quote]
    assert quotes == ["provisioning", "backend"]
    assert {(evidence.reason, evidence.turn, evidence.plain) for evidence in mark.evidence} == {
        ("contrary.jargon", 1, "plain words")
    }


def test_other_kinds_of_spans_are_not_counted() -> None:
    idiom = span(TERMS, "close your ticket", "idiom")
    conversation = talk(ASK, said("agent", TERMS, spans=[idiom]))
    assert marked(conversation).score == 1.0
    assert marked(conversation, counts={"jargon": 1, "idiom": 0.5}).score == 0.875


def test_what_counts_below_zero_makes_up_for_the_rest_and_is_shown() -> None:
    vague = said("agent", "It will be looked at soon by somebody here, I would think.", "vague")
    steps = said("agent", "First open the lid, then press the button, and wait.", "steps")
    fields = {"counts": {"vague": 1, "steps": -0.5}, "per": "agent_turn", "bad": 0.5}
    mark = marked(talk(ASK, vague, ASK, steps), **fields)
    assert {evidence.reason: evidence.verdict for evidence in mark.evidence} == {
        "contrary.vague": Verdict.CONTRARY,
        "shown.steps": Verdict.SHOWN,
    }
    assert mark.score == 0.5
    assert (mark.n, mark.per) == (2, "agent_turn")
    assert marked(talk(ASK, steps, ASK, steps), **fields).score == 1.0


def test_confusion_is_counted_where_the_customer_says_it() -> None:
    confused = said("customer", "What does provisioning mean?", "confusion")
    mark = marked(talk(ASK, PLAIN, confused, PLAIN), counts={"confusion": 2})
    (evidence,) = mark.evidence
    assert (evidence.turn, evidence.prompt and evidence.prompt.text) == (2, "What does provisioning mean?")
    assert evidence.quote is None, "a customer's words are never shown as the agent's"
    assert mark.score == 0.5


def test_a_term_counts_once_and_not_at_all_once_it_is_explained() -> None:
    explained = said("agent", TERMS, spans=[span(TERMS, "dongle", explained=True)])
    unexplained = said("agent", TERMS, spans=[span(TERMS, "dongle")])
    counted = {"counts": {"jargon": 1}, "per": "conversation"}
    assert len(marked(talk(ASK, unexplained, ASK, unexplained), **counted).evidence) == 1
    assert marked(talk(ASK, explained, ASK, unexplained), **counted).evidence == ()


@pytest.mark.parametrize(
    ("per", "base", "score"), [("100_words", 0.4, 0.375), ("sentence", 4, 0.9375), ("agent_turn", 2, 0.875)]
)
def test_the_base_is_what_the_agent_said(per: str, base: float, score: float) -> None:
    text = TERMS + " That is it."
    words = len(text.split())
    rest = said("agent", " ".join(["word"] * (40 - words)), hard=3)
    mark = marked(talk(ASK, said("agent", text, spans=[span(text, "dongle")]), ASK, rest), per=per)
    assert (mark.n, mark.score) == (base, score)
    assert as_mark(mark.arithmetic) == pytest.approx(score, abs=1e-4)


def test_hard_sentences_of_the_agent_count_and_the_customers_do_not() -> None:
    conversation = talk(said("customer", "Long and winding complaint.", hard=2), said("agent", TERMS, hard=2))
    mark = marked(conversation, counts={"hard_sentence": 1})
    assert [evidence.turn for evidence in mark.evidence] == [1, 1]
    assert mark.score == 0.5


@pytest.mark.parametrize(("words", "not_judged"), [(14, "too_short"), (15, None)])
def test_an_agent_who_said_too_little_is_not_judged(words: int, not_judged: str | None) -> None:
    mark = marked(talk(said("customer", "word " * 50), said("agent", " ".join(["word"] * words))), minimum_words=15)
    assert mark.not_judged == not_judged
    assert (mark.score is None) == (not_judged is not None)


SLOW = {"counts": {"slow_reply": 1}, "per": "reply", "reply_within": 60, "bad": 1}


def test_replies_later_than_the_target_count() -> None:
    mark = marked(
        talk(
            said("customer", "Hello?", at=(0, 2)),
            said("agent", PLAIN[0].text, at=(62, 70)),
            said("agent", PLAIN[0].text, at=(500, 501)),
            said("customer", "And now?", at=(510, 520)),
            said("agent", PLAIN[0].text, at=(581, 590)),
        ),
        **SLOW,
    )
    assert [(evidence.reason, evidence.turn) for evidence in mark.evidence] == [("contrary.slow_reply", 4)]
    assert (mark.n, mark.per, mark.score) == (2, "reply", 0.5)


def test_an_agent_who_answers_before_the_customer_has_finished_is_not_slow() -> None:
    mark = marked(talk(said("customer", "Hello?", at=(0, 9)), said("agent", PLAIN[0].text, at=(8, 12))), **SLOW)
    assert (mark.score, mark.evidence) == (1.0, ())


def waiting(text: str, channel: str = "call", *, ended: bool = True) -> JudgedConversation:
    """The agent says `text`, the customer agrees, and the agent is back after a hundred seconds."""
    lines = [
        said("agent", text, at=(0, 3)),
        said("customer", "Yes, of course.", at=(4, 5)),
        said("agent", PLAIN[0].text, at=(105, 110)),
    ]
    if not ended:
        lines = [(replace(turn, end=None), acts) for turn, acts in lines]
    return talk(*lines, channel=channel)


@pytest.mark.parametrize(
    ("conversation", "score"),
    [
        (waiting("Let me check that for you, one moment please."), 1.0),
        (waiting("That is on the invoice of March."), 0.0),
        (waiting("Let me check that for you, one moment please.", "chat", ended=False), 0.0),
    ],
    ids=["announced", "not announced", "in writing"],
)
def test_an_announced_wait_on_the_telephone_is_no_slow_reply(conversation: JudgedConversation, score: float) -> None:
    mark = marked(conversation, **SLOW)
    assert (mark.n, mark.score) == (1, score)


def test_without_times_slow_replies_are_not_judged() -> None:
    mark = marked(talk(ASK, PLAIN), **SLOW)
    assert (mark.score, mark.not_judged) == (None, "no_times")


@pytest.mark.parametrize("per", ["100_words", "sentence", "agent_turn", "reply", "conversation"])
def test_a_base_of_nothing_gives_no_mark_instead_of_a_division_by_zero(per: str) -> None:
    """A rubric may count anything per reply where there are no times, or per words where there are only signs."""
    signs = talk(said("customer", "👍"), (said("agent", "👍")[0], said("agent", "")[1]))
    mark = marked(signs, counts={"vague": 1}, per=per, minimum_words=0)
    assert mark.score in (None, 1.0)
