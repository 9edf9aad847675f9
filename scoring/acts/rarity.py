"""How rare a word is in general language."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=200_000)
def zipf(word: str, language: str) -> float:
    """How frequent a word is, log10 of its count in a billion words: 7 the commonest, 3 one in a million, 0 unknown.

    The Zipf scale of `wordfreq` (van Heuven et al. 2014).
    """
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language))
