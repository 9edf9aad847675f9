"""A transcript in pieces: nothing of it is lost or added, and each word carries what was found in it."""

from __future__ import annotations

import random
from dataclasses import replace

from flask import Flask

from qa_app.web.transcript_view import Line, evidence_key, letter, transcript_lines
from scoring.evidence import Evidence, Quote, Verdict
from scoring.marks import Mark
from scoring.scorecard import Scorecard
from tests.qa_app.workplace import conversation, scored
from transcripts.conversation import Channel, Conversation, Speaker, Turn, Word


def _card(*evidence: Evidence) -> Scorecard:
    criteria = dict.fromkeys(found.criterion for found in evidence)
    marks = tuple(
        Mark(name, 1, 0.5, evidence=tuple(found for found in evidence if found.criterion == name)) for name in criteria
    )
    return Scorecard("a", "call", 1, "en", "call", 0.5, marks)


def _said(*texts: str, spoken: bool = False) -> Conversation:
    turns = []
    for number, text in enumerate(texts):
        words = tuple(
            Word(word, 10.0 * number + place, 10.0 * number + place + 0.5, 0.9)
            for place, word in enumerate(text.split())
        )
        speaker = Speaker.CUSTOMER if number % 2 else Speaker.AGENT
        turns.append(Turn(speaker, text, 10.0 * number, 10.0 * number + 4, words=words if spoken else ()))
    return Conversation("a", Channel.CALL, "en", tuple(turns))


def _found(criterion: str, verdict: Verdict, turn: int, quote: Quote | None, prompt: Quote | None = None) -> Evidence:
    return Evidence(criterion, verdict, "apology", turn, 1.0, quote=quote, prompt=prompt)


def _quote(talk: Conversation, turn: int, words: str) -> Quote:
    start = talk.turns[turn].text.index(words)
    return Quote(turn, start, start + len(words), words)


