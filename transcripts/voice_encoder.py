"""What makes one voice unlike another, as vectors. Only transcripts/voices.py asks for them, and keeps none.

CAM++ (Wang et al. 2023, "CAM++: A fast and efficient network for speaker verification using context-aware masking"),
the weights of 3D-Speaker's `speech_campplus_sv_zh_en_16k-common_advanced`, with 8 bits for each weight; where they
come from and their licence: voice_encoder.NOTICE.txt; how they were made: voice_encoder_convert.py.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from transcripts.signals import SAMPLE_RATE, Samples

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from scipy.sparse import csr_array

Vectors = NDArray[np.float32]

# The features the network was trained on: 80 mel bands from 20 Hz up (Kaldi's definition), windows of 25 ms every
# 10 ms, first difference with 0.97, the mean over the stretch taken out.
_WINDOW, _HOP, _FFT, _BANDS, _LOWEST_HZ, _EMPHASIS = 400, 160, 512, 80, 20.0, 0.97
_FLOOR = float(np.finfo(np.float32).eps)
# A stretch shorter than this is repeated until it is as long; the network was trained on 3 seconds.
_LEAST_SAMPLES = _WINDOW + 59 * _HOP
# Longer stretches are cut: up to 200 windows the network needs no means over parts, which makes it a fifth faster.
MOST_SECONDS = 2.0
_MOST_THREADS = 4


def voice_vectors(stretches: Sequence[Samples]) -> Vectors:
    """The voice in each stretch of speech at 16 kHz (at least one sample): rows of 192 numbers, of length 1.

    The angle between two rows says how alike two voices are. 0.4 seconds say little, 2 seconds much; what goes beyond
    2 seconds is not heard.
    """
    network = _network()
    with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as threads:
        return np.stack(list(threads.map(lambda samples: _vector(network, samples), stretches)))


def _vector(network: InferenceSession, samples: Samples) -> NDArray[np.float32]:
    samples = samples[: int(MOST_SECONDS * SAMPLE_RATE)]
    features = _log_mel(samples if len(samples) >= _LEAST_SAMPLES else np.resize(samples, _LEAST_SAMPLES))
    vector = np.asarray(network.run(None, {"features": features[np.newaxis]})[0][0], dtype=np.float32)
    return vector / np.float32(max(float(np.linalg.norm(vector)), _FLOOR))


@lru_cache(maxsize=1)
def _network() -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # A stretch for each thread takes half the time of a stretch on all of them.
    options.intra_op_num_threads = 1
    weights = files("transcripts").joinpath("voice_encoder.onnx").read_bytes()
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def _log_mel(samples: Samples) -> NDArray[np.float32]:
    """Features of shape (frames, bands), without their mean."""
    import scipy.fft

    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    shape, filters = _analysis()
    power = np.abs(scipy.fft.rfft((frames - _EMPHASIS * before) * shape, _FFT, axis=1)) ** 2
    logarithms = np.log(np.maximum((filters @ power.T).T, _FLOOR))
    return np.asarray(logarithms - logarithms.mean(axis=0), dtype=np.float32)


@lru_cache(maxsize=1)
def _analysis() -> tuple[NDArray[np.float32], csr_array]:
    """The shape of a window (Kaldi's "Povey" window) and the bands, of shape (bands, frequencies).

    The bands are mostly zeros; as a dense matrix they would set a second core spinning in the linear algebra library.
    """
    import scipy.sparse

    shape = np.hanning(_WINDOW) ** 0.85
    edges = np.linspace(_mel(np.array(_LOWEST_HZ)), _mel(np.array(SAMPLE_RATE / 2)), _BANDS + 2)
    at = _mel(np.arange(_FFT // 2 + 1) * SAMPLE_RATE / _FFT)[:, np.newaxis]
    rising = (at - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - at) / (edges[2:] - edges[1:-1])
    filters = np.maximum(0.0, np.minimum(rising, falling))
    filters[-1] = 0.0  # Kaldi leaves the highest frequency out
    return shape.astype(np.float32), scipy.sparse.csr_array(filters.T.astype(np.float32))


def _mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """O'Shaughnessy (1987), as in Kaldi."""
    return 1127.0 * np.log1p(hertz / 700.0)
