"""A Whisper of one layer with random weights, written by CTranslate2's own code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from ctranslate2.specs import WhisperSpec

from transcripts.ct2_weights import Floats

DIMENSIONS = {
    "n_mels": 80,
    "n_audio_ctx": 1500,
    "n_audio_state": 8,
    "n_audio_head": 2,
    "n_audio_layer": 1,
    "n_vocab": 51865,
    "n_text_ctx": 448,
    "n_text_state": 8,
    "n_text_head": 4,
    "n_text_layer": 1,
}
_WIDTH, _WIDE = 8, 32


def state() -> dict[str, Floats]:
    """Weights by the names openai-whisper gives them."""
    chance = np.random.default_rng(7)

    def some(*shape: int) -> Floats:
        return chance.normal(0, 0.3, shape).astype(np.float32)

    shapes: dict[str, tuple[int, ...]] = {
        "encoder.conv1": (_WIDTH, 80, 3),
        "encoder.conv2": (_WIDTH, _WIDTH, 3),
        "encoder.ln_post": (_WIDTH,),
        "decoder.ln": (_WIDTH,),
    }
    for block in ("encoder.blocks.0", "decoder.blocks.0"):
        for attention in ("attn", "cross_attn")[: 1 if block.startswith("encoder") else 2]:
            shapes |= {f"{block}.{attention}.{part}": (_WIDTH, _WIDTH) for part in ("query", "key", "value", "out")}
            shapes[f"{block}.{attention}_ln"] = (_WIDTH,)
        shapes |= {f"{block}.mlp.0": (_WIDE, _WIDTH), f"{block}.mlp.2": (_WIDTH, _WIDE), f"{block}.mlp_ln": (_WIDTH,)}
    weights = {f"{name}.weight": some(*shape) for name, shape in shapes.items()}
    biases = {f"{name}.bias": some(shape[0]) for name, shape in shapes.items() if not name.endswith("key")}
    return {
        **weights,
        **biases,
        "encoder.positional_embedding": some(1500, _WIDTH),
        "decoder.positional_embedding": some(448, _WIDTH),
        "decoder.token_embedding.weight": some(51865, _WIDTH),
    }


def save_tiny_whisper(folder: Path, quantization: str = "float32") -> None:
    """Writes the weights of `state` into `folder` as CTranslate2 converts a Whisper model."""
    weights = state()
    spec = WhisperSpec(1, 2, 1, 4)

    def fill(place: object, *names: str) -> None:
        kind = ("gamma", "beta") if hasattr(place, "gamma") else ("weight", "bias")
        for attribute, leaf in zip(kind, ("weight", "bias"), strict=True):
            parts = [weights.get(f"{name}.{leaf}", np.zeros(_WIDTH, np.float32)) for name in names]
            setattr(place, attribute, np.concatenate(parts))

    fill(spec.encoder.conv1, "encoder.conv1")
    fill(spec.encoder.conv2, "encoder.conv2")
    fill(spec.encoder.layer_norm, "encoder.ln_post")
    fill(spec.decoder.layer_norm, "decoder.ln")
    spec.encoder.position_encodings.encodings = weights["encoder.positional_embedding"]
    spec.decoder.position_encodings.encodings = weights["decoder.positional_embedding"]
    spec.decoder.embeddings.weight = weights["decoder.token_embedding.weight"]
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    for side, layer in (("encoder", spec.encoder.layer[0]), ("decoder", spec.decoder.layer[0])):
        own = f"{side}.blocks.0.attn"
        fill(layer.self_attention.linear[0], f"{own}.query", f"{own}.key", f"{own}.value")
        fill(layer.self_attention.linear[1], f"{own}.out")
        fill(layer.self_attention.layer_norm, f"{own}_ln")
        fill(layer.ffn.linear_0, f"{side}.blocks.0.mlp.0")
        fill(layer.ffn.linear_1, f"{side}.blocks.0.mlp.2")
        fill(layer.ffn.layer_norm, f"{side}.blocks.0.mlp_ln")
    cross, attention = "decoder.blocks.0.cross_attn", spec.decoder.layer[0].attention
    fill(attention.linear[0], f"{cross}.query")
    fill(attention.linear[1], f"{cross}.key", f"{cross}.value")
    fill(attention.linear[2], f"{cross}.out")
    fill(attention.layer_norm, f"{cross}_ln")

    spec.config.alignment_heads = [[0, 1], [0, 3]]
    spec.register_vocabulary([str(number) for number in range(DIMENSIONS["n_vocab"])])
    spec.validate()
    spec.optimize(quantization)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
