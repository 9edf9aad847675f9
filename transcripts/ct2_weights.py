"""Whisper weights in CTranslate2's form -> the names and shapes openai-whisper gives them, in float32.

Layout of model.bin (CTranslate2, `specs/model_spec.py`), little-endian: version (uint32), name of the specification,
its revision (uint32), number of variables (uint32), the variables, number of aliases (uint32), the aliases. A text is
its length with a closing zero (uint16), UTF-8, zero. A variable is its name, rank (uint8), dimensions (uint32 each),
type (uint8), bytes (uint32), values. An alias is its own name and that of a variable.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcripts.errors import InputError

Floats = NDArray[np.float32]
Variables = Mapping[str, NDArray[Any]]

_VERSION = 6
_SPECIFICATION = "WhisperSpec"
# By the number of the type. NumPy has no bfloat16, the upper half of a float32; uint16 stands for it.
_TYPES = tuple(np.dtype(name) for name in ("<f4", "i1", "<i2", "<i4", "<f2", "<u2"))
_BFLOAT16 = _TYPES[5]

_BLOCK = re.compile(r"(encoder|decoder)/layer_(\d+)/(.+)")
# One matrix here may hold several of openai-whisper's, one below the other.
_IN_BLOCK = {
    "self_attention/layer_norm": ("attn_ln",),
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "self_attention/linear_1": ("attn.out",),
    "attention/layer_norm": ("cross_attn_ln",),
    "attention/linear_0": ("cross_attn.query",),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
    "attention/linear_2": ("cross_attn.out",),
    "ffn/layer_norm": ("mlp_ln",),
    "ffn/linear_0": ("mlp.0",),
    "ffn/linear_1": ("mlp.2",),
}
_OUTSIDE = {
    "encoder/conv1": ("encoder.conv1",),
    "encoder/conv2": ("encoder.conv2",),
    "encoder/position_encodings": ("encoder.positional_embedding",),
    "encoder/layer_norm": ("encoder.ln_post",),
    "decoder/embeddings": ("decoder.token_embedding",),
    "decoder/position_encodings": ("decoder.positional_embedding",),
    "decoder/layer_norm": ("decoder.ln",),
}
_PROJECTION = "decoder/projection"  # the embeddings once more
_LEAVES = {"weight": ".weight", "gamma": ".weight", "bias": ".bias", "beta": ".bias", "encodings": ""}
_WITHOUT_BIAS = ("attn.key", "cross_attn.key")  # CTranslate2 holds zeros there


@dataclass(frozen=True, slots=True)
class WhisperWeights:
    """`dimensions` and `state` as openai-whisper's ModelDimensions and `load_state_dict` take them.

    `alignment_heads` are (layer, head) of the decoder, whose attention follows the sound; empty if not told.
    """

    dimensions: dict[str, int]
    state: dict[str, Floats]
    alignment_heads: tuple[tuple[int, int], ...]


def read_weights(folder: Path) -> WhisperWeights:
    """The Whisper model in `folder` (model.bin, config.json), made float32 if it was quantised.

    Raises InputError `model_damaged` if model.bin is cut off, of another layout or no Whisper model.
    """
    try:
        variables = read_variables(folder / "model.bin")
        dimensions = _dimensions(variables)
        return WhisperWeights(dimensions, dict(_state(variables)), _alignment_heads(folder / "config.json", dimensions))
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError, OSError) as error:
        what = "The speech model cannot be read."
        raise InputError("model_damaged", folder.name, what, "Give a Whisper model of CTranslate2 3 or 4.") from error


def read_variables(path: Path) -> dict[str, NDArray[Any]]:
    """The variables of a model.bin as they are stored, mapped and not loaded; an alias is the variable it names.

    Raises ValueError or LookupError if the file does not follow the layout, OSError if it cannot be read.
    """
    reader = _Reader(np.memmap(path, dtype=np.uint8, mode="r"))
    version, name = reader.number("<I"), reader.text()
    if version != _VERSION or name != _SPECIFICATION:
        raise ValueError("not a Whisper model in a known version of the layout")
    reader.number("<I")  # the revision, which tells of changed names; a name that is missing is noticed later
    variables = dict(reader.variable() for _ in range(reader.number("<I")))
    for _ in range(reader.number("<I")):
        alias = reader.text()
        variables[alias] = variables[reader.text()]
    return variables


class _Reader:
    """Reads on from where it is; what would go beyond the end is an error."""

    def __init__(self, content: NDArray[np.uint8]) -> None:
        self._content = content
        self._place = 0

    def number(self, form: str) -> int:
        (value,) = struct.unpack(form, self._bytes(struct.calcsize(form)).tobytes())
        return int(value)

    def text(self) -> str:
        return self._bytes(self.number("<H")).tobytes()[:-1].decode("utf-8")

    def variable(self) -> tuple[str, NDArray[Any]]:
        name = self.text()
        shape = [self.number("<I") for _ in range(self.number("<B"))]
        kind = _TYPES[self.number("<B")]
        size = self.number("<I")
        if size != prod(shape) * kind.itemsize:
            raise ValueError("size and shape of a variable disagree")
        return name, self._bytes(size).view(kind).reshape(shape)

    def _bytes(self, size: int) -> NDArray[np.uint8]:
        begin, self._place = self._place, self._place + size
        if self._place > len(self._content):
            raise ValueError("cut off")
        return self._content[begin : self._place]


def _dimensions(variables: Variables) -> dict[str, int]:
    audio_context, audio_width = variables["encoder/position_encodings/encodings"].shape
    text_context, text_width = variables["decoder/position_encodings/encodings"].shape
    blocks = {match[1] + match[2] for match in map(_BLOCK.fullmatch, variables) if match}
    layers = {side: sum(block.startswith(side) for block in blocks) for side in ("encoder", "decoder")}
    return {
        "n_mels": variables["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": audio_context,
        "n_audio_state": audio_width,
        "n_audio_head": int(variables["encoder/num_heads"]),
        "n_audio_layer": layers["encoder"],
        "n_vocab": variables["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": text_context,
        "n_text_state": text_width,
        "n_text_head": int(variables["decoder/num_heads"]),
        "n_text_layer": layers["decoder"],
    }


def _state(variables: Variables) -> Iterator[tuple[str, Floats]]:
    for name in variables:
        place, _, leaf = name.rpartition("/")
        if (
            leaf not in _LEAVES or place == _PROJECTION
        ):  # settings and the scales of quantised weights have other leaves
            continue
        match = _BLOCK.fullmatch(place)
        targets = _OUTSIDE[place] if match is None else _IN_BLOCK[match[3]]
        block = "" if match is None else f"{match[1]}.blocks.{match[2]}."
        for target, part in zip(targets, np.split(_floats(variables, name), len(targets)), strict=True):
            if leaf != "bias" or target not in _WITHOUT_BIAS:
                yield block + target + _LEAVES[leaf], part


def _floats(variables: Variables, name: str) -> Floats:
    """int8 has a scale for each row, int16 one for all: CTranslate2's documentation, "Quantization"."""
    values = variables[name]
    if values.dtype == _BFLOAT16:
        return (values.astype(np.uint32) << 16).view(np.float32)
    floats = values.astype(np.float32)
    if values.dtype.kind == "i":
        scale = variables[f"{name}_scale"].astype(np.float32)
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            floats /= scale.reshape(scale.shape + (1,) * (floats.ndim - scale.ndim))
    return floats


def _alignment_heads(config: Path, dimensions: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    heads = json.loads(config.read_text(encoding="utf-8")).get("alignment_heads") or ()
    for layer, head in heads:
        if layer not in range(dimensions["n_text_layer"]) or head not in range(dimensions["n_text_head"]):
            raise ValueError("alignment heads that the model does not have")
    return tuple((layer, head) for layer, head in heads)
