"""Whose voice each word of a mono recording is in. Voices are numbered here; who is who is decided in speakers.py.

The speech is cut into phrases, each phrase becomes a vector (voice_encoder.py), the vectors are clustered, and each
word is compared with the mean of each cluster. The vectors are dropped when `tell_apart` returns: what is kept says
only which words were likely spoken by the same person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from transcripts.conversation import Word
from transcripts.signals import SAMPLE_RATE, Samples, Signal
from transcripts.voice_encoder import MOST_SECONDS, Vectors, voice_vectors

# A phrase ends with a sentence or at a pause, where speakers change; 1.5 to 3 seconds are usual for a vector in
# telling speakers apart (Wang et al. 2018, "Speaker diarization with LSTM"; Sell et al. 2018).
_PAUSE_SECONDS, _LONGEST_SECONDS = 0.25, 2.5
# Shorter phrases are compared with the voices, but do not help to find them.
_TELLING_SECONDS = 0.8
_LEAST_SECONDS = 0.1  # words may be recognised with no length at all
# Phrases clustered at most; clustering takes the square of their number.
_CLUSTERED = 600
# A voice has at least this much speech, a third one twice as much: seconds, less in a short recording, more in a long
# one, where odd phrases gather.
_VOICE_SECONDS, _VOICE_SHARE_OF_SHORT, _VOICE_SHARE = 3.0, 0.1, 0.03
_MOST_VOICES = 6
# Groups tried: the voices and, of so many phrases one, those that are unlike all others (laughter, noise, two at once).
_FEW_GROUPS, _ODD_ONES = 12, 10
_AT_ONCE = 64  # phrases whose sound is in memory
# The means of two halves of one voice mostly have a cosine of 0.88 and more, less if a half has few phrases, because
# clustering puts the odd ones together; two voices have 0.5 to 0.84. Chosen among eight pairs of values on 52 single
# voices and 20 pairs (mostly synthetic), so that none of the pairs and one single voice is taken for the other.
_ONE_VOICE, _ONE_VOICE_FEW, _ONE_VOICE_SPREAD = 0.88, 0.5, 0.03
# Calls have two voices; a further one must be this much farther away.
_FURTHER_VOICE = 0.1
# Natural logarithm of odds for a difference of 1 between cosines. Logistic regression over 934 phrases gave 22 to 49,
# by length; between 20 and 40 the words that go to the right voice hardly change.
_ODDS_PER_COSINE = 30.0


@dataclass(frozen=True, slots=True)
class Voices:
    """How likely each word was spoken by each voice.

    `likelihoods` has a row for each word and a column for each voice in order of first appearance: natural
    logarithms, of which only differences within a row mean something. The words of a phrase share what is known of
    the phrase. `separation` (0..1) is how sure it is that these are different people, 1 for a single voice.
    """

    likelihoods: NDArray[np.float64]
    separation: float


class _Phrase(NamedTuple):
    """Words from `first` up to `last` (not included) and their seconds."""

    first: int
    last: int
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return max(self.end - self.start, _LEAST_SECONDS)


def tell_apart(signal: Signal, words: Sequence[Word]) -> Voices:
    """The voices in a recording by the words recognised in it (in order of time)."""
    phrases = _phrases(words)
    if not phrases:
        return Voices(np.zeros((0, 1)), 1.0)
    vectors = np.concatenate(
        [
            voice_vectors([_sound(signal, phrase) for phrase in phrases[at : at + _AT_ONCE]])
            for at in range(0, len(phrases), _AT_ONCE)
        ]
    )
    seconds = np.array([phrase.seconds for phrase in phrases])
    means, separation = _voices(vectors, seconds)
    similarity = vectors @ means.T
    order = np.argsort(
        [int(np.argmax(similarity.argmax(axis=1) == voice)) for voice in range(len(means))], kind="stable"
    )
    likelihoods = np.zeros((len(words), len(means)))
    for phrase, alike in zip(phrases, similarity[:, order], strict=True):
        likelihoods[phrase.first : phrase.last] = _ODDS_PER_COSINE * alike / (phrase.last - phrase.first)
    return Voices(likelihoods, separation)


def _sound(signal: Signal, phrase: _Phrase) -> Samples:
    """What is heard of a phrase: its middle, if it is longer than the encoder takes."""
    spare = max(0.0, phrase.end - phrase.start - MOST_SECONDS) / 2
    samples = signal.read(int((phrase.start + spare) * SAMPLE_RATE), int((phrase.end - spare) * SAMPLE_RATE))
    return samples if len(samples) else np.zeros(1, dtype=np.float32)


def _phrases(words: Sequence[Word]) -> list[_Phrase]:
    """The words cut after each sentence and at each pause, and what is left evenly if it is long."""
    cuts = [
        index
        for index in range(1, len(words))
        if words[index - 1].text.endswith((".", "?", "!", "…"))
        or words[index].start - words[index - 1].end >= _PAUSE_SECONDS
    ]
    phrases: list[_Phrase] = []
    for first, last in zip([0, *cuts], [*cuts, len(words)], strict=True):
        if first == last:
            continue
        start, end = words[first].start, max(word.end for word in words[first:last])
        parts = max(1, math.ceil((end - start) / _LONGEST_SECONDS))
        borders = [start + (end - start) * part / parts for part in range(parts)]
        begins = sorted({next((at for at in range(first, last) if words[at].start >= to), first) for to in borders})
        for begin, stop in zip(begins, [*begins[1:], last], strict=True):
            phrases.append(_Phrase(begin, stop, words[begin].start, max(word.end for word in words[begin:stop])))
    return phrases


def _voices(vectors: Vectors, seconds: NDArray[np.float64]) -> tuple[Vectors, float]:
    """The mean vector of each voice, and how sure it is that they are different people.

    Average linkage (as Sell et al. 2018) is cut at every number of groups; groups with too little speech are no
    voices. The cut with the most voices wins, then the one whose voices fit the phrases best.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    telling = np.flatnonzero(seconds >= min(_TELLING_SECONDS, float(np.median(seconds))))
    if len(telling) > _CLUSTERED:
        telling = telling[np.linspace(0, len(telling) - 1, _CLUSTERED).astype(int)]
    vectors, seconds = vectors[telling], np.minimum(seconds[telling], _LONGEST_SECONDS)
    best, best_rank, best_separation = _mean(vectors, seconds)[np.newaxis], (1, 0.0), 1.0
    if len(vectors) < 2:
        return best, best_separation
    tree = linkage(vectors.astype(np.float64), "average", metric="cosine")
    for groups in range(2, min(_FEW_GROUPS + len(vectors) // _ODD_ONES, len(vectors)) + 1):
        labels = fcluster(tree, groups, "maxclust")
        means, separation = _different(vectors, seconds, labels)
        rank = (len(means), float(seconds @ (vectors @ means.T).max(axis=1)))
        if rank > best_rank:
            best, best_rank, best_separation = means, rank, separation
    return best, best_separation


def _different(vectors: Vectors, seconds: NDArray[np.float64], labels: NDArray[np.int32]) -> tuple[Vectors, float]:
    """The means of those groups that are a voice of their own, and how sure the second is."""
    total = float(seconds.sum())
    least = max(min(_VOICE_SECONDS, _VOICE_SHARE_OF_SHORT * total), _VOICE_SHARE * total)
    amounts = np.bincount(labels, weights=seconds)
    means: list[Vectors] = []
    separation = 1.0
    for group in np.argsort(-amounts):
        members = labels == group
        if amounts[group] < (least if len(means) < 2 else 2 * least) or len(means) == _MOST_VOICES:
            break
        mean = _mean(vectors[members], seconds[members])
        if means:
            margin = _ONE_VOICE - _ONE_VOICE_FEW / int(members.sum()) - max(float(mean @ other) for other in means)
            margin -= _FURTHER_VOICE if len(means) > 1 else -_ONE_VOICE_SPREAD
            if margin < 0:
                continue
            if len(means) == 1:
                separation = 1 / (1 + math.exp(1 - margin / _ONE_VOICE_SPREAD))
        means.append(mean)
    return _settled(np.stack(means), vectors, seconds), separation


def _settled(means: Vectors, vectors: Vectors, seconds: NDArray[np.float64]) -> Vectors:
    """The means after all phrases, those of small groups too, have gone to the nearest (spherical k-means)."""
    for _ in range(5):
        nearest = (vectors @ means.T).argmax(axis=1)
        means = np.stack(
            [
                _mean(vectors[nearest == voice], seconds[nearest == voice]) if (nearest == voice).any() else mean
                for voice, mean in enumerate(means)
            ]
        )
    return means


def _mean(vectors: Vectors, seconds: NDArray[np.float64]) -> Vectors:
    mean = np.asarray(seconds @ vectors, dtype=np.float32)
    return mean / np.float32(np.linalg.norm(mean))
