from __future__ import annotations

import json
from dataclasses import replace

import pytest

from transcripts.conversation import Channel, Conversation, Speaker, Turn, Word
from transcripts.errors import InputError, Problem
from transcripts.files import conversation_from_json, conversation_to_json, iter_conversations
from transcripts.readers.read import read_source
from transcripts.readers.source import ReadOptions, Source
from transcripts.vcon import to_vcon
from transcripts.webvtt import to_webvtt

CALL = Conversation(
    id="call 1/ß",
    channel=Channel.CALL,
    language="nl",
    turns=(
        Turn(Speaker.AGENT, "Dag, met <Tess> & co.", 0.25, 2.5, "Tess", (Word("Dag,", 0.25, 0.5, 0.9),)),
        Turn(Speaker.CUSTOMER, "Dag.\n\nIk bel --> over 1 < 2.", 2.5, 3661.0421),
        Turn(Speaker.BOT, "One moment.", language="en"),
        Turn(Speaker.OTHER, "Hallo?", 3670.0, None, "Tolk"),
    ),
    language_certainty=0.75,
    roles_certainty=0.9,
    missing_seconds=0.0,
    agent="Tess",
    started_at="2026-03-04T10:02:11+01:00",
    market="NL",
    source="call.wav",
)
CHAT = replace(CALL, channel=Channel.CHAT, started_at=None, language_certainty=None)
MINIMAL: dict[str, object] = {
    "id": "a",
    "language": "en",
    "channel": "chat",
    "turns": [{"speaker": "customer", "text": "hi"}],
}


@pytest.mark.parametrize("conversation", [CALL, CHAT, replace(CALL, turns=())])
def test_json_gives_back_the_same_conversation(conversation: Conversation) -> None:
    written = json.dumps(conversation_to_json(conversation))
    assert conversation_from_json(json.loads(written), "a.json") == conversation


def test_json_leaves_out_what_has_no_value() -> None:
    conversation = conversation_from_json(MINIMAL, "a.json")
    assert conversation_to_json(conversation) == {"version": 1, **MINIMAL}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel": "phone"}, ("channel", Channel.CALL)),
        ({"language": "en_GB"}, ("language", "en")),
        ({"id": 17}, ("id", "17")),
        ({"further": {"deep": [1]}}, ("id", "a")),
    ],
)
def test_json_is_read_generously(change: dict[str, object], field: tuple[str, object]) -> None:
    assert getattr(conversation_from_json(MINIMAL | change, "a.json"), field[0]) == field[1]


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        ([], "wrong_field", "the value"),
        ({}, "missing_field", "id"),
        ({"id": ""}, "wrong_field", "id"),
        ({"version": 2}, "wrong_field", "version"),
        ({"language": "english"}, "wrong_field", "language"),
        ({"channel": "fax"}, "wrong_field", "channel"),
        ({"turns": {}}, "wrong_field", "turns"),
        ({"turns": [{"speaker": "agent", "text": "a"}] * 3 + [{"text": "b"}]}, "missing_field", "turns[3].speaker"),
        ({"turns": [{"speaker": "boss", "text": "a"}]}, "wrong_field", "turns[0].speaker"),
        ({"turns": [{"speaker": "agent", "text": None}]}, "wrong_field", "turns[0].text"),
        ({"turns": [{"speaker": "agent", "text": "a", "start": -1}]}, "wrong_field", "turns[0].start"),
        ({"turns": [{"speaker": "agent", "text": "a", "end": float("inf")}]}, "wrong_field", "turns[0].end"),
        (
            {"turns": [{"speaker": "agent", "text": "a", "words": [{"text": "a", "start": 0, "end": 1}]}]},
            "missing_field",
            "turns[0].words[0].certainty",
        ),
    ],
)
def test_json_errors_name_file_and_field(data: object, code: str, path: str) -> None:
    given = MINIMAL | data if isinstance(data, dict) and data else data
    with pytest.raises(InputError) as caught:
        conversation_from_json(given, "a.json")
    assert (caught.value.code, caught.value.file) == (code, "a.json")
    assert caught.value.what.startswith(path + ":")


def entries(text: str) -> list[str]:
    """Ids of conversations and code:line of problems, in order."""
    return [
        f"{entry.code}:{entry.line}" if isinstance(entry, Problem) else entry.id
        for entry in iter_conversations(text.encode(), "in")
    ]


