"""The terms found in an archive of invented conversations, and what must never come out of one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

import pytest

from scoring import jargon_counts
from scoring.acts.recognise import recognise
from scoring.jargon_counts import ArchiveCounts
from scoring.jargon_finder import JargonTerm, find_jargon
from tests.scoring.invented_archive import AGENTS, PLANTED, PRIVATE, archive
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel, Conversation, Speaker, Turn

# Words that many turns share and everybody knows: none of them may be taken for a term.
PLAIN = (
    "I had a look at your order and it is fine now.",
    "My colleague saw the payment and sends the money on Friday.",
    "Please write to us again when the letter has come.",
    "We can change the day if that is better for you.",
)


def found(conversations: Iterable[Conversation], *, with_known: bool = False) -> tuple[JargonTerm, ...]:
    counts = ArchiveCounts()
    for conversation in conversations:
        counts.add(conversation, recognise(conversation, None))
    return find_jargon(counts, with_known=with_known)


def chats(sentences: Iterable[str], answer: str = "All right, thank you.", agents: int = 3) -> list[Conversation]:
    """A conversation for each sentence of an agent, between everyday ones."""
    return [
        Conversation(
            f"chat-{number}",
            Channel.CHAT,
            "en",
            (
                Turn(Speaker.CUSTOMER, "Hello, I have a question about the letter that I got from you last week."),
                Turn(Speaker.AGENT, PLAIN[number % len(PLAIN)]),
                Turn(Speaker.CUSTOMER, "Good, and what about the other thing that I wrote about, when is that done?"),
                Turn(Speaker.AGENT, sentence),
                Turn(Speaker.CUSTOMER, answer),
            ),
            agent=f"Agent {'ABCDEFGH'[number % agents]}",
        )
        for number, sentence in enumerate(sentences)
    ]


VARIED = (
    "First the {} has to be closed.",
    "There is a {} on your side.",
    "I opened the {} for you.",
    "After that {} all is well.",
    "It waits because of the {} now.",
    "You need no {} for this.",
    "Every {} takes two days.",
    "Then a new {} begins.",
    "Without a {} we cannot go on.",
    "My team looks at the {} tonight.",
)


def varied(term: str, times: int = 20) -> list[str]:
    return [VARIED[number % len(VARIED)].format(term) for number in range(times)]


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_planted_terms_come_out_on_top_and_no_everyday_word_does(language: str) -> None:
    terms = found(archive(language))
    assert {term.term for term in terms} == set(PLANTED[language])
    for term in terms:
        assert term.language == language
        assert term.customer == 0
        assert term.agent >= 20
        assert term.conversations == term.agent
        assert term.agents == len(AGENTS)
        assert term.asked_back == 5
        assert (term.reason, term.known) == ("asked_back", False)
        assert term.keyness > 6.63
        assert term.keyness_general > 6.63
        assert term.general_frequency < 4
        assert term.kind == ("acronym" if term.term.isupper() else "jargon")


def test_languages_of_one_archive_do_not_mix() -> None:
    terms = found(chain.from_iterable(map(archive, SUPPORTED_LANGUAGES)))
    assert {(term.language, term.term) for term in terms} == {(key, term) for key in PLANTED for term in PLANTED[key]}


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_nothing_that_points_to_a_person_comes_out(language: str) -> None:
    for term in found(archive(language), with_known=True):
        shown = " ".join([term.term, *(example.quote for example in term.examples)])
        assert not re.search(r"\d|@", shown)
        for private in chain.from_iterable(PRIVATE):
            assert private.lower() not in shown.lower()


def test_examples_are_the_agents_words_from_different_conversations_and_tell_where() -> None:
    by_id = {conversation.id: conversation for conversation in archive("en")}
    for term in found(by_id.values()):
        assert len({example.conversation for example in term.examples}) == len(term.examples) == 3
        for example in term.examples:
            turn = by_id[example.conversation].turns[example.turn]
            assert turn.speaker is Speaker.AGENT
            assert term.term in example.quote
            assert all(part.strip() in turn.text for part in example.quote.split("…"))
            assert example.asked_back


def test_a_term_of_two_conversations_or_of_one_agent_is_left_out() -> None:
    assert [term.term for term in found(chats(varied("grelldock")))] == ["grelldock"]
    twice = chats([*varied("grelldock " * 10, 2), *varied("day")])
    assert found(twice) == ()
    one_agent = chats(varied("grelldock"), agents=1)
    assert [term.term for term in found(one_agent)] == ["grelldock"]
    of_two = [replace(chat, agent="Agent Z") if number == 0 else chat for number, chat in enumerate(one_agent)]
    never_by_z = [replace(chat, turns=chat.turns[:3]) if number == 0 else chat for number, chat in enumerate(of_two)]
    assert found(never_by_z) == ()


def test_names_numbers_and_addresses_are_no_terms_however_often_they_are_said() -> None:
    for private in ("Brenkofer", "4471928", "desk@grelldock.example", "AB 4471", "Mr Brenkofer"):
        assert found(chats(varied(private))) == (), private
    named = [replace(chat, customer="Rufina Brenkofer") for chat in chats(varied("brenkofer"))]
    assert found(named) == ()


def in_german(sentences: Iterable[str]) -> list[Conversation]:
    """German writes every noun with a capital, so a name does not show by it."""
    asked = Turn(Speaker.CUSTOMER, "Wo ist mein Paket? Es sollte gestern kommen und ich war den ganzen Tag da.")
    return [
        Conversation(f"de-{number}", Channel.CHAT, "de", (asked, Turn(Speaker.AGENT, sentence)), agent=f"{number % 3}")
        for number, sentence in enumerate(sentences)
    ]


def test_a_name_behind_a_title_is_no_term_where_every_noun_has_a_capital() -> None:
    assert [term.term for term in found(in_german(["Das gebe ich der Grelldock weiter."] * 20))] == ["Grelldock"]
    assert found(in_german(["Das gebe ich Frau Grelldock weiter."] * 20)) == ()


def test_a_name_behind_a_greeting_is_left_out_of_quotes() -> None:
    greeted = ["Hallo Thorvald, die Grelldock ist zu."] * 5
    (term,) = found(in_german([*greeted, *["Das gebe ich der Grelldock weiter."] * 20]))
    assert term.examples[0].quote == "Hallo …, die Grelldock ist zu."


def test_words_of_a_single_conversation_are_left_out_of_quotes() -> None:
    odd = ("wimbelquist", "tarrowmeer", "ostrelbach", "kinnerfold")
    (term,) = found(
        chats([f"The grelldock of {word} is open and {word} knows." for word in odd * 5][:4] + varied("grelldock"))
    )
    assert term.examples[0].quote == "The grelldock of … is open and … knows."


def test_what_customers_say_as_often_is_no_term() -> None:
    assert found(chats(varied("grelldock"), answer="Is the grelldock good now?")) == ()


def test_forms_of_a_word_are_one_term_under_the_commonest_form() -> None:
    (term,) = found(chats([*varied("grelldocks", 12), *varied("grelldock", 8)]))
    assert (term.term, term.agent) == ("grelldocks", 20)


def test_a_phrase_hides_the_words_that_mostly_stand_in_it_and_only_then() -> None:
    assert [term.term for term in found(chats(varied("grelldock shutter")))] == ["grelldock shutter"]
    mixed = chats([*varied("grelldock shutter", 6), *varied("grelldock", 14)])
    assert "grelldock" in [term.term for term in found(mixed)]
    assert "grelldock shutter" not in [term.term for term in found(mixed)]


def test_terms_of_the_word_lists_are_marked_and_left_out_unless_they_are_wanted() -> None:
    listed = chats(varied("workaround"))
    assert found(listed) == ()
    (term,) = found(listed, with_known=True)
    assert (term.term, term.known) == ("workaround", True)


def test_formulas_that_only_agents_say_are_no_terms() -> None:
    assert found(chats(["I am sorry for the inconvenience."] * 20)) == ()


def test_a_word_that_customers_ask_about_counts_although_it_is_no_rare_one() -> None:
    asked = found(chats(varied("anchor"), answer="I don't understand, what do you mean by anchor?"))
    assert [(term.term, term.reason, term.asked_back) for term in asked] == [("anchor", "asked_back", 20)]
    assert found(chats(varied("anchor"))) == ()


def test_memory_has_an_end_and_what_is_said_often_outlives_what_was_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jargon_counts, "_MOST_ENTRIES", 400)
    once = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t")
    strange = [f"The {a}o{b}uv{c}ix is here." for a in once for b in once for c in once[:2]]
    counts = ArchiveCounts()
    for chat in chats([*varied("grelldock"), *strange]):
        counts.add(chat, recognise(chat, None))
        assert len(counts.languages["en"].met) <= 400
    assert len(counts.languages["en"].found) <= 400
    assert [term.term for term in find_jargon(counts)] == ["grelldock"]
