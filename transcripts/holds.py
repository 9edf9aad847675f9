"""Waiting on the telephone: long silences, and whether the agent announced them. The words are in holds.yaml."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import inf

from transcripts.conversation import Conversation, Speaker, Turn, Word
from transcripts.text import WORD, fold

# Contact centres call five to ten seconds without speech dead air, and Google's Contact Center AI Insights counts
# silences from five seconds on. Shorter ones belong to ordinary talk and typing.
HOLD_SECONDS = 5.0
# An announcement stands right before the wait: 30 words are twelve seconds of speech at 150 words a minute.
_LAST_WORDS, _LAST_CHARACTERS = 30, 600
# So little between two silences ("so…", "nearly there") does not end a wait that was announced.
_FILLER_WORDS = 2


@dataclass(frozen=True, slots=True)
class Hold:
    """A silence of at least five seconds in which the customer waits; `turn` is the last one begun before it (from 0).

    `start` and `seconds` are its beginning and length. `announced` says whether the agent, right before it, asked to
    wait or said that something is being looked up; None in a language for which the words are not known.
    """

    turn: int
    start: float
    seconds: float
    announced: bool | None


def holds(conversation: Conversation, silences: Sequence[tuple[float, float]]) -> tuple[Hold, ...]:
    """The holds among `silences` (start and end in seconds, in order), for turns that all have times.

    Left out is the customer's own time: a silence that the customer asked for ("let me get my card"), or in which the
    customer thinks about what the agent just asked.
    """
    found: list[Hold] = []
    latest: dict[Speaker, Turn] = {}
    coming = deque(sorted(enumerate(conversation.turns), key=lambda item: item[1].start or 0.0))
    number = 0
    for start, end in silences:
        while coming and (coming[0][1].start or 0.0) < end:
            number, turn = coming.popleft()
            latest[turn.speaker] = turn
        after = coming[0][1].speaker if coming else None
        if end - start < HOLD_SECONDS or not latest or _customers_own(conversation, latest, (start, end), after):
            continue
        agent = latest.get(Speaker.AGENT)
        announced = announces_wait(agent, conversation.language, start) if agent else False
        if found and found[-1].announced and agent and len(_last_words(agent, start)) <= _FILLER_WORDS:
            announced = True
        found.append(Hold(number, start, end - start, announced))
    return tuple(found)


def announces_wait(turn: Turn, language: str, until: float = inf) -> bool | None:
    """Whether the turn, as far as it was said before the second `until`, ends in asking to wait or in a look-up.

    `language` is the conversation's. None for a language for which the words are not known.
    """
    cues = _cues(turn.language or language)
    return bool(cues.search(" ".join(_last_words(turn, until)))) if cues else None


def _customers_own(
    conversation: Conversation, latest: Mapping[Speaker, Turn], silence: tuple[float, float], after: Speaker | None
) -> bool:
    """`latest` is each speaker's last turn begun before the silence, `after` who begins the next one."""
    start, end = silence
    last = max(latest.values(), key=lambda turn: _said(turn, end)[-1].end)
    asks_to_wait = announces_wait(last, conversation.language, start)
    if last.speaker is Speaker.CUSTOMER:
        return bool(asks_to_wait)
    asked = _said(last, end)[-1].text.rstrip().endswith("?")
    goes_on = bool(last.words) and last.words[-1].start >= end
    return asked and not asks_to_wait and not goes_on and after is Speaker.CUSTOMER


def _said(turn: Turn, until: float) -> Sequence[Word]:
    """The last words begun before `until`; a turn without words counts as one."""
    number = bisect_left(turn.words, until, key=lambda word: word.start)
    whole = Word(turn.text[-_LAST_CHARACTERS:], turn.start or 0.0, turn.end or 0.0, 1.0)
    return turn.words[max(0, number - _LAST_WORDS) : number] or (whole,)


def _last_words(turn: Turn, until: float) -> list[str]:
    """The last folded words said before `until`, back to the last long silence within the turn."""
    said = _said(turn, until)
    pauses = (n for n in range(len(said) - 1, 0, -1) if said[n].start - said[n - 1].end >= HOLD_SECONDS)
    text = " ".join(word.text for word in said[next(pauses, 0) :])
    return [match.group() for match in WORD.finditer(fold(text))][-_LAST_WORDS:]


@lru_cache(maxsize=8)
def _cues(language: str) -> re.Pattern[str] | None:
    import yaml

    known = yaml.safe_load(files("transcripts").joinpath("holds.yaml").read_text("utf-8"))
    return re.compile("|".join(known[language]["cues"])) if language in known else None
