"""Who is the agent and who the customer.

With a channel each, the channels tell the people apart and their words tell the roles. A mono recording is a first
approximation by words and pauses only: it knows nothing of voices, and is to be replaced by something that does.
The words are in roles.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

from transcripts.audio import Samples
from transcripts.conversation import Speaker
from transcripts.text import fold
from transcripts.turns import PAUSE_SECONDS, Utterance

# Separate channels of a call correlate at 0.3 or less even with echo, one voice recorded twice above 0.9.
_SAME_SIGNAL = 0.8

_OTHER = {Speaker.AGENT: Speaker.CUSTOMER, Speaker.CUSTOMER: Speaker.AGENT}
# A cue counts as much as two changes of speaker; after a question or a pause a change is likelier than not.
_CUE, _CHANGE, _CHANGE_AFTER_QUESTION, _CHANGE_AFTER_PAUSE = 4.0, 2.0, -1.5, 0.5


def same_signal(first: Samples, second: Samples) -> bool:
    """Whether two channels carry one signal (a mono recording stored as stereo), at whatever level or polarity."""
    energy = float(np.sqrt(float(first @ first) * float(second @ second)))
    return energy > 0 and abs(float(first @ second)) / energy > _SAME_SIGNAL


def speakers_by_channel(
    utterances: Sequence[Utterance], language: str, agent_channel: int | None = None
) -> tuple[Speaker, ...]:
    """Whose each utterance is when each person has a channel.

    Without `agent_channel` (counted from 0) the agent is on the channel with more of an agent's phrases ("how can I
    help") and fewer of a customer's ("I am calling about"), on the first if that does not tell.
    """
    if agent_channel is None:
        scores = [0, 0]
        for utterance in utterances:
            scores[utterance.channel] += _leaning(utterance.text, language)
        agent_channel = 1 if scores[1] > scores[0] else 0
    return tuple(Speaker.AGENT if utterance.channel == agent_channel else Speaker.CUSTOMER for utterance in utterances)


def sentences_apart(utterances: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Utterances cut after each sentence, because on one channel the next sentence may be another person's."""
    cut: list[Utterance] = []
    for utterance in utterances:
        begin = 0
        for index, word in enumerate(utterance.words, 1):
            if index == len(utterance.words) or word.text.endswith((".", "?", "!", "…")):
                cut.append(replace(utterance, words=utterance.words[begin:index]))
                begin = index
    return tuple(cut)


def speakers_by_words(sentences: Sequence[Utterance], language: str) -> tuple[Speaker, ...]:
    """Whose each sentence of a mono recording is, as far as words and pauses can tell.

    The cheapest sequence of the two roles is chosen (Viterbi): phrases of one role pull towards it, a change of
    speaker costs, less after a pause and nothing after a question. Unless phrases of both roles occur there is no
    sign of two people, and everything is given to one.
    """
    leanings = [_leaning(sentence.text, language) for sentence in sentences]
    if not (any(leaning > 0 for leaning in leanings) and any(leaning < 0 for leaning in leanings)):
        only = Speaker.AGENT if sum(leanings) > 0 else Speaker.CUSTOMER
        return (only,) * len(sentences)
    return _cheapest(leanings, [_cost_of_change(before, after) for before, after in pairwise(sentences)])


def _cost_of_change(before: Utterance, after: Utterance) -> float:
    if before.text.endswith("?"):
        return _CHANGE_AFTER_QUESTION
    return _CHANGE_AFTER_PAUSE if after.start - before.end >= PAUSE_SECONDS else _CHANGE


def _cheapest(leanings: Sequence[int], costs: Sequence[float]) -> tuple[Speaker, ...]:
    """The sequence of roles with the most fitting phrases for the least cost of changes (one cost between two)."""
    score = {Speaker.AGENT: _CUE * leanings[0], Speaker.CUSTOMER: -_CUE * leanings[0]}
    came_from: list[dict[Speaker, Speaker]] = []
    for leaning, cost in zip(leanings[1:], costs, strict=True):
        back = {role: other if score[other] - cost > score[role] else role for role, other in _OTHER.items()}
        score = {
            role: score[came] - (cost if came != role else 0.0) + (_CUE if role == Speaker.AGENT else -_CUE) * leaning
            for role, came in back.items()
        }
        came_from.append(back)
    path = [max(score, key=lambda role: score[role])]
    for back in reversed(came_from):
        path.append(back[path[-1]])
    return tuple(reversed(path))


def _leaning(text: str, language: str) -> int:
    """Phrases of an agent minus phrases of a customer."""
    folded = fold(text)
    agent, customer = _patterns(language)
    return sum(bool(cue.search(folded)) for cue in agent) - sum(bool(cue.search(folded)) for cue in customer)


@lru_cache(maxsize=8)
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    import yaml

    roles = yaml.safe_load(files("transcripts").joinpath("roles.yaml").read_text("utf-8"))
    agent, customer = (
        tuple(re.compile(cue) for cue in roles[role].get(language, {"cues": ()})["cues"])
        for role in ("agent", "customer")
    )
    return agent, customer
