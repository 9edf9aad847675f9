"""Which channel of a stereo call is the agent's."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from transcripts.roles import leaning
from transcripts.turns import Utterance

# What a recorder may have written into the file: "agent_channel" = "left" (or 0 and 1), "left" = "agent", or either of
# them inside a title or a comment ("left=agent, right=customer").
_SIDES = {"left": 0, "right": 1, "0": 0, "1": 1}
_ROLE_OF_SIDE = re.compile(r"\b(left|right)(?:[ _-]?channel)?\s*[:=]\s*(agent|customer)\b")
_SIDE_OF_ROLE = re.compile(r"\b(agent|customer)(?:[ _-]?channel)?\s*[:=]\s*(left|right|[01])\b")

# Natural logarithms of odds. Of the phrases in roles.yaml 19 of 20 are said by the one they are listed for; 5 to 1
# allows for misheard words and for phrases that come together. At the opening, where each says who they are and what
# they want, 20 to 1. Who speaks first is mostly who answers the telephone, and most calls are from customers: 3 to 2.
_PHRASE, _OPENING_PHRASE, _FIRST = math.log(5), math.log(20), math.log(1.5)
_OPENING_SECONDS = 20.0


class AgentSide(NamedTuple):
    """The agent's channel, counted from 0, and how certain that is (0.5..1); None if it was told."""

    channel: int
    certainty: float | None


def agent_side(
    utterances: Sequence[Utterance], language: str, told: int | None = None, tags: Mapping[str, str] | None = None
) -> AgentSide:
    """The channel (0 or 1) of the agent in a call with a person on each.

    It is `told` if given, else what the file's `tags` say (container metadata, keys in lower case: `agent_channel` or
    `customer_channel` as left, right, 0 or 1; `left` or `right` as agent or customer; or such a pair in any text),
    else what the words say: phrases of agents and of customers, above all within 20 seconds of each one's first word,
    and a little who speaks first. `utterances` are in order of time; `language` is an ISO 639-1 code.
    """
    channel = told if told is not None else _tagged(tags or {})
    if channel is not None:
        return AgentSide(channel, None)
    odds = _odds(utterances, language)
    return AgentSide(0 if odds >= 0 else 1, round(1 / (1 + math.exp(-abs(odds))), 3))


def _tagged(tags: Mapping[str, str]) -> int | None:
    """What the tags say, None if nothing or not all the same."""
    found: set[int] = set()
    for key, value in tags.items():
        text = f"{key}={value}".casefold()
        pairs = [(side, role) for side, role in _ROLE_OF_SIDE.findall(text)]
        pairs += [(side, role) for role, side in _SIDE_OF_ROLE.findall(text)]
        found |= {_SIDES[side] if role == "agent" else 1 - _SIDES[side] for side, role in pairs}
    return found.pop() if len(found) == 1 else None


def _odds(utterances: Sequence[Utterance], language: str) -> float:
    """The logarithm of the odds that the first channel is the agent's."""
    odds = 0.0
    begun: dict[int, float] = {}
    for utterance in utterances:
        begin = begun.setdefault(utterance.channel, utterance.start)
        sign = 1 if utterance.channel == 0 else -1
        if len(begun) == 1 and utterance.start == begin:
            odds += sign * _FIRST
        opening = utterance.start - begin <= _OPENING_SECONDS
        odds += sign * leaning(utterance.text, language) * (_OPENING_PHRASE if opening else _PHRASE)
    return odds
