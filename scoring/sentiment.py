"""The customer's mood from their words: how good or bad each turn is, and where the conversation goes.

Only the customer's turns are read, and only their text. The valence of a turn is its expected label, -1 (shows a
feeling an agent should answer), 0 (neither) or 1 (says that it helped), by proportional odds (McCullagh 1980) on three
signs: the certainties of the acts `negative_feeling` and `satisfied`, and the words' own valence (`valence.py`), which
decides where the acts say little. Confusion was tried as a fourth sign; on the scenes its weight came out at 0.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp
from statistics import fmean

from scoring.acts.values import TurnActs
from scoring.evidence import Quote, quote
from scoring.valence import bounded, says_something, sentence_valences
from transcripts.conversation import Conversation, Speaker

# Fitted on the customers' turns of the scenes by `python -m scoring.training.sentiment`, where the figures of the
# cross-validation by scenario are printed, and rounded.
_SATISFIED, _NEGATIVE, _WORDS = 4.3, 3.7, 2.8
_NOT_NEGATIVE, _NOT_POSITIVE = 2.4, 2.8

CLEAR = 0.3
"""From this distance from nought on a valence is a mood, and from this difference on a change is one.

From 0.3 to 0.4 the scenes agree best with their labels, turn by turn and in rising, falling or steady.
"""
FEWEST_TURNS = 3
"""With fewer of the customer's turns there are no thirds to compare."""
_THIRDS = 3


class MoodTrend(StrEnum):
    """How the last third of the customer's turns lies against the first."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True)
class TurnValence:
    """A turn of the customer and its valence, -1..1."""

    turn: int
    valence: float


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The customer's mood over a conversation.

    `turns` are the customer's turns that say anything in the conversation's language. `start` and `end` are the mean
    valences of their first and last third, `change` is what lies between; None when they are too few. `lowest` and
    `highest` are words from the first turn with the lowest and the highest valence, None where no turn is clearly
    negative or clearly positive.
    """

    turns: tuple[TurnValence, ...]
    trend: MoodTrend
    start: float | None = None
    end: float | None = None
    change: float | None = None
    lowest: Quote | None = None
    highest: Quote | None = None


def sentiment(conversation: Conversation, acts: Sequence[TurnActs]) -> Sentiment | None:
    """The customer's mood, None when no turn of the customer says anything. `acts` has one entry a turn.

    Raises FileNotFoundError for a conversation in a language that is not supported.
    """
    turns = tuple(
        TurnValence(index, _valence(turn.text, acts[index], conversation.language))
        for index, turn in enumerate(conversation.turns)
        if turn.speaker is Speaker.CUSTOMER
        and turn.language in (None, conversation.language)
        and says_something(turn.text)
    )
    if not turns:
        return None
    lowest, highest = min(turns, key=lambda turn: turn.valence), max(turns, key=lambda turn: turn.valence)
    start, end, change, trend = _course([turn.valence for turn in turns])
    return Sentiment(
        turns,
        trend,
        start,
        end,
        change,
        _words(conversation, lowest.turn, acts[lowest.turn], -1) if lowest.valence <= -CLEAR else None,
        _words(conversation, highest.turn, acts[highest.turn], 1) if highest.valence >= CLEAR else None,
    )


def _valence(text: str, acts: TurnActs, language: str) -> float:
    words = bounded(sum(sentence.value for sentence in sentence_valences(text, language)))
    sign = _SATISFIED * _certainty(acts, "satisfied") - _NEGATIVE * _certainty(acts, "negative_feeling")
    sign += _WORDS * words
    return round(_logistic(sign + _NOT_NEGATIVE) + _logistic(sign - _NOT_POSITIVE) - 1, 3)


def _certainty(acts: TurnActs, name: str) -> float:
    """How certain an act is, whether it was judged present or nearly; 0 below that."""
    return max((act.certainty for act in (*acts.acts, *acts.doubtful) if act.name == name), default=0.0)


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value))


def _course(valences: Sequence[float]) -> tuple[float | None, float | None, float | None, MoodTrend]:
    """Start, end, change and trend."""
    if len(valences) < FEWEST_TURNS:
        return None, None, None, MoodTrend.TOO_SHORT
    third = len(valences) // _THIRDS
    start, end = round(fmean(valences[:third]), 3), round(fmean(valences[-third:]), 3)
    change = round(end - start, 3)
    if abs(change) < CLEAR:
        return start, end, change, MoodTrend.STEADY
    return start, end, change, MoodTrend.RISING if change > 0 else MoodTrend.FALLING


def _words(conversation: Conversation, turn: int, acts: TurnActs, side: int) -> Quote:
    """The words that show the mood of a turn: those of its act, else the sentence with the best or worst words."""
    act = acts.act("satisfied" if side > 0 else "negative_feeling")
    if act:
        return quote(conversation, turn, act.start, act.end)
    found = sentence_valences(conversation.turns[turn].text, conversation.language)
    shown = max(found, key=lambda sentence: side * sentence.value)
    return quote(conversation, turn, shown.start, shown.end)
