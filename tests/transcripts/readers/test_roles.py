from __future__ import annotations

import pytest

from transcripts.conversation import Channel, Speaker
from transcripts.readers.roles import assign, is_system, role_of
from transcripts.readers.source import Message

A, C, B, X = Speaker.AGENT, Speaker.CUSTOMER, Speaker.BOT, Speaker.OTHER


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Agent", (A, None)), ("AGENT:", (A, None)), ("Agent Maria", (A, "Maria")), ("Medewerker", (A, None)),
        ("Mitarbeiterin Frau Sommer", (A, "Frau Sommer")), ("Consilier", (A, None)), ("Operator 12", (A, "12")),
        ("Klant", (C, None)), ("Kundin", (C, None)), ("Clientă", (C, None)), ("Apelant", (C, None)),
        ("end-user", (C, None)), ("Chatbot", (B, None)), ("Tolk", (X, None)),
        ("Maria (Klantenservice)", (A, "Maria")), ("Dirk [Kunde]", (C, "Dirk")),
        ("Maria", (None, "Maria")), ("Customer Success Anna", (None, "Customer Success Anna")), ("", (None, None)),
    ],
)  # fmt: skip
def test_label(label: str, found: tuple[Speaker | None, str | None]) -> None:
    assert role_of(label) == found


@pytest.mark.parametrize(("label", "system"), [("System", True), ("Systeem", True), ("Maria", False)])
def test_the_software_is_nobody(label: str, system: bool) -> None:
    assert is_system(label) is system


def said(*names: str | None, first: str = "my parcel is lost") -> list[Message]:
    return [Message(first if number == 0 else "ok", name) for number, name in enumerate(names)]


# The second domain ends like the first but is another.
LETTERS = [Message("a", "Al", "al@x.example"), Message("b", "Bo", "bo@nox.example")]


@pytest.mark.parametrize(
    ("messages", "channel", "agents", "speakers"),
    [
        (said("Ann", "Bo", "Ann"), Channel.CHAT, (), [C, A, C]),
        (said("Ann", "Bo", "Ann"), Channel.CALL, (), [A, C, A]),
        (said("Ann", "Bo", "Cy"), Channel.CHAT, (), [C, A, A]),
        (said("Ann", "Bo"), Channel.CHAT, ("ann",), [A, C]),
        (said("Ann", "Bo"), Channel.CHAT, ("nobody",), [C, A]),
        (said("Ann", "Bo", first="Welkom bij De Fietser, waarmee kan ik u helpen?"), Channel.CHAT, (), [A, C]),
        (said("Ann", "Bo", first="Bine ați venit! Cu ce vă pot ajuta?"), Channel.CHAT, (), [A, C]),
        (said("Webcare", "Bo"), Channel.SOCIAL, (), [A, C]),
        (said("ShopBot", "Bo", "ShopBot"), Channel.CHAT, (), [B, C, B]),
        (said("ShopBot", "Bo", "Ann"), Channel.CHAT, (), [B, C, A]),
        (said("Jan Talbot", "Els"), Channel.CHAT, (), [C, A]),
        (said(None, "Bo"), Channel.CHAT, (), [X, C]),
        (said(None, None), Channel.CALL, (), [X, X]),
        ([Message("a", "Ann", speaker=C), Message("b", "Bo")], Channel.CHAT, (), [C, A]),
        ([Message("a", "Ann"), Message("b", speaker=A)], Channel.CHAT, (), [C, A]),
        ([Message("a", "S", "info@x.example"), Message("b", "Bo", "bo@y.example")], Channel.EMAIL, (), [A, C]),
        (LETTERS, Channel.EMAIL, ("x.example",), [A, C]),
        (LETTERS, Channel.EMAIL, ("@nox.example",), [C, A]),
        (LETTERS, Channel.EMAIL, ("BO@nox.example",), [C, A]),
        ([Message("a", "Al", "@al"), Message("b", "Bo", "shop")], Channel.SOCIAL, ("@Shop",), [C, A]),
    ],
    ids=range(20),
)  # fmt: skip
def test_who_is_who(
    messages: list[Message], channel: Channel, agents: tuple[str, ...], speakers: list[Speaker]
) -> None:
    assert assign(messages, channel, agents) == speakers
