"""Chat exports: what the readers make of variants that the samples do not show."""

from __future__ import annotations

import json

import pytest

from tests.transcripts.readers.reading import code_of, read, said
from transcripts.conversation import Channel
from transcripts.readers.source import ReadOptions


# CSV
@pytest.mark.parametrize(
    "header",
    ["speaker,message", "Sender;Text", "Von\tNachricht", "afzender|bericht", "Expeditor,Mesaj", '"author","body"'],
)
def test_csv_names_and_delimiters(header: str) -> None:
    delimiter = next(char for char in ",;\t|" if char in header)
    text = f"{header}\nKlant{delimiter}dag\nAgent{delimiter}hallo\n"
    assert said(read(text, "a.csv").conversations[0]) == [("customer", "dag"), ("agent", "hallo")]


def test_csv_columns_as_told() -> None:
    options = ReadOptions(language="en", columns={"speaker": "Wer", "text": "Was", "conversation": "Nr"})
    text = "Nr;Wer;Was;text\n1;Kunde;a;x\n2;Kunde;b;x\n1;Berater;c;x\n"
    first, second = read(text, "a.csv", options).conversations
    assert (first.id, said(first)) == ("1", [("customer", "a"), ("agent", "c")])
    assert (second.id, said(second)) == ("2", [("customer", "b")])
    assert code_of(text, "a.csv") == "no_column"


def test_csv_rows_are_put_in_order_of_time_and_language_is_taken() -> None:
    text = "speaker,text,time,language\nAgent,b,2026-03-04T10:03:11Z,nl\nKlant,a,2026-03-04T10:02:11Z,nl\n"
    conversation = read(text, "a.csv", ReadOptions()).conversations[0]
    assert said(conversation) == [("customer", "a"), ("agent", "b")]
    assert [turn.start for turn in conversation.turns] == [0, 60]
    assert (conversation.language, conversation.language_certainty) == ("nl", None)


# Text
@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("Agent: a\nCustomer: b", [("agent", "a"), ("customer", "b")]),
        ("10:02 - Klant: a\n10:03 - Medewerker Jo: b", [("customer", "a"), ("agent", "b")]),
        ("Maria (10:02): a\nNote: b\nJo (10:03): c", [("customer", "a\nNote: b"), ("agent", "c")]),
        ("[2026-03-04 10:02:11] Ana: a\n[2026-03-04 10:03:11] Suport: b", [("customer", "a"), ("agent", "b")]),
        ("Ann: a\nBo: b\nAnn: c", [("customer", "a"), ("agent", "b"), ("customer", "c")]),
        ("Ann: a\nhttps://x.example: no\nBo: b\nAnn: c\nBo: d",
         [("customer", "a\nhttps://x.example: no"), ("agent", "b"), ("customer", "c"), ("agent", "d")]),
        ("System: start\nConsilier: a\nClient: b", [("agent", "a"), ("customer", "b")]),
        ("(00:01) Beller: a\n(00:04) Klantenservice: b", [("customer", "a"), ("agent", "b")]),
    ],
    ids=range(8),
)  # fmt: skip
def test_text_labels(text: str, turns: list[tuple[str, str]]) -> None:
    assert said(read(text, "a.txt").conversations[0]) == turns


def test_text_without_speakers() -> None:
    assert code_of("Just a letter.\nNobody speaks.\n", "a.txt") == "no_speakers"
    assert code_of("Just a letter.\nNobody speaks.\n", "a.bin") == "unknown_format"


# JSON
@pytest.mark.parametrize(
    "text",
    [
        '[{"role": "user", "content": "a"}, {"role": "agent", "content": "b"}]',
        '{"role": "user", "content": "a"}\n{"role": "agent", "content": "b"}\n',
        '{"transcript": [{"speaker": "Customer", "utterance": "a"}, {"speaker": "Agent", "utterance": "b"}]}',
        '{"chat": [{"sender_type": "visitor", "body": "a"}, {"sender_type": "operator", "body": "b"}]}',
        '{"messages": [{"author": {"role": "end-user"}, "text": "a"}, {"author": {"role": "agent"}, "text": "b"}]}',
        '{"messages": [{"from": "Ann", "message": "a"}, {"from": "Bo", "message": "b"}]}',
    ],
    ids=range(6),
)
def test_json_messages(text: str) -> None:
    assert said(read(text, "a.json").conversations[0]) == [("customer", "a"), ("agent", "b")]


def test_json_segments_of_a_recording_are_a_call() -> None:
    rows = [{"speaker": "agent", "text": "a", "start": 0.5, "end": 2}, {"speaker": "customer", "text": "b", "start": 2}]
    conversation = read(json.dumps({"segments": rows}), "a.json").conversations[0]
    assert conversation.channel is Channel.CALL
    assert [(turn.start, turn.end) for turn in conversation.turns] == [(0.5, 2.0), (2.0, None)]


def test_json_broken_entries_do_not_lose_the_rest() -> None:
    good = '{"id": "a", "messages": [{"role": "user", "text": "a"}]}'
    result = read(f'{good}\n{{"nothing": 1}}\n{{broken\n{good}', "a.jsonl")
    assert [(problem.code, problem.line) for problem in result.problems] == [("no_messages", 2), ("bad_json", 3)]
    assert len(result.conversations) == 2


# Captions
@pytest.mark.parametrize(
    ("cue", "turns"),
    [
        ("<v Agent>a</v>\n<v Customer>b</v>", [("agent", "a"), ("customer", "b")]),
        ("Agent: a\nMore: b", [("agent", "a"), ("customer", "b")]),
        ("Agent: at 10:30 it says: no", [("agent", "at 10:30 it says: no")]),
        ("Agent: that is it. So: no", [("agent", "that is it. So: no")]),
        ("Agent: a\nand then: b", [("agent", "a and then: b")]),
        ("no speaker", [("other", "no speaker")]),
    ],
)
def test_captions_speakers(cue: str, turns: list[tuple[str, str]]) -> None:
    text = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{cue}\n"
    assert said(read(text, "a.vtt").conversations[0]) == turns


# WhatsApp
def test_whatsapp_notices_names_and_colons() -> None:
    text = (
        "04.03.26, 10:01 - Ana a fost adăugat(ă)\n"
        "04.03.26, 10:02 - ~ Ana: Ora: 10:30?\n"
        "04.03.26, 10:03 - Shop: <Fișier media omis>\n"
        "04.03.26, 10:04 - Shop: Da\n\nsigur\n"
        "04.03.26, 10:05 - Ana: Acest mesaj a fost șters\n"
    )
    conversation = read(text, "a.txt").conversations[0]
    assert said(conversation) == [("customer", "Ora: 10:30?"), ("agent", "Da\n\nsigur")]
    assert conversation.customer == "Ana"
