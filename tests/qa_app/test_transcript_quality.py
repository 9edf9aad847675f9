"""What the command says of a transcript that people should know before they use it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa_app.transcript_quality import remarks
from transcripts.conversation import Channel, Conversation, Speaker, Turn, Word


def call(certainty: float) -> Conversation:
    words = tuple(Word("so", float(number), number + 0.5, certainty) for number in range(20))
    turns = tuple(Turn(speaker, "so " * 20, 0.0, 20.0, words=words) for speaker in (Speaker.AGENT, Speaker.CUSTOMER))
    return Conversation("call-7", Channel.CALL, "nl", turns, language_certainty=0.97, roles_certainty=0.95)


def test_the_remark_names_the_conversation_and_every_reason() -> None:
    assert remarks(replace(call(0.2), roles_certainty=0.1)) == [
        (
            "call-7: the transcript is too poor to score. Too many words of the recording were not understood with "
            "certainty. It is not certain enough who said what."
        )
    ]


@pytest.mark.parametrize(
    ("missing", "lines"),
    [
        (None, []),
        (0.0, ["call-7: the recording is damaged or breaks off; it was read as far as it goes."]),
        (
            61.4,
            [
                (
                    "call-7: the recording is damaged or breaks off; it was read as far as it goes. "
                    "At least 61 seconds are missing."
                )
            ],
        ),
    ],
)
def test_a_recording_that_breaks_off_is_said(missing: float | None, lines: list[str]) -> None:
    assert remarks(replace(call(0.9), missing_seconds=missing)) == lines


def test_a_recording_without_words_is_said() -> None:
    assert remarks(replace(call(0.9), turns=())) == ["call-7: no speech was found in the recording."]