def _text(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def test_the_pieces_of_every_turn_are_exactly_its_text_whatever_is_quoted() -> None:
    chance = random.Random(5)  # noqa: S311 - for tests
    letters = "ab cé  ß\u0301\n🙂 ,.<&"
    for _ in range(300):
        texts = ["".join(chance.choice(letters) for _ in range(chance.randrange(0, 40))) for _ in range(3)]
        talk = _said(*texts, spoken=chance.random() < 0.5)
        evidence = []
        for _ in range(chance.randrange(0, 12)):
            turn = chance.randrange(3)
            if not texts[turn]:
                continue
            start = chance.randrange(len(texts[turn]))
            end = chance.randrange(start + 1, len(texts[turn]) + 1)
            quote = Quote(turn, start, end, texts[turn][start:end])
            verdict = chance.choice(list(Verdict))
            evidence.append(_found("empathy", verdict, turn, quote, chance.choice([None, quote])))
        lines = transcript_lines(talk, _card(*evidence))
        assert [_text(line) for line in lines] == texts
        assert all(piece.text for line in lines for piece in line.pieces)
        for number, found in enumerate(evidence):
            key = evidence_key("empathy", number)
            assert found.quote is not None
            quoted = "".join(piece.text for piece in lines[found.quote.turn].pieces if key in piece.keys)
            assert quoted == found.quote.text


def test_a_real_scorecard_marks_exactly_the_words_it_quotes() -> None:
    talk = conversation()
    card = scored(talk)
    lines = transcript_lines(talk, card)
    quotes = 0
    for mark in card.marks:
        for number, found in enumerate(mark.evidence):
            if found.quote:
                key = evidence_key(mark.criterion, number)
                pieces = lines[found.quote.turn].pieces
                assert "".join(piece.text for piece in pieces if key in piece.keys) == found.quote.text
                quotes += 1
    assert quotes > 3


def test_where_quotes_overlap_the_contrary_is_over_the_missed_and_the_missed_over_the_shown() -> None:
    talk = _said("I am sorry but you should have known that")
    shown = _found("empathy", Verdict.SHOWN, 0, _quote(talk, 0, "I am sorry but you"))
    missed = _found("clarity", Verdict.MISSED, 0, _quote(talk, 0, "sorry but"))
    contrary = _found("courtesy", Verdict.CONTRARY, 0, _quote(talk, 0, "but you should"))
    (line,) = transcript_lines(talk, _card(shown, missed, contrary))
    by_text = {piece.text: piece for piece in line.pieces}
    assert by_text["I am "].verdict is Verdict.SHOWN
    assert by_text["sorry "].verdict is Verdict.MISSED
    assert by_text["but"].verdict is Verdict.CONTRARY
    assert by_text["but"].keys == ("courtesy-0", "clarity-0", "empathy-0")
    assert by_text[" should"].keys == ("courtesy-0",)
    assert by_text[" have known that"].verdict is None


def test_words_with_times_are_pieces_with_those_times_and_what_lies_between_has_none() -> None:
    talk = _said("no, no, really", spoken=True)
    (line,) = transcript_lines(talk, None)
    assert [(piece.text, piece.start) for piece in line.pieces] == [
        ("no,", 0.0),
        (" ", None),
        ("no,", 1.0),
        (" ", None),
        ("really", 2.0),
    ]


def test_a_quote_in_the_middle_of_a_word_keeps_the_words_time_on_both_parts() -> None:
    talk = _said("unbelievable", spoken=True)
    (line,) = transcript_lines(talk, _card(_found("empathy", Verdict.SHOWN, 0, Quote(0, 2, 9, "believa"))))
    assert [(piece.text, piece.start, piece.keys) for piece in line.pieces] == [
        ("un", 0.0, ()),
        ("believa", 0.0, ("empathy-0",)),
        ("ble", 0.0, ()),
    ]


def test_words_that_are_not_in_the_text_are_passed_over() -> None:
    turn = Turn(Speaker.AGENT, "yes of course", 0.0, 2.0, words=(Word("yes", 0, 1, 1), Word("offcourse", 1, 2, 1)))
    (line,) = transcript_lines(Conversation("a", Channel.CALL, "en", (turn,)), None)
    assert [(piece.text, piece.start) for piece in line.pieces] == [("yes", 0), (" of course", None)]


def test_missed_moments_and_occasions_stand_at_their_turns() -> None:
    talk = _said("Hello.", "I am worried.", "Your number please.")
    found = _found("empathy", Verdict.MISSED, 2, None, _quote(talk, 1, "worried"))
    lines = transcript_lines(talk, _card(found))
    assert [line.missed for line in lines] == [(), (), ("empathy-0",)]
    assert [line.occasions for line in lines] == [(), ("empathy-0",), ()]
    assert [piece.text for piece in lines[1].pieces if piece.prompt_of] == ["worried"]
    assert lines[1].pieces[1].keys == ()


def test_a_quote_that_no_longer_stands_there_is_left_out() -> None:
    talk = _said("Hello there.", "I am worried.")
    card = _card(
        _found("empathy", Verdict.SHOWN, 0, Quote(0, 0, 5, "Howdy")),
        _found("empathy", Verdict.SHOWN, 7, Quote(7, 0, 5, "Hello")),
    )
    assert all(not piece.keys for line in transcript_lines(talk, card) for piece in line.pieces)


def test_long_silences_are_told_before_the_turn_that_ends_them() -> None:
    talk = _said("One.", "Two.", "Three.")
    first, second, third = talk.turns
    talk = replace(talk, turns=(first, replace(second, start=16.0, end=18.0), replace(third, start=20.0, end=21.0)))
    assert [line.silence for line in transcript_lines(talk, None)] == [None, 12.0, None]


def test_written_turns_without_times_have_none() -> None:
    talk = Conversation("a", Channel.EMAIL, "en", (Turn(Speaker.AGENT, "Dear customer,"), Turn(Speaker.OTHER, "")))
    lines = transcript_lines(talk, None)
    assert [(line.at, line.silence) for line in lines] == [(None, None), (None, None)]
    assert lines[1].pieces == ()


def test_every_criterion_has_a_short_sign_of_its_own() -> None:
    names = [mark.criterion for mark in scored(conversation()).marks]
    assert letter("empathy-3") == "E"
    assert len({letter(name) for name in names}) == len(names)


def test_mails_show_how_much_later_an_answer_came_and_calls_the_place_in_the_recording(app: Flask) -> None:
    turns = (Turn(Speaker.CUSTOMER, "Dear Sir or Madam", 0.0), Turn(Speaker.AGENT, "Dear Ms Hartley", 90_840.0))
    mail = Conversation("m", Channel.EMAIL, "en", turns)
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert [line.at for line in transcript_lines(mail, None)] == ["0:00", "+25 Stunden"]
        assert [line.at for line in transcript_lines(replace(mail, channel=Channel.CALL), None)] == ["0:00", "25:14:00"]
