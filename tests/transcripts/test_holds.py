"""Waiting on the telephone: which silences are holds, and which of them were announced."""

from __future__ import annotations

from importlib.resources import files
from time import perf_counter
from typing import Any

import pytest
import yaml

from transcripts.conversation import SUPPORTED_LANGUAGES, Channel, Conversation, Speaker, Turn
from transcripts.holds import announces_wait
from transcripts.timing import timing

PHRASES: dict[str, Any] = yaml.safe_load(files("transcripts").joinpath("holds.yaml").read_text("utf-8"))


def examples(kind: str) -> list[tuple[str, str]]:
    return [(language, text) for language, phrases in PHRASES.items() for text in phrases[kind]]


@pytest.mark.parametrize(("language", "text"), examples("hits"))
def test_these_words_announce_a_wait(language: str, text: str) -> None:
    assert announces_wait(Turn(Speaker.AGENT, text), language) is True


@pytest.mark.parametrize(("language", "text"), examples("misses"))
def test_these_words_announce_none(language: str, text: str) -> None:
    assert announces_wait(Turn(Speaker.AGENT, text), language) is False


def test_every_supported_language_has_its_words() -> None:
    assert set(PHRASES) == set(SUPPORTED_LANGUAGES)
    assert all(len(phrases["hits"]) >= 15 and len(phrases["misses"]) >= 12 for phrases in PHRASES.values())


@pytest.mark.parametrize(
    "words", ["please hold " * 5, "i'll " * 30, "u " * 30, "ich " * 30, "sa va " * 15, "a" * 100_000]
)
@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_no_words_make_the_search_slow(words: str, language: str) -> None:
    began = perf_counter()
    for number in range(20):
        announces_wait(Turn(Speaker.AGENT, f"{words}{number}"), language)
    assert perf_counter() - began < 1


def test_the_work_grows_with_the_turns_and_not_with_their_square() -> None:
    turns = tuple(Turn((Speaker.AGENT, Speaker.CUSTOMER)[n % 2], "So.", n * 10.0, n * 10.0 + 1) for n in range(20_000))
    began = perf_counter()
    found = timing(Conversation("long", Channel.CALL, "en", turns)).holds
    assert len(found or ()) == 19_999
    assert perf_counter() - began < 5
