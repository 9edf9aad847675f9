"""A model of openai-whisper from the first engine's weights or its own, made ready for the device it runs on."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from transcripts.ct2_weights import read_weights
from transcripts.errors import InputError
from transcripts.weights import DEFAULT, find_weights, weights_identity

_HINT = "Give a checkpoint of openai-whisper (.pt), or the folder of a Whisper model converted for CTranslate2."


def load_model(weights: str | None) -> tuple[Any, str]:
    """A `whisper.model.Whisper` on the processor, and a name for its weights.

    `weights` is None, "base" or a folder: Whisper in CTranslate2's form, as `find_weights` finds it; or a checkpoint
    of openai-whisper (.pt), or another size that library knows, which it takes from its own cache or downloads.
    Raises InputError `model_missing` or `model_damaged`.
    """
    import whisper

    if weights is None or weights == DEFAULT or Path(weights).is_dir():
        folder = find_weights(weights)
        return _from_ct2(folder), weights_identity(folder)
    if Path(weights).is_file():
        return _from_checkpoint(Path(weights))
    if weights not in whisper.available_models():
        known = f"Known models: {', '.join(whisper.available_models())}."
        raise InputError("model_missing", weights, "There is no such checkpoint, folder or model.", known)
    try:
        return whisper.load_model(weights, device="cpu"), weights  # the library compares the hash of the file
    except (OSError, RuntimeError) as error:
        what = "The model is neither on this machine nor can it be downloaded."
        raise InputError("model_missing", weights, what, _HINT) from error


def _from_checkpoint(path: Path) -> tuple[Any, str]:
    import whisper

    try:
        model = whisper.load_model(str(path), device="cpu")
    except Exception as error:  # whatever PyTorch finds wrong with the file, or the library with what is in it
        raise InputError("model_damaged", path.name, "The speech model cannot be loaded.", _HINT) from error
    with path.open("rb") as file:
        return model, hashlib.file_digest(file, "sha256").hexdigest()[:12]


def _from_ct2(folder: Path) -> Any:
    import torch
    from whisper.model import ModelDimensions, Whisper

    weights = read_weights(folder)
    try:
        model = Whisper(ModelDimensions(**weights.dimensions))
        model.load_state_dict({name: torch.from_numpy(values) for name, values in weights.state.items()})
    except (RuntimeError, AssertionError) as error:
        what = "The speech model lacks weights, or they do not fit together."
        raise InputError("model_damaged", folder.name, what, _HINT) from error
    if weights.alignment_heads:
        heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
        heads[tuple(zip(*weights.alignment_heads, strict=True))] = True
        model.alignment_heads = heads.to_sparse()
    return model


def device_of_choice() -> str:
    """The accelerator PyTorch sees, else "cpu"; ROCm calls itself "cuda"."""
    import torch

    devices: dict[str, Any] = {"cuda": torch.cuda, "mps": torch.backends.mps, "xpu": torch.xpu}
    return next((name for name, device in devices.items() if device.is_available()), "cpu")


def placed(model: Any, device: str) -> Any:
    """The model on `device`, but what the alignment of words takes stays on the processor.

    Metal has neither sparse tensors (which heads to look at) nor 64-bit floats (which the library aligns in).
    """
    heads = model.alignment_heads
    del model.alignment_heads
    model.to(device)
    model.alignment_heads = heads  # no longer a buffer, so that nothing moves it
    for block in model.decoder.blocks:
        block.cross_attn.forward = partial(_attend_to_sound, block.cross_attn.forward)
    return model


def _attend_to_sound(forward: Any, text: Any, sound: Any, **rest: Any) -> tuple[Any, Any]:
    """All beams of a window side by side as one text, as each position looks at the sound by itself.

    As rows of their own each would get a copy of the sound: 26 ms a layer and token instead of 1 (base, processor).
    """
    result, attention = forward(text.reshape(len(sound), -1, text.shape[-1]), sound, **rest)
    return result.reshape(text.shape), None if attention is None else attention.cpu()
