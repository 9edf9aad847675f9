"""Conversations for an invented archive, put together from turns of the sample data and scored by words and form."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from wordfreq import top_n_list

from benchmarks.archive_speed import sample_conversations
from rubrics.load import rubric_for_channel
from rubrics.model import Rubric
from scoring.engine import score
from scoring.scorecard import Scorecard
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel, Conversation, Speaker, Turn

TURNS = 15
_TEMPLATES = 12
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_VARIED = 0.125
_VOCABULARY = 20_000


@dataclass(frozen=True, slots=True)
class Template:
    """A conversation with its scorecard and the rubric it was scored with."""

    conversation: Conversation
    card: Scorecard
    rubric: Rubric


def templates(chance: random.Random) -> list[Template]:
    """Some conversations for each language and each of two channels."""
    pools: dict[tuple[str, Speaker], list[str]] = {}
    for conversation in sample_conversations():
        for turn in conversation.turns:
            if turn.speaker in (Speaker.AGENT, Speaker.CUSTOMER):
                pools.setdefault((conversation.language, turn.speaker), []).append(turn.text[:400])
    made = []
    for language in SUPPORTED_LANGUAGES:
        for channel in (Channel.CALL, Channel.CHAT):
            for number in range(_TEMPLATES):
                talk = _talk(f"{language}-{channel.value}-{number}", language, channel, pools, chance)
                rubric = rubric_for_channel(channel.value)
                made.append(Template(talk, score(talk, rubric, None), rubric))
    return made


def _talk(
    name: str, language: str, channel: Channel, pools: dict[tuple[str, Speaker], list[str]], chance: random.Random
) -> Conversation:
    at, turns = 0.0, []
    for place in range(TURNS):
        speaker = Speaker.CUSTOMER if place % 2 else Speaker.AGENT
        said = chance.choice(pools[language, speaker])
        length = max(1.0, len(said) / 15)
        start, end = (at, at + length) if channel is Channel.CALL else (None, None)
        turns.append(Turn(speaker, said, start, end))
        at += length + chance.choice((0.4, 0.8, 1.5, 12.0))
    return Conversation(name, channel, language, tuple(turns))


def varied(language: str, chance: random.Random) -> Callable[[str], str]:
    """Replaces one long word in eight by another of the same length."""
    by_length: dict[int, list[str]] = {}
    for word in top_n_list(language, _VOCABULARY):
        if _LONG_WORD.fullmatch(word):
            by_length.setdefault(len(word), []).append(word)

    def another(found: re.Match[str]) -> str:
        known = by_length.get(len(found[0]))
        return chance.choice(known) if known and chance.random() < _VARIED else found[0]

    return lambda said: _LONG_WORD.sub(another, said)
