"""Corrections become a proposed glossary, and a glossary file becomes terms for recognition."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.errors import InputError
from transcripts.glossary import MOST_CHARACTERS, MOST_TERMS, Glossary, glossary_text, read_glossary
from transcripts.glossary_proposal import Proposal, glossary_proposals
from transcripts.repair_steps import CorrectText, JoinTurns, MoveTurn, SplitTurn, Step, SwapSpeakers

A, C = Speaker.AGENT, Speaker.CUSTOMER


def conversation(*texts: str, language: str = "en", number: int = 1, customer: str | None = None) -> Conversation:
    turns = tuple(Turn((A, C)[at % 2], text) for at, text in enumerate(texts))
    return Conversation(f"call-{number}", Channel.CALL, language, turns, customer=customer)


def proposed(heard: str, meant: str, language: str = "en", customer: str | None = None) -> list[tuple[str, ...]]:
    """(term, what was heard for it) after one corrected turn."""
    given = conversation(heard, language=language, customer=customer)
    return [(found.term, *found.heard) for found in glossary_proposals([(given, [CorrectText(0, meant)])])]


@pytest.mark.parametrize(
    ("language", "heard", "meant", "expected"),
    [
        ("en", "welcome to fair word how are you", "Welcome to Fairword, how are you?", [("Fairword", "fair word")]),
        ("en", "this is jane speaking", "this is James speaking", [("James", "jane")]),
        ("en", "from lark field toast to you", "from Larkfield Post to you", [("Larkfield Post", "lark field toast")]),
        ("en", "your fairword account", "your Fairword account", [("Fairword", "fairword")]),
        ("en", "the s e p a form", "the SEPA form", [("SEPA", "s e p a")]),
        ("en", "take the ex 200 now", "take the X200 now", [("X200", "ex 200")]),
        ("en", "we has fair word", "we have Fairword", [("Fairword", "fair word")]),
        ("en", "an Anna lark field call", "and Anna, Larkfield call", [("Larkfield", "lark field")]),
        ("en", "please wait", "please wait for Larkfield", [("Larkfield",)]),
        ("nl", "ik bel over de flok zak", "ik bel over de Vlokzak", [("Vlokzak", "flok zak")]),
        ("de", "das ist die flock box hier", "das ist die Flockbox hier", [("Flockbox", "flock box")]),
        ("ro", "sunt stefan de la curier", "sunt Ștefan de la curier", [("Ștefan", "stefan")]),
    ],
)
def test_names_and_terms_are_proposed_with_what_was_heard(
    language: str, heard: str, meant: str, expected: list[tuple[str, ...]]
) -> None:
    assert proposed(heard, meant, language) == expected


@pytest.mark.parametrize(
    ("language", "heard", "meant"),
    [
        ("en", "he go home", "he goes home"),
        ("en", "um so what uh is it", "So what is it?"),
        ("en", "i think i'd go on so i'll see if it is ok", "I think I'd go. On so I'll see. If it is OK"),
        ("en", "so we sent you it", "we sent it to you"),
        ("en", "they was unsubscribed", "they was unsubscribing"),
        ("en", "it costs fifty euros", "it costs 15 euros on the 2nd at 10am"),
        ("en", "my number is old", "my number is 0612345678"),
        ("en", "my account is old", "my account is NL91ABNA0417164300"),
        ("en", "my account is old", "my account is 0417 ABNA"),
        ("nl", "op 1234 a b ja", "op 1234 AB ja"),
        ("en", "my mail is old", "my mail is Larkfield@example.org"),
        ("en", "this is missus jones on", "this is Mrs Johansson"),
        ("en", "a b", "We were told by Larkfield that Fairword would come and look at it on the way"),
        ("de", "die rechnung ist da", "die Rechnung ist da"),
        ("de", "die rettung ist da", "die Rechnung ist da"),
        ("nl", "ik heb de bestel", "ik heb de bestelling"),
        ("ro", "am o intrebare", "am o întrebare"),
        ("fr", "le chat boit", "le chien buvait"),
        ("en", "good day", "good yad\u202ekraL day"),
        ("en", "good day", "good " + "Larkfield" * 20),
        ("en", "good day", "="),
    ],
)
def test_grammar_fillers_numbers_and_the_customers_own_data_are_not_proposed(
    language: str, heard: str, meant: str
) -> None:
    assert proposed(heard, meant, language, customer="Greta Johansson") == []


def test_what_is_met_in_most_conversations_comes_first() -> None:
    def repair(number: int, *meant: str) -> tuple[Conversation, Sequence[Step]]:
        heard = ("by fair word", "by fare word", "by fair word", "by lark field")
        steps = [CorrectText(at, text) for at, text in enumerate(meant)]
        return conversation(*heard, number=number), steps

    found = glossary_proposals(
        [
            repair(1, "by Fairword", "by Fairword", "by FairWord", "by Larkfield"),
            repair(2, "by fair word", "by fare word", "by fair word", "by Larkfield"),
            (conversation("via flok zak", language="nl", number=3), [CorrectText(0, "via Vlokzak")]),
            (conversation("by floxac", number=3), [CorrectText(0, "by Vloxac")]),
        ]
    )

    assert found == (
        Proposal("Larkfield", ("lark field",), 2, 2, "en"),
        Proposal("Fairword", ("fair word", "fare word"), 3, 1, "en"),
        Proposal("Vlokzak", ("flok zak",), 1, 1, "nl"),
        Proposal("Vloxac", ("floxac",), 1, 1, "en"),
    )


@pytest.mark.parametrize(
    "steps",
    [
        [CorrectText(1, "this is fairwrd calling"), CorrectText(1, "this is Fairword calling")],
        [SplitTurn(1, 2), CorrectText(2, "Nothing. Fairword calling"), SplitTurn(2, 1)],
        [SplitTurn(1, 3), JoinTurns(1), SwapSpeakers(A, C), CorrectText(1, "this is Fairword calling"), MoveTurn(0, C)],
        [JoinTurns(0), CorrectText(0, "hello this is Fairword calling"), SplitTurn(0, 2)],
        [CorrectText(0, ""), CorrectText(0, "this is Fairword calling"), CorrectText(1, " ")],
    ],
)
def test_what_was_heard_is_compared_with_what_stands_in_the_end(steps: list[Step]) -> None:
    given = conversation("hello", "this is fair word calling", "yes")

    assert glossary_proposals([(given, steps)]) == (Proposal("Fairword", ("fair word",), 1, 1, "en"),)


def test_a_correction_taken_back_is_none() -> None:
    given = conversation("this is fair word")

    assert (
        glossary_proposals([(given, [CorrectText(0, "this is Fairword"), CorrectText(0, "this is fair word")])]) == ()
    )


def test_a_turn_in_another_language_is_proposed_in_its_own() -> None:
    given = Conversation("c", Channel.CALL, "en", (Turn(A, "ik bel de flok zak", language="nl"),))

    assert glossary_proposals([(given, [CorrectText(0, "ik bel de Vlokzak")])])[0].language == "nl"


def test_steps_that_cannot_be_done_name_the_conversation() -> None:
    with pytest.raises(InputError, match=r"^call-1: steps\[0\]"):
        glossary_proposals([(conversation("hello"), [CorrectText(1, "x")])])


def test_a_proposal_is_a_glossary_that_can_be_read_and_opened_in_a_spreadsheet() -> None:
    found = glossary_proposals(
        [
            (conversation('this is =HYPERLINK("x") calling'), [CorrectText(0, "this is =Fairword calling")]),
            (conversation("by lark field", number=2), [CorrectText(0, "by -Larkfield")]),
        ]
    )
    text = glossary_text(found)
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]

    assert rows == [
        ["Fairword", 'hyperlink("x', "1", "1", "en"],
        ["Larkfield", "lark field", "1", "1", "en"],
    ]
    assert read_glossary(text.encode(), "proposal.tsv") == Glossary(("Fairword", "Larkfield"), ())


@pytest.mark.parametrize(
    "data",
    [
        b"# ours\n\nFairword\tfair word, fare word\t3\n  Larkfield   Post \r\nfairword\nFAIRWORD\n # more\nC# 5G\n",
        "\ufeffFairword\r\nLarkfield Post\r\nC# 5G".encode("utf-16-le"),
        "\ufeffFairword\rLarkfield Post\rC# 5G\r".encode(),
    ],
)
def test_a_glossary_is_one_term_a_line(data: bytes) -> None:
    assert read_glossary(data, "glossary.txt") == Glossary(("Fairword", "Larkfield Post", "C# 5G"), ())


def test_the_same_term_with_other_accents_counts_once() -> None:
    assert read_glossary("Ștefan\nStefan\n".encode(), "g").terms == ("Ștefan",)


def test_lines_that_give_no_term_are_said_with_their_number() -> None:
    long, most = "x" * (MOST_CHARACTERS + 1), "y" * MOST_CHARACTERS

    found = read_glossary(f"Fairword\n{long}\n\n?!\n\theard only\n{most}\nFair\u202eword\n".encode(), "g.txt")

    assert found.terms == ("Fairword", most)
    assert [(problem.code, problem.line) for problem in found.problems] == [
        ("too_long", 2),
        ("no_term", 4),
        ("no_term", 5),
        ("no_term", 7),
    ]
    assert str(found.problems[0]) == "g.txt:2: A term has at most 50 characters."


@pytest.mark.parametrize(("line", "terms"), [("Term{}", MOST_TERMS), ("x" * 99 + "{}", 0)])
def test_a_glossary_has_an_end(line: str, terms: int) -> None:
    lines = "".join(line.format(number) + "\n" for number in range(100_000))

    found = read_glossary(lines.encode(), "g")

    assert len(found.terms) == terms
    assert (found.problems[-1].code, found.problems[-1].line) == ("too_many", MOST_TERMS + 1)
    assert len(found.problems) <= MOST_TERMS + 1


def test_repeated_terms_and_remarks_take_no_room() -> None:
    lines = "".join(f"Term{number}\nterm{number}\n# remark\n" for number in range(MOST_TERMS))

    assert read_glossary(lines.encode(), "g").problems == ()


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b"# only\n\n# remarks\n", "empty"), (b"RIFF\0\0\0\0WAVEfmt", "not_text")]
)
def test_a_file_without_terms_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_glossary(data, "g")
    assert caught.value.code == code
