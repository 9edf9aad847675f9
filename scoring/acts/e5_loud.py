"""The channels of multilingual-e5-small that are much louder than all others, for some pieces of some sentences.

    python -m scoring.acts.e5_loud FILE_OF_WEIGHTS

prints them anew, from every 50th example sentence; run it by hand. One factor brings all that goes into a matrix to 8
bits, so a channel 16 times as loud as the rest leaves these 4 bits. `e5_engine.py` divides it before and multiplies the
weights it meets (as in Xiao et al. 2023, "SmoothQuant"). Over the example sentences that takes the mean cosine to
vectors with float weights from 0.997 to 0.999, the lowest from 0.989 to 0.998, at the cost of 2% of the time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from scoring.acts.e5_pieces import piece_numbers
from scoring.acts.e5_weights import HEADS, LAYERS, WIDTH, E5Weights, Floats, read_weights, unpacked
from scoring.acts.e5_words import QUERY
from scoring.acts.scenes import read_scenes
from transcripts.conversation import SUPPORTED_LANGUAGES

# Scenes that hold single sentences.
_SINGLE = "sentences-"

# By matrix: channel of what goes in, and what to divide it by. A power of two, so that nothing is rounded.
LOUD: Mapping[str, Mapping[int, int]] = {
    "l0.fi": {321: 2},
    "l0.fo": {318: 4},
    "l1.fi": {15: 4, 321: 2},
    "l1.fo": {1462: 4},
    "l2.fi": {15: 8, 321: 2},
    "l2.fo": {354: 2},
    "l3.fi": {15: 8, 321: 2},
    "l4.fi": {15: 4, 321: 2},
    "l4.fo": {778: 16},
    "l5.fi": {15: 2, 35: 4},
    "l5.fo": {658: 8},
    "l6.fi": {15: 2, 35: 8},
    "l6.fo": {1152: 2},
    "l7.fi": {15: 2, 35: 8},
    "l7.fo": {413: 2},
    "l8.fi": {15: 4, 35: 8},
    "l9.fi": {15: 4, 35: 8, 351: 2},
    "l10.fi": {15: 2, 35: 4, 351: 2},
    "l11.fi": {35: 4, 146: 2},
    "l11.fo": {1371: 2},
}


def measure(weights: E5Weights, texts: Sequence[str]) -> dict[str, dict[int, int]]:
    """LOUD, from what goes into each matrix when the texts are computed with float32 throughout.

    A channel's factor is the power of two (so that nothing is rounded) nearest to how many times its largest value
    is that of the fourth loudest channel; below 2 it has none.
    """
    numbers, largest = piece_numbers(weights.vocabulary), dict[str, Floats]()
    for text in texts:
        for name, values in _inputs(weights, numbers(QUERY + text).numbers):
            largest[name] = np.maximum(largest.get(name, 0.0), np.abs(values).max(axis=0))
    found = {}
    for name, sizes in largest.items():
        factors = 2 ** np.rint(np.log2(np.maximum(sizes / np.sort(sizes)[-4], 1.0))).astype(int)
        found[name] = {int(channel): int(factors[channel]) for channel in np.flatnonzero(factors > 1)}
    return {name: channels for name, channels in found.items() if channels}


def _inputs(weights: E5Weights, pieces: Sequence[int]) -> Iterator[tuple[str, Floats]]:
    """What goes into the matrices "fi" and "fo" of each layer: (pieces, inputs)."""
    from scipy.special import ndtr, softmax

    floats = weights.floats

    def matrix(name: str, taken: Floats) -> Floats:
        return taken @ unpacked(weights.packed[f"{name}.w"]).T + floats[f"{name}.b"]

    def levelled(name: str, taken: Floats) -> Floats:
        centred = taken - taken.mean(axis=1, keepdims=True)
        deviation = centred.std(axis=1, keepdims=True)
        return np.asarray(centred / deviation * floats[f"{name}.w"] + floats[f"{name}.b"])

    places = floats["emb.pos"].reshape(-1, WIDTH)[: len(pieces)] + floats["emb.type"][:WIDTH]
    state = levelled("emb.ln", unpacked(weights.packed["emb.word"][list(pieces)]) + places)
    for layer in (f"l{number}" for number in range(LAYERS)):
        query, key, value = (matrix(f"{layer}.{part}", state).reshape(len(pieces), HEADS, -1) for part in "qkv")
        alike = np.einsum("ihd,jhd->hij", query, key) / np.sqrt(WIDTH / HEADS, dtype=np.float32)
        seen = np.einsum("hij,jhd->ihd", softmax(alike, axis=2), value).reshape(len(pieces), WIDTH)
        state = levelled(f"{layer}.aln", state + matrix(f"{layer}.ao", seen))
        yield f"{layer}.fi", state
        inner = matrix(f"{layer}.fi", state)
        inner = inner * ndtr(inner)  # GELU
        yield f"{layer}.fo", inner
        state = levelled(f"{layer}.oln", state + matrix(f"{layer}.fo", inner))


if __name__ == "__main__":
    scenes = [scene for language in SUPPORTED_LANGUAGES for scene in read_scenes(language)]
    examples = [turn.text for scene in scenes for turn in scene.turns if scene.slug.startswith(_SINGLE)][::50]
    for matrix, channels in measure(read_weights(Path(sys.argv[1])), examples).items():
        print(f'    "{matrix}": {channels},')
