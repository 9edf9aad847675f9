"""An archive of invented conversations, in which agents use three terms that no customer uses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from transcripts.conversation import Channel, Conversation, Speaker, Turn

AGENTS = ("Edda Vonk", "Piers Amory", "Ilinca Baciu", "Jobst Kehl")
# What differs from one conversation to the next and must never come out: names, places, numbers, addresses.
PRIVATE = (
    ("Wilhelmina", "Oakhampton", "48213377", "wilma@postbox.example"),
    ("Thorvald", "Zevenhuizen", "90155240", "thor.vald@mails.example"),
    ("Gheorghita", "Pfaffenhofen", "33071986", "ghita77@letters.example"),
    ("Ottokar", "Câmpulung", "77120045", "o.kar@letters.example"),
    ("Apollonia", "Bridlington", "56600912", "polly@postbox.example"),
)
PLANTED = {
    "en": ("precustody", "lattice window", "QVRT"),
    "nl": ("naboekingsslot", "zachte kantelperiode", "ZKRT"),
    "de": ("Vorprüfschleife", "harte Sperrkette", "QVRT"),
    "ro": ("predecontarea", "fereastra de decuplare", "FDCR"),
}
# A paragraph for each conversation, a line for each turn.
_FOLDER = Path(__file__).parents[1] / "data" / "archive"
_DAYS = {
    "en": ("Monday", "Friday"),
    "nl": ("maandag", "vrijdag"),
    "de": ("Montag", "Freitag"),
    "ro": ("luni", "vineri"),
}


def archive(language: str) -> Iterator[Conversation]:
    """Every template once for each customer; what is private in it is that customer's alone."""
    templates = (_FOLDER / f"{language}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    for number, (template, (name, place, digits, mail)) in enumerate(product(templates, PRIVATE)):
        day = _DAYS[language][number % 2]
        text = template.format(name=name, place=place, number=digits, mail=mail, day=day)
        lines = [line.split(": ", 1) for line in text.splitlines()]
        turns = tuple(Turn(Speaker.AGENT if who == "A" else Speaker.CUSTOMER, words) for who, words in lines)
        agent = AGENTS[number % len(AGENTS)]
        yield Conversation(f"{language}-{number}", Channel.CHAT, language, turns, agent=agent)
