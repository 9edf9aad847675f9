"""Mailboxes: threads, sides, and messages that cannot be used."""

from __future__ import annotations

import pytest

from tests.transcripts.readers.reading import read, said
from transcripts.conversation import Channel
from transcripts.readers.source import ReadOptions


def mail(number: int, sender: str, to: str, text: str, **headers: str) -> bytes:
    more = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in headers.items())
    head = f"From: {sender}\nTo: {to}\nDate: Wed, 4 Mar 2026 10:{number:02d}:00 +0000\nMessage-ID: <{number}@x>\n{more}"
    return f"From - Wed\n{head}\n{text}\n\n".encode()


ANN, BO, SHOP = "Ann <ann@example.org>", "Bo <bo@example.org>", "Kim <kim@shop.example>"


@pytest.mark.parametrize(
    ("mails", "threads"),
    [
        # Replies by reference, in whatever order they lie in the mailbox.
        ([mail(2, SHOP, ANN, "b", In_Reply_To="<1@x>"), mail(1, ANN, SHOP, "a")],
         [[("customer", "a"), ("agent", "b")]]),
        ([mail(1, ANN, SHOP, "a", References="<0@x>"), mail(2, SHOP, ANN, "b", References="<0@x> <9@x>")],
         [[("customer", "a"), ("agent", "b")]]),
        # A reply that refers to nothing: by subject, between the same two only.
        ([mail(1, ANN, SHOP, "a", Subject="Lamp"), mail(2, SHOP, ANN, "b", Subject="AW: Re: Lamp")],
         [[("customer", "a"), ("agent", "b")]]),
        ([mail(1, ANN, SHOP, "a", Subject="Lamp"), mail(2, BO, SHOP, "b", Subject="Re: Lamp")],
         [[("customer", "a")], [("customer", "b")]]),
        ([mail(1, ANN, SHOP, "a", Subject="Lamp"), mail(2, ANN, SHOP, "b", Subject="Lamp")],
         [[("customer", "a")], [("customer", "b")]]),
    ],
    ids=range(5),
)  # fmt: skip
def test_mail_threads(mails: list[bytes], threads: list[list[tuple[str, str]]]) -> None:
    assert [said(conversation) for conversation in read(b"".join(mails), "a.mbox").conversations] == threads


def test_mail_sides_by_domain() -> None:
    first = mail(1, SHOP, ANN, "Your parcel is late") + mail(2, ANN, SHOP, "Oh", In_Reply_To="<1@x>")
    conversation = read(first, "a.mbox", ReadOptions(language="en", agents=("shop.example",))).conversations[0]
    assert said(conversation) == [("agent", "Your parcel is late"), ("customer", "Oh")]
    assert (conversation.agent, conversation.channel) == ("Kim", Channel.EMAIL)


def test_mail_without_text_or_sender_is_reported() -> None:
    data = mail(1, ANN, SHOP, "a") + b"From - x\nSubject: y\n\nhi\n\n" + mail(3, ANN, SHOP, " ")
    result = read(data, "a.mbox")
    assert [(problem.code, problem.line) for problem in result.problems] == [("not_email", 2), ("empty_text", 3)]
