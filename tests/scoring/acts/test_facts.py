"""Facts about an agent's words: pasted sentences, recaps that differ from what was said, terms asked back about."""

from __future__ import annotations

import pytest

from scoring.acts.facts import asked_back, canned, contradictions, slips
from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import read_turn
from scoring.acts.recognise import recognise
from scoring.acts.values import Act, Norm, TurnActs
from transcripts.conversation import Channel, Conversation, Speaker, Turn


def talk(*turns: tuple[str, str], language: str = "en") -> Conversation:
    return Conversation("t", Channel.CHAT, language, tuple(Turn(Speaker(speaker), text) for speaker, text in turns))


def contradicted(customer: str, agent: str) -> bool:
    conversation = talk(("customer", customer), ("agent", agent))
    readings = [read_turn(turn.text, lexicon("en")) for turn in conversation.turns]
    recap = TurnActs(acts=(Act("summary", 0.9, 0, len(agent), "cue"),))
    return bool(list(contradictions(conversation, readings, [TurnActs(), recap])))


@pytest.mark.parametrize(
    ("customer", "agent", "differs"),
    [
        ("My order is 447193.", "So it is about order 447139.", True),
        ("My order is 447193.", "So it is about order 447193.", False),
        ("I sent 40 crates back.", "So you sent 30 crates back.", True),
        ("I paid 1,250 euros.", "So you paid 1250 euros.", False),
        ("I ordered three boxes and 2 boxes came.", "So you ordered 3 boxes and got 2 boxes.", False),
        ("I have waited 14 days.", "So you have waited 14 days. You will have it within 20 days.", False),
        ("I bought it in 2023.", "So you bought it in 2023, and the warranty runs until 2025.", False),
    ],
)
def test_a_recap_contradicts_only_what_was_said_otherwise(customer: str, agent: str, differs: bool) -> None:
    assert contradicted(customer, agent) is differs


def test_the_same_long_sentence_again_is_canned_and_a_short_one_is_not() -> None:
    pasted = "Requests are dealt with in the order in which we receive them."
    conversation = talk(
        ("agent", pasted), ("customer", "When?"), ("agent", f"One moment. {pasted}"), ("agent", "One moment.")
    )
    readings = [read_turn(turn.text, lexicon("en")) for turn in conversation.turns]
    ((turn, act),) = canned(conversation, readings)
    assert (turn, conversation.turns[turn].text[act.start : act.end]) == (2, pasted)


def test_who_asks_back_about_a_word_of_the_agent_is_confused() -> None:
    conversation = talk(("agent", "The chargeback is pending."), ("customer", "What do you mean by chargeback?"))
    readings = [read_turn(turn.text, lexicon("en")) for turn in conversation.turns]
    assert [index for index, _ in asked_back(conversation, readings)] == [1]
    protest = talk(("agent", "It comes on Friday."), ("customer", "What do you mean by later?"))
    assert list(asked_back(protest, [read_turn(turn.text, lexicon("en")) for turn in protest.turns])) == []


def test_she_and_they_make_no_address_due() -> None:
    conversation = talk(
        ("customer", "Meine Frau wartet auf das Paket. Sie ist sauer."),
        ("agent", "Hast du die Nummer? Dann schaue ich für dich nach."),
        language="de",
    )
    assert not any(
        turn.has("register_slip") and turn.acts[0].because == "structure" for turn in recognise(conversation, None)
    )


def test_a_slip_is_found_behind_a_light_word() -> None:
    conversation = talk(
        ("customer", "Kunt u mij helpen? Ik wacht op uw antwoord."),
        ("agent", "Heb je een nummer?"),
        ("customer", "Ja, ik stuur het u."),
        ("agent", "Ik zie jouw bestelling, jij krijgt bericht."),
        language="nl",
    )
    readings = [read_turn(turn.text, lexicon("nl")) for turn in conversation.turns]
    assert [index for index, _ in slips(conversation, readings, recognise(conversation, None), lexicon("nl"))] == [3]


def test_signs_of_which_folding_leaves_nothing_come_through() -> None:
    acts = recognise(talk(("customer", "thanks (ﾟ▽ﾟ)"), ("agent", "(ﾟ▽ﾟ) Glad to help.")), None)
    assert len(acts) == 2


MIXED = (
    ("agent", "Hallo, was kann ich für dich tun?"),
    ("customer", "Mein Paket ist nicht da."),
    ("agent", "Können Sie mir bitte Ihre Nummer nennen?"),
    ("customer", "Ja, gern, das ist die 12345."),
    ("agent", "Ich schicke dir gleich eine Mail."),
)


@pytest.mark.parametrize(
    ("norm", "left"),
    [(None, []), ("informal", [2]), ("formal", [0]), ("follow", [])],
)
def test_what_the_company_wants_says_which_address_is_a_slip(norm: Norm | None, left: list[int]) -> None:
    found = [turn.act("register_slip") for turn in recognise(talk(*MIXED, language="de"), None, norm=norm)]
    assert [index for index, act in enumerate(found) if act and act.because == "structure"] == left


def test_the_address_that_follows_the_customer_s_is_theirs() -> None:
    theirs = (("customer", "Kannst du mir helfen?"), ("agent", "Gern. Haben Sie die Nummer für mich, Frau Kern?"))
    assert not recognise(talk(*theirs, language="de"), None)[1].has("register_slip")
    assert recognise(talk(*theirs, language="de"), None, norm="follow")[1].has("register_slip")


@pytest.mark.parametrize(
    ("answer", "slip"), [("Sie rufen gleich an, sagen Sie?", True), ("sie rufen gleich an", False)]
)
def test_without_capitals_nobody_is_accused_of_a_formal_address(answer: str, slip: bool) -> None:
    asked = talk(("customer", "wo sind die kollegen"), ("agent", answer), language="de")
    assert recognise(asked, None, norm="informal")[1].has("register_slip") is slip
