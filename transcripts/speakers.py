"""Who is the agent and who the customer in a mono recording, word by word.

Each word gets the voice that it sounds like (voices.py), unless what is said tells better: people rarely change in
the middle of a sentence and often after a question, and each role has its phrases (roles.yaml).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transcripts.conversation import Speaker, Word
from transcripts.turns import PAUSE_SECONDS, Utterance
from transcripts.voice_roles import Sentence, leanings, opening_announcement, roles_of_voices, sentences, separated
from transcripts.voices import Voices

# How often another person goes on: after a question mostly, after another sentence once in a turn of two or three,
# hardly ever inside one; there a pause (after most of which the same person goes on, Heldner & Edlund 2010) or a
# comma makes it likelier.
_AFTER_QUESTION, _AFTER_SENTENCE, _AFTER_PAUSE, _AFTER_COMMA, _INSIDE = 0.6, 0.35, 0.15, 0.02, 0.003
# Without a second voice so many phrases of each role show that there were two people all the same.
_PHRASES_OF_TWO = 3


def speakers_by_voice(
    utterances: Sequence[Utterance], voices: Voices, language: str
) -> tuple[tuple[Utterance, ...], tuple[Speaker, ...], float]:
    """The utterances cut where the speaker changes, whose each is, and how certain the roles are (0..1).

    `voices` are for the words of the utterances in their order. `language` (ISO 639-1) is for utterances that do not
    say theirs. One voice is one person, unless there are many phrases of both roles. Of more than two voices, one with
    an agent's phrases is an agent too, one with announcements is BOT, others are OTHER. The certainty says how likely
    agent and customer are the right way round and the words theirs: below 0.6 it is not known who is who.
    """
    words = [word for utterance in utterances for word in utterance.words]
    if not words:
        return (), (), 0.0
    spoken = sentences(utterances, language)
    likelihoods = _of_people(voices, spoken)
    count, chances = likelihoods.shape[1], _chances(words)
    path = _likeliest(likelihoods, chances)
    opening = opening_announcement(path, spoken)
    live = [sentence for sentence in spoken if sentence.first >= opening]
    roles, odds = roles_of_voices(path, count, words, live)
    path = _likeliest(likelihoods + leanings(roles, live, len(words)), chances)
    pieces, speakers = _cut(utterances, [Speaker.BOT] * opening + [roles[voice] for voice in path[opening:]])
    sure = _clarity(path, likelihoods) * separated(voices.separation, path, roles, live) if count > 1 else 1.0
    return pieces, speakers, round(sure / (1 + math.exp(-abs(odds))), 3)


def _of_people(voices: Voices, spoken: Sequence[Sentence]) -> NDArray[np.float64]:
    """The likelihoods, with a second column like the first where only the words show that there are two people."""
    said = [cue.role for sentence in spoken for cue in sentence.cues]
    two = min(said.count(Speaker.AGENT), said.count(Speaker.CUSTOMER)) >= _PHRASES_OF_TWO
    return np.repeat(voices.likelihoods, 2, axis=1) if two and voices.likelihoods.shape[1] == 1 else voices.likelihoods


def _chances(words: Sequence[Word]) -> list[float]:
    """How likely somebody else goes on, between each two words."""
    chances: list[float] = []
    for before, after in pairwise(words):
        if before.text.endswith("?"):
            chances.append(_AFTER_QUESTION)
        elif before.text.endswith((".", "!")) and not before.text.endswith("..."):
            chances.append(_AFTER_SENTENCE)
        elif after.start - before.end >= PAUSE_SECONDS:
            chances.append(_AFTER_PAUSE)
        else:
            chances.append(_AFTER_COMMA if before.text.endswith((",", "...", "…")) else _INSIDE)
    return chances


def _likeliest(likelihoods: NDArray[np.float64], chances: Sequence[float]) -> list[int]:
    """The voice of each word in the likeliest sequence (Viterbi)."""
    count = likelihoods.shape[1]
    if count == 1:
        return [0] * len(likelihoods)
    score, came = likelihoods[0], []
    for row, chance in zip(likelihoods[1:], chances, strict=True):
        moves = np.full((count, count), math.log(chance / (count - 1)))
        np.fill_diagonal(moves, math.log(1 - chance))
        ways = score[:, np.newaxis] + moves
        came.append(ways.argmax(axis=0))
        score = ways.max(axis=0) + row
    path = [int(score.argmax())]
    for back in reversed(came):
        path.append(int(back[path[-1]]))
    return path[::-1]


def _clarity(path: Sequence[int], likelihoods: NDArray[np.float64]) -> float:
    """The share of words that are likely in the right voice, by how much better it fits each stretch than another."""
    chosen = np.array(path)
    borders = [0, *(np.flatnonzero(np.diff(chosen)) + 1).tolist(), len(path)]
    right = 0.0
    for first, last in pairwise(borders):
        fits = likelihoods[first:last].sum(axis=0)
        better = fits[chosen[first]] - np.delete(fits, chosen[first]).max()
        right += (last - first) / (1 + math.exp(-min(better, 50.0)))
    return right / len(path)


def _cut(
    utterances: Sequence[Utterance], speakers: Sequence[Speaker]
) -> tuple[tuple[Utterance, ...], tuple[Speaker, ...]]:
    """The utterances in pieces of one speaker each."""
    pieces: list[Utterance] = []
    whose: list[Speaker] = []
    begin = 0
    for utterance in utterances:
        said = speakers[begin : begin + len(utterance.words)]
        changes = [at for at in range(1, len(said)) if said[at] != said[at - 1]]
        for first, last in pairwise([0, *changes, len(said)]):
            pieces.append(replace(utterance, words=utterance.words[first:last]))
            whose.append(said[first])
        begin += len(said)
    return tuple(pieces), tuple(whose)