def one(identifier: str) -> str:
    return json.dumps(MINIMAL | {"id": identifier})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (one("a"), ["a"]),
        (json.dumps(MINIMAL, indent=2), ["a"]),
        (f"[{one('a')}, {one('b')}]", ["a", "b"]),
        (f"{one('a')}{one('b')} {one('c')}", ["a", "b", "c"]),
        (f"{one('a')}\n\n{one('b')}\n", ["a", "b"]),
        ("\ufeff" + one("a"), ["a"]),
        (f"{one('a')}\n{{bad}}\n{one('b')}", ["a", "bad_json:2", "b"]),
        (f"{one('a')[:-9]}\n{one('b')}\n{one('c')}", ["bad_json:1", "b", "c"]),
        (f"[\n  {one('a')},\n  {{oops,\n  {one('b')}\n]", ["a", "bad_json:3", "b"]),
        (f'{one("a")}\n{{"id": "x"}}\n7\n{one("b")}', ["a", "missing_field:2", "not_object:3", "b"]),
        (f'{one("a")}\n{{"id": NaN}}\n{one("b")}', ["a", "bad_json:2", "b"]),
        (f'{{"a":{"[" * 100_000}\n{one("b")}', ["too_nested:1", "b"]),
    ],
    ids=range(12),
)
def test_many_conversations_in_one_file(text: str, found: list[str]) -> None:
    assert entries(text) == found


@pytest.mark.parametrize("data", [b"", b"\n", b"[]", b"\x00\x01\x02\x03" * 50])
def test_no_conversations_at_all(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        list(iter_conversations(data, "in"))
    assert caught.value.code in ("empty", "not_text")


def test_webvtt_has_voices_times_and_escapes() -> None:
    assert to_webvtt(CALL).split("\n\n") == [
        "WEBVTT",
        "00:00:00.250 --> 00:00:02.500\n<v agent Tess>Dag, met &lt;Tess&gt; &amp; co.</v>",
        "00:00:02.500 --> 01:01:01.042\n<v customer>Dag.\nIk bel --&gt; over 1 &lt; 2.</v>",
        "01:01:01.042 --> 01:01:10.000\n<v bot>One moment.</v>",
        "01:01:10.000 --> 01:01:11.000\n<v other Tolk>Hallo?</v>\n",
    ]


def test_webvtt_is_read_back_with_the_same_speakers_and_words() -> None:
    read = read_source(Source("a.vtt", to_webvtt(CALL).encode()), ReadOptions(language="nl")).conversations[0]
    assert [(turn.speaker, turn.name) for turn in read.turns] == [(turn.speaker, turn.name) for turn in CALL.turns]
    assert [turn.text.split() for turn in read.turns] == [turn.text.split() for turn in CALL.turns]


@pytest.mark.parametrize("conversation", [CALL, CHAT, replace(CALL, channel=Channel.EMAIL)])
def test_vcon_gives_back_the_same_conversation(conversation: Conversation) -> None:
    written = json.dumps(to_vcon(conversation)).encode()
    result = read_source(Source("a.vcon", written), ReadOptions())
    assert result.conversations == (conversation,)
    assert not result.problems


def test_vcon_text_dialogs_alone_are_enough_for_others() -> None:
    vcon = to_vcon(replace(CHAT, started_at="2026-03-04T10:02:11+01:00"))
    del vcon["analysis"]
    result = read_source(Source("a.vcon", json.dumps(vcon).encode()), ReadOptions(language="nl"))
    turns = {(turn.speaker, turn.name, turn.text) for turn in result.conversations[0].turns}
    assert (Speaker.AGENT, "Tess", "Dag, met <Tess> & co.") in turns
    assert result.conversations[0].started_at == "2026-03-04T10:02:11+01:00"


def test_vcon_has_the_fields_the_draft_asks_for() -> None:
    vcon = to_vcon(CHAT)
    assert {"uuid", "created_at", "parties", "dialog"} <= vcon.keys()
    assert "vcon" not in vcon
    assert vcon["uuid"] == to_vcon(CHAT)["uuid"] != to_vcon(replace(CHAT, id="b"))["uuid"]
    assert vcon["parties"] == [
        {"role": "agent", "name": "Tess", "validation": "none"},
        {"role": "customer"},
        {"role": "bot"},
        {"role": "thirdparty", "name": "Tolk", "validation": "none"},
    ]
