"""Reading invented files from memory, for the tests of the readers."""

from __future__ import annotations

import pytest

from transcripts.conversation import Conversation
from transcripts.errors import InputError
from transcripts.readers.read import read_source
from transcripts.readers.source import ReadOptions, ReadResult, Source

OPTIONS = ReadOptions(language="en")


def read(text: str | bytes, name: str, options: ReadOptions = OPTIONS) -> ReadResult:
    return read_source(Source(name, text.encode() if isinstance(text, str) else text), options)


def said(conversation: Conversation) -> list[tuple[str, str]]:
    return [(turn.speaker.value, turn.text) for turn in conversation.turns]


def code_of(text: str | bytes, name: str) -> str:
    with pytest.raises(InputError) as caught:
        read(text, name)
    return caught.value.code
