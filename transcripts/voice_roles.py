"""Which voice of a mono recording is the agent's, which the customer's, and which is a recorded announcement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from transcripts.conversation import Speaker, Word
from transcripts.language import UNDETERMINED
from transcripts.roles import Cue, cues
from transcripts.turns import Utterance

# Natural logarithms of odds, as for stereo (agent_side.py): a phrase of a role, one within 20 seconds of the first
# word of somebody, and having spoken first, as who answers the telephone does.
_PHRASE, _OPENING_PHRASE, _FIRST = math.log(5), math.log(20), math.log(1.5)
_OPENING_SECONDS = 20.0
_OF_ROLE = 0.95  # of the phrases in roles.yaml, those said by the one they are listed for, as agent_side.py takes it
# Of the words of a recorded voice so many are in announcements; people quote one at most.
_ANNOUNCEMENTS = 0.3
_SIGN = {Speaker.AGENT: 1, Speaker.CUSTOMER: -1}
SENTENCE_ENDS = (".", "?", "!", "…")


class Sentence(NamedTuple):
    """Words from `first` up to `last` (not included), with the phrases in them (places counted in all words)."""

    first: int
    last: int
    cues: tuple[Cue, ...]

    @property
    def announces(self) -> bool:
        return any(cue.role == Speaker.BOT for cue in self.cues)


def sentences(utterances: Sequence[Utterance], language: str) -> list[Sentence]:
    """The sentences of the utterances; `language` (ISO 639-1) is for utterances that do not say theirs."""
    found: list[Sentence] = []
    begin = 0
    for utterance in utterances:
        words = utterance.words
        spoken = language if utterance.language == UNDETERMINED else utterance.language
        ends = [at for at, word in enumerate(words, 1) if at == len(words) or word.text.endswith(SENTENCE_ENDS)]
        for first, last in pairwise([0, *ends]):
            hits = cues([word.text for word in words[first:last]], spoken)
            placed = tuple(Cue(hit.role, begin + first + hit.first, begin + first + hit.last) for hit in hits)
            found.append(Sentence(begin + first, begin + last, placed))
        begin += len(words)
    return found


def opening_announcement(path: Sequence[int], spoken: Sequence[Sentence]) -> int:
    """How many words at the very beginning are a recorded announcement, even if its voice is like another's.

    `path` is the voice of each word. An agent's phrase after the notice in the same breath shows that it is the agent
    who gives it.
    """
    end = next((at for at, voice in enumerate(path) if voice != path[0]), len(path))
    opening = [sentence for sentence in spoken if sentence.last <= end]
    last = max((sentence.last for sentence in opening if sentence.announces), default=0)
    live = any(cue.role == Speaker.AGENT and cue.first >= last for sentence in opening for cue in sentence.cues)
    return end if last and not live else 0


def roles_of_voices(
    path: Sequence[int], count: int, words: Sequence[Word], spoken: Sequence[Sentence]
) -> tuple[list[Speaker], float]:
    """The role of each of `count` voices, and the logarithm of the odds that agent and customer are not swapped.

    `path` is the voice of each word; a voice that says none of the sentences is taken for a recorded one. One voice
    speaks for the agent only if its phrases say so. Of several, the most and the least like an agent are agent and
    customer; others are agents too if they have an agent's phrases.
    """
    begin = spoken[0].first if spoken else len(path)
    amounts = np.bincount(path[begin:], minlength=count)
    odds = _odds(path, count, words, spoken)
    people = [voice for voice in range(count) if amounts[voice] and not _recorded(voice, path, spoken)]
    if len(people) > 1:
        odds[next(voice for voice in path[begin:] if voice in people)] += _FIRST
    roles = [Speaker.BOT] * count
    for voice in people:
        roles[voice] = Speaker.AGENT if odds[voice] >= _PHRASE else Speaker.OTHER
    if len(people) < 2:
        for voice in people:
            roles[voice] = Speaker.AGENT if odds[voice] > 0 else Speaker.CUSTOMER
        return roles, sum(odds[voice] for voice in people)
    customer = min(people, key=lambda voice: (odds[voice], -amounts[voice]))
    agent = max((voice for voice in people if voice != customer), key=lambda voice: (odds[voice], amounts[voice]))
    roles[agent], roles[customer] = Speaker.AGENT, Speaker.CUSTOMER
    others = [voice for voice in people if roles[voice] == Speaker.OTHER]
    # Whoever else there is might be the agent or the customer instead.
    return roles, min([odds[agent] - odds[customer], *(odds[voice] - odds[customer] for voice in others)])


def _recorded(voice: int, path: Sequence[int], spoken: Sequence[Sentence]) -> bool:
    """Whether a voice mostly announces. As at the opening, an agent's phrase after a notice shows that it is live."""
    announced = [sentence for sentence in spoken if sentence.announces and path[sentence.first] == voice]
    if sum(sentence.last - sentence.first for sentence in announced) <= _ANNOUNCEMENTS * path.count(voice):
        return False
    said = [cue for sentence in spoken for cue in sentence.cues if path[cue.first] == voice]
    return not any(cue.role == Speaker.AGENT and cue.first >= announced[-1].last for cue in said)


def _odds(path: Sequence[int], count: int, words: Sequence[Word], spoken: Sequence[Sentence]) -> list[float]:
    """For each voice the logarithm of the odds that it is an agent's rather than a customer's."""
    begun: dict[int, float] = {}
    for voice, word in zip(path, words, strict=True):
        begun.setdefault(voice, word.start)
    odds = [0.0] * count
    for cue in (cue for sentence in spoken for cue in sentence.cues if cue.role in _SIGN):
        voice = path[cue.first]
        opening = words[cue.first].start - begun[voice] <= _OPENING_SECONDS
        odds[voice] += _SIGN[cue.role] * (_OPENING_PHRASE if opening else _PHRASE)
    return odds


def separated(separation: float, path: Sequence[int], roles: Sequence[Speaker], spoken: Sequence[Sentence]) -> float:
    """How sure it is that the voices are different people, once their phrases are known (Bayes).

    Were it one person, phrases of an agent would fall on each voice by its share of the words.
    """
    odds = math.log(separation / (1 - separation)) if separation < 1 else math.inf
    for cue in (cue for sentence in spoken for cue in sentence.cues if cue.role in _SIGN):
        voice = path[cue.first]
        right = _OF_ROLE if roles[voice] == cue.role else 1 - _OF_ROLE
        odds += math.log(right * len(path) / path.count(voice))
    return 1 / (1 + math.exp(-max(odds, -50.0)))


def leanings(roles: Sequence[Speaker], spoken: Sequence[Sentence], count: int) -> NDArray[np.float64]:
    """What the phrases add to the logarithm of the likelihood of each of `count` words (rows) in each voice."""
    added = np.zeros((count, len(roles)))
    for cue in (cue for sentence in spoken for cue in sentence.cues):
        for voice, role in enumerate(roles):
            if role == cue.role:
                added[cue.first : cue.last, voice] += _PHRASE / (cue.last - cue.first)
    return added
