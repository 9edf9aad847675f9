"""Weights as CTranslate2 writes them, read without it."""

from pathlib import Path

import numpy as np
import pytest

from tests.transcripts.tiny_whisper import DIMENSIONS, save_tiny_whisper, state
from transcripts.ct2_weights import WhisperWeights, read_weights
from transcripts.errors import InputError
from transcripts.weights import find_weights


@pytest.fixture(scope="module")
def base() -> WhisperWeights:
    try:
        return read_weights(find_weights())
    except InputError as error:
        pytest.skip(f"no speech model: {error}")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    save_tiny_whisper(tmp_path, "int8")
    return tmp_path


# The error of rounding: half a step of a row's or the matrix' largest weight (below 2) in 127 or 1024 steps; 11 and 8
# bits of a float.
@pytest.mark.parametrize(
    ("quantization", "error"),
    [
        ("float32", 0.0),
        ("float16", 2**-11),
        ("bfloat16", 2**-8),
        ("int8", 1 / 127),
        ("int8_float16", 1 / 127),
        ("int16", 1 / 1024),
    ],
)
def test_all_weights_come_out_as_they_went_in(tmp_path: Path, quantization: str, error: float) -> None:
    if quantization == "bfloat16":
        pytest.importorskip("torch", reason="CTranslate2 writes bfloat16 by way of PyTorch, which is not installed")
    save_tiny_whisper(tmp_path, quantization)

    found, expected = read_weights(tmp_path), state()

    assert found.dimensions == DIMENSIONS
    assert found.alignment_heads == ((0, 1), (0, 3))
    assert found.state.keys() == expected.keys()
    for name, values in found.state.items():
        assert values.dtype == np.float32
        np.testing.assert_allclose(values, expected[name], rtol=0, atol=2 * error, err_msg=name)


def test_the_published_base(base: WhisperWeights) -> None:
    """Radford et al. 2022: table 1 for the size, section 2.2 for sines and cosines as positions of the encoder."""
    width = 512
    angles = np.arange(1500)[:, None] / 10000 ** (np.arange(width // 2) / (width // 2 - 1))

    assert base.dimensions == {
        "n_mels": 80,
        "n_audio_ctx": 1500,
        "n_audio_state": width,
        "n_audio_head": 8,
        "n_audio_layer": 6,
        "n_vocab": 51865,
        "n_text_ctx": 448,
        "n_text_state": width,
        "n_text_head": 8,
        "n_text_layer": 6,
    }
    positions = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    np.testing.assert_allclose(base.state["encoder.positional_embedding"], positions, atol=1e-3)
    assert all(np.isfinite(values).all() for values in base.state.values())
    # What attention asks with has a bias, what it compares with has none.
    assert "decoder.blocks.5.cross_attn.query.bias" in base.state
    assert not any(name.endswith("key.bias") for name in base.state)


def test_a_file_cut_off_anywhere(tiny: Path) -> None:
    model = tiny / "model.bin"
    content = model.read_bytes()

    for length in [0, 3, 4, 20, *range(0, len(content), len(content) // 25)]:
        model.write_bytes(content[:length])
        with pytest.raises(InputError) as caught:
            read_weights(tiny)
        assert caught.value.code == "model_damaged"


def test_wrong_bytes_give_an_error_or_weights_but_no_crash(tiny: Path) -> None:
    model = tiny / "model.bin"
    content = model.read_bytes()
    chance = np.random.default_rng(5)
    # The first bytes, and those around names, where shapes, types and sizes are.
    places = [*range(30), *(content.index(b"/" + name) for name in (b"weight\0", b"gamma\0", b"num_heads\0"))]
    codes = set()

    for _ in range(150):
        wrong = bytearray(content)
        wrong[chance.choice(places) + chance.integers(24)] ^= 1 << chance.integers(8)
        model.write_bytes(wrong)
        try:
            read_weights(tiny)
        except InputError as error:
            codes.add(error.code)
    assert codes == {"model_damaged"}


@pytest.mark.parametrize(
    "config",
    [
        "",
        "[]",
        "{",
        '{"alignment_heads": 3}',
        '{"alignment_heads": [[0]]}',
        '{"alignment_heads": [[1, 0]]}',
        '{"alignment_heads": [[0, 4]]}',
        '{"alignment_heads": [[0, -1]]}',
        '{"alignment_heads": [[0, 0.5]]}',
        '{"alignment_heads": [["0", "0"]]}',
        pytest.param("[" * 100_000, id="nested"),
    ],
)
def test_a_config_that_does_not_fit(tiny: Path, config: str) -> None:
    (tiny / "config.json").write_text(config, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_weights(tiny)

    assert caught.value.code == "model_damaged"


def test_a_config_without_heads(tiny: Path) -> None:
    (tiny / "config.json").write_text("{}", encoding="utf-8")

    assert read_weights(tiny).alignment_heads == ()
