"""The table of marks for the terminal, with what stands below it."""

from __future__ import annotations

import pytest

from qa_app.tables import marks_table
from scoring.marks import Mark
from scoring.scorecard import Scorecard
from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.timing import timing

CALL = Conversation(
    "call",
    Channel.CALL,
    "nl",
    (
        Turn(Speaker.CUSTOMER, "Mijn pakket is niet gekomen.", 0.0, 10.0),
        Turn(Speaker.AGENT, "Ik zoek het op, een ogenblik.", 8.0, 12.0),
        Turn(Speaker.AGENT, "Het komt morgen.", 20.0, 26.0),
    ),
)
SCORED = Scorecard(
    "call", "call", 1, "nl", "call", 0.5, (Mark("empathy", 1, 0.5, 1),), agent="Ruud", timing=timing(CALL)
)
POOR = Scorecard(
    "poor", "call", 1, "nl", "call", None, (), not_scored="unsure_words", poor=("unsure_words", "unsure_roles")
)
CHAT = Scorecard("chat", "chat", 1, "fr", "chat", None, (), not_scored="unsupported_language")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "Conversation  Agent  Channel  Lang  Empathy",
                "Not scored:",
                "  poor: The transcript is too poor to score. Too many words",
                "with certainty. It is not certain enough who said what.",
                "  chat: The conversation is in a language that is not supported.",
                "Timing\n  call\n    Share of the talk: Agent 50%, Customer 50%",
                "    Both speak at once: agent began 1 of 1 overlap",
                "    Waits of 5\u00a0s or more: 1 wait, 1 announced",
            ],
        ),
        ("nl", ["Gesprek", "Niet gescoord:", "te slecht om te scoren", "1, waarvan 1 begonnen door de medewerker"]),
        ("de", ["Gespräch", "Nicht bewertet:", "zu schlecht für eine Bewertung", "1, davon 1 angekündigt"]),
        ("ro", ["Conversație", "Neevaluate:", "este prea slabă pentru", "1, din care anunțate: 1"]),
    ],
)
def test_reasons_and_times_stand_below_the_table(language: str, expected: list[str]) -> None:
    table = marks_table([SCORED, POOR, CHAT], language)
    for part in expected:
        assert part in table


def test_without_calls_and_with_everything_scored_there_is_nothing_below() -> None:
    scored = Scorecard("chat", "chat", 1, "en", "chat", 0.5, (Mark("empathy", 1, 0.5, 1),))
    assert marks_table([scored]).endswith("\n\n– : no mark, for want of an occasion or of certainty")
