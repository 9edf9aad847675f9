"""What each word of a text means where it stands, from the states of its pieces; the same for both libraries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from scoring.acts.e5_weights import Floats

QUERY = "query: "
"""multilingual-e5-small was trained to read this before every text."""
_BEFORE = len(QUERY.split())

Reader = Callable[[Sequence[str], Floats], tuple[Floats, list[Floats]]]
"""From texts and `directions` (384, k) to rows of 384 numbers, of length 1, and for each text a matrix (words, k).

A word is a run without white space. Its row is the mean of its pieces' states in WORD_LAYER, times the directions; NaN
where the model does not read that far, or cuts the text into other words.
"""


def word_means(values: Floats, ends: Sequence[int], text: str) -> Floats:
    """The mean of each word's values: `values` (pieces, k); `ends` as in `TextPieces`, QUERY included."""
    many = len(text.split())
    means = np.full((many, values.shape[1]), np.nan, dtype=np.float32)
    if len(ends) == _BEFORE + many:
        for row, (start, end) in enumerate(pairwise(ends[_BEFORE - 1 :])):
            if start < end:
                means[row] = values[start:end].mean(axis=0)
    return means
