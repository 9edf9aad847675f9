"""Exports of ticket systems and social platforms in shapes that the samples do not show."""

from __future__ import annotations

import json

from tests.transcripts.readers.reading import read, said
from transcripts.conversation import Channel
from transcripts.readers.source import ReadOptions


# Zendesk
def test_zendesk_audits_and_author_by_requester() -> None:
    ticket = {
        "ticket": {"id": 1, "requester_id": 5, "via": {"channel": "chat"}},
        "audits": [
            {"author_id": 5, "created_at": "2026-03-04T10:00:00Z", "events": [{"type": "Comment", "body": "a"}]},
            {
                "author_id": 6,
                "created_at": "2026-03-04T10:01:00Z",
                "events": [{"type": "Change"}, {"type": "Comment", "body": "b", "public": True}],
            },
            {"author_id": 6, "events": [{"type": "Comment", "body": "secret", "public": False}]},
        ],
    }
    conversation = read(json.dumps(ticket), "a.json").conversations[0]
    assert said(conversation) == [("customer", "a"), ("agent", "b")]
    assert (conversation.channel, conversation.turns[1].start) == (Channel.CHAT, 60)


def test_zendesk_export_one_ticket_a_line() -> None:
    ticket = {
        "id": 7,
        "requester": {"id": 5, "name": "Ann"},
        "comments": [{"author_id": 5, "body": "a"}, {"author_id": 6, "body": "b"}],
    }
    private = ticket | {"comments": [{"author_id": 6, "body": "note", "public": False}]}
    result = read("\n".join(map(json.dumps, (ticket, private, ticket))), "a.ndjson")
    assert [said(conversation) for conversation in result.conversations] == [[("customer", "a"), ("agent", "b")]] * 2
    assert [(problem.code, problem.line) for problem in result.problems] == [("no_messages", 2)]


# Intercom
def test_intercom_list_and_channel() -> None:
    one = {
        "id": "1",
        "source": {"type": "email", "body": "<p>a</p>", "author": {"type": "user"}},
        "conversation_parts": {
            "conversation_parts": [{"part_type": "comment", "body": "b", "author": {"type": "admin"}}]
        },
    }
    empty = {"id": "2", "source": {}, "conversation_parts": []}
    result = read(json.dumps({"conversations": [one, empty]}), "a.json")
    assert said(result.conversations[0]) == [("customer", "a"), ("agent", "b")]
    assert result.conversations[0].channel is Channel.EMAIL
    assert [problem.code for problem in result.problems] == ["no_messages"]


# Social
def test_social_graph_api_shape() -> None:
    post = {
        "id": "9",
        "message": "late again",
        "from": {"id": "u1", "name": "Ann"},
        "created_time": "2026-03-04T10:00:00+0000",
        "comments": {
            "data": [
                {
                    "message": "Sorry, Ann.",
                    "from": {"id": "p", "name": "Tram"},
                    "created_time": "2026-03-04T10:05:00+0000",
                }
            ]
        },
    }
    conversation = read(json.dumps(post), "a.json", ReadOptions(language="en", agents=("Tram",))).conversations[0]
    assert said(conversation) == [("customer", "late again"), ("agent", "Sorry, Ann.")]
    assert conversation.turns[1].start == 300


def test_social_x_api_shape() -> None:
    answer = {
        "data": [
            {"id": "2", "text": "On it.", "author_id": "8", "created_at": "2026-03-04T10:05:00Z"},
            {"id": "1", "text": "late again", "author_id": "7", "created_at": "2026-03-04T10:00:00Z"},
        ],
        "includes": {"users": [{"id": "7", "username": "ann"}, {"id": "8", "username": "tram"}]},
    }
    conversation = read(json.dumps(answer), "a.json", ReadOptions(language="en", agents=("@tram",))).conversations[0]
    assert said(conversation) == [("customer", "late again"), ("agent", "On it.")]
